"""The rules of the 18-digit number at their boundaries."""

from datetime import date

import pytest

from organization import nip
from organization.models import EmployeeKind, Sex

GOOD = "198503152010012007"
GOOD_PPPK = "199001012023211003"


def codes(text: str, *, kind: str = EmployeeKind.PNS, sex: str = "", birth_date: date | None = None) -> set[str]:
    return {note.code for note in nip.check(text, kind=kind, sex=sex, birth_date=birth_date)}


def test_a_valid_number_of_each_kind_has_no_finding() -> None:
    assert codes(GOOD) == set()
    assert codes(GOOD_PPPK, kind=EmployeeKind.PPPK) == set()


def test_spaces_between_the_groups_are_accepted() -> None:
    assert codes("19850315 201001 2 007") == set()
    assert nip.clean("19850315\u00a0201001 2 007") == GOOD


@pytest.mark.parametrize("text", ["", GOOD[:-1], GOOD + "0", "19850315201001200x", "١٩٨٥٠٣١٥٢٠١٠٠١٢٠٠٧"])
def test_exactly_eighteen_ascii_digits(text: str) -> None:
    assert codes(text) == {"nip_length"}


@pytest.mark.parametrize("text", ["1.98503152010012E+17", "1,98503E+17", "198503152010012007.0", "2e17"])
def test_a_number_that_lost_its_digits_is_named_as_such(text: str) -> None:
    assert codes(text) == {"nip_is_number"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ("198502302010012007", "nip_birth_date"),
        ("198503152010002007", "nip_month"),
        ("198503152010132007", "nip_month"),
        ("198503152010010007", "nip_sex"),
        ("198503152010013007", "nip_sex"),
        ("198503152010012000", "nip_serial"),
    ],
)
def test_each_impossible_part_is_an_error(changed: str, code: str) -> None:
    notes = nip.check(changed, kind=EmployeeKind.PNS)
    assert [(note.code, note.is_error) for note in notes] == [(code, True)]


def test_months_one_and_twelve_pass_and_a_leap_day_is_real() -> None:
    assert codes("198503152010012007") == codes("198503152010122007") == codes("198402292010012007") == set()


def test_the_month_is_not_checked_for_pppk() -> None:
    assert "nip_month" in codes(GOOD_PPPK, kind=EmployeeKind.PNS)
    assert "nip_month" not in codes(GOOD_PPPK, kind=EmployeeKind.PPPK)


@pytest.mark.parametrize(
    ("text", "too_young"),
    [
        ("198503152003032007", True),
        ("198503152003042007", False),
        ("198503012003032007", False),
        ("198503012003022007", True),
    ],
)
def test_an_appointment_before_eighteen_is_only_a_warning(text: str, too_young: bool) -> None:
    notes = nip.check(text, kind=EmployeeKind.PNS)
    assert [(note.code, note.is_error) for note in notes] == ([("nip_age", False)] if too_young else [])


def test_columns_that_differ_from_the_number_are_warnings() -> None:
    notes = nip.check(GOOD, kind=EmployeeKind.PNS, sex=Sex.MALE, birth_date=date(1985, 3, 16))
    assert {(note.code, note.is_error) for note in notes} == {("nip_sex_differs", False), ("nip_birth_differs", False)}
    assert codes(GOOD, sex=Sex.FEMALE, birth_date=date(1985, 3, 15)) == set()


def test_shown_grouped_and_masked_without_birth_date_and_sex() -> None:
    assert nip.grouped(GOOD) == "19850315 201001 2 007"
    assert nip.masked(GOOD) == "••••••••2010•••007"
    assert len(nip.masked(GOOD)) == nip.LENGTH
    assert nip.masked(None) == ""


def test_parse_gives_the_parts_or_nothing() -> None:
    parts = nip.parse("19850315 201001 2 007")
    assert parts is not None
    assert (parts.birth_date, parts.start_year, parts.start_month, parts.sex, parts.serial) == (
        date(1985, 3, 15),
        2010,
        1,
        Sex.FEMALE,
        7,
    )
    assert nip.parse("198502302010012007") is None
    assert nip.parse("12") is None


@pytest.mark.parametrize("kind", [EmployeeKind.PNS, EmployeeKind.PPPK])
@pytest.mark.parametrize("sex", [Sex.MALE, Sex.FEMALE])
def test_made_numbers_pass_every_check(kind: str, sex: str) -> None:
    made = nip.make(birth_date=date(1980, 2, 29), start=date(2005, 12, 1), sex=sex, serial=999, kind=kind)
    assert codes(made, kind=kind, sex=sex, birth_date=date(1980, 2, 29)) == set()


@pytest.mark.parametrize("serial", [0, 1000])
def test_a_serial_outside_three_digits_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        nip.make(birth_date=date(1980, 1, 1), start=date(2005, 1, 1), sex=Sex.MALE, serial=serial)
