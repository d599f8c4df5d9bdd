"""Open dates of forms that change their rules: what was counted by a span is counted anew, from the same start.

A day somebody fixed (the end of a window) stays. As after a change of the calendar, no date goes before the end of the
present day of its office unless it was there already.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from appraisal.rule_clocks import Span
from workflow.calendars import DueDate, end_of_day, local_day
from workflow.holiday_table import calendar_of
from workflow.models import Deadline
from workflow.recounting import counted_again
from workflow.step import Step

KIND = "appraisal.evaluation"


def moves_rules(step: Step) -> bool:
    """Whether the step moves a form to other rules."""
    return step.transition.name.startswith("new_rules")


def read_pending(forms: Sequence[Any]) -> None:
    """Keep the pending deadlines of a batch at its forms; one statement."""
    found: dict[int, dict[str, Deadline]] = {form.pk: {} for form in forms}
    rows = Deadline.objects.filter(kind=KIND, subject_id__in=list(found), settled_at__isnull=True)
    for row in rows.order_by("pk"):
        found[row.subject_id][row.name] = row
    for form in forms:
        form.pending_dates = found[form.pk]


def carried(step: Step, name: str, span: Span | None) -> DueDate | None:
    """The open date of a form that is moved, by the span of its new rules; None where none is open."""
    from appraisal.due_dates import rules_of

    form = step.subject
    if not hasattr(form, "pending_dates"):
        read_pending([form])
    row = form.pending_dates.get(name)
    return None if row is None else by_span(row, span, at=step.at, rules=rules_of(form))


def by_span(row: Deadline, span: Span | None, *, at: datetime, rules: dict[str, Any]) -> DueDate:
    """A stored date by a span; the date as it is where it was not counted by one, or by the same."""
    explanation: dict[str, Any] = json.loads(row.explanation)
    stored = DueDate(row.due_at, explanation)
    if span is None or "amount" not in explanation or "start" not in explanation:
        return stored
    if (explanation["amount"], explanation["unit"]) == (span.days, span.unit):
        return replace(stored, explanation={**explanation, "rules": rules})
    asked = {**explanation, "amount": span.days, "unit": span.unit}
    due = counted_again(asked, calendar=calendar_of(row.zone))
    if due is None:
        return stored
    earliest = min(row.due_at, end_of_day(local_day(at, zone=row.zone), zone=row.zone))
    return replace(due, due_at=max(due.due_at, earliest), explanation={**due.explanation, "rules": rules})


def spans_of(clocks: Any) -> Iterator[tuple[str, str, Span]]:
    """(state, deadline, span) of every open date that a span of the rules may have counted."""
    yield "self_assessment", "self_ends", clocks.correction
    yield "supervisor_review", "review_ends", clocks.review
    yield "calibration", "calibration_ends", clocks.review
