"""Conditions, columns and consequences of the steps of a correction of the assessor."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from workflow.actors import CLOCK
from workflow.calendars import DueDate
from workflow.machine import guard
from workflow.step import Step

# While the form is in one of these, another assessor can still take it over; the step that names him.
REASSIGNED_BY: Final[Mapping[str, str]] = {
    "draft": "reassign_draft",
    "self_assessment": "reassign_self",
    "supervisor_review": "reassign",
}
WORKING_DAYS_TO_DECIDE: Final = 5


def may_be_asked(evaluation: Any, *, own: bool) -> bool:
    """Whether the employee can ask for another assessor now; no query."""
    return own and str(evaluation.state) in REASSIGNED_BY and not evaluation.assessor_contested


@guard("already_handed_over", _("The form is no longer with its assessor; nobody else can take it over."))
def form_can_change_hands(step: Step) -> bool:
    return str(step.subject.evaluation.state) in REASSIGNED_BY


@guard("assessor_unfit", _("This person cannot be the assessor here."), needs_input=True)
def new_assessor_fits(step: Step) -> bool:
    from appraisal.deciders import named

    form, person = step.subject.evaluation, named(step.payload["assessor"])
    # HR names others, never himself: nobody decides about his own authority.
    unfit = {form.employee_id, form.assessor_id, step.actor.employee_id}
    return person is not None and person.pk not in unfit


@guard("form_goes_on", _("The form has not ended."))
def form_has_ended(step: Step) -> bool:
    return str(step.subject.evaluation.state) not in REASSIGNED_BY


def decision_ends(step: Step) -> DueDate:
    """Five working days, so that the time for the review is not used up by waiting."""
    from appraisal.due_dates import after
    from appraisal.rules import Span

    return after(step.at, Span(WORKING_DAYS_TO_DECIDE), zone=step.subject.evaluation.unit.zone)


def decided(step: Step) -> Mapping[str, Any]:
    """When, and why; the name of the new assessor follows beside the event."""
    return {"decided_at": step.at, "ruling_reason": step.reason, "overdue_at": None}


def marked_overdue(step: Step) -> Mapping[str, Any]:
    """HR is told; nothing is decided by silence."""
    return {"overdue_at": step.at}


def reassign(steps: Sequence[Step]) -> None:
    """The existing change of the assessor, taken by the officer who granted it, with the same reason."""
    from appraisal.deciders import named
    from appraisal.models import AssessorCorrection
    from workflow.engine import fire

    for step in steps:
        form, person = step.subject.evaluation, named(step.payload["assessor"])
        payload = {"assessor": str(step.payload["assessor"]), "reason": step.reason}
        name = REASSIGNED_BY[str(form.state)]
        fire(form, name, actor=step.actor, version=None, payload=payload, at=step.at, cause=step.event_id)
        if person is not None:
            AssessorCorrection.objects.filter(pk=step.subject.pk).update(
                named_id=person.pk, named_name=person.full_name
            )


def assessor_is_settled(steps: Sequence[Step]) -> None:
    """The form can be handed over again."""
    from appraisal.models import Evaluation

    ids = [step.subject.evaluation_id for step in steps]
    Evaluation.objects.filter(pk__in=ids).update(assessor_contested=False)


def end_waiting(steps: Sequence[Step]) -> None:
    """The form has ended: nothing is left to decide about its assessor. One read for the batch."""
    from appraisal.models import AssessorCorrection
    from workflow.engine import fire

    by_form = {step.subject.pk: step for step in steps}
    rows = AssessorCorrection.objects.filter(state="filed", evaluation_id__in=by_form)
    for row in rows.order_by("pk"):
        step = by_form[row.evaluation_id]
        fire(row, "lapse", actor=CLOCK, version=None, at=step.at, cause=step.event_id)
