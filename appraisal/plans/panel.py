"""The plan in force beside an evaluation: what was agreed stands where it is rated. Scoring knows nothing of it.

In force is the version agreed last by the end of the cycle's period, of the post held then; where nothing was agreed
by that day, the first version agreed afterwards, and the panel says so.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from appraisal.models import Evaluation, Plan, PlanVersion
from appraisal.plans.content import read_text
from appraisal.plans.policies import AGREED
from appraisal.plans.texts import version_at
from appraisal.plans.wording import TextView, shown
from workflow.actors import Actor
from workflow.machine import Machine
from workflow.policies import policy_for


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """The plan that holds for an evaluation, for one reader."""

    plan: Plan
    public_id: UUID
    edition: int
    agreed_on: date
    late: bool
    text: TextView

    @property
    def reading(self) -> tuple[Machine, frozenset[str]]:
        """What of the plan is read with the panel."""
        return self.plan, frozenset({AGREED})


def panel_of(evaluation: Evaluation, actor: Actor) -> PlanPanel | None:
    """The panel; None where no agreed plan covers the period or the reader may not read it. One query."""
    first, last = evaluation.cycle.period_from, evaluation.cycle.period_until
    visible = policy_for(Plan).visible_to(actor).order_by().values("pk")
    rows = PlanVersion.objects.filter(
        plan__in=visible,
        plan__employee_id=evaluation.employee_id,
        plan__period_from__lte=last,
        plan__period_until__gte=first,
    )
    found: Any = version_at(rows.select_related("plan__unit"), last)
    if found is None or AGREED not in policy_for(Plan).fields_for(actor, found[0].plan):
        return None
    version, late = found
    plan = version.plan
    return PlanPanel(plan, plan.public_id, version.edition, version.agreed_on, late, shown(read_text(version.content)))


def readings_with(
    panel: PlanPanel | None, *read: tuple[Machine, frozenset[str]]
) -> tuple[tuple[Machine, frozenset[str]], ...]:
    """What a page of an evaluation reads, and the plan beside it."""
    return (*read, panel.reading) if panel else read
