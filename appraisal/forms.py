"""Names of the fields of appraisal's forms, and how a post becomes values. Shape only: no rule is checked here.

A field of an item is called `item-<public id>-<name>`, so that one save may carry any of them.
"""

import re
from collections.abc import Mapping
from typing import Final
from uuid import UUID

SELF_NAMES: Final = ("realisation", "rating", "story")
REVIEW_NAMES: Final = ("rating", "comment")
CLAIM_NAMES: Final = ("claim", "wished_rating")
ANSWER_NAMES: Final = ("answer",)
RULING_NAMES: Final = ("verdict", "ruling_reason")
AREA_NAMES: Final = ("results_rating", "behaviour_rating", "narrative")
NOTE: Final = "note"
_FIELD: Final = re.compile(r"item-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-([a-z_]+)")

Items = dict[UUID, dict[str, str]]


def field_name(item: UUID | str, name: str) -> str:
    """The name of an item's field in the page."""
    return f"item-{item}-{name}"


def posted_items(data: Mapping[str, str], names: tuple[str, ...]) -> Items:
    """The posted fields by item; only those of one section."""
    found: Items = {}
    for key in data:
        match = _FIELD.fullmatch(key)
        if match and match[2] in names:
            found.setdefault(UUID(match[1]), {})[match[2]] = one_line_end(data[key])
    return found


def posted_areas(data: Mapping[str, str]) -> dict[str, str]:
    """The posted judgements of the whole form."""
    return {name: one_line_end(data[name]) for name in AREA_NAMES if name in data}


def posted_notes(data: Mapping[str, str]) -> dict[UUID, str]:
    """Reasons of a return by item, without the empty ones."""
    items = posted_items(data, (NOTE,))
    return {item: values[NOTE].strip() for item, values in items.items() if values[NOTE].strip()}


def one_line_end(text: str) -> str:
    """Browsers send CR LF where a script sends LF; one of them is stored."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def differing(posted: Mapping[str, str], stored: Mapping[str, object]) -> dict[str, str]:
    """The posted fields that say something else than what is stored."""
    return {name: value for name, value in posted.items() if value != as_text(stored.get(name))}


def as_text(value: object) -> str:
    """A stored value as a form would send it."""
    return "" if value is None else one_line_end(str(value))
