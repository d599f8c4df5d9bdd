"""The API's reference page: rendered here from the schema, without scripts or assets of other hosts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views import View
from drf_spectacular.generators import SchemaGenerator

from config.apiexamples import curl, resolved
from workflow.api.codes import CODES

METHODS: Final = ("get", "post", "put", "patch", "delete")
# Addresses under which one process is asked for the page; examples name the reader's own.
MOST_ORIGINS: Final = 8


@dataclass(frozen=True)
class Field:
    """One parameter or property: its name, its type in words, whether it must be given."""

    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True)
class Answer:
    """One possible status with its meaning."""

    status: str
    description: str

    @property
    def is_refusal(self) -> bool:
        """Whether the answer is a problem, explained once at the end of the page."""
        return not self.status.startswith("2")


@dataclass(frozen=True)
class Operation:
    """One method on one address."""

    anchor: str
    method: str
    path: str
    summary: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]
    example: str

    @property
    def call(self) -> str:
        """Method and address, as a name for what belongs to this operation."""
        return f"{self.method} {self.path}"

    @property
    def parts(self) -> list[str]:
        """The address in pieces between which a line may break."""
        return [f"{part}/" for part in self.path.rstrip("/").split("/")]

    def matches(self, words: list[str]) -> bool:
        """Whether every word occurs in the method, the address, the description or a field's name."""
        names = " ".join(field.name for field in (*self.parameters, *self.body))
        text = f"{self.method} {self.path} {self.summary} {names}".lower()
        return all(word in text for word in words)


@dataclass(frozen=True)
class Group:
    """The operations of one resource."""

    name: str
    operations: tuple[Operation, ...]


class ReferencePage(LoginRequiredMixin, View):
    """GET /api/v1/docs/: every operation with its input, its answers and an example; `q` searches."""

    def get(self, request: HttpRequest) -> HttpResponse:
        language = get_language() or settings.LANGUAGE_CODE
        query = request.GET.get("q", "").strip()[:100]
        groups = groups_of(language, origin=request.build_absolute_uri("/"), words=query.lower().split())
        context = {
            "groups": groups,
            "info": schema_in(language)["info"],
            "query": query,
            "found": sum(len(group.operations) for group in groups),
            "codes": CODES,
        }
        return render(request, "config/api_reference.html", context)


@lru_cache(maxsize=len(settings.LANGUAGES))
def schema_in(language: str) -> dict[str, Any]:
    """The OpenAPI document in a language, not to be changed; the same for everybody, so a process makes it once."""
    generator: Any = SchemaGenerator
    with override(language):
        document: dict[str, Any] = generator().get_schema(request=None, public=True)
    return document


@lru_cache(maxsize=MOST_ORIGINS)
def _operations(language: str, origin: str) -> tuple[tuple[str, Operation], ...]:
    """Resource and operation, in the order of the document; the examples call the address the reader uses."""
    schema = schema_in(language)
    found = (
        (path, method, item[method]) for path, item in schema["paths"].items() for method in METHODS if method in item
    )
    return tuple(
        ((raw.get("tags") or ["api"])[0], _operation(schema, path=path, method=method, raw=raw, origin=origin))
        for path, method, raw in found
    )


def groups_of(language: str, *, origin: str = "", words: list[str] | None = None) -> list[Group]:
    """Operations that match all words by resource, both in the order of the schema."""
    found: dict[str, list[Operation]] = {}
    for name, operation in _operations(language, origin):
        if operation.matches(words or []):
            found.setdefault(name, []).append(operation)
    return [Group(name=name, operations=tuple(operations)) for name, operations in found.items()]


def _operation(schema: dict[str, Any], *, path: str, method: str, raw: dict[str, Any], origin: str) -> Operation:
    return Operation(
        anchor=raw.get("operationId", f"{method}-{path}"),
        method=method.upper(),
        path=path,
        summary=raw.get("summary") or raw.get("description", ""),
        parameters=tuple(_parameter(raw_parameter) for raw_parameter in raw.get("parameters", [])),
        body=_body(schema, raw.get("requestBody", {})),
        answers=tuple(
            Answer(status=status, description=answer.get("description", ""))
            for status, answer in raw.get("responses", {}).items()
        ),
        example=curl(schema, method=method, path=path, raw=raw, origin=origin),
    )


def _parameter(raw: dict[str, Any]) -> Field:
    return Field(
        name=raw["name"],
        kind=kind_of(raw.get("schema", {})),
        required=raw.get("required", False),
        description=raw.get("description", ""),
    )


def _body(schema: dict[str, Any], raw: dict[str, Any]) -> tuple[Field, ...]:
    for content in raw.get("content", {}).values():
        shape = resolved(schema, content.get("schema", {}))
        required = frozenset(shape.get("required", []))
        return tuple(
            Field(name=name, kind=kind_of(part), required=name in required, description=part.get("description", ""))
            for name, part in shape.get("properties", {}).items()
        )
    return ()


def kind_of(shape: dict[str, Any]) -> str:
    """A schema's type in a few words."""
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", 1)[-1]
    if shape.get("type") == "array":
        return f"[{kind_of(shape.get('items', {}))}]"
    variants = shape.get("allOf") or shape.get("oneOf") or shape.get("anyOf")
    if variants:
        return " | ".join(kind_of(variant) for variant in variants)
    return str(shape.get("format") or shape.get("type") or "any")
