"""An example call for every operation, made from the schema: what one types into a terminal to try it."""

from __future__ import annotations

import json
from typing import Any, Final

SAMPLE_ID: Final = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
DEPTH: Final = 4
BY_FORMAT: Final = {
    "uuid": SAMPLE_ID,
    "date": "2026-11-27",
    "date-time": "2026-11-27T09:00:00+07:00",
    "email": "siti@example.go.id",
    "decimal": "1.00",
}
BY_TYPE: Final[dict[str, Any]] = {"integer": 1, "number": 1.5, "boolean": True, "string": "…"}


def resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """A shape, or the named one it points to."""
    reference = shape.get("$ref")
    if not reference:
        return shape
    named: dict[str, Any] = schema["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    return named


def sample(schema: dict[str, Any], shape: dict[str, Any], *, depth: int = 0) -> Any:
    """A value that fits the shape; deep structures end in null."""
    if depth > DEPTH:
        return None
    shape = resolved(schema, shape)
    variants = shape.get("allOf") or shape.get("oneOf") or shape.get("anyOf")
    if variants:
        return sample(schema, variants[0], depth=depth + 1)
    if "properties" in shape:
        return _object(schema, shape, depth=depth)
    if shape.get("type") == "array":
        return [sample(schema, shape.get("items", {}), depth=depth + 1)]
    return _plain(shape)


def _object(schema: dict[str, Any], shape: dict[str, Any], *, depth: int) -> dict[str, Any]:
    """The required names; all names where none is required."""
    properties = shape["properties"]
    names = shape.get("required") or list(properties)
    return {name: sample(schema, properties[name], depth=depth + 1) for name in names if name in properties}


def _plain(shape: dict[str, Any]) -> Any:
    if shape.get("enum"):
        return shape["enum"][0]
    if shape.get("format") in BY_FORMAT:
        return BY_FORMAT[shape["format"]]
    return BY_TYPE.get(str(shape.get("type")))


def curl(schema: dict[str, Any], *, method: str, path: str, raw: dict[str, Any], origin: str) -> str:
    """One call of an operation; `$TOKEN` stands for the caller's own token."""
    address = origin.rstrip("/") + path.replace("{id}", SAMPLE_ID)
    lines = [f"curl -X {method.upper()} '{address}'"]
    if raw.get("security") != [{}]:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    content = raw.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        lines.append("-F 'file=@document.pdf'")
    elif content:
        media_type, body = next(iter(content.items()))
        text = json.dumps(sample(schema, body.get("schema", {})), ensure_ascii=False)
        lines += [f"-H 'Content-Type: {media_type}'", f"-d '{text}'"]
    return " \\\n  ".join(lines)
