"""A plan ends with the time in the post: when somebody moves, the plan of the former post is closed on its last day."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from appraisal.machines.plan import OPEN_STATES, PlanState
from appraisal.models import Plan
from appraisal.plans.lines import follow_people
from organization.moves import follows_people
from workflow.actors import CLOCK
from workflow.bulk import fire_many


@follows_people
def end_with_the_post(employee_ids: Collection[int], at: datetime) -> None:
    """Cut the days of open plans to their appointment; agreed ones whose time is over are closed.

    First they go over to the present assessor, who needs them for the rest of the period: the former one loses sight.
    """
    follow_people(employee_ids, at=at)
    rows = Plan.objects.filter(
        employee_id__in=employee_ids, state__in=OPEN_STATES, appointment__valid_to__lt=F("period_until")
    )
    over = list(rows.filter(appointment__valid_to__gte=F("period_from")).select_related("appointment").order_by("pk"))
    for plan in over:
        plan.period_until = plan.appointment.valid_to or plan.period_until
    Plan.objects.bulk_update(over, ("period_until",), batch_size=1_000)
    agreed = [plan.pk for plan in over if plan.state == PlanState.AGREED]
    fire_many(Plan, agreed, "close_at_end", actor=CLOCK, at=at)
