"""Who may keep the list, what is in force, and what a change would move. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from organization.models import RegionalDay, Unit
from workflow.actors import Actor
from workflow.calendars import ClosedDay, WorkCalendar
from workflow.holiday_table import read_calendars
from workflow.naming import label_of
from workflow.recounting import Moved, by_day, what_moves
from workflow.roles import Role

KEEPERS = (Role.HR, Role.ADMIN)
REGIONAL = "regional"


def may_keep(actor: Actor) -> bool:
    """HR officers and administrators of a whole organisation: a closed day reaches every office of its zone."""
    if actor.is_clock:
        return True
    if not actor.active:
        return False
    units = {grant.unit_id for grant in actor.grants if grant.role in KEEPERS}
    return bool(units) and Unit.objects.filter(pk__in=units, parent__isnull=True).exists()


def visible_to(actor: Actor) -> "QuerySet[RegionalDay]":
    """The whole list, withdrawn days too, for everybody with an account: a calendar is no secret."""
    rows = RegionalDay.objects.select_related("author__employee", "withdrawn_by__employee")
    return rows if actor.active or actor.is_clock else rows.none()


def days_in_force() -> Iterator[tuple[str, ClosedDay]]:
    """(zone, closed day) of every entry that counts; read by the engine's calendar."""
    for row in RegionalDay.objects.filter(withdrawn_at__isnull=True).order_by("on", "zone"):
        yield row.zone, closed_day(row)


def closed_day(row: RegionalDay) -> ClosedDay:
    """An entry as the calendar counts it."""
    return ClosedDay(row.on, row.name_id, row.name_en, REGIONAL)


@dataclass(frozen=True, slots=True)
class Line:
    """Deadlines of one kind that would go from one day to another."""

    kind: str
    first: date
    last: date
    number: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a change would move: how many deadlines, by kind and day. No name: the list holds confidential kinds too."""

    number: int
    lines: tuple[Line, ...]


def calendar_with(zone: str, *, more: Iterable[ClosedDay] = (), less: Iterable[date] = ()) -> WorkCalendar:
    """The calendar of a zone as stored now, with days added or taken away."""
    gone, known = set(less), read_calendars()
    calendar = known.get(zone) or known[""]
    kept = [day for day in calendar.closed if not (day.kind == REGIONAL and day.on in gone)]
    taken = {day.on for day in kept}
    return replace(calendar, closed=(*kept, *(day for day in more if day.on not in taken)))


def dry_run(zone: str, *, more: Iterable[ClosedDay] = (), less: Iterable[date] = ()) -> DryRun:
    """What would move in a zone."""
    return told(what_moves(zone, calendar_with(zone, more=more, less=less)))


def told(moves: Iterable[Moved]) -> DryRun:
    """Moves as lines by kind and day."""
    lines = tuple(Line(str(label_of(kind)), first, last, number) for kind, first, last, number in by_day(moves))
    return DryRun(sum(line.number for line in lines), lines)
