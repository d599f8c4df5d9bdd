"""What a transition of the two forms writes, and when its duty is due. What people answered is no part of a step."""

from collections.abc import Mapping
from typing import Any

from cases.clocks import CLOCKS
from workflow import calendars
from workflow.calendars import DueDate
from workflow.machine import deadline
from workflow.step import Step

Columns = Mapping[str, Any]


def asked(step: Step) -> Columns:
    """The work has come to its end: the form is wanted from now on."""
    return {"asked_at": step.at}


def put_off(_step: Step) -> Columns:
    """The guidance goes on; nobody waits for the form meanwhile."""
    return {"asked_at": None}


def feedback_handed_in(step: Step) -> Columns:
    """Of whom it speaks, and to whom it goes on this day."""
    from cases.guidance.addressee import guide_of, reader_for

    case = step.subject.case
    guide = guide_of(case)
    return {"handed_in_at": step.at, "guide_id": guide, "reader_id": reader_for(case, guide, at=step.at)}


def readdressed(step: Step) -> Columns:
    """To whoever stands above the guide now."""
    from cases.guidance.addressee import reader_for

    form = step.subject
    return {"reader_id": reader_for(form.case, form.guide_id, at=step.at)}


def noted(step: Step) -> Columns:
    """Who has read it."""
    return {"read_at": step.at, "read_by_id": step.actor.employee_id}


def evaluation_handed_in(step: Step) -> Columns:
    """Who signs: whoever guides on this day."""
    return {"handed_in_at": step.at, "written_by_id": step.actor.employee_id}


def _working_days(step: Step, amount: int) -> DueDate:
    from workflow.holiday_table import calendar_of

    return calendars.due_after(
        step.at, amount, zone=step.subject.case.zone, calendar=calendar_of(step.subject.case.zone)
    )


def evaluation_due(step: Step) -> DueDate | None:
    """The guide evaluates once the work has come to its end; before that and while it goes on nothing is due."""
    return _working_days(step, CLOCKS.evaluation) if step.transition.name == "ask" else None


def reading_due(step: Step) -> DueDate:
    """Whoever stands above the guide reads the feedback."""
    return _working_days(step, CLOCKS.reading)


EVALUATION_DUE = deadline("evaluation", fires="evaluation_overdue", due=evaluation_due)
READING_DUE = deadline("reading", fires="reading_overdue", due=reading_due)
