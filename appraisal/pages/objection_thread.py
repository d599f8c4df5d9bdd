"""The questions of the decider and their answers, as one thread on the page of the objection."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.models import Objection, ObjectionQuestion, Side
from appraisal.pages.objection_items import Strip
from appraisal.policies import QUESTIONS
from appraisal.questions import LONGEST

Words = str | Promise
ASKS: Final[Mapping[str, Words]] = {
    "ask_employee": gettext_lazy("Ask the employee"),
    "ask_assessor": gettext_lazy("Ask the assessor"),
}
REPLIES: Final = {"reply_employee": Side.EMPLOYEE, "reply_assessor": Side.ASSESSOR}
STEPS: Final = (*ASKS, *REPLIES)


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answer. `reply`: the step by which the reader answers it; `typed`: what was refused."""

    row: ObjectionQuestion
    about: str
    anchor: str
    asker: str
    to: str
    reply: str = ""
    typed: str = ""

    @property
    def field(self) -> str:
        """The id of the field of the answer: one per question on the page."""
        return f"id_answer_{self.row.public_id}"

    @property
    def is_open(self) -> bool:
        return self.row.answered_at is None


@dataclass(frozen=True, slots=True)
class Thread:
    """All questions in their order. `asks`: the reader may put further ones, about one of `items` or the whole."""

    questions: tuple[Question, ...] = ()
    asks: tuple[tuple[str, Words], ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    typed: Mapping[str, str] | None = None
    limit: int = LONGEST

    @property
    def open(self) -> tuple[Question, ...]:
        """Those that wait for an answer."""
        return tuple(one for one in self.questions if one.is_open)

    @property
    def shown(self) -> bool:
        return bool(self.questions or self.asks)


def thread_of(
    objection: Objection,
    strips: Sequence[Strip],
    *,
    fields: frozenset[str],
    offered: Collection[str],
    posted: Mapping[str, str],
) -> Thread:
    """The thread for one reader; one query. `offered`: steps the reader may take; `posted`: a refused post."""
    if QUESTIONS not in fields or objection.filed_at is None:
        return Thread()
    rows = objection.questions.select_related("asked_by", "answered_by")
    by_item = {strip.row.pk: strip for strip in strips}
    found = tuple(_question(objection, row, by_item, offered, posted) for row in rows)
    asks = tuple((name, label) for name, label in ASKS.items() if name in offered)
    whole = ("", _("All items"))
    items = (whole, *((str(strip.row.public_id), f"{strip.number}. {strip.item.label}") for strip in strips))
    typed = posted if posted.get("transition") in ASKS else {}
    return Thread(found, asks, items if asks else (), typed)


def _question(
    objection: Objection,
    row: ObjectionQuestion,
    by_item: Mapping[Any, Strip],
    offered: Collection[str],
    posted: Mapping[str, str],
) -> Question:
    form, strip = objection.evaluation, by_item.get(row.item_id)
    names = {Side.EMPLOYEE: form.employee_name, Side.ASSESSOR: form.assessor_name}
    side = Side(row.addressee)
    mine = next((name for name, to in REPLIES.items() if to == side and name in offered), "")
    typed = posted.get("answer", "") if posted.get("question") == str(row.public_id) else ""
    return Question(
        row=row,
        about=f"{strip.number}. {strip.item.label}" if strip else _("All items"),
        anchor=strip.anchor if strip else "",
        asker=row.asked_by.full_name if row.asked_by else "",
        to=names[side] or str(side.label),
        reply=mine if row.answered_at is None else "",
        typed=typed,
    )
