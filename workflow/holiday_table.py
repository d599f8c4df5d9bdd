"""Where the calendar's closed days come from: the table, and for years without rows the published rules.

The joint decree (SKB Tiga Menteri) of a year is entered in the table; from then on the table alone counts for
that year. Until then the ``holidays`` package gives national holidays and joint leave, moon dates estimated.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from workflow import clock
from workflow.calendars import ClosedDay, WorkCalendar
from workflow.models.background import Holiday

SEEDED_YEARS: Final = range(2024, 2029)
KEEP_SECONDS: Final = 30.0
KINDS: Final = {"public": Holiday.Kind.NATIONAL, "government": Holiday.Kind.JOINT_LEAVE}


RegionalDays = Callable[[], Iterable[tuple[str, ClosedDay]]]


class _Kept:
    """The calendars as last read by this process: the national one under "", and one per zone asked for."""

    calendars: dict[str, WorkCalendar] | None = None
    until = 0.0
    regional: RegionalDays | None = None


_kept = _Kept()


def regional_days_from(reader: RegionalDays) -> None:
    """Say where the closed days of regions are kept: (zone, day) pairs, those in force. Called once at start."""
    _kept.regional = reader


def current_calendar() -> WorkCalendar:
    """The national calendar to count with now; read again at most every half minute."""
    return calendar_of("")


def calendar_of(zone: str) -> WorkCalendar:
    """The calendar of offices in a zone: national days, joint leave and the days of the region."""
    if _kept.calendars is None or time.monotonic() >= _kept.until:
        _kept.calendars = read_calendars()
        _kept.until = time.monotonic() + KEEP_SECONDS
    return _kept.calendars.get(zone) or _kept.calendars[""]


def read_calendars() -> dict[str, WorkCalendar]:
    """The national calendar under "", and one for every zone that has days of its own."""
    national = read_calendar()
    found = {"": national}
    for zone, day in _kept.regional() if _kept.regional else ():
        known = found.get(zone, national)
        if day.on not in known.by_day:
            found[zone] = replace(known, closed=(*known.closed, day))
    return found


def forget_calendar() -> None:
    """Read the table again at the next question (after a change, and in tests)."""
    _kept.calendars = None


def read_calendar() -> WorkCalendar:
    """The national calendar from the table, filled up from the published rules."""
    stored = [
        ClosedDay(on=row.on, name_id=row.name_id, name_en=row.name_en, kind=row.kind)
        for row in Holiday.objects.order_by("on")
    ]
    entered = {day.on.year for day in stored}
    years = sorted({*SEEDED_YEARS, clock.now().year, clock.now().year + 1} - entered)
    closed = sorted([*stored, *published_days(tuple(years))], key=lambda day: day.on)
    return WorkCalendar(closed=tuple(closed), known_until=date(max({*entered, *years}), 12, 31))


@lru_cache(maxsize=4)
def published_days(years: Sequence[int]) -> tuple[ClosedDay, ...]:
    """National holidays and joint leave of Indonesia by the ``holidays`` package; one entry per day."""
    if not years:
        return ()
    import holidays

    found: dict[date, ClosedDay] = {}
    for category, kind in KINDS.items():
        names = {
            language: holidays.country_holidays("ID", years=years, categories=category, language=language)
            for language in ("id", "en_US")
        }
        for on in sorted(names["id"]):
            found.setdefault(on, ClosedDay(on, names["id"][on], names["en_US"][on], kind.value))
    return tuple(found[on] for on in sorted(found))


def seed(years: Iterable[int] = SEEDED_YEARS) -> int:
    """Write the published days of years that have no row yet; returns how many. Entered years stay as they are."""
    entered = set(Holiday.objects.values_list("on__year", flat=True).distinct())
    missing = tuple(sorted(set(years) - entered))
    rows = [
        Holiday(on=day.on, name_id=day.name_id[:200], name_en=day.name_en[:200], kind=day.kind)
        for day in published_days(missing)
    ]
    Holiday.objects.bulk_create(rows)
    forget_calendar()
    return len(rows)
