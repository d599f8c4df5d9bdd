"""One of the two forms as its page draws it: its lines in groups, with what is stored or typed, and what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.guidance import fields
from cases.guidance.fields import REASON, SCORE, as_text
from workflow.errors import FieldFault, Text


@dataclass(frozen=True, slots=True)
class Line:
    """One statement or competency: its fields with their values, and the faults at them."""

    number: int
    code: str
    text: str
    about: str
    score: str
    words: str
    reason: str
    score_fault: str = ""
    reason_fault: str = ""

    @property
    def score_name(self) -> str:
        """Name of the field of the score."""
        return f"{SCORE}{self.code}"

    @property
    def reason_name(self) -> str:
        """Name of the field of the reason."""
        return f"{REASON}{self.code}"

    @property
    def anchor(self) -> str:
        """Where on the page the line stands."""
        return f"line-{self.code}"


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that was saved elsewhere meanwhile: what was typed here, what is stored."""

    name: str
    label: str
    mine: str
    theirs: str
    options: tuple[tuple[str, str], ...] = ()


Scale = Iterable[tuple[int, Text]]


def lines_of(
    form: Any, scale: Scale, *, typed: Mapping[str, Any] | None = None, faults: Mapping[str, str] | None = None
) -> list[Line]:
    """Every line; what was typed stands before what is stored."""
    values = {**fields.answers_of(form), **(typed or {})}
    words, wrong = {str(value): str(label) for value, label in scale}, faults or {}

    def line(number: int, one: Any) -> Line:
        score, reason = f"{SCORE}{one.code}", f"{REASON}{one.code}"
        chosen = as_text(values.get(score))
        return Line(
            number=number,
            code=one.code,
            text=str(one.text),
            about=str(one.about),
            score=chosen,
            words=words.get(chosen, ""),
            reason=as_text(values.get(reason)),
            score_fault=wrong.get(score, ""),
            reason_fault=wrong.get(reason, ""),
        )

    return [line(number, one) for number, one in enumerate(form.questions, start=1)]


def faults_at(details: Iterable[Any]) -> dict[str, str]:
    """The sentences of a refusal by the field they belong to."""
    return {one.field: str(one.message) for one in details if isinstance(one, FieldFault)}


def gaps_of(form: Any) -> dict[str, str]:
    """What is missing before the form can be handed in, at its fields."""
    sentence = _("Please choose an answer.")
    found = {f"{SCORE}{one.code}": sentence for one in form.questions if one.code not in form.scores}
    if hasattr(form, "reasons"):
        without = (one.code for one in form.questions if not as_text(form.reasons.get(one.code)))
        found |= {f"{REASON}{code}": _("Please write the reason.") for code in without}
    return found


def summary_of(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """The lines with a fault as links for the top of the page."""
    return [(one.anchor, f"{one.number}. {one.text}") for one in lines if one.score_fault or one.reason_fault]


def clashes_of(form: Any, scale: Scale, *, typed: Mapping[str, Any], stored: Mapping[str, str]) -> list[Clash]:
    """The typed fields that differ from what was saved meanwhile; a score is chosen among the two, not as a text."""
    labels = {str(value): f"{value} · {label}" for value, label in scale}
    texts = {one.code: str(one.text) for one in form.questions}
    found = []
    for name, value in typed.items():
        mine, theirs = as_text(value), stored.get(name, "")
        if mine == theirs:
            continue
        code = name.removeprefix(SCORE).removeprefix(REASON)
        label = texts.get(code, _("Remarks"))
        options = ((mine, labels.get(mine, "–")), (theirs, labels.get(theirs, "–"))) if name.startswith(SCORE) else ()
        found.append(Clash(name, label, mine, theirs, tuple(one for one in options if one[0])))
    return found


def figures_of(lines: Iterable[Line]) -> str:
    """How far a draft is."""
    found = list(lines)
    done = sum(bool(one.score) for one in found)
    return _("%(done)d of %(total)d answered.") % {"done": done, "total": len(found)}
