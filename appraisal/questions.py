"""Conditions and consequences of the questions a decider puts to one side of an objection.

The steps stand in ``machines/objection.py``, one per side, so that the table itself says who may answer what. The
superior asks both sides for their account before deciding (PP 30/2019 Ps 59(3)); silence of a side stops nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from workflow.machine import guard, input_field, text_field
from workflow.step import Step

LONGEST: Final = 2000
SIDE_OF: Final = {
    "ask_employee": "employee",
    "ask_assessor": "assessor",
    "reply_employee": "employee",
    "reply_assessor": "assessor",
}
QUESTION: Final = (
    input_field("item", _("Contested item"), "uuid", required=False),
    text_field("question", label=_("Question"), max_length=LONGEST),
)
REPLY: Final = (
    input_field("question", _("Question"), "uuid"),
    text_field("answer", label=_("Answer"), max_length=LONGEST),
)


@guard(
    "not_contested",
    _("This item is not contested; a question is about contested items or the whole."),
    needs_input=True,
)
def item_is_contested(step: Step) -> bool | Iterable[str]:
    wanted = step.payload.get("item")
    if wanted is None or step.subject.items.filter(public_id=wanted).exists():
        return True
    return [one.label for one in step.subject.evaluation.items.filter(public_id=wanted)] or False


@guard(
    "no_such_question",
    _("This question is not open for you: it was answered already, or it was put to the other side."),
    needs_input=True,
)
def question_is_open(step: Step) -> bool:
    return bool(_asked(step).exists())


def _asked(step: Step) -> Any:
    """The open question that the input names, if it was put to the side of the step."""
    from appraisal.models import ObjectionQuestion

    return ObjectionQuestion.objects.filter(
        objection_id=step.subject.pk,
        public_id=step.payload["question"],
        addressee=SIDE_OF[step.transition.name],
        answered_at__isnull=True,
    )


def write_question(steps: Sequence[Step]) -> None:
    """The question joins the thread."""
    from appraisal.models import ObjectionQuestion

    for step in steps:
        ObjectionQuestion.objects.create(
            objection_id=step.subject.pk,
            item=step.subject.items.filter(public_id=step.payload.get("item")).first(),
            addressee=SIDE_OF[step.transition.name],
            text=step.payload["question"],
            asked_at=step.at,
            asked_by_id=step.actor.employee_id,
        )


def write_reply(steps: Sequence[Step]) -> None:
    """The answer stands at its question."""
    for step in steps:
        _asked(step).update(answer=step.payload["answer"], answered_at=step.at, answered_by_id=step.actor.employee_id)
