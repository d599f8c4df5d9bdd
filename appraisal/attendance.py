"""Whose attendance a person may read: the own one, that of people one assesses now, and HR that of the own units.

Nobody else: the numbers can lead to a punishment by others, and reasons may speak of health. Reading is recorded.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Sum

from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import AttendanceMonth, Evaluation
from organization.models import Employee
from organization.tree import within
from workflow import access
from workflow.actors import Actor
from workflow.roles import Role

OVER: Final = (S.FINAL, S.CANCELLED)
MOST_PEOPLE: Final = 100


def reach(actor: Actor, prefix: str = "") -> Q:
    """People whose attendance the actor may read, as one WHERE; ``prefix`` leads to the person over a relation."""
    if actor.is_clock or not actor.active or actor.user_id is None:
        return Q(pk__in=())
    where = within(actor.intervals(Role.HR), f"{prefix}unit__")
    if actor.superior_ids:
        # HR never looks into the file of an own superior.
        where &= ~Q(**{f"{prefix}pk__in": sorted(actor.superior_ids)})
    if actor.employee_id is not None:
        rated = Evaluation.objects.filter(assessor_id=actor.employee_id).exclude(state__in=OVER)
        where |= Q(**{f"{prefix}pk": actor.employee_id}) | Q(**{f"{prefix}pk__in": rated.values("employee_id")})
    return where


def months_visible_to(actor: Actor) -> "QuerySet[AttendanceMonth]":
    """The months the actor may read, with their person."""
    return AttendanceMonth.objects.filter(reach(actor, "employee__")).select_related("employee__unit")


def people_visible_to(actor: Actor) -> "QuerySet[Employee]":
    """The people whose attendance the actor may read."""
    return Employee.objects.filter(reach(actor)).select_related("unit", "post")


def absent_people(actor: Actor, year: int) -> Sequence[Mapping[str, Any]]:
    """People of the units one is HR officer of, by days absent in a year, the most first; at most a hundred."""
    rows = months_visible_to(actor).filter(
        within(actor.intervals(Role.HR), "employee__unit__"), month__year=year, absent_days__gt=0
    )
    people = (
        rows.exclude(employee_id=actor.employee_id or 0)
        .values(name=F("employee__full_name"), person=F("employee__public_id"), place=F("employee__unit__name"))
        .annotate(days=Sum("absent_days"))
    )
    return list(people.order_by("-days", "name", "person")[:MOST_PEOPLE])


def note_reading(months: Sequence[AttendanceMonth], *, actor: Actor) -> None:
    """Write down that somebody else than the person read these months; one statement."""
    others = [one for one in months if one.employee_id != actor.employee_id]
    access.record_reads((access.Read(one, ("attendance",), _ground(one, actor)) for one in others), actor=actor)


def _ground(month: AttendanceMonth, actor: Actor) -> str:
    return Role.HR.value if actor.holds(Role.HR, month.employee.unit.lft) else Role.ASSESSOR.value
