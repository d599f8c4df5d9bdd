"""Due dates against an oracle written another way: a plain list of days, filtered and indexed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow import calendars, due_sentences, holiday_table
from workflow.calendars import ClosedDay, Hold, WorkCalendar, due_after

EMPTY = WorkCalendar()
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
PROCLAMATION = ClosedDay(date(2026, 8, 17), "Hari Kemerdekaan", "Independence Day")


def moment(text: str, zone: str = "Asia/Jakarta") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def oracle(start_day: date, amount: int, unit: str, calendar: WorkCalendar, holds: list[Hold]) -> date:
    """All days of five years that count, the one at the right place."""
    days = [start_day + timedelta(days=n) for n in range(365 * 5)]
    held = {hold.first + timedelta(days=n) for hold in holds for n in range((hold.last - hold.first).days + 1)}
    closed = {day.on for day in calendar.closed}
    counting = [
        day
        for day in days
        if day not in held and (unit == "calendar_days" or (day.isoweekday() not in (6, 7) and day not in closed))
    ]
    if amount == 0:
        return counting[0]
    return [day for day in counting if day > start_day][amount - 1]


day_strategy = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31))


@st.composite
def holds_strategy(draw: st.DrawFn) -> list[Hold]:
    found = []
    for _ in range(draw(st.integers(0, 2))):
        first = draw(day_strategy)
        found.append(Hold(first, first + timedelta(days=draw(st.integers(0, 20))), "leave"))
    return found


@given(
    start=st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2028, 12, 31)),  # noqa: DTZ001
    amount=st.integers(0, 120),
    unit=st.sampled_from(["working_days", "calendar_days"]),
    zone=st.sampled_from(ZONES),
    closed=st.sets(day_strategy, max_size=60),
    holds=holds_strategy(),
)
@settings(max_examples=400, deadline=None)
def test_due_date_equals_the_oracle(start, amount, unit, zone, closed, holds):
    calendar = WorkCalendar(closed=tuple(ClosedDay(day, "libur", "holiday") for day in sorted(closed)))
    at = start.replace(tzinfo=UTC)
    due = due_after(at, amount, unit=unit, zone=zone, calendar=calendar, holds=holds)
    expected = oracle(at.astimezone(ZoneInfo(zone)).date(), amount, unit, calendar, holds)
    assert due.day == expected
    local = due.due_at.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.second, local.microsecond) == (23, 59, 59, 999_000)


@pytest.mark.parametrize(("zone", "hour_in_utc"), [("Asia/Jakarta", 16), ("Asia/Makassar", 15), ("Asia/Jayapura", 14)])
def test_the_last_moment_of_the_year_in_each_zone(zone, hour_in_utc):
    due = calendars.due_at_end_of(date(2026, 12, 31), zone=zone)
    assert due.due_at.astimezone(UTC) == datetime(2026, 12, 31, hour_in_utc, 59, 59, 999_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2026-11-03T16:59:59.999999+00:00", date(2026, 11, 4)), ("2026-11-03T17:00:00+00:00", date(2026, 11, 5))],
)
def test_the_day_of_the_office_decides_not_the_day_of_the_server(instant, day):
    due = due_after(datetime.fromisoformat(instant), 1, unit="calendar_days", calendar=EMPTY)
    assert due.day == day


def test_leap_day_counts():
    assert due_after(moment("2028-02-28T08:00"), 1, unit="calendar_days", calendar=EMPTY).day == date(2028, 2, 29)
    assert due_after(moment("2028-02-29T08:00"), 1, unit="calendar_days", calendar=EMPTY).day == date(2028, 3, 1)
    assert due_after(moment("2027-02-28T08:00"), 1, unit="calendar_days", calendar=EMPTY).day == date(2027, 3, 1)


def test_year_end_is_crossed_over_holidays():
    new_year = WorkCalendar(closed=(ClosedDay(date(2027, 1, 1), "Tahun Baru", "New Year"),))
    due = due_after(moment("2026-12-31T10:00"), 1, calendar=new_year)
    assert due.day == date(2027, 1, 4)
    assert due.explanation["skipped"][0]["name_id"] == "Tahun Baru"
    assert due.explanation["weekend_days"] == 2


def test_a_holiday_on_a_rest_day_is_counted_once():
    saturday = WorkCalendar(closed=(ClosedDay(date(2026, 8, 15), "Libur", "Holiday"),))
    due = due_after(moment("2026-08-14T10:00"), 1, calendar=saturday)
    assert due.day == date(2026, 8, 17)
    assert due.explanation["skipped"] == []
    assert due.explanation["weekend_days"] == 2


def test_a_hold_moves_the_date_by_its_days():
    hold = Hold(date(2026, 8, 18), date(2026, 8, 19), "sick leave")
    plain = due_after(moment("2026-08-14T10:00"), 3, calendar=EMPTY)
    assert plain.day == date(2026, 8, 19)
    held = calendars.moved_by_hold(plain, hold, calendar=EMPTY)
    assert held.day == date(2026, 8, 21)
    assert calendars.holds_of(held) == [hold]


def test_a_hold_after_the_date_changes_nothing():
    due = due_after(moment("2026-08-14T10:00"), 3, calendar=EMPTY)
    assert calendars.moved_by_hold(due, Hold(date(2026, 8, 20), date(2026, 9, 1)), calendar=EMPTY) == due


def test_a_hold_moves_a_fixed_date_by_working_days():
    due = calendars.due_at_end_of(date(2026, 8, 21))
    hold = Hold(date(2026, 8, 19), date(2026, 8, 30), "maternity leave")
    moved = calendars.moved_by_hold(due, hold, calendar=EMPTY)
    assert moved.day == date(2026, 9, 2)  # three working days were taken away; they follow after the hold
    assert moved.explanation["holds"] == [hold.as_json()]


def test_an_extension_is_counted_from_the_old_date_and_kept():
    due = due_after(moment("2026-08-10T10:00"), 3, calendar=EMPTY)
    once = calendars.extended(due, 2, calendar=EMPTY, reason="flood")
    twice = calendars.extended(once, 1, unit="calendar_days", calendar=EMPTY, reason="again")
    assert once.day == date(2026, 8, 17)
    assert twice.day == date(2026, 8, 18)
    assert [item["reason"] for item in twice.explanation["extensions"]] == ["flood", "again"]


def test_a_warning_comes_in_the_morning_before():
    due = calendars.due_at_end_of(date(2026, 8, 18))
    calendar = WorkCalendar(closed=(PROCLAMATION,))
    warning = calendars.reminder_before(due, 1, unit="working_days", calendar=calendar)
    assert warning.due_at == moment("2026-08-14T08:00")


def test_working_days_between_is_the_inverse():
    calendar = WorkCalendar(closed=(PROCLAMATION,))
    due = due_after(moment("2026-08-10T10:00"), 9, calendar=calendar)
    assert calendars.working_days_between(date(2026, 8, 10), due.day, calendar=calendar) == 9


@pytest.mark.parametrize("amount", [-1, calendars.LONGEST + 1])
def test_terms_without_sense_are_refused(amount):
    with pytest.raises(ValueError, match="term"):
        due_after(moment("2026-08-10T10:00"), amount, calendar=EMPTY)


def test_a_start_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        due_after(datetime(2026, 8, 10), 1, calendar=EMPTY)  # noqa: DTZ001


def test_an_unknown_unit_and_a_week_without_working_day_are_refused():
    with pytest.raises(ValueError, match="unit"):
        due_after(moment("2026-08-10T10:00"), 1, unit="fortnights", calendar=EMPTY)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="working day"):
        WorkCalendar(weekend=frozenset(range(7)))


def test_an_uncovered_year_is_said():
    calendar = WorkCalendar(known_until=date(2026, 12, 31))
    assert due_after(moment("2026-12-30T10:00"), 1, calendar=calendar).explanation["calendar_complete"]
    late = due_after(moment("2026-12-30T10:00"), 2, calendar=calendar)
    assert not late.explanation["calendar_complete"]
    assert "may move" in _english(late)
    days = due_after(moment("2026-12-30T10:00"), 2, unit="calendar_days", calendar=calendar)
    assert days.explanation["calendar_complete"]


def _english(due: calendars.DueDate) -> str:
    with translation.override("en"):
        return due_sentences.sentence(due.explanation)


def _indonesian(due: calendars.DueDate) -> str:
    with translation.override("id"):
        return due_sentences.sentence(due.explanation)


def test_the_sentence_in_both_languages():
    due = due_after(moment("2026-08-12T10:00"), 5, calendar=WorkCalendar(closed=(PROCLAMATION,)))
    assert _english(due) == (
        "5 working days since 12 August 2026, until the end of 20 August 2026 (23:59 WIB), "
        "passing over 2 weekend days and Independence Day (17 August)."
    )
    assert _indonesian(due) == (
        "5 hari kerja sejak 12 Agustus 2026, sampai akhir 20 Agustus 2026 (pukul 23.59 WIB), "
        "melewati 2 hari akhir pekan dan Hari Kemerdekaan (17 Agustus)."
    )


def test_the_sentence_names_holds_and_extensions():
    due = due_after(
        moment("2026-08-10T10:00", "Asia/Makassar"),
        1,
        unit="calendar_days",
        zone="Asia/Makassar",
        calendar=EMPTY,
        holds=[Hold(date(2026, 8, 11), date(2026, 8, 12), "sick")],
    )
    longer = calendars.extended(due, 1, unit="calendar_days", calendar=EMPTY, reason="flood")
    assert _indonesian(longer) == (
        "1 hari kalender sejak 10 Agustus 2026, sampai akhir 14 Agustus 2026 (pukul 23.59 WITA), "
        "berhenti dari 11 Agustus 2026 sampai 12 Agustus 2026. "
        "Diperpanjang dari 13 Agustus 2026 menjadi 14 Agustus 2026."
    )


def test_the_explanation_is_stored_as_one_canonical_text():
    due = due_after(moment("2026-08-12T10:00"), 5, calendar=EMPTY)
    assert due.explanation_text() == due.explanation_text()
    assert '"amount":5' in due.explanation_text()
    assert due.zone == "Asia/Jakarta"


def test_published_days_hold_the_proclamation_and_joint_leave():
    days = {day.on: day for day in holiday_table.published_days((2026,))}
    assert days[date(2026, 8, 17)].kind == "national"
    assert {day.kind for day in days.values()} == {"national", "joint_leave"}
    assert len(days) >= 20


@pytest.mark.django_db
def test_an_entered_year_replaces_the_published_one():
    from workflow.models import Holiday

    holiday_table.forget_calendar()
    assert date(2026, 8, 17) in holiday_table.current_calendar().by_day
    Holiday.objects.create(on=date(2026, 3, 2), name_id="Cuti", name_en="Leave", kind="joint_leave")
    holiday_table.forget_calendar()
    calendar = holiday_table.current_calendar()
    assert date(2026, 8, 17) not in calendar.by_day
    assert date(2026, 3, 2) in calendar.by_day
    assert date(2025, 8, 17) in calendar.by_day
    holiday_table.forget_calendar()


@pytest.mark.django_db
def test_seeding_twice_changes_nothing_and_respects_what_was_entered():
    from workflow.models import Holiday

    Holiday.objects.create(on=date(2026, 3, 2), name_id="Cuti", name_en="Leave", kind="joint_leave")
    assert holiday_table.seed() > 80
    assert holiday_table.seed() == 0
    assert Holiday.objects.filter(on__year=2026).count() == 1
    holiday_table.forget_calendar()
