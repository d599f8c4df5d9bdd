"""The steps of a plan, and beginning it from the plan of an earlier time."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import step
from appraisal.machines.plan import REASSIGNED_BY, PlanState
from appraisal.models import Plan, PlanResult, PlanVersion
from appraisal.plans.actions.writing import writable
from appraisal.plans.content import read_text
from appraisal.plans.rows import begin_from
from appraisal.plans.texts import offered_parents
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import GuardRefused
from workflow.transactions import action


def take(
    plan: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of a plan: propose, return, agree, ask for a change, give it up, close."""
    return step(Plan, plan, name, actor=actor, version=version, payload=payload, key=key)


def name_assessor(
    plan: UUID, *, actor: Actor, version: int | None, assessor: UUID, reason: str, key: str | None = None
) -> Outcome:
    """HR names another assessor for this plan, whatever state it is open in."""
    state = Plan.objects.filter(public_id=plan).values_list("state", flat=True).first()
    # In every other state the engine refuses: first those who may not, then the state.
    name = REASSIGNED_BY.get(PlanState(state) if state else PlanState.DRAFT, "reassign_draft")
    payload = {"assessor": str(assessor), "reason": reason}
    return take(plan, name, actor=actor, version=version, payload=payload, key=key)


def earlier_version(plan: Plan) -> PlanVersion | None:
    """The newest agreed text of the person's plan of an earlier time; one query."""
    rows = PlanVersion.objects.filter(plan__employee_id=plan.employee_id, plan__period_from__lt=plan.period_from)
    return rows.select_related("plan").order_by("-plan__period_from", "-edition").first()


@action
def copy_earlier(plan: UUID, *, actor: Actor) -> Plan:
    """Begin with the text of the plan agreed for the last time: onto a plan that has no result yet.

    A superior's result is kept only where it belongs to the agreed plan of the present assessor.
    """
    found = writable(plan, actor)
    if found.results.filter(removed=False).exists():
        raise GuardRefused(_("This plan has results already; nothing is put over them."), code="plan_not_empty")
    earlier = earlier_version(found)
    if earlier is None:
        raise GuardRefused(_("There is no agreed plan of an earlier time."), code="no_earlier_plan")
    offered = {one.id for one in offered_parents(found)}
    rows = PlanResult.objects.filter(public_id__in=offered).values_list("public_id", "pk")
    begin_from(found, read_text(earlier.content), parents={str(public_id): pk for public_id, pk in rows})
    return Plan.objects.get(pk=found.pk)
