"""The page of the cascade: which unit and year, the tree of agreed results, and who has none yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, QuerySet

from appraisal.machines.plan import PlanState
from appraisal.models import Plan, PlanVersion
from appraisal.pages.lists import Options, uuid_text
from appraisal.plans.cascade import Agreed, Node, every, tree
from appraisal.plans.content import read_text
from appraisal.plans.pages.lists import unit_options
from organization.days import today
from organization.models import Employee, Unit
from organization.tree import subtree
from workflow.actors import Actor
from workflow.policies import policy_for

MOST_PLANS: Final = 300


@dataclass(frozen=True, slots=True)
class CascadePage:
    """The tree; `too_many`: the unit is too large for one page; `unagreed`: plans that are not agreed yet."""

    unit: Unit | None
    units: Options
    year: int
    nodes: tuple[Node, ...]
    plans: int
    left: int
    loose: int
    unagreed: int
    too_many: bool


def cascade_page(actor: Actor, data: Mapping[str, Any]) -> CascadePage:
    """Agreed plans of a unit and below it that are open to the reader; five queries."""
    raw = str(data.get("year", ""))
    year = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else today().year
    units = unit_options(actor)
    unit = _unit(actor, uuid_text(str(data.get("unit", ""))), units)
    rows = policy_for(Plan).visible_to(actor).filter(year=year)
    rows = rows.filter(subtree(unit, "unit__")) if unit else rows.none()
    versions = list(_versions(rows)[: MOST_PLANS + 1])
    too_many = len(versions) > MOST_PLANS
    nodes = () if too_many else tree([agreed(version) for version in versions])
    found = list(every(nodes))
    return CascadePage(
        unit=unit,
        units=units[1:],
        year=year,
        nodes=nodes,
        plans=len(versions),
        left=sum(node.left for node in found),
        loose=sum(node.loose for node in found),
        unagreed=rows.filter(edition=0).exclude(state=PlanState.CLOSED).count(),
        too_many=too_many,
    )


def _versions(plans: "QuerySet[Plan]") -> "QuerySet[PlanVersion]":
    rows = PlanVersion.objects.filter(plan__in=plans.order_by().values("pk"), edition=F("plan__edition"))
    return rows.select_related("plan").order_by("plan__unit__lft", "plan__pk")


def agreed(version: PlanVersion) -> Agreed:
    """A version in force as the tree wants it."""
    plan = version.plan
    return Agreed(
        address=plan.public_id,
        employee_id=plan.employee_id,
        assessor_id=plan.assessor_id,
        person=plan.employee_name,
        post=plan.employee_post,
        top=plan.top,
        text=read_text(version.content),
    )


def _unit(actor: Actor, wanted: str, units: Options) -> Unit | None:
    """The unit asked for, else the reader's own, among those with plans the reader may see."""
    known = {public_id for public_id, _name in units[1:]}
    if wanted in known:
        return Unit.objects.get(public_id=wanted)
    own = Employee.objects.filter(pk=actor.employee_id).select_related("unit").first() if actor.employee_id else None
    if own is not None and str(own.unit.public_id) in known:
        return own.unit
    first = next(iter(units[1:]), None)
    return Unit.objects.get(public_id=first[0]) if first else None
