"""When something is due: calendar and working days in the zone of the office. Pure functions of values.

What belongs here: counting days, holds, extensions, the end of a local day and the record of how a due date
came about. What does not: the holiday table (``workflow/holiday_table.py``), the words of an explanation
(``workflow/due_sentences.py``), the clock and the database.

The counting rule: the day on which something begins does not count; the day after it is day one. The last
day belongs to the person whole, up to 23:59:59.999 of the office's zone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

Unit = Literal["working_days", "calendar_days"]

UNITS: Final = ("working_days", "calendar_days")
END_OF_DAY: Final = time(23, 59, 59, 999_000)
SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})
ZONE_NAMES: Final[Mapping[str, str]] = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
LONGEST: Final = 3_660
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class ClosedDay:
    """A day offices are closed, with its name in both languages; kind: national or joint_leave."""

    on: date
    name_id: str
    name_en: str
    kind: str = "national"


@dataclass(frozen=True)
class WorkCalendar:
    """The closed days and the weekly rest days; ``known_until`` is the last day the table covers."""

    closed: tuple[ClosedDay, ...] = ()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    known_until: date | None = None

    def __post_init__(self) -> None:
        if len(self.weekend) > 6:
            raise ValueError("a week needs a working day")

    @cached_property
    def by_day(self) -> dict[date, ClosedDay]:
        return {day.on: day for day in self.closed}

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.by_day

    def covers(self, day: date) -> bool:
        return self.known_until is None or day <= self.known_until


@dataclass(frozen=True)
class Hold:
    """Days, both included, on which the count stands still (leave, illness, a case on hold)."""

    first: date
    last: date
    reason: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def as_json(self) -> dict[str, str]:
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), "reason": self.reason}


@dataclass(frozen=True)
class DueDate:
    """The last moment in time, and how it was found. ``explanation`` is plain JSON-able data."""

    due_at: datetime
    explanation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        return str(self.explanation.get("zone", "Asia/Jakarta"))

    @property
    def day(self) -> date:
        return self.due_at.astimezone(ZoneInfo(self.zone)).date()

    def explanation_text(self, *, began: str = "") -> str:
        """Canonical JSON, as the deadline row stores it; ``began`` names the step that set it."""
        return _CANONICAL.encode({**self.explanation, "began": began}) if began else self._canonical

    @cached_property
    def _canonical(self) -> str:
        return _CANONICAL.encode(self.explanation)


_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def end_of_day(day: date, *, zone: str = "Asia/Jakarta") -> datetime:
    """23:59:59.999 of ``day`` in ``zone``."""
    return datetime.combine(day, END_OF_DAY, tzinfo=ZoneInfo(zone))


def local_day(moment: datetime, *, zone: str = "Asia/Jakarta") -> date:
    """The day an aware moment falls on in ``zone``."""
    if moment.tzinfo is None:
        raise ValueError("a deadline cannot begin at a moment without a zone")
    return moment.astimezone(ZoneInfo(zone)).date()


def due_after(
    start: datetime,
    amount: int,
    *,
    unit: Unit = "working_days",
    zone: str = "Asia/Jakarta",
    calendar: WorkCalendar,
    holds: Sequence[Hold] = (),
) -> DueDate:
    """The end of the ``amount``-th counted day after ``start``. Raises ValueError on a value without sense.

    ``amount`` 0 means the day of ``start`` itself, or the first countable day after it.
    """
    _check(amount=amount, unit=unit)
    first = local_day(start, zone=zone)
    walked = list(_walk(first, amount, unit=unit, calendar=calendar, holds=holds))
    due_day = walked[-1]
    explanation = {
        "rule": "after",
        "start": start.isoformat(),
        "start_day": first.isoformat(),
        "unit": unit,
        "amount": amount,
        "zone": zone,
        "zone_name": ZONE_NAMES.get(zone, zone),
        "due_day": due_day.isoformat(),
        "holds": [hold.as_json() for hold in holds],
        "extensions": [],
        "calendar_complete": unit == "calendar_days" or calendar.covers(due_day),
        **_passed_over(walked, unit=unit, calendar=calendar),
    }
    return DueDate(due_at=end_of_day(due_day, zone=zone), explanation=explanation)


@lru_cache(maxsize=256)
def due_at_end_of(day: date, *, zone: str = "Asia/Jakarta", rule: str = "fixed") -> DueDate:
    """A due date that somebody set by the calendar, such as the end of a phase. The same value for everyone."""
    explanation = {
        "rule": rule,
        "due_day": day.isoformat(),
        "zone": zone,
        "zone_name": ZONE_NAMES.get(zone, zone),
        "holds": [],
        "extensions": [],
        "skipped": [],
        "weekend_days": 0,
        "calendar_complete": True,
    }
    return DueDate(due_at=end_of_day(day, zone=zone), explanation=explanation)


def extended(due: DueDate, amount: int, *, unit: Unit = "working_days", calendar: WorkCalendar, reason: str) -> DueDate:
    """The same due date, later by ``amount`` days; the explanation keeps every extension with its reason."""
    _check(amount=amount, unit=unit)
    walked = list(_walk(due.day, amount, unit=unit, calendar=calendar, holds=()))
    passed = _passed_over(walked, unit=unit, calendar=calendar)
    entry = {
        "amount": amount,
        "unit": unit,
        "reason": reason,
        "from_day": due.day.isoformat(),
        "to_day": walked[-1].isoformat(),
        **passed,
    }
    explanation = {
        **due.explanation,
        "due_day": walked[-1].isoformat(),
        "extensions": [*due.explanation.get("extensions", []), entry],
        "calendar_complete": bool(due.explanation.get("calendar_complete", True))
        and (unit == "calendar_days" or calendar.covers(walked[-1])),
    }
    return replace(due, due_at=end_of_day(walked[-1], zone=due.zone), explanation=explanation)


def moved_by_hold(due: DueDate, hold: Hold, *, calendar: WorkCalendar) -> DueDate:
    """The due date after a hold that began before it: counted again from the same start.

    A date fixed by the calendar moves by the working days that the hold took away.
    """
    if hold.first > due.day:
        return due
    if due.explanation.get("rule") == "after" and not due.explanation.get("extensions"):
        return due_after(
            datetime.fromisoformat(due.explanation["start"]),
            int(due.explanation["amount"]),
            unit=due.explanation["unit"],
            zone=due.zone,
            calendar=calendar,
            holds=[*holds_of(due), hold],
        )
    taken = sum(calendar.is_working_day(day) for day in _days(hold.first, min(hold.last, due.day)))
    back = max(due.day, hold.last)
    moved = extended(
        replace(due, due_at=end_of_day(back, zone=due.zone)),
        taken,
        unit="working_days",
        calendar=calendar,
        reason=hold.reason,
    )
    held = [*due.explanation.get("holds", []), hold.as_json()]
    return replace(moved, explanation={**moved.explanation, "holds": held})


def holds_of(due: DueDate) -> list[Hold]:
    """The holds an explanation carries."""
    return [
        Hold(date.fromisoformat(item["first"]), date.fromisoformat(item["last"]), item["reason"])
        for item in due.explanation.get("holds", [])
    ]


def reminder_before(
    due: DueDate, amount: int, *, unit: Unit = "calendar_days", calendar: WorkCalendar, hour: int = 8
) -> DueDate:
    """A moment ``amount`` days before a due date, at ``hour`` o'clock of the office, for a warning."""
    _check(amount=amount, unit=unit)
    day, left = due.day, amount
    while left:
        day -= _DAY
        if unit == "calendar_days" or calendar.is_working_day(day):
            left -= 1
    at = datetime.combine(day, time(hour), tzinfo=ZoneInfo(due.zone))
    explanation = {**due.explanation, "rule": "before", "before": {"amount": amount, "unit": unit}}
    return DueDate(due_at=at, explanation=explanation)


def working_days_between(first: date, last: date, *, calendar: WorkCalendar) -> int:
    """How many working days lie after ``first`` up to and including ``last``; 0 when ``last`` is not later."""
    return sum(calendar.is_working_day(day) for day in _days(first + _DAY, last))


def _check(*, amount: int, unit: str) -> None:
    if unit not in UNITS:
        raise ValueError(f"unknown unit of time: {unit}")
    if not 0 <= amount <= LONGEST:
        raise ValueError(f"a term has 0 to {LONGEST} days, not {amount}")


def _walk(first: date, amount: int, *, unit: Unit, calendar: WorkCalendar, holds: Iterable[Hold]) -> Iterator[date]:
    """Every day from ``first`` up to the day on which the count is full."""
    held = tuple(holds)

    def counts(day: date) -> bool:
        open_that_day = unit == "calendar_days" or calendar.is_working_day(day)
        return open_that_day and not any(day in hold for hold in held)

    day, left = first, amount
    yield day
    if amount == 0 and counts(day):
        return
    left = max(left, 1)
    while left:
        day += _DAY
        left -= counts(day)
        yield day


def _passed_over(walked: Sequence[date], *, unit: Unit, calendar: WorkCalendar) -> dict[str, Any]:
    """The named closed days and the number of rest days on the way, for working days only."""
    if unit == "calendar_days":
        return {"skipped": [], "weekend_days": 0}
    after_start = walked[1:]
    closed = [
        calendar.by_day[day] for day in after_start if day in calendar.by_day and day.weekday() not in calendar.weekend
    ]
    skipped = [
        {"on": day.on.isoformat(), "name_id": day.name_id, "name_en": day.name_en, "kind": day.kind} for day in closed
    ]
    return {
        "skipped": skipped,
        "weekend_days": sum(day.weekday() in calendar.weekend for day in after_start),
    }


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _DAY
