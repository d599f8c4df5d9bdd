"""Words of notices about enrolments."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _of_enrolment(enrolment: Any) -> dict[str, str]:
    return {"person": enrolment.employee.full_name, "training": enrolment.training.title}


def _enrolment(key: str, title: Any, *, body: Any = "", **mail: Any) -> None:
    notice_text(
        key, title=title, body=body, action=_("Open training"), link="cases:enrolment", params=_of_enrolment, **mail
    )


_enrolment("enrolment.created", _("Decide the request of %(person)s: %(training)s"))
_enrolment(
    "enrolment.approved", _("Your place is confirmed: %(training)s"), mail=_("A place in a training is confirmed.")
)
_enrolment(
    "enrolment.declined", _("Your request was declined: %(training)s"), mail=_("A training request was declined.")
)
_enrolment(
    "enrolment.queued",
    _("You are on the waiting list: %(training)s"),
    body=_("When a seat becomes free, whoever asked first moves up by itself."),
)
_enrolment(
    "enrolment.moved_up",
    _("A seat became free, it is yours now: %(training)s"),
    body=_("If you cannot take part, please give it back, so that the next person moves up."),
    mail=_("A place in a training became free for you."),
)
_enrolment("enrolment.moved_up.office", _("%(person)s moved up from the waiting list: %(training)s"))
_enrolment(
    "enrolment.line_closed",
    _("No seat became free: %(training)s"),
    body=_("You can ask for a seat in another training of the catalogue."),
    mail=_("A waiting list for a training has closed."),
)
_enrolment("enrolment.absent", _("Your absence was recorded: %(training)s"))
_enrolment("enrolment.absent.helpers", _("%(person)s did not attend the training %(training)s"))
_enrolment(
    "enrolment.completed.subject",
    _("Say in a minute what it was worth: %(training)s"),
    body=_("Your result is recorded. Your answer helps to choose better trainings; your superior does not see it."),
)
_enrolment("enrolment.completed", _("%(person)s completed the training %(training)s"))
_enrolment("enrolment.cancelled", _("%(person)s no longer takes part in %(training)s"))
