"""When the clock acts on evaluations and objections: windows of the cycle, spans of the rule set, counted days.

Functions of the step; each gives a `DueDate` that explains itself, or None where nothing is due.
"""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from appraisal.rule_changes.dates import carried, moves_rules
from appraisal.rule_clocks import Span
from appraisal.silence import passes_on
from workflow.calendars import DueDate, due_after, due_at_end_of, reminder_before
from workflow.holiday_table import calendar_of
from workflow.step import Step


def after(start: datetime, span: Span, *, of: Any, zone: str = "") -> DueDate:
    """The end of the last day of a span of the rule set that begins at ``start``, in the zone of the form's office.

    ``of``: the evaluation; its rule set and edition stand in the explanation.
    """
    due = due_after(start, span.days, unit=span.unit, zone=zone or _zone(of), calendar=calendar_of(zone or _zone(of)))  # type: ignore[arg-type]
    return replace(due, explanation={**due.explanation, "rules": rules_of(of)})


def rules_of(form: Any) -> dict[str, Any]:
    """Name and edition of the rules a form is under, for the explanation of a date."""
    name = form.rules.name
    return {"id": name.id, "en": name.en, "edition": form.rule_edition}


def end_of_window(cycle: Any, name: str, *, zone: str) -> DueDate:
    """The end of a phase of the cycle in the zone of an office, with the extensions it had."""
    due = due_at_end_of(getattr(cycle, name), zone=zone)
    if not cycle.extensions:
        return due
    notes = [
        {**note, "amount": _days(note), "unit": "calendar_days", "skipped": [], "weekend_days": 0}
        for note in cycle.extensions
        if note["window"] == name
    ]
    return replace(due, explanation={**due.explanation, "extensions": notes})


def _days(note: dict[str, str]) -> int:
    return (date.fromisoformat(note["to_day"]) - date.fromisoformat(note["from_day"])).days


def opening_of(cycle: Any) -> DueDate:
    """The first moment of the day on which self-assessment begins."""
    due = due_at_end_of(cycle.self_from, zone=cycle.zone)
    return replace(due, due_at=datetime.combine(cycle.self_from, time.min, tzinfo=ZoneInfo(cycle.zone)))


def window_start(step: Step) -> DueDate | None:
    """When the form may be filled in."""
    if moves_rules(step):
        return carried(step, "opens", None)
    return opening_of(step.subject.cycle)


def self_ends(step: Step) -> DueDate | None:
    """The end of the phase; after a return, and for a late joiner, at least the span for corrections."""
    evaluation = step.subject
    if moves_rules(step):
        return carried(step, "self_ends", evaluation.rules.clocks.correction)
    window = end_of_window(evaluation.cycle, "self_until", zone=_zone(evaluation))
    return _at_least(step, window, evaluation.rules.clocks.correction)


def review_ends(step: Step) -> DueDate | None:
    """The end of the phase; for a form that arrives late at least the span for a review."""
    evaluation = step.subject
    if moves_rules(step):
        return carried(step, "review_ends", evaluation.rules.clocks.review)
    window = end_of_window(evaluation.cycle, "review_until", zone=_zone(evaluation))
    return window if window.due_at > step.at else after(step.at, evaluation.rules.clocks.review, of=evaluation)


def calibration_ends(step: Step) -> DueDate | None:
    """The end of calibration; where its window has passed, the span for a review. None while a room holds the form."""
    evaluation = step.subject
    if evaluation.room_id is not None:
        return None
    if moves_rules(step):
        return carried(step, "calibration_ends", evaluation.rules.clocks.review)
    name = "calibration_until" if evaluation.cycle.calibration_until else "close_by"
    window = end_of_window(evaluation.cycle, name, zone=_zone(evaluation))
    return window if window.due_at > step.at else after(step.at, evaluation.rules.clocks.review, of=evaluation)


def deemed_handed_over(step: Step) -> DueDate | None:
    """Delivered and not opened: after the span of the rule set it counts as handed over."""
    evaluation = step.subject
    if evaluation.window_from is not None:
        return None
    return after(evaluation.delivered_at or step.at, evaluation.rules.clocks.handed_over_after, of=evaluation)


def window_of(evaluation: Any, start: datetime) -> DueDate:
    """The objection window that begins at ``start``: its last moment belongs to the employee."""
    return after(start, evaluation.rules.clocks.objection_window, of=evaluation)


def window_ends(step: Step) -> DueDate | None:
    """The end of the objection window; none before the hand-over and none while an objection is undecided."""
    evaluation = step.subject
    if evaluation.disputed or evaluation.window_from is None:
        return None
    return window_of(evaluation, evaluation.window_from)


def window_warning(step: Step) -> DueDate | None:
    """Some days before the window ends, for those who never opened their result."""
    window = window_ends(step)
    if window is None or step.subject.result_opened_at is not None:
        return None
    span = step.subject.rules.clocks.warning_before
    warning = reminder_before(window, span.days, unit=span.unit, calendar=calendar_of(window.zone))
    return warning if warning.due_at > step.at else None


def answer_ends(step: Step) -> DueDate:
    """The assessor's time for the answer."""
    return after(step.at, step.subject.evaluation.rules.clocks.answer, of=step.subject.evaluation)


def decision_ends(step: Step) -> DueDate | None:
    """The decider's time; it begins anew for a decider who takes over. None where silence hands it on."""
    return None if passes_on(step) else decision_time(step)


def silence_ends(step: Step) -> DueDate | None:
    """The same moment, where the rules hand a silent decider's objection on and somebody is there to take it."""
    return decision_time(step) if passes_on(step) else None


def decision_time(step: Step) -> DueDate:
    """The end of the decider's time, whatever follows then."""
    return after(step.at, step.subject.evaluation.rules.clocks.decision, of=step.subject.evaluation)


def _at_least(step: Step, window: DueDate, span: Span) -> DueDate:
    """The window, or the span where less is left after a return or nothing at all."""
    least = after(step.at, span, of=step.subject, zone=window.zone)
    comes_back = step.transition.name == "return"
    return least if (comes_back and least.due_at > window.due_at) or window.due_at <= step.at else window


def _zone(evaluation: Any) -> str:
    return str(evaluation.unit.zone)
