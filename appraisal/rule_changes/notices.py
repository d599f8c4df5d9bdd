"""The words of notices about changes of the rules. They name the cycle or the form, never a reason."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _change(one: Any) -> dict[str, str]:
    return {"cycle": one.cycle.name}


def _form(one: Any) -> dict[str, str]:
    return {"person": one.employee_name, "cycle": one.cycle.name}


def _office(key: str, title: Any, *, body: Any = "", mail: Any = "") -> None:
    more = {"mail": mail} if mail else {}
    action = _("Open the change")
    notice_text(key, title=title, body=body, action=action, link="appraisal:rule-change", params=_change, **more)


def _of_form(key: str, title: Any, *, body: Any, mail: Any) -> None:
    link = "appraisal:evaluation-rules"
    notice_text(key, title=title, body=body, mail=mail, action=_("Look at the rules"), link=link, params=_form)


_office(
    "rule_change.created",
    _("New rules for %(cycle)s wait for a second officer"),
    body=_("Look at what would happen to the forms, then put the change into force or discard it."),
    mail=_("A change of rules waits for a second officer."),
)
_office("rule_change.applied", _("The new rules of %(cycle)s are in force"))
_office("rule_change.discarded", _("The change of the rules of %(cycle)s was discarded"))
_of_form(
    "evaluation.rules_moved",
    _("The form of %(person)s goes by new rules, %(cycle)s"),
    body=_("Nothing that was written is lost. The page shows what changed and why."),
    mail=_("A form goes by new rules."),
)
_of_form(
    "evaluation.rules_offered",
    _("New rules are offered for the form of %(person)s, %(cycle)s"),
    body=_("Without an answer in time the form stays under the old rules."),
    mail=_("New rules are offered for a form."),
)
