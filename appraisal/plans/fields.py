"""The fields of a plan as they are typed: how each is read, and what is stored of each, by input name."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import Reader, Unreadable, one_of, text_of
from appraisal.default_rules import VALUES
from appraisal.models.plans import (
    BASIS,
    LARGEST_TARGET,
    LONG,
    MEASURE,
    TITLE,
    WORDS,
    Aspect,
    Perspective,
    ResultKind,
)
from appraisal.plans.content import ANNEXES

LONGEST_EXPECTATION: Final = 1000
GROUPED: Final = re.compile(r"\d{1,3}(\.\d{3})+")


def _line(limit: int) -> Reader:
    """Text without breaks: results and indicators are sentences."""
    read = text_of(limit)
    return lambda value: " ".join(str(read(value)).split())


def _kind(value: Any) -> str:
    if value not in ResultKind.values:
        raise Unreadable(_("Please choose one of the offered values."))
    return str(value)


def _identity(value: Any) -> str:
    """The id of a result, or nothing."""
    if value in (None, ""):
        return ""
    try:
        return str(UUID(str(value)))
    except ValueError:
        raise Unreadable(_("Please choose one of the offered values.")) from None


def _plain(typed: str) -> str:
    """Digits as typed here (1.500 or 1.234,5) with a point before the decimals and none between thousands."""
    text = "".join(typed.split())
    if "," in text or GROUPED.fullmatch(text):
        text = text.replace(".", "")
    return text.replace(",", ".")


def target_number(value: Any) -> Decimal | None:
    """A target that is counted: not negative, two decimals, typed with a comma before them."""
    if value in (None, ""):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(_plain(str(value)))
    except InvalidOperation:
        raise Unreadable(_("Please enter a number.")) from None
    if not number.is_finite() or not 0 <= number < LARGEST_TARGET:
        raise Unreadable(_("Please enter a number that is not negative."))
    return number.quantize(Decimal("0.01"))


RESULT_FIELDS: Final[Mapping[str, Reader]] = {
    "title": _line(TITLE),
    "kind": _kind,
    "basis": _line(BASIS),
    "parent": _identity,
}
INDICATOR_FIELDS: Final[Mapping[str, Reader]] = {
    "text": _line(TITLE),
    "aspect": one_of(*Aspect.values),
    "perspective": one_of(*Perspective.values),
    "number": target_number,
    "unit": _line(MEASURE),
    "words": _line(WORDS),
}
ANNEX_FIELDS: Final[Mapping[str, Reader]] = {name: text_of(LONG) for name in ANNEXES}
# The seven values of all ASN (BerAKHLAK, DOMAIN 4).
EXPECTATION_FIELDS: Final[Mapping[str, Reader]] = {code: text_of(LONGEST_EXPECTATION) for code, *_more in VALUES}


def result_values(row: Any) -> dict[str, Any]:
    """A result as stored."""
    parent = str(row.parent.public_id) if row.parent else ""
    return {"title": row.title, "kind": row.kind, "basis": row.basis, "parent": parent}


def indicator_values(row: Any) -> dict[str, Any]:
    """An indicator as stored."""
    found = {name: getattr(row, name) for name in INDICATOR_FIELDS}
    return {**found, "number": number_text(row.number)}


def number_text(number: Decimal | None) -> str:
    """A target as it is typed: no zeros behind the comma."""
    if number is None:
        return ""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def annex_values(plan: Any) -> dict[str, Any]:
    """The three lists as stored."""
    return {name: getattr(plan, name) for name in ANNEXES}


def expectation_values(plan: Any) -> dict[str, Any]:
    """The expected behaviour as stored, by code of the value."""
    return {code: plan.expectations.get(code, "") for code in EXPECTATION_FIELDS}
