"""Who decides an objection: the assessor's superior of the day, else the next one up, else the rule set's alternate.

Never the employee, never the one who rated, never one who stepped aside. Reads the reporting line, writes nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, Final
from uuid import UUID

from organization.days import in_force
from organization.models import Appointment, Capacity, Employee
from organization.reporting import lines_upwards
from workflow.calendars import local_day

SUPERIOR: Final = "superior"
ALTERNATE: Final = "alternate"
NAMED: Final = "named"
HIGHEST_CLIMB: Final = 12


@dataclass(frozen=True, slots=True)
class Decider:
    """A lawful decider and the ground: the line above the assessor, or the rule set's alternate."""

    employee_id: int
    name: str
    post: str
    ground: str


def decider_for(evaluation: Any, *, at: datetime, without: Collection[int | None] = ()) -> Decider | None:
    """The first lawful decider on the day of ``at``; None where the line and the rule set offer nobody."""
    excluded = {evaluation.employee_id, evaluation.assessor_id, *without}
    on = local_day(at, zone=evaluation.cycle.zone)
    for candidate in chain(_above(evaluation, on), _alternates(evaluation, on)):
        if candidate.employee_id not in excluded:
            return candidate
    return None


def _above(evaluation: Any, on: date) -> Iterator[Decider]:
    """The people above the assessor, nearest first; the day's line of the employee where the assessor is still his."""
    current: int | None = evaluation.assessor_id
    line_of = lines_upwards([pk for pk in (evaluation.employee_id, current) if pk is not None], on)
    own = line_of(evaluation.employee_id)
    if own and own.assessor and own.superior and own.assessor.pk == current:
        yield Decider(own.superior.pk, own.superior.full_name, own.superior_post, SUPERIOR)
        current = own.superior.pk
    seen: set[int] = set()
    while current is not None and current not in seen and len(seen) < HIGHEST_CLIMB:
        seen.add(current)
        line = line_of(current)
        if line is None or line.assessor is None:
            return
        current = line.assessor.pk
        yield Decider(line.assessor.pk, line.assessor.full_name, line.assessor_post, SUPERIOR)


def _alternates(evaluation: Any, on: date) -> Iterator[Decider]:
    """Whoever heads the unit that the rule set names; acting officials first, they hold the office that day."""
    code = evaluation.rules.alternate_decider
    if not code:
        return
    holdings = Appointment.objects.filter(
        in_force(on), post__unit__code=code, post__is_head=True, employee__active=True
    )
    rows = list(holdings.select_related("employee", "post").order_by("-valid_from", "-pk"))
    for holding in sorted(rows, key=lambda row: row.capacity == Capacity.DEFINITIVE):
        yield Decider(holding.employee_id, holding.employee.full_name, holding.post.title, ALTERNATE)


def named(public_id: UUID) -> Employee | None:
    """The active employee of an id."""
    return Employee.objects.select_related("post").filter(public_id=public_id, active=True).first()
