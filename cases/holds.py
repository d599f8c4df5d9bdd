"""Moving dates by the length of a rest, and keeping the explanation of every moved date."""

from datetime import timedelta
from typing import Any

from cases.models import CaseStage, HoldPeriod, PlanItem
from workflow.calendars import local_day
from workflow.step import Step


def move_open_dates(step: Step) -> None:
    """End the running rest: move each open item by its whole local days, and list each move in the `HoldPeriod`."""
    case = step.subject
    hold = HoldPeriod.objects.get(case=case, resumed_at__isnull=True)
    hold.resumed_at = step.at
    hold.days = (local_day(step.at, zone=case.zone) - local_day(hold.held_at, zone=case.zone)).days
    items = list(PlanItem.objects.filter(case=case, removed=False, done_at__isnull=True, due_on__isnull=False))
    hold.moved = []
    for item in items:
        before: Any = item.due_on
        after = before + timedelta(days=hold.days)
        item.due_on = after
        hold.moved.append({"item": str(item.public_id), "from": before.isoformat(), "to": after.isoformat()})
    PlanItem.objects.bulk_update(items, ["due_on"])
    days = timedelta(days=hold.days)
    stages = list(CaseStage.objects.filter(case=case, closed_at__isnull=True))
    for stage in stages:
        stage.due_on += days
    CaseStage.objects.bulk_update(stages, ["due_on"])
    hold.save(update_fields=["resumed_at", "days", "moved"])
