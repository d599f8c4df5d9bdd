"""The 18-digit employee number (NIP of PNS, NI PPPK): parse, check, show, and make one. Pure, text end to end.

PNS: birth date (8), month of appointment as candidate (YYYYMM), sex (1 male, 2 female), serial (3).
PPPK: birth date (8), first year (4), contract digits (2), sex (1), serial (3); the contract digits are no month.
A NIP is personal data (birth date and sex): lists show it masked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models.people import EmployeeKind, Sex

LENGTH = 18
MINIMUM_AGE = 18
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$")
_NUMBER = re.compile(r"^\d+[.,]0+$")
_DIGITS = re.compile(r"^[0-9]{18}$")


@dataclass(frozen=True, slots=True)
class NipNote:
    """One finding; an error refuses the number, a warning is shown and lets it pass."""

    code: str
    message: str | Promise
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Nip:
    """The parts of a number whose shape is right."""

    digits: str
    birth_date: date
    start_year: int
    start_month: int
    sex: Sex
    serial: int


def clean(text: str) -> str:
    """The number without the spaces people put between its groups."""
    return _SPACES.sub("", text)


def grouped(nip: str) -> str:
    """The number as it is printed: 8-6-1-3 digits, separated by spaces."""
    return f"{nip[:8]} {nip[8:14]} {nip[14:15]} {nip[15:]}" if _DIGITS.match(nip) else nip


def masked(nip: str | None) -> str:
    """The number for lists, without birth date and sex; year of appointment and serial tell namesakes apart."""
    return f"••••••••{nip[8:12]}•••{nip[15:]}" if nip and _DIGITS.match(nip) else ""


def looks_like(text: str) -> bool:
    """Whether a sign-in name is meant as a NIP."""
    return bool(_DIGITS.match(clean(text)))


def parse(text: str) -> Nip | None:
    """The parts of a number, or None when digits, birth date or sex are impossible."""
    digits = clean(text)
    if not _DIGITS.match(digits):
        return None
    born, sex = _date(digits[:8]), _SEX.get(digits[14])
    if born is None or sex is None:
        return None
    return Nip(digits, born, int(digits[8:12]), int(digits[12:14]), sex, int(digits[15:]))


def check(text: str, *, kind: str, sex: str = "", birth_date: date | None = None) -> tuple[NipNote, ...]:
    """All findings about a number for a person of this kind; no finding that is an error means it is accepted."""
    digits = clean(text)
    if _SCIENTIFIC.match(digits) or _NUMBER.match(digits):
        return (NipNote("nip_is_number", _AS_NUMBER),)
    if not _DIGITS.match(digits):
        return (NipNote("nip_length", _("The NIP must have exactly 18 digits.")),)
    return (*_errors(digits, kind), *_warnings(digits, kind, sex, birth_date))


def make(*, birth_date: date, start: date, sex: str, serial: int, kind: str = EmployeeKind.PNS) -> str:
    """A number that passes every check; for PPPK `21` stands in the contract digits (demo and tests)."""
    if not 1 <= serial <= 999:
        raise ValueError("serial must be between 1 and 999")
    middle = f"{start:%Y%m}" if kind == EmployeeKind.PNS else f"{start:%Y}21"
    return f"{birth_date:%Y%m%d}{middle}{'1' if sex == Sex.MALE else '2'}{serial:03d}"


_SEX = {"1": Sex.MALE, "2": Sex.FEMALE}
_AS_NUMBER = _("The NIP was stored as a number and has lost digits; format the column as text and enter it again.")


def _date(eight_digits: str) -> date | None:
    try:
        return date(int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:]))
    except ValueError:
        return None


def _errors(digits: str, kind: str) -> Iterator[NipNote]:
    if _date(digits[:8]) is None:
        yield NipNote("nip_birth_date", _("The first eight digits of the NIP are not a real date of birth."))
    if kind == EmployeeKind.PNS and not 1 <= int(digits[12:14]) <= 12:
        yield NipNote("nip_month", _("Digits 13 and 14 of a PNS's NIP must be a month from 01 to 12."))
    if digits[14] not in _SEX:
        yield NipNote("nip_sex", _("Digit 15 of the NIP must be 1 (male) or 2 (female)."))
    if digits[15:] == "000":
        yield NipNote("nip_serial", _("The last three digits of the NIP cannot be 000."))


def _warnings(digits: str, kind: str, sex: str, birth_date: date | None) -> Iterator[NipNote]:
    born = _date(digits[:8])
    if born is not None and _too_young(born, digits, kind):
        yield NipNote("nip_age", _("By the NIP this person was appointed before the age of 18."), is_error=False)
    if sex and digits[14] in _SEX and _SEX[digits[14]] != sex:
        yield NipNote("nip_sex_differs", _("The sex in the NIP differs from the sex column."), is_error=False)
    if born is not None and birth_date is not None and birth_date != born:
        yield NipNote("nip_birth_differs", _("The NIP and the column differ in the date of birth."), is_error=False)


def _too_young(born: date, digits: str, kind: str) -> bool:
    """An appointment counts from the first of its month; a PPPK number names only the year, taken at its end."""
    year, month = int(digits[8:12]), int(digits[12:14])
    if kind != EmployeeKind.PNS:
        return year < born.year + MINIMUM_AGE
    return 1 <= month <= 12 and (year, month, 1) < (born.year + MINIMUM_AGE, born.month, born.day)
