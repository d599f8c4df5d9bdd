"""Places in the JSON of a draft: reading and writing one value, whatever else is there.

A place is a tuple of keys. In a list a text is the code of a row and a number its index, so that a place stays the same
when rows around it come and go. A draft may hold anything (it can be written over REST): reading never fails, and
writing copies what it changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

Key = str | int
Place = tuple[Key, ...]
ABSENT: Final = object()


def rows_of(content: Mapping[str, Any], *place: Key) -> list[dict[str, Any]]:
    """The rows of a list that are objects; empty where there is no list."""
    found = value_at(content, place)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def value_at(content: Any, place: Place, default: Any = None) -> Any:
    """The value at a place; the default where there is none."""
    for key in place:
        content = _inner(content, key)
        if content is ABSENT:
            return default
    return content


def _inner(container: Any, key: Key) -> Any:
    if isinstance(container, Mapping):
        return container.get(key, ABSENT)
    index = _index(container, key)
    return ABSENT if index is None else container[index]


def _index(container: Any, key: Key) -> int | None:
    """Where a key leads in a list: a code to the first row that has it."""
    if not isinstance(container, Sequence) or isinstance(container, str):
        return None
    if isinstance(key, int):
        return key if 0 <= key < len(container) else None
    codes = [row.get("code") if isinstance(row, Mapping) else None for row in container]
    return codes.index(key) if key in codes else None


def with_value(content: Any, place: Place, value: Any) -> Any:
    """A copy with another value at a place; the same where the way there does not exist."""
    if not place:
        return value
    key, *rest = place
    if isinstance(content, Mapping):
        inner = content.get(key, {} if rest else None)
        return {**content, key: with_value(inner, tuple(rest), value)}
    index = _index(content, key)
    if index is None:
        return content
    return [with_value(row, tuple(rest), value) if at == index else row for at, row in enumerate(content)]


def without(content: Any, place: Place) -> Any:
    """A copy without the row or the field at a place."""
    *way, last = place
    container = value_at(content, tuple(way))
    if isinstance(container, Mapping):
        return with_value(content, tuple(way), {key: one for key, one in container.items() if key != last})
    index = _index(container, last)
    if index is None:
        return content
    return with_value(content, tuple(way), [row for at, row in enumerate(container) if at != index])


def with_row(content: Any, place: Place, row: Any) -> Any:
    """A copy with one more row at the end of a list."""
    found = value_at(content, place)
    return with_value(content, place, [*(found if isinstance(found, list) else []), row])
