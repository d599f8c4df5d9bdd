"""Every operation of the schema as a value, so that a rule for all of them is tested on each of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from config.apiexamples import resolved, sample

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One method on one address, with a body that fits the schema."""

    name: str
    method: str
    path: str
    media_type: str
    body: Any
    properties: dict[str, Any] = field(default_factory=dict, hash=False)

    def address(self, *identities: object) -> str:
        """The address with its braces filled; what is not given becomes a random id."""
        path, given = self.path, list(identities)
        while "{" in path:
            start, end = path.index("{"), path.index("}")
            identity = given.pop(0) if given else uuid.uuid4()
            path = f"{path[:start]}{identity}{path[end + 1 :]}"
        return path

    def send(self, client: Any, address: str, **headers: str) -> Any:
        """Call it with its sample body."""
        if self.method == "get":
            return client.get(address, headers=headers)
        kind = "multipart" if self.media_type.startswith("multipart") else "json"
        body = {} if kind == "multipart" else self.body
        return getattr(client, self.method)(address, body, format=kind, headers=headers)


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document as the product serves it."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


@cache
def operations() -> tuple[Operation, ...]:
    """All operations, in the order of the schema."""
    return tuple(
        _operation(path, method, item[method])
        for path, item in schema()["paths"].items()
        for method in METHODS
        if method in item
    )


def _operation(path: str, method: str, raw: dict[str, Any]) -> Operation:
    content = raw.get("requestBody", {}).get("content", {})
    media_type, body = next(iter(content.items()), ("", dict[str, Any]()))
    return Operation(
        name=raw["operationId"],
        method=method,
        path=path,
        media_type=media_type,
        body=sample(schema(), body.get("schema", {})) if body else {},
        properties=resolved(schema(), body.get("schema", {})).get("properties", {}) if body else {},
    )
