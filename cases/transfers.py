"""A case goes where its person goes: the unit and supervisor it belongs to today, and which cases have not followed.

The unit is the person's own of today, the supervisor whoever assesses him today. Where HR named another supervisor for
the case itself (`supervisor_chosen`), that stands for as long as the person stays in the unit. Nobody is put in charge
of his own case, and a vacant post takes nobody's supervisor away while the person stays.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F

from cases.machines.improvement_case import OPEN_STATES
from cases.models import ImprovementCase
from organization.models import Employee, Unit
from organization.reporting import AssessorLine, lines_for
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.policies import policy_for
from workflow.roles import Role

MOST_LISTED: Final = 2_000
CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case belongs."""

    unit_id: int
    supervisor_id: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that has not followed its person: from where, to where."""

    case: ImprovementCase
    unit: Unit
    supervisor: Employee | None


def place_of(case: ImprovementCase, line: AssessorLine) -> Place:
    """Where a case belongs by the line of assessment of its person."""
    person = case.employee
    boss = line.assessor.pk if line.assessor is not None and line.assessor.pk != person.pk else None
    if person.unit_id == case.unit_id and (case.supervisor_chosen or boss is None):
        boss = case.supervisor_id
    return Place(person.unit_id, boss)


def place_today(case: ImprovementCase, at: datetime) -> Place:
    """Where one case belongs on the day of its office."""
    day = local_day(at, zone=case.zone)
    person = Employee.objects.get(pk=case.employee_id)
    case.employee = person
    return place_of(case, lines_for((person.pk,), day)[person.pk])


def stays(case: ImprovementCase, place: Place) -> bool:
    """Whether the case is where it belongs."""
    return (case.unit_id, case.supervisor_id) == (place.unit_id, place.supervisor_id)


def moved_cases(actor: Actor, *, at: datetime) -> list[Moved]:
    """Open cases HR answers for that have not followed their person: the dry listing; constant statements."""
    rows = policy_for(ImprovementCase).visible_to(actor).filter(state__in=OPEN_STATES, employee__active=True)
    rows = rows.select_related("employee__unit", "unit", "supervisor").order_by("employee__full_name", "pk")
    policy = policy_for(ImprovementCase)
    mine = [case for case in rows[:MOST_LISTED] if Role.HR.value in policy.roles_of(actor, case)]
    if not mine:
        return []
    # One day for all: a listing is one moment, whatever the zones of its units.
    lines = lines_for([case.employee_id for case in mine], local_day(at, zone=mine[0].zone))
    return [found for case in mine if (found := _moved(case, lines[case.employee_id])) is not None]


def _moved(case: ImprovementCase, line: AssessorLine) -> Moved | None:
    place = place_of(case, line)
    if stays(case, place):
        return None
    boss = case.supervisor if place.supervisor_id == case.supervisor_id else line.assessor
    return Moved(case, case.employee.unit, boss if place.supervisor_id else None)


def left_behind(employee_ids: Collection[int]) -> list[ImprovementCase]:
    """Open cases of these people whose person is in another unit now, in the order in which they are locked."""
    ids = sorted(set(employee_ids))
    found: list[ImprovementCase] = []
    for start in range(0, len(ids), CHUNK):
        rows = ImprovementCase.objects.filter(employee_id__in=ids[start : start + CHUNK], state__in=OPEN_STATES)
        found += rows.filter(employee__active=True).exclude(unit_id=F("employee__unit_id")).order_by("pk")
    return sorted(found, key=lambda case: case.pk)
