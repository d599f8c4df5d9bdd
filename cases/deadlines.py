"""When the duties of a case are due, and which fact the clock records when they are not done in time.

Nothing is decided by silence here: an overdue duty is told to the people who can help, the state stays.
"""

from datetime import timedelta

from cases.clocks import CLOCKS
from workflow import calendars
from workflow.calendars import DueDate
from workflow.machine import deadline
from workflow.step import Step


def _working_days(step: Step, amount: int) -> DueDate:
    from workflow.holiday_table import current_calendar

    return calendars.due_after(
        step.at, amount, unit="working_days", zone=step.subject.zone, calendar=current_calendar()
    )


def plan_due(step: Step) -> DueDate:
    """The supervisor proposes a plan."""
    return _working_days(step, CLOCKS.plan)


def agreement_due(step: Step) -> DueDate:
    """Both sides agree, or say in writing why not."""
    return _working_days(step, CLOCKS.agreement)


def decision_due(step: Step) -> DueDate:
    """HR closes the case or sends it back to work."""
    return _working_days(step, CLOCKS.decision)


def review_due(step: Step) -> DueDate | None:
    """The day agreed in the plan, moved by the length of a hold when the case resumes from one."""
    day = step.subject.target_on
    if day is None:
        return None
    if step.transition.name == "extend":
        return calendars.due_at_end_of(step.payload["due_on"], zone=step.subject.zone, rule="agreed_plan")
    if step.transition.name == "resume":
        return calendars.due_at_end_of(day + timedelta(days=days_held(step)), zone=step.subject.zone, rule="after_hold")
    return calendars.due_at_end_of(day, zone=step.subject.zone, rule="agreed_plan")


def days_held(step: Step) -> int:
    """Local days between going on hold and resuming."""
    zone = step.subject.zone
    since = step.subject.held_since
    if since is None:
        return 0
    return (calendars.local_day(step.at, zone=zone) - calendars.local_day(since, zone=zone)).days


def record_due(step: Step) -> DueDate:
    """Supervisor or coach writes down the talk, counted from its planned time."""
    from workflow.holiday_table import current_calendar

    session = step.subject
    start = step.payload.get("planned_at") or session.planned_at
    return calendars.due_after(start, CLOCKS.record, zone=session.case.zone, calendar=current_calendar())


def reminder_due(step: Step) -> DueDate:
    """A planned talk whose time passed: whoever leads it is reminded the working day after."""
    from workflow.holiday_table import current_calendar

    session = step.subject
    start = step.payload.get("planned_at") or session.planned_at
    return calendars.due_after(start, CLOCKS.reminder, zone=session.case.zone, calendar=current_calendar())


def answer_due(step: Step) -> DueDate:
    """Both sides say whether the record is right."""
    from workflow.holiday_table import current_calendar

    return calendars.due_after(step.at, CLOCKS.answer, zone=step.subject.case.zone, calendar=current_calendar())


PLAN_DUE = deadline("plan", fires="plan_overdue", due=plan_due)
AGREEMENT_DUE = deadline("agreement", fires="agreement_overdue", due=agreement_due)
REVIEW_DUE = deadline("review", fires="review_overdue", due=review_due)
DECISION_DUE = deadline("decision", fires="decision_overdue", due=decision_due)
REMIND_DUE = deadline("reminder", fires="remind", due=reminder_due)
RECORD_DUE = deadline("record", fires="record_overdue", due=record_due)
ANSWER_DUE = deadline("answer", fires="answer_overdue", due=answer_due)
