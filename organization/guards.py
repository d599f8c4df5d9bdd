"""Conditions of this app's transitions, each with the sentence the person reads."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.machine import guard
from workflow.step import Step


@guard("import_has_faults", _("The file has faults and cannot be applied."))
def has_no_faults(step: Step) -> bool:
    return not step.subject.faults


@guard("delegation_is_over", _("The last day of this delegation is over."))
def delegation_is_not_over(step: Step) -> bool:
    from organization.days import today

    return bool(step.subject.valid_to >= today(step.subject.absent.unit.zone))


# Asked when it is put into force: the lines of two days are too much for every look at a draft.
@guard("delegate_unfit", _("This person cannot act in the place of the absent one."), needs_input=True)
def delegate_fits(step: Step) -> list[Any]:
    from organization.delegating import faults_of

    return [fault.message for fault in faults_of(step.subject)]
