"""The words of notices about awards. Who gets which: ``notifications/routes.py``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _award(award: Any) -> dict[str, str]:
    return {"person": award.employee_name, "programme": award.programme.name}


def _told(key: str, title: Any, **more: Any) -> None:
    notice_text(key, title=title, action=_("Open the award"), link="appraisal:award", params=_award, **more)


_told(
    "award.created", _("Decide on the nomination of %(person)s: %(programme)s"), mail=_("A nomination waits for you.")
)
_told(
    "award.first_approved",
    _("Decide whether %(person)s gets the award: %(programme)s"),
    mail=_("A nomination waits for you."),
)
_told("award.first_approved.author", _("The nomination of %(person)s was approved by HR: %(programme)s"))
_told(
    "award.awarded",
    _("You are given an award: %(programme)s"),
    body=_("Read why, open the certificate, and say whether your name may stand in the public list."),
    mail=_("You are given an award."),
)
_told("award.awarded.office", _("%(person)s is given the award: %(programme)s"))
_told("award.declined", _("The nomination of %(person)s was declined: %(programme)s"))
_told(
    "award.withdrawn",
    _("The nomination of %(person)s fell with its result: %(programme)s"),
    body=_("The result it rested on was taken away. Once there is a final result again, a new nomination is possible."),
)
