"""The 20 JP a year every civil servant has a right to (PP 11/2017 jo. 17/2020): by person, and by unit.

Who sees whose: everybody their own; training officers and HR the people of the units they were given, HR never their
own superior's, and nobody by such a grant their own. Hours count in the year in which the training was completed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from cases.models import Enrolment
from organization.models import Employee
from workflow.actors import Actor
from workflow.roles import Role

JP_GOAL = 20
FIRST_YEAR = 2018


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One person's year."""

    employee_id: int
    name: str
    nip: str
    unit: str
    hours: int


@dataclass(frozen=True, slots=True)
class UnitHours:
    """One agency's year: people, and those who have not reached 20 JP."""

    unit: str
    people: int
    below: int


def looks_after(actor: Actor) -> bool:
    """Whether the actor sees the hours of others."""
    return actor.active and (actor.holds(Role.HR) or actor.holds(Role.TRAINING_OFFICER))


def people_of(actor: Actor) -> Q:
    """Whose hours the actor sees by a grant, as one WHERE over employees."""
    if not actor.active:
        return Q(pk__in=())
    by_hr = _inside(actor, Role.HR)
    if actor.superior_ids:
        by_hr &= ~Q(pk__in=sorted(actor.superior_ids))
    found = by_hr | _inside(actor, Role.TRAINING_OFFICER)
    return found & ~Q(pk=actor.employee_id) if actor.employee_id is not None else found


def _inside(actor: Actor, role: Role) -> Q:
    inside = Q(pk__in=())
    for first, last in actor.intervals(role):
        inside |= Q(unit__lft__range=(first, last))
    return inside


def with_hours(rows: QuerySet[Employee], year: int) -> "QuerySet[Any]":
    """Employees with `hours` of a year, one sub-select."""
    counted = Enrolment.objects.filter(
        employee=OuterRef("pk"), state="completed", completed_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    total = counted.order_by().values("employee").annotate(n=Sum("jp_hours")).values("n")
    return rows.annotate(hours=Coalesce(Subquery(total), 0))


def hours_list(actor: Actor, *, year: int, below: bool = False, unit: str = "", text: str = "") -> "QuerySet[Any]":
    """Active people in the actor's reach with their hours, ready to be paged."""
    rows = with_hours(Employee.objects.filter(people_of(actor), active=True), year)
    if below:
        rows = rows.filter(hours__lt=JP_GOAL)
    if unit:
        rows = rows.filter(unit__opd__code=unit)
    if text:
        rows = rows.filter(Q(full_name__icontains=text) | Q(nip=text))
    return rows.select_related("unit")


def by_agency(actor: Actor, *, year: int) -> list[tuple[str, UnitHours]]:
    """Agencies (code, figures) with the largest share below 20 JP first; one statement."""
    rows = with_hours(Employee.objects.filter(people_of(actor), active=True), year)
    found = rows.order_by().values(code=F("unit__opd__code"), agency=F("unit__opd__name"))
    counted = found.annotate(people=Count("pk"), below=Count("pk", filter=Q(hours__lt=JP_GOAL)))
    lines = [(row["code"] or "", UnitHours(row["agency"] or "", row["people"], row["below"])) for row in counted]
    return sorted(lines, key=lambda line: (-line[1].below / line[1].people, line[1].unit))


def lines_of(rows: "QuerySet[Any]") -> list[PersonHours]:
    """The list as plain values."""
    return [PersonHours(one.pk, one.full_name, one.nip or "", one.unit.name, int(one.hours)) for one in rows]
