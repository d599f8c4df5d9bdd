"""One column of an import sheet: its names, and how a cell of it becomes text in one canonical form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from organization import nip
from organization.spreadsheets import Cell, CellKind

ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
_CODE = re.compile(r"^\S{1,40}$")
_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,59}$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_WORDS = re.compile(r"^(\d{1,2}) ([a-z]+) (\d{4})$")
_MONTH = re.compile(r"^(\d{4})-(\d{1,2})(?:-01)?$", re.ASCII)
_MONTH_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{4})$", re.ASCII)
_MONTH_WORDS = re.compile(r"^([a-z]+) (\d{4})$", re.ASCII)
_WHOLE = re.compile(r"^\d{1,9}$", re.ASCII)
_DECIMAL = re.compile(r"^-?\d{1,10}(\.\d{1,2})?$", re.ASCII)
_THOUSANDS = re.compile(r"^-?\d{1,3}(\.\d{3})+(,\d+)?$", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "february", "feb", "pebruari"),
            ("maret", "march", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("agustus", "august", "agu", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov", "nopember"),
            ("desember", "december", "des", "dec"),
        ),
        start=1,
    )
    for name in names
}
_YES = frozenset({"ya", "y", "yes", "1", "true", "benar", "aktif"})
_NO = frozenset({"tidak", "t", "no", "n", "0", "false", "salah", "nonaktif"})


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code"
    DIGITS = "digits"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    EMAIL = "email"
    USERNAME = "username"
    ZONE = "zone"
    NIP = "nip"
    MONTH = "month"
    WHOLE = "whole"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the heading of the template; ``also`` other headings people use for it.

    ``highest`` bounds a whole number, which is never below zero.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    max_length: int = 200
    also: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    highest: int | None = None


class CellFault(ValueError):
    """A cell that cannot be taken; carries the code of the fault."""


def heading(text: str) -> str:
    """A heading as it is compared: small letters, words joined by underscores, without marks of importance."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def value_of(cell: Cell, column: Column) -> str:
    """The canonical text of a cell; "" when it is empty. Raises ``CellFault``."""
    _refuse_kind(cell, column)
    text = " ".join(cell.text.split())
    if not text:
        if column.required:
            raise CellFault("required")
        return ""
    if len(text) > column.max_length:
        raise CellFault("too_long")
    return _READERS[column.kind](text, column)


def _refuse_kind(cell: Cell, column: Column) -> None:
    if cell.kind is CellKind.FORMULA:
        raise CellFault("formula")
    if cell.kind is CellKind.ERROR:
        raise CellFault("cell_error")
    if cell.kind is CellKind.NUMBER and column.kind is Kind.DATE:
        raise CellFault("invalid_date")
    if cell.kind is CellKind.NUMBER and column.kind is Kind.NIP:
        raise CellFault("nip_is_number")
    if cell.kind is CellKind.NUMBER and column.kind is Kind.MONTH:
        raise CellFault("invalid_month")
    if cell.kind is CellKind.NUMBER and column.kind in {Kind.CODE, Kind.DIGITS}:
        raise CellFault("stored_as_number")


def _text(text: str, column: Column) -> str:
    return text


def _code(text: str, column: Column) -> str:
    if not _CODE.match(text):
        raise CellFault("invalid_code")
    return text


def _date(text: str, column: Column) -> str:
    """Year first, or day first with any separator, or with the month in words."""
    for pattern, order in ((_ISO, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        found = pattern.match(text)
        if found:
            return _real_date(*(int(found.group(part)) for part in order))
    words = _WORDS.match(text.lower())
    if words and words.group(2) in _MONTHS:
        return _real_date(int(words.group(3)), _MONTHS[words.group(2)], int(words.group(1)))
    raise CellFault("invalid_date")


def _real_date(year: int, month: int, day: int) -> str:
    try:
        found = date(year, month, day)
    except ValueError:
        raise CellFault("invalid_date") from None
    if not 1900 <= year <= 2200:
        raise CellFault("invalid_date")
    return found.isoformat()


def _choice(text: str, column: Column) -> str:
    known = {heading(name): value for name, value in column.choices.items()}
    try:
        return str(known[heading(text)])
    except KeyError:
        raise CellFault("invalid_choice") from None


def _yes_no(text: str, column: Column) -> str:
    lowered = text.lower()
    if lowered in _YES:
        return "ya"
    if lowered in _NO:
        return "tidak"
    raise CellFault("invalid_yes_no")


def _email(text: str, column: Column) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise CellFault("invalid_email") from None
    return text


def _username(text: str, column: Column) -> str:
    lowered = text.lower()
    if not _USERNAME.match(lowered):
        raise CellFault("invalid_username")
    return lowered


def _zone(text: str, column: Column) -> str:
    known = {zone.lower(): zone for zone in ZONES} | {"wib": ZONES[0], "wita": ZONES[2], "wit": ZONES[3]}
    try:
        return known[text.lower()]
    except KeyError:
        raise CellFault("invalid_zone") from None


def _nip(text: str, column: Column) -> str:
    return nip.clean(text)


def _month(text: str, column: Column) -> str:
    """Year first, month first, or the month in words; a program may have made the first day of the month of it."""
    for pattern, order in ((_MONTH, (1, 2)), (_MONTH_FIRST, (2, 1))):
        found = pattern.match(text)
        if found:
            return _real_month(*(int(found.group(part)) for part in order))
    words = _MONTH_WORDS.match(text.lower())
    if words and words.group(1) in _MONTHS:
        return _real_month(int(words.group(2)), _MONTHS[words.group(1)])
    raise CellFault("invalid_month")


def _real_month(year: int, month: int) -> str:
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        raise CellFault("invalid_month")
    return f"{year:04d}-{month:02d}"


def _whole(text: str, column: Column) -> str:
    if not _WHOLE.match(text):
        raise CellFault("invalid_whole")
    if column.highest is not None and int(text) > column.highest:
        raise CellFault("too_high")
    return str(int(text))


def _decimal(text: str, column: Column) -> str:
    """With a comma or a point. Three digits behind a point may be thousands or a fraction: nobody guesses."""
    if _THOUSANDS.match(text) and "," not in text:
        raise CellFault("ambiguous_number")
    plain = text.replace(".", "").replace(",", ".") if "," in text else text
    if not _DECIMAL.match(plain):
        raise CellFault("invalid_decimal")
    return str(Decimal(plain).quantize(Decimal("0.01")))


_READERS = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.DIGITS: _text,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.EMAIL: _email,
    Kind.USERNAME: _username,
    Kind.ZONE: _zone,
    Kind.NIP: _nip,
    Kind.MONTH: _month,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
}
