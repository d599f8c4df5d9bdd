"""The words of notices about the dialogue: that something is there, never what it says, nor who gave it."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.notices import notice_text


def _about(one: Any) -> dict[str, str]:
    return {"person": one.employee_name}


def _person(one: Any) -> dict[str, str]:
    return {"person": one.year.employee.full_name}


_READ: Final = pgettext_lazy("button", "Open")

notice_text(
    "feedback.created",
    title=_("You are asked for feedback about %(person)s"),
    body=_("You see what is asked, whether your name is shown, and until when. You may also say no."),
    action=_("Give feedback"),
    link="appraisal:feedback",
    params=_about,
    mail=_("You are asked for feedback."),
)
notice_text(
    "feedback.given",
    title=_("There is new feedback about %(person)s"),
    action=_READ,
    link="appraisal:feedback",
    params=_about,
)
notice_text(
    "feedback_round.created",
    title=_("Your superior asks others for feedback about your work"),
    body=_("You read the answers as well."),
    action=_READ,
    link="appraisal:feedback-round",
)
notice_text(
    "feedback_round.closed",
    title=_("A feedback round about %(person)s has closed"),
    action=_READ,
    link="appraisal:feedback-round",
    params=_person,
)
for _event, _words in (
    ("created", _("A dialogue meeting about the work of %(person)s is planned")),
    ("rescheduled", _("The dialogue meeting about the work of %(person)s was moved")),
    ("cancelled", _("The dialogue meeting about the work of %(person)s was cancelled")),
    ("held", _("Answer the minutes of the dialogue meeting: %(person)s")),
    ("amended", _("The minutes of the dialogue meeting were corrected: %(person)s")),
    ("agreements_changed", _("What was agreed in the dialogue meeting was changed: %(person)s")),
    ("acknowledged", _("The other side says the record of the meeting is right: %(person)s")),
    ("dissented", _("The other side sees the record of the meeting differently: %(person)s")),
):
    notice_text(
        f"dialogue_meeting.{_event}",
        title=_words,
        action=_READ,
        link="appraisal:dialogue-meeting",
        params=_person,
        mail=_("There is news about a dialogue meeting of yours."),
    )
