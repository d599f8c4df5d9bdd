"""When the duties of a case are due, and which fact the clock records when they are not done in time.

Nothing is decided by silence here: an overdue duty is told to the people who can help, the state stays.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from cases.clocks import CLOCKS
from workflow import calendars
from workflow.calendars import DueDate
from workflow.machine import deadline
from workflow.pending import last_explanation
from workflow.step import Step


def _counted(start: datetime, amount: int, *, zone: str) -> DueDate:
    from workflow.holiday_table import calendar_of

    return calendars.due_after(start, amount, zone=zone, calendar=calendar_of(zone))


def _working_days(step: Step, amount: int) -> DueDate:
    return _counted(step.at, amount, zone=step.subject.zone)


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
        return _moved(step, "extensions", step.payload["due_on"], rule="agreed_plan")
    if step.transition.name == "resume":
        return _moved(step, "holds", day + timedelta(days=days_held(step)), rule="after_hold")
    return calendars.due_at_end_of(day, zone=step.subject.zone, rule="agreed_plan")


def _moved(step: Step, why: str, to: date, *, rule: str) -> DueDate:
    """The new day, with every hold and extension it had before and the one of this step."""
    due = calendars.due_at_end_of(to, zone=step.subject.zone, rule=rule)
    before = last_explanation(step.subject.kind, step.subject.pk, "review")
    kept = {name: list(before.get(name, ())) for name in ("holds", "extensions")}
    former = date.fromisoformat(before.get("due_day", to.isoformat()))
    kept[why].append(_hold(step, to - former) if why == "holds" else _extension(former, to))
    return replace(due, explanation={**due.explanation, **kept})


def _hold(step: Step, length: timedelta) -> dict[str, str]:
    """The rest as the explanation tells it: its days, not its reason (the case no longer knows when it began)."""
    last = calendars.local_day(step.at, zone=step.subject.zone)
    return calendars.Hold(last - length, last).as_json()


def _extension(former: date, to: date) -> dict[str, str]:
    return {"from_day": former.isoformat(), "to_day": to.isoformat(), "unit": "calendar_days"}


def days_held(step: Step) -> int:
    """Local days between going on hold and resuming."""
    zone = step.subject.zone
    since = step.subject.held_since
    if since is None:
        return 0
    return (calendars.local_day(step.at, zone=zone) - calendars.local_day(since, zone=zone)).days


def record_due(step: Step) -> DueDate:
    """Supervisor or coach writes down the talk, counted from its planned time."""
    session = step.subject
    start = step.payload.get("planned_at") or session.planned_at
    return _counted(start, CLOCKS.record, zone=session.case.zone)


def reminder_due(step: Step) -> DueDate:
    """A planned talk whose time passed: whoever leads it is reminded the working day after."""
    session = step.subject
    start = step.payload.get("planned_at") or session.planned_at
    return _counted(start, CLOCKS.reminder, zone=session.case.zone)


def answer_due(step: Step) -> DueDate:
    """Both sides say whether the record is right."""
    return _counted(step.at, CLOCKS.answer, zone=step.subject.case.zone)


PLAN_DUE = deadline("plan", fires="plan_overdue", due=plan_due)
AGREEMENT_DUE = deadline("agreement", fires="agreement_overdue", due=agreement_due)
REVIEW_DUE = deadline("review", fires="review_overdue", due=review_due)
DECISION_DUE = deadline("decision", fires="decision_overdue", due=decision_due)
REMIND_DUE = deadline("reminder", fires="remind", due=reminder_due)
RECORD_DUE = deadline("record", fires="record_overdue", due=record_due)
ANSWER_DUE = deadline("answer", fires="answer_overdue", due=answer_due)
