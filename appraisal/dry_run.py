"""What opening a cycle would do now, in numbers and names; reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from appraisal.eligibility import exempt_from, in_filter
from organization.models import Employee
from organization.reporting import lines_of_all
from organization.tree import subtree


@dataclass(frozen=True, slots=True)
class Named:
    """A person with unit, and a reason where somebody gave one."""

    employee_id: int
    public_id: Any
    name: str
    unit: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DryRun:
    """Who is in; who of them lacks an assessor; who is left out, and why."""

    included: int
    without_assessor: tuple[Named, ...]
    without_superior: int
    exempt: tuple[Named, ...]
    other_kinds: int
    inactive: int


def exemptions_of(cycle: Any) -> list[Any]:
    """Who was left out by a person; `inside`: would be in but for the exemption."""
    inside = Exists(in_filter(cycle).filter(pk=OuterRef("employee_id")))
    return list(cycle.exemptions.select_related("employee__unit").annotate(inside=inside).order_by("pk"))


def dry_run_of(cycle: Any, *, at: datetime, exemptions: Iterable[Any]) -> DryRun:
    """Count and name; a constant number of statements up to ten thousand people, one more for each further ten."""
    on = at.astimezone(ZoneInfo(cycle.zone)).date()
    inside = Employee.objects.filter(subtree(cycle.unit, "unit__")).order_by("pk")
    everybody = list(
        inside.annotate(is_exempt=Exists(exempt_from(cycle, at=at))).values_list("pk", "active", "kind", "is_exempt")
    )
    ids = [pk for pk, active, kind, is_exempt in everybody if active and kind in cycle.kinds and not is_exempt]
    lacking: list[int] = []
    at_top = 0
    for lines in lines_of_all(ids, on):
        lacking += [pk for pk, line in lines.items() if line.assessor is None]
        at_top += sum(line.assessor is not None and line.superior is None for line in lines.values())
    return DryRun(
        included=len(ids),
        without_assessor=_named(lacking),
        without_superior=at_top,
        exempt=_exempt(exemptions),
        other_kinds=sum(active and kind not in cycle.kinds for _pk, active, kind, _exempt in everybody),
        inactive=sum(not active for _pk, active, _kind, _exempt in everybody),
    )


def _named(ids: Iterable[int]) -> tuple[Named, ...]:
    people = Employee.objects.filter(pk__in=ids).select_related("unit").order_by("unit__lft", "full_name")
    return tuple(Named(one.pk, one.public_id, one.full_name, one.unit.name) for one in people)


def _exempt(exemptions: Iterable[Any]) -> tuple[Named, ...]:
    rows = sorted((row for row in exemptions if row.inside), key=lambda row: str(row.employee.full_name))
    return tuple(
        Named(row.employee_id, row.employee.public_id, row.employee.full_name, row.employee.unit.name, row.reason)
        for row in rows
    )
