"""Another superior for a form in calibration, named by HR where whoever sits there cannot act."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from appraisal.deciders import named
from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]


@guard("superior_present", _("The superior can calibrate; nobody else is named."))
def superior_is_missing(step: Step) -> bool:
    """Nobody sits there, whoever sits there has left, or has rated in the place of the assessor."""
    form = step.subject
    return form.superior_id is None or form.superior_id == form.rated_by_id or not _is_there(form.superior_id)


@guard("superior_unfit", _("This person cannot be the superior here."), needs_input=True)
def superior_fits(step: Step) -> bool:
    form, person = step.subject, named(step.payload["superior"])
    parties = {form.employee_id, form.assessor_id, form.rated_by_id, step.actor.employee_id}
    return person is not None and person.pk not in parties


def superior_named(step: Step) -> Columns:
    """Who calibrates from now on; the time stays as it is."""
    person = named(step.payload["superior"])
    return {"superior_id": person.pk if person else None}


def write_superior_name(steps: Sequence[Step]) -> None:
    """Name and post of the named superior, beside the event and not in its chain."""
    from appraisal.models import Evaluation
    from organization.models import Employee

    for step in steps:
        person = Employee.objects.select_related("post").get(pk=step.subject.superior_id)
        post = person.post.title if person.post else ""
        Evaluation.objects.filter(pk=step.subject.pk).update(superior_name=person.full_name, superior_post=post)


def _is_there(employee_id: int | None) -> bool:
    from organization.models import Employee

    return employee_id is not None and Employee.objects.filter(pk=employee_id, active=True).exists()
