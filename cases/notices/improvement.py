"""Words of notices about cases."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.counselling import notices as _counselling_words  # noqa: F401 - importing registers
from cases.guidance import notices as _guidance_words  # noqa: F401
from workflow.notices import notice_text


def _person(case: Any) -> dict[str, str]:
    return {"person": case.employee.full_name}


def _case(key: str, title: Any, *, body: Any = "", **mail: Any) -> None:
    notice_text(key, title=title, body=body, action=_("Open case"), link="cases:case", params=_person, **mail)


_case(
    "improvement_case.created",
    _("A plan to help you is being made"),
    body=_("Your supervisor and you agree on what helps: coaching, training, time. You see every step."),
    mail=_("A plan to help you is being made."),
)
_case(
    "improvement_case.created.supervisor",
    _("Make a plan with %(person)s"),
    body=_("The form is filled in with what to work on first."),
    mail=_("An improvement plan waits for you."),
)
_case("improvement_case.created.office", _("A case was opened for %(person)s"))
_case("case.coach_assigned", _("You are the coach of %(person)s"), mail=_("You were named as a coach."))
_case(
    "case.coach_replaced",
    _("You are the coach of %(person)s now"),
    body=_("What was handed over to you is on the page; please say that you have read it."),
    mail=_("You were named as a coach."),
)
_case("case.handover_acknowledged", _("The new coach of %(person)s has read the hand-over"))
_case("case.coach_assigned.subject", _("You have a coach"))
_case(
    "case.supervisor_assigned",
    _("You look after the case of %(person)s"),
    mail=_("An improvement plan waits for you."),
)
_case(
    "case.transferred",
    _("You look after the case of %(person)s, who came to you"),
    body=_("Plan, talks and trainings came along, with the dates as they were."),
    mail=_("A case has come to you with its person."),
)
_case(
    "case.transferred.subject",
    _("Your case went with you"),
    body=_("Unit and supervisor are those of today; every date stays as it was."),
)
_case("case.transferred.office", _("The case of %(person)s followed its person"))
_case(
    "case.plan_proposed",
    _("Agree to the plan of %(person)s, or say what you see differently"),
    mail=_("An improvement plan waits for your agreement."),
)
_case("case.plan_agreed", _("The plan of %(person)s was agreed to by one side"))
_case("case.plan_dissented", _("%(person)s sees the plan differently"))
_case("case.plan_revised", _("Your plan is being revised"))
_case("case.started", _("Your plan has started"))
_case("case.started_with_dissent", _("The plan of %(person)s has started, the dissent is recorded"))
_case("case.progress_recorded", _("Progress was recorded for %(person)s"))
_case("case.stage_closed", _("A stage was closed in the case of %(person)s"))
_case("case.item_extended", _("You have more time for an item of your plan"))
_case(
    "case.extension_asked", _("%(person)s asks for more time"), mail=_("A request for more time waits for your answer.")
)
_case("case.extended", _("The plan of %(person)s has more time"))
_case("case.extension_refused", _("The day of your plan stays as it is"))
_case("case.submitted_for_review", _("Review the case of %(person)s"))
_case("case.submitted_for_review.subject", _("Your case is being reviewed"))
_case("case.sent_back", _("The work goes on in the case of %(person)s"))
_case("case.held", _("The case of %(person)s is on hold; its dates will move"))
_case("case.resumed", _("The case of %(person)s goes on, with new dates"))
_case("case.closed", _("The case of %(person)s is closed"), mail=_("A case was closed."))
_case("case.reopened", _("The case of %(person)s was reopened"), mail=_("A case was reopened."))
_case(
    "case.withdrawn",
    _("The case of %(person)s was withdrawn"),
    body=_("Its cause has fallen away."),
    mail=_("A case was withdrawn."),
)
_case("case.plan_overdue", _("The plan of %(person)s is overdue"), mail=_("A step of yours in a case is overdue."))
_case(
    "case.agreement_overdue",
    _("The agreement to the plan of %(person)s is overdue"),
    mail=_("A step of yours in a case is overdue."),
)
_case("case.review_overdue", _("The review of %(person)s is overdue"), mail=_("A step of yours in a case is overdue."))
_case("case.decision_overdue", _("The decision in the case of %(person)s is overdue"))
_case("case.overdue.office", _("A step is overdue in the case of %(person)s"))
_case(
    "improvement_case.dates_recounted",
    _("The dates of the case of %(person)s have moved"),
    body=_("A holiday was entered or taken away, so the dates were counted anew. The page shows the new date and why."),
    mail=_("A holiday was entered or taken away; a date of yours has moved."),
)
