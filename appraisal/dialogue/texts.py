"""Reading what people type in a dialogue: texts, days and names, with a sentence for each fault."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from appraisal.dialogue.targets import Target, chosen
from workflow.errors import FieldFault


def clean(value: Any) -> str:
    """Text as it is stored: one kind of line end, no null bytes, nothing around it."""
    text = "" if value is None else str(value)
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def text_faults(field: str, text: str, *, limit: int, empty: bool = False) -> list[FieldFault]:
    """A text that is missing (unless it may be) or too long."""
    if not text and not empty:
        return [FieldFault(field, _("Please enter text."))]
    if len(text) > limit:
        return [FieldFault(field, _("Please use at most %(limit)d characters.") % {"limit": limit})]
    return []


def day_faults(field: str, day: date | None, *, first: date, last: date) -> list[FieldFault]:
    """A day that is missing or lies outside the days that are possible."""
    from django.utils.formats import date_format

    if day is None:
        return [FieldFault(field, _("Please enter a day."))]
    if not first <= day <= last:
        span = {"first": date_format(first, "j F Y"), "last": date_format(last, "j F Y")}
        return [FieldFault(field, _("Please choose a day from %(first)s to %(last)s.") % span)]
    return []


def read_one_target(field: str, key: Any, offered: Sequence[Target], faults: list[FieldFault]) -> Target | None:
    """The target of a key; its fault is added where nothing of the kind is offered."""
    found = read_targets(field, [str(key or "")], offered, faults)
    return found[0] if found else None


def read_targets(field: str, keys: Sequence[str], offered: Sequence[Target], faults: list[FieldFault]) -> list[Target]:
    """The targets of some keys; a key that is not offered is a fault."""
    try:
        return chosen(keys, offered)
    except LookupError:
        faults.append(FieldFault(field, _("Please choose one of the offered values.")))
        return []
