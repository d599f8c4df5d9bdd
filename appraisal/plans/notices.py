"""The words of notices about plans. Who gets which is in ``notifications/routes.py``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _plan(plan: Any) -> dict[str, Any]:
    return {"person": plan.employee_name, "year": plan.year}


def _text(key: str, title: Any, **more: Any) -> None:
    notice_text(key, title=title, action=_("Open plan"), link="appraisal:plan", params=_plan, **more)


_text(
    "plan.created",
    _("The office began your plan for %(year)s"),
    body=_("Read the reason in its history. You may go on writing it and propose it yourself."),
    mail=_("A draft of your plan was begun for you."),
)
_text("plan.created.assessor", _("The office began a plan for %(person)s, %(year)s"))
_text(
    "plan.proposed",
    _("Read the plan of %(person)s, %(year)s: agree or return it"),
    mail=_("A plan waits for you."),
)
_text("plan.proposed_for.subject", _("The office proposed your plan for %(year)s to your assessor"))
_text("plan.recalled", _("%(person)s took the plan for %(year)s back to change it"))
_text(
    "plan.returned",
    _("Your plan for %(year)s was returned to you"),
    body=_("Your assessor wrote why. Please look at it and propose it again."),
    mail=_("A plan was returned to you."),
)
_text("plan.agreed", _("Your plan for %(year)s is agreed"), mail=_("Your plan is agreed."))
_text("plan.change_asked", _("A change of the plan is asked for: %(person)s, %(year)s"), mail=_("A plan is changed."))
_text("plan.change_dropped", _("The change of the plan was given up: %(person)s, %(year)s"))
_text(
    "plan.results_received",
    _("Results of the library were put onto your plan for %(year)s"),
    body=_("Please word them for your own work."),
)
_text("plan.line_followed", _("You are now the assessor of the plan of %(person)s, %(year)s"))
_text("plan.line_followed.subject", _("Your plan for %(year)s has another assessor now"))
_text("plan.reassigned", _("HR named you as the assessor of the plan of %(person)s, %(year)s"))
_text("plan.closed", _("The plan of %(person)s for %(year)s was closed"))
_text("plan.lapsed", _("Your plan for %(year)s was closed: it was never agreed"))
