"""The words of notices about cycles, evaluations and objections. Who gets which is in ``notifications/routes.py``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from appraisal.annual import notices as annual_notices  # noqa: F401
from appraisal.awards import notices as award_notices  # noqa: F401
from appraisal.corrections import notices as correction_notices  # noqa: F401
from appraisal.dialogue import notices as dialogue_notices  # noqa: F401
from appraisal.patterns import notices as pattern_notices  # noqa: F401
from appraisal.plans import notices as plan_notices  # noqa: F401
from appraisal.recognition import notices as recognition_notices  # noqa: F401
from appraisal.segments import notices as segment_notices  # noqa: F401
from workflow.notices import NEUTRAL, notice_text

_OPEN_FORM = _("Open form")
_OPEN_RESULT = _("Open result")
_OPEN_OBJECTION = _("Open objection")
_SILENCE = _(
    "If no decision comes in time, nothing is decided by silence: as the rule set says, HR is told or the next officer "
    "above takes over. The page says which, and until when."
)


def _evaluation(evaluation: Any) -> dict[str, str]:
    return {"person": evaluation.employee_name, "cycle": evaluation.cycle.name}


def _objection(objection: Any) -> dict[str, str]:
    return _evaluation(objection.evaluation)


def _cycle(cycle: Any) -> dict[str, str]:
    return {"cycle": cycle.name}


def _form(key: str, title: Any, *, body: Any = "", action: Any = _OPEN_FORM, **mail: Any) -> None:
    link = "appraisal:result" if action is _OPEN_RESULT else "appraisal:evaluation"
    notice_text(key, title=title, body=body, action=action, link=link, params=_evaluation, **mail)


def _dispute(key: str, title: Any, *, body: Any = "", **mail: Any) -> None:
    notice_text(
        key, title=title, body=body, action=_OPEN_OBJECTION, link="appraisal:objection", params=_objection, **mail
    )


_form(
    "evaluation.self_assessment_opened",
    _("Fill in your form: %(cycle)s"),
    body=_("Your self-assessment is open. It is saved as you type, and you may pause at any time."),
    mail=_("Your self-assessment is open."),
)
_form("evaluation.submitted", _("Rate the form of %(person)s, %(cycle)s"), mail=_("A form waits for your review."))
_form("evaluation.recalled", _("%(person)s took the form back to change it, %(cycle)s"))
_form(
    "evaluation.self_lapsed",
    _("Your form went on without a self-assessment: %(cycle)s"),
    body=_("The time for filling it in has ended. Your assessor goes on with what was saved."),
)
_form(
    "evaluation.self_lapsed.assessor",
    _("Rate the form of %(person)s, %(cycle)s: not filled in"),
    mail=_("A form waits for your review."),
)
_form(
    "evaluation.returned",
    _("Your form was returned to you: %(cycle)s"),
    body=_("Your assessor marked what to look at again."),
    mail=_("A form was returned to you."),
)
_form(
    "evaluation.review_overdue",
    _("The review of %(person)s is overdue, %(cycle)s"),
    mail=_("A review of yours is overdue."),
)
_form("evaluation.review_overdue.office", _("A review is overdue: %(person)s, %(cycle)s"))
_form(
    "evaluation.proposed", _("Calibrate the rating of %(person)s, %(cycle)s"), mail=_("A form waits for calibration.")
)
_form("evaluation.calibrated", _("The rating of %(person)s was calibrated, %(cycle)s"))
_form(
    "evaluation.approved",
    _("Your result is ready: %(cycle)s"),
    body=_("Open it to see how every number came about. You may accept it or object."),
    action=_OPEN_RESULT,
    mail=_("Your appraisal result is ready."),
)
_form(
    "evaluation.deemed_handed_over",
    _("The time to object has begun: %(cycle)s"),
    body=_("Your result counts as received. Open it and decide whether you accept it or object."),
    action=_OPEN_RESULT,
    mail=_("The time to respond to your result has begun."),
)
_form(
    "evaluation.self_reminded",
    _("Your self-assessment ends soon: %(cycle)s"),
    body=_("Fill in what is missing and send it to your assessor. The last day stands on the form."),
    mail=_("The time for your self-assessment ends soon."),
)
_form(
    "evaluation.review_reminded",
    _("The review of %(person)s ends soon, %(cycle)s"),
    body=_("The last day stands on the form."),
    mail=_("The time for a review of yours ends soon."),
)
_form(
    "evaluation.window_reminded",
    _("The time to respond to your result ends soon: %(cycle)s"),
    body=_("Accept it or object. After the last day it becomes final."),
    action=_OPEN_RESULT,
    mail=_("The time to respond to your result ends soon."),
)
_form(
    "evaluation.window_ending",
    _("The time to object ends soon: %(cycle)s"),
    body=_("You have not opened your result yet. After the last day it becomes final."),
    action=_OPEN_RESULT,
    mail=_("The time to respond to your result ends soon."),
)
_form("evaluation.accepted", _("%(person)s accepted the result, %(cycle)s"), action=_OPEN_RESULT)
_form("evaluation.window_lapsed", _("Your result is final: %(cycle)s"), action=_OPEN_RESULT)
_form("evaluation.settled", _("The result of %(person)s is final after the objection, %(cycle)s"), action=_OPEN_RESULT)
_form("evaluation.admitted_late", _("A late objection is admitted: %(person)s, %(cycle)s"), action=_OPEN_RESULT)
_form("evaluation.reopening_requested", _("Confirm or decline reopening: %(person)s, %(cycle)s"))
_form("evaluation.reopening_declined", _("The reopening was declined: %(person)s, %(cycle)s"))
_form("evaluation.reopened", _("The evaluation of %(person)s was reopened, %(cycle)s"))
_form("evaluation.reassigned", _("You are now the assessor of %(person)s, %(cycle)s"))
_form(
    "evaluation.taken_over.former",
    _("Your superior took over the review of %(person)s, %(cycle)s"),
    mail=_("A review of yours was overdue; your superior has taken it over."),
)
_form("evaluation.reassigned.subject", _("Your assessor changed: %(cycle)s"))
_form("evaluation.line_followed", _("You are now the assessor of %(person)s, %(cycle)s"))
_form("evaluation.line_followed.subject", _("Your assessor changed: %(cycle)s"))
_form("evaluation.cancelled", _("The evaluation of %(person)s was cancelled, %(cycle)s"))

_dispute("objection.filed", _("Answer the objection of %(person)s, %(cycle)s"), mail=_("An objection waits for you."))
_dispute("objection.filed.decider", _("%(person)s filed an objection you will decide, %(cycle)s"))
_dispute(
    "objection.filed_late",
    _("Admit a late objection or not: %(person)s, %(cycle)s"),
    mail=_("An objection waits for you."),
)
_dispute(
    "objection.rejected_late",
    _("Your objection was not admitted: %(cycle)s"),
    body=_("It came out of time. Open it to read the reason."),
)
_dispute(
    "objection.out_of_time",
    _("Your objection was not admitted in time: %(cycle)s"),
    body=_("It came out of time, and nobody admitted it. The result stands."),
)
_dispute(
    "objection.answered",
    _("Decide the objection of %(person)s, %(cycle)s"),
    body=_SILENCE,
    mail=_("An objection waits for you."),
)
_dispute(
    "objection.answer_reminded",
    _("The time to answer the objection of %(person)s ends soon, %(cycle)s"),
    mail=_("The time to answer an objection ends soon."),
)
_dispute(
    "objection.decision_reminded",
    _("The time to decide the objection of %(person)s ends soon, %(cycle)s"),
    body=_SILENCE,
    mail=_("The time to decide an objection ends soon."),
)
_dispute("objection.answered.subject", _("Your assessor answered your objection: %(cycle)s"), body=_SILENCE)
_dispute(
    "objection.answer_lapsed",
    _("Decide the objection of %(person)s, %(cycle)s: no answer came in time"),
    body=_SILENCE,
    mail=_("An objection waits for you."),
)
_dispute("objection.answer_lapsed.assessor", _("The time to answer has ended: %(person)s, %(cycle)s"), body=_SILENCE)
_dispute(
    "objection.employee_asked",
    _("Answer a question about your objection: %(cycle)s"),
    body=_("The decider asks you something. Your assessor reads the question and your answer."),
    mail=_("A question waits for you."),
)
_dispute("objection.employee_asked.assessor", _("%(person)s was asked a question in the objection, %(cycle)s"))
_dispute(
    "objection.assessor_asked",
    _("Answer a question about the objection of %(person)s, %(cycle)s"),
    mail=_("A question waits for you."),
)
_dispute("objection.assessor_asked.employee", _("Your assessor was asked a question about your objection: %(cycle)s"))
_dispute("objection.employee_replied", _("%(person)s answered the question in the objection, %(cycle)s"))
_dispute("objection.assessor_replied", _("The assessor answered the question, objection of %(person)s, %(cycle)s"))
_dispute("objection.assessor_replied.employee", _("Your assessor answered the question of the decider: %(cycle)s"))
_dispute(
    "objection.decided",
    _("Your objection was decided: %(cycle)s"),
    body=_("Open it to read the ruling on each item and its reasons."),
    mail=_("Your objection was decided."),
)
_dispute("objection.decided.assessor", _("The objection of %(person)s was decided, %(cycle)s"))
_dispute(
    "objection.recused",
    _("The objection of %(person)s comes to you for decision, %(cycle)s"),
    body=_SILENCE,
    mail=_("An objection waits for you."),
)
_dispute("objection.decider_changed", _("Somebody else decides the objection of %(person)s, %(cycle)s"))
_dispute("objection.given_back", _("The objection of %(person)s went back to its former decider, %(cycle)s"))
_dispute(
    "objection.passed_on", _("The objection of %(person)s passed to another decider: no decision in time, %(cycle)s")
)
_dispute(
    "objection.decision_overdue",
    _("The decision on the objection of %(person)s is overdue, %(cycle)s"),
    mail=_("A decision of yours is overdue."),
)
_dispute("objection.decision_overdue.office", _("A decision on an objection is overdue: %(person)s, %(cycle)s"))
_dispute("objection.withdrawn", _("%(person)s withdrew the objection, %(cycle)s"))
_dispute("objection.lapsed", _("Your draft of an objection was not filed in time: %(cycle)s"))

for _event, _title, _mail in (
    ("created", _("You are invited to a hearing: objection of %(person)s, %(cycle)s"), _("You are invited.")),
    ("rescheduled", _("The hearing was moved: objection of %(person)s, %(cycle)s"), _("An appointment was moved.")),
    ("cancelled", _("The hearing was cancelled: objection of %(person)s, %(cycle)s"), _("An appointment is off.")),
    ("held", _("Read and answer the minutes: objection of %(person)s, %(cycle)s"), _("Minutes wait for you.")),
    ("amended", _("The minutes were corrected: objection of %(person)s, %(cycle)s"), _("Minutes wait for you.")),
    ("acknowledged", _("A side confirmed the minutes: objection of %(person)s, %(cycle)s"), NEUTRAL),
    ("dissented", _("A side sees the hearing differently: objection of %(person)s, %(cycle)s"), NEUTRAL),
):
    notice_text(
        f"hearing.{_event}",
        title=_title,
        mail=_mail,
        action=_("Open hearing"),
        link="appraisal:hearing",
        params=lambda hearing: _objection(hearing.objection),
    )

for _event, _title in (
    ("cycle.opened", _("The forms are made: %(cycle)s")),
    ("cycle.extended", _("Dates were moved: %(cycle)s")),
    ("cycle.closed", _("The cycle is closed: %(cycle)s")),
    ("cycle.cancelled", _("The cycle was cancelled: %(cycle)s")),
):
    notice_text(_event, title=_title, action=_("Open cycle"), link="appraisal:cycle", params=_cycle)
_form(
    "evaluation.dates_recounted",
    _("The dates of the form of %(person)s for %(cycle)s have moved"),
    body=_("A holiday was entered or taken away, so the dates were counted anew. The page shows the new date and why."),
    mail=_("A holiday was entered or taken away; a date of yours has moved."),
)
_dispute(
    "objection.dates_recounted",
    _("The dates of the objection of %(person)s for %(cycle)s have moved"),
    body=_("A holiday was entered or taken away, so the dates were counted anew. The page shows the new date and why."),
    mail=_("A holiday was entered or taken away; a date of yours has moved."),
)
