"""Conditions of this app's transitions, each with the sentence the person reads."""

from django.utils.translation import gettext_lazy as _

from workflow.machine import guard
from workflow.step import Step


@guard("import_has_faults", _("The file has faults and cannot be applied."))
def has_no_faults(step: Step) -> bool:
    return not step.subject.faults
