"""An overdue review: the assessor's superior reminds the assessor, or takes the review over with a reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]
TAKEN_OVER: Final = "evaluation.review_taken_over"
FORMER: Final = "former_assessor"


@guard("review_not_overdue", _("The time for the review is not over."))
def review_is_overdue(step: Step) -> bool:
    return step.subject.review_overdue_at is not None


@guard("superior_left", _("The superior no longer works here; HR names another assessor."), needs_input=True)
def superior_is_there(step: Step) -> bool:
    from organization.models import Employee

    return Employee.objects.filter(pk=step.subject.superior_id, active=True).exists()


def taken_over(step: Step) -> Columns:
    """The superior is the assessor from now on, with the span of a review; above sits whom the line gives that day."""
    from appraisal.segments.handing_over import remember_former

    form = step.subject
    remember_former(form)
    found = _line_from_superior(step)
    return {"assessor_id": form.superior_id, "superior_id": found.superior_id, "review_overdue_at": None}


def tells_former(step: Step) -> Columns:
    """Who lost the seat, by public id: the one who is told of it besides the present seats."""
    assessor = step.subject.assessor
    return {FORMER: str(assessor.public_id)} if assessor else {}


def write_line_names(steps: Sequence[Step]) -> None:
    """Names and posts of the new line, beside the event and not in its chain."""
    from appraisal.lines import line_from
    from appraisal.models import Evaluation
    from organization.models import Employee

    for step in steps:
        form = step.subject
        public_id = Employee.objects.values_list("public_id", flat=True).get(pk=form.assessor_id)
        line = line_from(public_id, at=step.at, zone=form.cycle.zone)
        Evaluation.objects.filter(pk=form.pk).update(**line.as_columns())


def former_assessor(form: Any) -> int | None:
    """Whose review was taken over last; None where nobody's was."""
    from organization.models import Employee
    from workflow.history import history_of, told_in

    event = history_of(form).filter(name=TAKEN_OVER).last()
    found = told_in(event).get(FORMER) if event else None
    return Employee.objects.values_list("pk", flat=True).filter(public_id=found).first() if found else None


def _line_from_superior(step: Step) -> Any:
    from appraisal.lines import line_from

    form = step.subject
    return line_from(form.superior.public_id, at=step.at, zone=form.cycle.zone)
