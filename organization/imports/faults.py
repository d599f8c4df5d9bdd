"""What is wrong with a file, by sheet, row and column; kept as codes so that each reader gets his language."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.days import DATES_REVERSED


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One finding. Row 0 means the sheet or file as a whole; ``value`` is quoted back, cut short."""

    sheet: str
    row: int
    column: str
    code: str
    value: str = ""

    @property
    def message(self) -> str:
        """The sentence in the active language."""
        text = str(MESSAGES[self.code])
        return text % {"value": self.value} if "%(value)s" in text else text

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def quoted(value: str) -> str:
    """A cell's text short enough for a sentence."""
    return value if len(value) <= 60 else value[:59] + "…"


MESSAGES: dict[str, str | Promise] = {
    # The file and its sheets
    "no_sheet": _("The file has none of the known sheets: no heading row was recognised."),
    "unknown_sheet": _("This sheet is not known; remove it or use the template."),
    "hidden_sheet": _("This sheet is hidden; show it or delete it, so that everything that is imported can be seen."),
    "merged_cells": _("The cells %(value)s are merged; unmerge them."),
    "sheet_twice": _("Two sheets hold the same kind of rows."),
    "no_rows": _("There are no rows below the headings."),
    "column_missing": _("The required column is missing."),
    "column_unknown": _("The column “%(value)s” is not known; compare it with the template."),
    "column_twice": _("The column stands there twice."),
    # Single cells
    "required": _("This must not be empty."),
    "too_long": _("The text is too long."),
    "formula": _("There is a formula here; put in the value itself."),
    "cell_error": _("The cell shows an error (%(value)s)."),
    "stored_as_number": _(
        "This is stored as a number (%(value)s) and may have lost digits; format the column as text."
    ),
    "invalid_date": _("“%(value)s” is not a date; write it as 2026-12-31 or 31-12-2026."),
    "invalid_month": _("“%(value)s” is not a month; write it as 2026-12 or Desember 2026."),
    "invalid_whole": _("“%(value)s” is not a whole number of zero or more."),
    "too_high": _("“%(value)s” is more than can be."),
    "invalid_decimal": _("“%(value)s” is not a number with at most two decimals."),
    "ambiguous_number": _("“%(value)s” could be thousands or a fraction; write it without points, as 1234 or 1,25."),
    "invalid_choice": _("“%(value)s” is not one of the possible values; see the template."),
    "invalid_yes_no": _("Write “ya” or “tidak”, not “%(value)s”."),
    "invalid_email": _("“%(value)s” is not an e-mail address."),
    "invalid_code": _("A code has no spaces and at most 40 characters."),
    "invalid_username": _("A user name has 3 to 60 small letters, digits, dots, hyphens or underscores."),
    "invalid_zone": _("“%(value)s” is not a time zone of Indonesia: Asia/Jakarta, Asia/Makassar or Asia/Jayapura."),
    # NIP
    "nip_is_number": _("The NIP was stored as a number and has lost digits; format the column as text."),
    "nip_length": _("The NIP must have exactly 18 digits."),
    "nip_birth_date": _("The first eight digits of the NIP are not a real date of birth."),
    "nip_month": _("Digits 13 and 14 of a PNS's NIP must be a month from 01 to 12."),
    "nip_sex": _("Digit 15 of the NIP must be 1 (male) or 2 (female)."),
    "nip_serial": _("The last three digits of the NIP cannot be 000."),
    "nip_age": _("By the NIP this person was appointed before the age of 18."),
    "nip_sex_differs": _("The sex in the NIP differs from the sex column."),
    "nip_birth_differs": _("The NIP and the column differ in the date of birth."),
    # Rows against each other and against what is stored
    "duplicate": _("“%(value)s” stands in this file more than once."),
    "username_taken": _("The user name “%(value)s” belongs to somebody else."),
    "dates_reversed": DATES_REVERSED,
    "unit_unknown": _("There is no unit with the code “%(value)s”, neither here nor in this file."),
    "unit_loop": _("The units stand above each other in a circle: %(value)s."),
    "person_unknown": _("There is no person with the NIP “%(value)s”, neither here nor in this file."),
    "head_twice": _("Another row already heads this unit: %(value)s."),
    "head_missing": _("The unit “%(value)s” has no head post that could act as superior."),
    "post_kind_differs": _("The same post of this unit has another kind in an earlier row."),
    "superior_loop": _("The posts stand above each other in a circle: %(value)s."),
    "starts_too_early": _("The person's present post began later (%(value)s); a new one must begin after it."),
    "acting_overlap": _(
        "On some of these days %(value)s already acts in this post. End that first, or choose other days."
    ),
    "letter_twice": _(
        "The letter “%(value)s” stands in more than one row. Each assignment has a letter of its own; check the number."
    ),
    "letter_used": _(
        "The letter “%(value)s” is already recorded for another assignment. Check the number, "
        "or write it in full with its year."
    ),
    "letter_missing": _("A Plt or Plh needs the number of its letter."),
    "outside_scope": _("The unit “%(value)s” lies outside the units you are HR officer of."),
    "root_not_allowed": _("Only the administrator of the system adds a unit without a unit above it."),
    "own_row": _("Your own data would change; another HR officer must import this row."),
    "acts_above_himself": _("This person would stand above himself; the next official up will assess him."),
    "kind_without_nip": _("Only an elected official has no NIP."),
}


def register_faults(sentences: Mapping[str, str | Promise]) -> None:
    """The sentences for faults that only another app's files have; a code has one sentence."""
    twice = sorted(code for code in sentences if MESSAGES.get(code, sentences[code]) is not sentences[code])
    if twice:
        raise ValueError(f"fault codes with two sentences: {twice}")
    MESSAGES.update(sentences)


def from_json(found: dict[str, Any]) -> Fault:
    """A stored fault."""
    return Fault(**found)
