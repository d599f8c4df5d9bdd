"""The words of notices about corrections of the assessor: whose form it is, never why or who is meant."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text

_ACTION = _("Look at the request")


def _correction(one: Any) -> dict[str, str]:
    return {"person": one.evaluation.employee_name, "cycle": one.evaluation.cycle.name}


def _text(key: str, title: Any, *, body: Any = "", mail: Any) -> None:
    notice_text(key, title=title, body=body, mail=mail, action=_ACTION, link="appraisal:correction", params=_correction)


_text(
    "assessor_correction.created",
    _("%(person)s says that another person should assess, %(cycle)s"),
    body=_("Please decide within five working days. Until then the result cannot be handed over."),
    mail=_("An employee asks for another assessor."),
)
_text(
    "assessor_correction.granted",
    _("Your request about your assessor was granted, %(cycle)s"),
    body=_("Another assessor was named. What you filled in stays."),
    mail=_("Your request about your assessor was decided."),
)
_text(
    "assessor_correction.refused",
    _("Your request about your assessor was refused, %(cycle)s"),
    body=_("The reason stands with the request."),
    mail=_("Your request about your assessor was decided."),
)
_text(
    "assessor_correction.withdrawn",
    _("%(person)s withdrew the request about the assessor, %(cycle)s"),
    mail=_("A request about an assessor was withdrawn."),
)
_text(
    "assessor_correction.overdue",
    _("A request about an assessor is overdue: %(person)s, %(cycle)s"),
    body=_("The result cannot be handed over until it is decided."),
    mail=_("A request about an assessor is overdue."),
)
