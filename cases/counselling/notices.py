"""The words of notices about counselling. Mail says no more than that an appointment or a request waits."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _of_counselling(counselling: Any) -> dict[str, str]:
    return {"person": counselling.case.employee.full_name}


def _of_talk(talk: Any) -> dict[str, str]:
    return _of_counselling(talk.counselling)


def _counselling(key: str, title: Any, **mail: Any) -> None:
    notice_text(
        key, title=title, action=_("Open counselling"), link="cases:counselling", params=_of_counselling, **mail
    )


def _talk(key: str, title: Any, **mail: Any) -> None:
    notice_text(key, title=title, action=_("Open the talk"), link="cases:talk", params=_of_talk, **mail)


_counselling(
    "counselling.created", _("Counselling was asked for or offered: %(person)s"), mail=_("A request waits for you.")
)
_counselling(
    "counselling.counsellor_named",
    _("You were named as the counsellor of %(person)s"),
    mail=_("A request waits for you."),
)
_counselling("counselling.counsellor_named.subject", _("You have a counsellor: the talks are confidential"))
_counselling("counselling.ended", _("The counselling of %(person)s has ended"))
_counselling("counselling.naming_overdue", _("A counsellor for %(person)s is overdue"))
_talk(
    "counselling_session.created",
    _("A confidential talk is arranged: %(person)s"),
    mail=_("An appointment was made with you. Its page has a file for your calendar."),
)
_talk(
    "counselling_session.rescheduled",
    _("The confidential talk was moved: %(person)s"),
    mail=_("An appointment of yours was moved. Its page has a file for your calendar."),
)
_talk(
    "counselling_session.cancelled",
    _("The confidential talk was called off: %(person)s"),
    mail=_("An appointment of yours was called off."),
)
_counselling(
    "counselling.dates_recounted",
    _("The dates of a counselling request have moved"),
    mail=_("A holiday was entered or taken away; a date of yours has moved."),
)
