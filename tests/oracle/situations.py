"""Situations in which something falls due: drawn by a seed, and reckoned by either of the two.

The one place that knows both: it puts the same situation to the product's calendars and to the second reckoning.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.oracle import reckoning
from tests.oracle.reckoning import Office, Span

EPOCH = date(1970, 1, 1)
FIRST, LAST = (date(2024, 1, 1) - EPOCH).days, (date(2028, 12, 31) - EPOCH).days
ZONES = tuple(reckoning.AHEAD)
UNITS = ("working_days", "calendar_days")
WEEKENDS: tuple[frozenset[int], ...] = (
    frozenset({5, 6}),
    frozenset({5, 6}),
    frozenset({5, 6}),
    frozenset({6}),
    frozenset({4, 5}),
    frozenset(),
)
CLOSED_A_YEAR = 25


@dataclass(frozen=True)
class Place:
    """One office of one drawing: many situations share it, as they do in life."""

    zone: str
    weekend: frozenset[int]
    closed: tuple[int, ...]


@dataclass(frozen=True)
class Situation:
    """What happens to one deadline. ``fixed``: its last day by the calendar, else it is counted from ``start``."""

    place: Place
    start: int
    amount: int
    unit: str
    holds: tuple[Span, ...]
    fixed: int | None
    extensions: tuple[tuple[int, str], ...]
    late_hold: Span | None
    warning: tuple[int, str, int]


def places(seed: int, count: int = 40) -> list[Place]:
    """Offices with weekly rest and closed days; national holidays and joint leave lie in clusters."""
    draw = random.Random(f"places {seed}")
    found = []
    for _ in range(count):
        closed: set[int] = set()
        while len(closed) < CLOSED_A_YEAR * 5:
            first = draw.randint(FIRST, LAST)
            closed |= set(range(first, first + draw.choice((1, 1, 1, 2, 3, 5))))
        found.append(Place(draw.choice(ZONES), draw.choice(WEEKENDS), tuple(sorted(closed))))
    return found


def situation(draw: random.Random, offices: list[Place]) -> Situation:
    """One drawing, with the edges of the day and of the term more often than chance would have them."""
    place = draw.choice(offices)
    day = draw.randint(FIRST, LAST)
    edge = place_edge(draw, place, day)
    fixed = draw.randint(day, day + 60) if draw.random() < 0.2 else None
    return Situation(
        place=place,
        start=edge,
        amount=draw.choice((0, 1, 2, 5, 10, 14, draw.randint(0, 40), draw.randint(0, 130))),
        unit=draw.choice(UNITS),
        holds=tuple(span(draw, day) for _ in range(draw.choice((0, 0, 1, 2)))) if fixed is None else (),
        fixed=fixed,
        extensions=tuple((draw.randint(0, 20), draw.choice(UNITS)) for _ in range(draw.choice((0, 0, 1, 2)))),
        late_hold=span(draw, day) if draw.random() < 0.4 else None,
        warning=(draw.randint(0, 10), draw.choice(UNITS), draw.randint(0, 23)),
    )


def place_edge(draw: random.Random, place: Place, day: int) -> int:
    """A moment of a day: the first or last millisecond in the zone, the full hour, or any."""
    midnight = day * reckoning.DAY - reckoning.AHEAD[place.zone] * reckoning.HOUR
    anything = midnight + draw.randrange(reckoning.DAY)
    return draw.choice((midnight, midnight - 1, midnight + 8 * reckoning.HOUR, anything, anything))


def span(draw: random.Random, day: int) -> Span:
    """A hold that begins around the term."""
    first = day + draw.randint(-5, 40)
    return first, first + draw.choice((0, 1, draw.randint(0, 30)))


def reckoned(one: Situation) -> tuple[int, int, int]:
    """By the second reckoning: the due moment, the warning's moment and the working days left from the start."""
    place = one.place
    office = Office(reckoning.AHEAD[place.zone], place.weekend, place.closed)
    begins, holds = office.day_of(one.start), list(one.holds)
    day = one.fixed if one.fixed is not None else reckoning.last_day(office, begins, one.amount, one.unit, holds)
    for amount, unit in one.extensions:
        day = reckoning.later(office, day, amount, unit)
    if one.late_hold is not None and one.late_hold[0] <= day:
        if one.fixed is None and not one.extensions:
            day = reckoning.last_day(office, begins, one.amount, one.unit, [*holds, one.late_hold])
        else:
            day = reckoning.moved(office, day, one.late_hold)
    before, unit, hour = one.warning
    warned = office.at_hour(reckoning.warning_day(office, day, before, unit), hour)
    return office.last_moment(day), warned, office.counting(begins + 1, day, "working_days")


class Product:
    """The same situations put to the product's calendars (or to a copy of them with a fault)."""

    def __init__(self, calendars: Any) -> None:
        self.calendars = calendars
        self._known: dict[Place, Any] = {}

    def calendar(self, place: Place) -> Any:
        """The calendar of an office, built once."""
        if place not in self._known:
            kinds = ("national", "joint_leave")
            closed = tuple(
                self.calendars.ClosedDay(on(day), f"Libur {day}", f"Holiday {day}", kinds[number % 2])
                for number, day in enumerate(place.closed)
            )
            self._known[place] = self.calendars.WorkCalendar(closed=closed, weekend=place.weekend)
        return self._known[place]

    def found(self, one: Situation) -> tuple[int, int, int]:
        """The same three numbers."""
        calendar, zone = self.calendar(one.place), one.place.zone
        start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=one.start)
        due = self._first(one, start)
        for amount, unit in one.extensions:
            due = self.calendars.extended(due, amount, unit=unit, calendar=calendar, reason="x")
        if one.late_hold is not None:
            due = self.calendars.moved_by_hold(due, self._hold(one.late_hold), calendar=calendar)
        before, unit, hour = one.warning
        warned = self.calendars.reminder_before(due, before, unit=unit, calendar=calendar, hour=hour)
        begins = self.calendars.local_day(start, zone=zone)
        left = self.calendars.working_days_between(begins, due.day, calendar=calendar)
        return milliseconds(due.due_at), milliseconds(warned.due_at), left

    def _first(self, one: Situation, start: datetime) -> Any:
        zone = one.place.zone
        if one.fixed is not None:
            return self.calendars.due_at_end_of(on(one.fixed), zone=zone)
        holds = [self._hold(hold) for hold in one.holds]
        calendar = self.calendar(one.place)
        return self.calendars.due_after(start, one.amount, unit=one.unit, zone=zone, calendar=calendar, holds=holds)

    def _hold(self, hold: Span) -> Any:
        return self.calendars.Hold(on(hold[0]), on(hold[1]), "cuti")


def on(day: int) -> date:
    """The date of a numbered day."""
    return EPOCH + timedelta(days=day)


def milliseconds(moment: datetime) -> int:
    """A moment in whole milliseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
