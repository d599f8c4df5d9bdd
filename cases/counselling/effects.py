"""What a transition of counselling writes, when its duty is due, and what follows in other rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.clocks import CLOCKS
from workflow import calendars
from workflow.actors import CLOCK
from workflow.calendars import DueDate
from workflow.machine import deadline
from workflow.step import Step

Columns = Mapping[str, Any]


def counsellor_set(step: Step) -> Columns:
    """Who listens from now on; the former one loses sight at once."""
    from organization.models import Employee

    wanted = step.payload["counsellor"]
    return {"counsellor_id": int(Employee.objects.values_list("id", flat=True).get(public_id=wanted))}


def talk_moved(step: Step) -> Columns:
    """Another time."""
    return {"planned_at": step.payload["planned_at"]}


def talk_recorded(step: Step) -> Columns:
    """That and how long; what was said is a sealed note."""
    return {"held_at": step.payload["held_at"], "minutes": step.payload["minutes"]}


def talk_missed(step: Step) -> Columns:
    """Who did not come."""
    return {"absent": step.payload["absent"]}


def cancel_planned_talks(steps: Sequence[Step]) -> None:
    """Talks of a counselling that ended, or with somebody who no longer counsels, will not take place."""
    from cases.models import CounsellingSession
    from workflow.engine import fire_many

    first = steps[0]
    planned = CounsellingSession.objects.filter(counselling_id__in=[step.subject.pk for step in steps], state="planned")
    ids = list(planned.order_by("id").values_list("id", flat=True))
    if ids:
        fire_many(CounsellingSession, ids, "cancel", actor=CLOCK, at=first.at, cause=first.event_id)


def naming_due(step: Step) -> DueDate:
    """HR names somebody who listens."""
    from workflow.holiday_table import calendar_of

    return calendars.due_after(
        step.at, CLOCKS.naming, zone=step.subject.case.zone, calendar=calendar_of(step.subject.case.zone)
    )


NAMING_DUE = deadline("naming", fires="naming_overdue", due=naming_due)
