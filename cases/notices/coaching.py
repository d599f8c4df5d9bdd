"""Words of notices about coaching sessions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _of_session(session: Any) -> dict[str, str]:
    return {"person": session.case.employee.full_name}


def _session(key: str, title: Any, *, body: Any = "", **mail: Any) -> None:
    notice_text(key, title=title, body=body, action=_("Open session"), link="cases:session", params=_of_session, **mail)


_session(
    "coaching_session.created",
    _("A coaching session with %(person)s is planned"),
    body=_("Its page has a file for your calendar."),
    mail=_("A coaching session is planned. Its page has a file for your calendar."),
)
_session(
    "session.rescheduled",
    _("The coaching session of %(person)s was moved"),
    body=_("Its page has a file for your calendar."),
    mail=_("A session was moved. Its page has a file for your calendar."),
)
_session(
    "session.held",
    _("Say whether the record of the session is right: %(person)s"),
    body=_("Acknowledge it, or write what you see differently."),
    mail=_("The record of a coaching session waits for you."),
)
_session("session.amended", _("The record of the session was corrected: %(person)s"))
_session("session.acknowledged", _("The record of the session was acknowledged: %(person)s"))
_session("session.dissented", _("A dissent to the record of a session: %(person)s"))
_session(
    "session.missed",
    _("The coaching session of %(person)s did not take place"),
    body=_("The page says who did not come and why. If you see it differently, write it there."),
    mail=_("A coaching session did not take place."),
)
_session("session.miss_contested", _("Somebody sees it differently why the session did not take place: %(person)s"))
_session(
    "session.record_reminded",
    _("Did the coaching session with %(person)s take place?"),
    body=_("Its time has passed. Write it down, move it, or say that it did not take place."),
    mail=_("The record of a coaching session waits for you."),
)
_session(
    "session.record_overdue",
    _("Write down the coaching session with %(person)s"),
    mail=_("The record of a coaching session is overdue."),
)
_session(
    "session.answer_overdue",
    _("The record of the session still waits for an answer: %(person)s"),
    mail=_("The record of a coaching session still waits for an answer."),
)
_session("session.cancelled", _("The coaching session of %(person)s was cancelled"), mail=_("A session was cancelled."))
_session(
    "coaching_session.dates_recounted",
    _("The dates of the coaching session of %(person)s have moved"),
    body=_("A holiday was entered or taken away, so the dates were counted anew. The page shows the new date and why."),
    mail=_("A holiday was entered or taken away; a date of yours has moved."),
)
