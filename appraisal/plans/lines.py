"""Who agrees on a plan: the assessor of the day, with names as they are written on the document.

Plans keep who that is. Where the line has changed since, they follow it: the clock looks, HR may do it at once.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from appraisal.lines import NOBODY, Line, line_of
from organization.models import Employee, EmployeeKind
from organization.reporting import lines_for
from workflow import clock
from workflow.actors import CLOCK
from workflow.calendars import local_day
from workflow.engine import fire_many
from workflow.worker import every

CHUNK: Final = 1_000


def line_today(plan: Any, *, at: datetime) -> Line:
    """The line of the plan's person on the day; read once for all plans that were read together."""
    known: Line | None = plan.__dict__.get("_line_today")
    if known is not None:
        return known
    together = [one for one in plan.__dict__.get("_together") or (plan,) if "_line_today" not in one.__dict__]
    found = lines_for({one.employee_id for one in together}, local_day(at, zone=plan.unit.zone))
    for one in together:
        one.__dict__["_line_today"] = line_of(found.get(one.employee_id))
    return plan.__dict__.get("_line_today", NOBODY)  # type: ignore[no-any-return]


def is_top(line: Line) -> bool:
    """Whether nobody with a plan can stand above: an elected head makes none (DOMAIN 2.1, pejabat negara)."""
    if line.assessor_id is None:
        return True
    return Employee.objects.filter(pk=line.assessor_id, kind=EmployeeKind.ELECTED).exists()


@every(3600.0, name="lines of plans")
def look_at_lines() -> bool:
    """Every open plan whose assessor is another one today goes over to that one."""
    follow_lines(at=clock.now())
    return False


def follow_lines(*, at: datetime) -> int:
    """The same, and how many went over; constant statements for each thousand plans."""
    from appraisal.machines.plan import FOLLOWS, OPEN_STATES
    from appraisal.models import Plan

    moved, last = 0, 0
    while True:
        rows = list(
            Plan.objects.filter(state__in=OPEN_STATES, pk__gt=last).select_related("unit").order_by("pk")[:CHUNK]
        )
        if not rows:
            return moved
        last = rows[-1].pk
        kept = named_by_office(rows)
        for state, ids in _differing([one for one in rows if one.pk not in kept], at).items():
            moved += fire_many(Plan, ids, FOLLOWS[state], actor=CLOCK, at=at)


def follow_people(employee_ids: Collection[int], *, at: datetime) -> None:
    """The open plans of people who moved go over to the assessor of the day at once; constant statements."""
    from appraisal.machines.plan import FOLLOWS, OPEN_STATES
    from appraisal.models import Plan

    rows = list(
        Plan.objects.filter(state__in=OPEN_STATES, employee_id__in=employee_ids).select_related("unit").order_by("pk")
    )
    for state, ids in _differing(rows, at).items():
        fire_many(Plan, ids, FOLLOWS[state], actor=CLOCK, at=at)


def named_by_office(plans: Collection[Any]) -> set[int]:
    """Plans that keep the assessor HR named for them, while he works here; two statements for all.

    It ends when the plan goes over to the present assessor: by the act of HR, or because its person moved.
    """
    from workflow.models import Event

    names = ("plan.reassigned", "plan.line_followed")
    rows = Event.objects.filter(kind="appraisal.plan", subject_id__in=[one.pk for one in plans], name__in=names)
    last = dict(rows.order_by("version").values_list("subject_id", "name"))
    named = [one for one in plans if last.get(one.pk) == "plan.reassigned"]
    present = Employee.objects.filter(pk__in=[one.assessor_id for one in named], active=True) if named else ()
    there = {one.pk for one in present}
    return {one.pk for one in named if one.assessor_id in there}


def _differing(plans: list[Any], at: datetime) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = {}
    for plan in plans:
        line = line_today(plan, at=at)
        if (line.assessor_id, line.superior_id) != (plan.assessor_id, plan.superior_id):
            found.setdefault(plan.state, []).append(plan.pk)
    return found
