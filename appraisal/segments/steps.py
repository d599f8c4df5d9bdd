"""Conditions, columns, dates and consequences of the steps of a segment, and what the form's own steps do to them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from appraisal import seats
from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.calendars import DueDate, due_after
from workflow.holiday_table import calendar_of
from workflow.machine import guard
from workflow.step import Step

# Two weeks at the desk: the former assessor sits in another office by now. The last three days are announced.
WORKING_DAYS_TO_CLOSE: Final = 10
WORKING_DAYS_UNTIL_WARNING: Final = 7
NAMES: Final = ("assessor_name", "assessor_post", "assessor_capacity", "assessor_letter", "unit_name", "employee_post")


def closing_ends(step: Step) -> DueDate:
    """Until when the former assessor closes it."""
    return _after(step, WORKING_DAYS_TO_CLOSE)


def closing_soon(step: Step) -> DueDate:
    """When he is reminded."""
    return _after(step, WORKING_DAYS_UNTIL_WARNING)


def _after(step: Step, days: int) -> DueDate:
    zone = step.subject.evaluation.unit.zone
    return due_after(step.at, days, unit="working_days", zone=zone, calendar=calendar_of(zone))


@guard("areas_not_rated", _("The rating of results and the rating of behaviour are both needed."))
def both_areas_rated(step: Step) -> Iterable[Any]:
    """Both levels of the segment."""
    given = (
        (_("Rating of results"), step.subject.results_rating),
        (_("Rating of behaviour"), step.subject.behaviour_rating),
    )
    return [label for label, rating in given if rating is None]


@guard("note_missing", _("Write a note for the next assessor."))
def note_is_written(step: Step) -> bool:
    """What the next assessor needs to know."""
    return bool(step.subject.note.strip())


@guard("form_with_assessor", _("The form is still with its assessor."))
def form_left_assessor(step: Step) -> bool:
    """Closed together with the approval, never before."""
    return str(step.subject.evaluation.state) not in ("draft", "self_assessment", "supervisor_review")


@guard("form_goes_on", _("The form has not ended."))
def form_is_cancelled(step: Step) -> bool:
    """Only a cancelled form ends its segments."""
    return str(step.subject.evaluation.state) == "cancelled"


def taken_over(step: Step) -> Mapping[str, Any]:
    """Who assesses the form now has these days from the first on; a draft of another is nobody's."""
    form = step.subject.evaluation
    return {
        "assessor_id": form.assessor_id,
        "unit_id": form.unit_id,
        "results_rating": None,
        "behaviour_rating": None,
        "note": "",
    }


def handed_over(step: Step) -> Mapping[str, Any]:
    """The last day, written before by whoever found it, so that it stands in the event."""
    return {"last_day": step.subject.last_day}


def closed(step: Step) -> Mapping[str, Any]:
    """When, and by whom where a delegate did it."""
    by_delegate = step.actor.employee_id != step.subject.assessor_id
    return {
        "closed_at": step.at,
        "closed_by_id": step.actor.employee_id if by_delegate else None,
        "closed_on_behalf": seats.for_assessor(step.actor, step.subject) if by_delegate else "",
    }


def completed(step: Step) -> Mapping[str, Any]:
    """When; by the approval of the form."""
    return {"closed_at": step.at}


def excused(step: Step) -> Mapping[str, Any]:
    """Why nobody closes it."""
    return {"excuse_reason": step.reason, "closed_at": step.at}


def write_who_closed(steps: Sequence[Step]) -> None:
    """The name of a delegate, beside the event and not in its chain."""
    from appraisal.models import PeriodSegment
    from organization.models import Employee

    for step in steps:
        if step.subject.closed_by_id is not None:
            name = Employee.objects.values_list("full_name", flat=True).get(pk=step.subject.closed_by_id)
            PeriodSegment.objects.filter(pk=step.subject.pk).update(closed_by_name=name)


def write_names(steps: Sequence[Step]) -> None:
    """Names and posts as the form has them now; one read and one write for the batch."""
    from appraisal.models import Evaluation, PeriodSegment

    forms = Evaluation.objects.only(*NAMES).in_bulk([step.subject.evaluation_id for step in steps])
    rows = [step.subject for step in steps]
    for row in rows:
        for name in NAMES:
            setattr(row, name, getattr(forms[row.evaluation_id], name))
    PeriodSegment.objects.bulk_update(rows, NAMES, batch_size=1_000)


# What happens to the segments when the form takes a step of its own


@guard("segments_differ", _("Explain in words why the rating is another one than the segments propose."))
def segments_are_followed(step: Step) -> bool:
    """Another rating than the proposal needs the assessor's explanation; without segments nothing is asked."""
    form = step.subject
    if not form.segmented or form.narrative.strip():
        return True
    from appraisal.segments.reading import combined_of

    found = combined_of(form)
    return not (found.differs("results", form.results_rating) or found.differs("behaviour", form.behaviour_rating))


def complete_with_form(steps: Sequence[Step]) -> None:
    """The result goes out: the last segment is closed, and what a former assessor has left open stays unrated."""
    for step in steps:
        if step.subject.segmented:
            _fire_for([step], "current", "complete")
            _fire_for([step], "open", "lapse")


def cancel_with_form(steps: Sequence[Step]) -> None:
    """The form has ended without a result; constant statements, none where no form of the batch has segments."""
    found = [step for step in steps if step.subject.segmented]
    for state in ("current", "open"):
        _fire_for(found, state, "cancel")


def _fire_for(steps: Sequence[Step], state: str, name: str) -> None:
    from appraisal.models import PeriodSegment

    if not steps:
        return
    rows = PeriodSegment.objects.filter(state=state, evaluation_id__in=[step.subject.pk for step in steps])
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if ids:
        cause = steps[0].event_id if len(steps) == 1 else None
        fire_many(PeriodSegment, ids, name, actor=CLOCK, at=steps[0].at, cause=cause)
