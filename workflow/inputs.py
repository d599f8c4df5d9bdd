"""The input of a transition: exactly the declared fields, each of its kind, or a fault per field."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from workflow.errors import FieldFault, InvalidInput
from workflow.machine import Input


class _Fault(Exception):
    """A value is not of its kind; carries the sentence."""


def _text(value: Any, spec: Input) -> str:
    if not isinstance(value, str):
        raise _Fault(_("Please enter text."))
    text = value.replace("\x00", "").strip()
    if len(text) > spec.max_length:
        raise _Fault(_("Please use at most %(limit)d characters.") % {"limit": spec.max_length})
    return text


def _choice(value: Any, spec: Input) -> str:
    if not isinstance(value, str) or value not in {key for key, _label in spec.choices}:
        raise _Fault(_("Please choose one of the offered values."))
    return str(value)


def _boolean(value: Any, _spec: Input) -> bool:
    known = {"true": True, "on": True, "1": True, "false": False, "off": False, "0": False}
    if isinstance(value, bool):
        return value
    try:
        return known[str(value).lower()]
    except KeyError:
        raise _Fault(_("Please answer yes or no.")) from None


def _date(value: Any, _spec: Input) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        parsed = parse_date(str(value))
    except ValueError:
        parsed = None
    if parsed is None:
        raise _Fault(_("Please enter a date as year-month-day."))
    return parsed


def _datetime(value: Any, _spec: Input) -> datetime:
    try:
        parsed = value if isinstance(value, datetime) else parse_datetime(str(value))
    except ValueError:
        parsed = None
    if parsed is None:
        raise _Fault(_("Please enter a date and a time."))
    return make_aware(parsed) if is_naive(parsed) else parsed


def _integer(value: Any, _spec: Input) -> int:
    if isinstance(value, bool):
        raise _Fault(_("Please enter a whole number."))
    try:
        number = int(str(value))
    except ValueError:
        raise _Fault(_("Please enter a whole number.")) from None
    if abs(number) > 2**31 - 1:
        raise _Fault(_("This number is too large."))
    return number


def _decimal(value: Any, _spec: Input) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _Fault(_("Please enter a number.")) from None
    if not number.is_finite() or abs(number) > Decimal("1e12"):
        raise _Fault(_("This number is too large."))
    return number


def _list(value: Any, _spec: Input) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise _Fault(_("Please send a list."))
    return list(value)


def _uuid(value: Any, _spec: Input) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise _Fault(_("Please choose one of the offered values.")) from None


_READERS: dict[str, Callable[[Any, Input], Any]] = {
    "text": _text,
    "choice": _choice,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "integer": _integer,
    "decimal": _decimal,
    "list": _list,
    "uuid": _uuid,
}


def read_payload(specs: tuple[Input, ...], payload: Mapping[str, Any] | None) -> dict[str, Any]:
    """The declared inputs, typed. Raises `InvalidInput` naming every wrong, missing or unknown field."""
    given = dict(payload or {})
    faults: list[FieldFault] = []
    values: dict[str, Any] = {}
    for spec in specs:
        raw = given.pop(spec.name, None)
        if raw is None or raw == "":
            if spec.required:
                faults.append(FieldFault(spec.name, _("Please fill in: %(label)s.") % {"label": spec.label}))
            continue
        try:
            values[spec.name] = _READERS[spec.kind](raw, spec)
        except _Fault as fault:
            faults.append(FieldFault(spec.name, str(fault)))
        else:
            if spec.required and values[spec.name] in ("", []):
                faults.append(FieldFault(spec.name, _("Please fill in: %(label)s.") % {"label": spec.label}))
    faults += [FieldFault(name, _("This field is not known here.")) for name in given]
    if faults:
        raise InvalidInput(details=faults)
    return values
