"""The words of notices about annual results. Who gets which: ``notifications/routes.py``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _annual(annual: Any) -> dict[str, str]:
    return {"person": annual.employee_name, "year": str(annual.year)}


def _told(key: str, title: Any, **more: Any) -> None:
    notice_text(key, title=title, action=_("Open the annual result"), link="appraisal:annual", params=_annual, **more)


_told(
    "annual_result.created",
    _("Decide on the year %(year)s of %(person)s"),
    body=_("The results of the periods stand side by side with a proposal. You accept it or decide otherwise."),
    mail=_("Annual results wait for your decision."),
)
_told(
    "annual.decided",
    _("Your annual result %(year)s is decided"),
    body=_("Read how it came about. If a period is wrong, talk to your assessor or HR."),
    mail=_("Your annual result is decided."),
)
_told("annual.acknowledged", _("%(person)s has read the annual result %(year)s"))
_told(
    "annual.reopened",
    _("Decide again on the year %(year)s of %(person)s"),
    body=_("The reason stands on the page. The earlier decision is kept."),
    mail=_("Annual results wait for your decision."),
)
_told(
    "annual.reopened.subject",
    _("Your annual result %(year)s is decided again"),
    body=_("You are told as soon as there is a new decision."),
)
_told(
    "annual.taken_away",
    _("The annual result %(year)s of %(person)s waits again"),
    body=_("A result of the year was opened again. Decide anew once it stands."),
)
_told("annual.reassigned", _("Decide on the year %(year)s of %(person)s"))
_told("annual.cancelled", _("The annual result %(year)s of %(person)s was cancelled"))
