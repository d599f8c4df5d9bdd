"""The words of notices about the two forms. None holds an answer; those who guided are told of no feedback."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _person(form: Any) -> dict[str, str]:
    return {"person": form.case.employee.full_name}


def _feedback(key: str, title: Any, **more: Any) -> None:
    notice_text(key, title=title, action=_("Open the feedback"), link="cases:feedback", params=_person, **more)


def _evaluation(key: str, title: Any, **more: Any) -> None:
    notice_text(key, title=title, action=_("Open the evaluation"), link="cases:evaluation", params=_person, **more)


_feedback(
    "guidance_feedback.asked",
    _("Say how the guidance was"),
    body=_("Nine statements, a few minutes. Your guide does not see them; the superior of your guide does."),
    mail=_("The guidance has come to its end. A short form asks how it was."),
)
_feedback(
    "guidance_feedback.handed_in",
    _("Read the feedback of %(person)s on the guidance"),
    body=_("It was handed in to you because you stand above the person who guided. Please say that you have read it."),
    mail=_("Feedback on guidance waits for you."),
)
_feedback("guidance_feedback.noted", _("Your feedback on the guidance was read"))
_feedback(
    "guidance_feedback.reading_overdue",
    _("The feedback of %(person)s on the guidance is still unread"),
    mail=_("Feedback on guidance waits for you."),
)
_feedback("guidance_feedback.reading_overdue.office", _("Feedback on the guidance of %(person)s is still unread"))
_evaluation(
    "guidance_evaluation.asked",
    _("Write the evaluation of competence of %(person)s"),
    body=_("A score with its reason for each line. %(person)s reads it afterwards."),
    mail=_("The guidance has come to its end. An evaluation of competence waits for you."),
)
_evaluation(
    "guidance_evaluation.overdue",
    _("The evaluation of competence of %(person)s is overdue"),
    mail=_("A step of yours in a case is overdue."),
)
_evaluation("guidance_evaluation.overdue.office", _("The evaluation of competence of %(person)s is overdue"))
_evaluation(
    "guidance_evaluation.handed_in",
    _("Your guide has evaluated your competence"),
    body=_("Each score has its reason. Talk about it with your guide."),
    mail=_("An evaluation of your competence was handed in."),
)
_evaluation("guidance_evaluation.handed_in.office", _("The competence of %(person)s was evaluated"))
_feedback(
    "guidance_feedback.dates_recounted",
    _("The dates of the feedback of %(person)s have moved"),
    body=_("A holiday was entered or taken away, so the dates were counted anew. The page shows the new date and why."),
    mail=_("A holiday was entered or taken away; a date of yours has moved."),
)
_evaluation(
    "guidance_evaluation.dates_recounted",
    _("The dates of the evaluation of %(person)s have moved"),
    body=_("A holiday was entered or taken away, so the dates were counted anew. The page shows the new date and why."),
    mail=_("A holiday was entered or taken away; a date of yours has moved."),
)
