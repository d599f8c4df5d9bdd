"""A result as people read it: what it means, how every number came about, strengths, what to work on, the rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appraisal.guards import AS_EXPECTED
from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import Evaluation, Objection
from appraisal.pages.calibration import MoveLine, moves_behind
from appraisal.pages.detail import Part, parts_of
from appraisal.pages.heads import Head, head_of
from appraisal.pages.items import ItemView, Showing, sections_of
from appraisal.pages.objection_receipt import may_object_late
from appraisal.pages.predicate import Outcome, stored_outcome
from appraisal.pages.segments import PeriodHistory, history_for
from appraisal.pages.triggers import ground_sentences
from appraisal.policies import NOTICES, RATINGS, REVIEW, SELF
from appraisal.rules import HIGHEST, LOWEST
from appraisal.sources.recorded import figures_where_needed
from appraisal.triggers import NO_FIGURES, Ground, grounds_of
from cases.models import ImprovementCase
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.policies import policy_for

AUTHORS: Mapping[str, str | Promise] = {
    "assessor": _("rated by the assessor"),
    "superior": _("set in calibration by the assessor's superior"),
    "moderator": _("set in a calibration meeting"),
    "decider": _("changed by the decision on the objection"),
}


@dataclass(frozen=True, slots=True)
class ItemTrace:
    """One item with the inputs of its number, as they are frozen."""

    view: ItemView
    level: str
    rating: int
    weight: Decimal
    points: Decimal
    author: str | Promise

    @property
    def changed_by_decision(self) -> bool:
        return self.rating != self.view.item.assessor_rating


@dataclass(frozen=True, slots=True)
class SectionTrace:
    """A section with its weight and its mean."""

    label: str
    weight: Decimal
    mean: Decimal
    items: tuple[ItemTrace, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """An objection of this result, as a line with its address."""

    state: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything the page of a result shows. `gate`: the employee has not opened it yet."""

    head: Head
    gate: bool
    outcome: Outcome
    sections: tuple[SectionTrace, ...]
    strengths: tuple[ItemTrace, ...]
    expected: tuple[ItemTrace, ...]
    weak: tuple[ItemTrace, ...]
    why_help: tuple[str, ...]
    accept: Available | None
    may_object: bool
    late_until: datetime | None
    disputes: tuple[Dispute, ...]
    case_url: str
    trainings_url: str
    earlier: int
    sees_self: bool
    sees_review: bool
    parts: tuple[Part, ...]
    url: str
    key: str
    moves: tuple[MoveLine, ...]
    history: PeriodHistory | None = None

    @property
    def low(self) -> bool:
        """Whether the result asks for help."""
        return bool(self.why_help)

    @property
    def matrix_note(self) -> str | Promise:
        """What the marked cell is called: the employee reads "your result"."""
        return "" if self.head.own else _("the result")


def result_of(evaluation: Evaluation, actor: Actor) -> ResultPage:
    """The page for one reader."""
    fields = policy_for(evaluation).fields_for(actor, evaluation)
    head = head_of(evaluation, actor, fields=fields)
    showing = Showing(own_part=SELF in fields, assessor_part=REVIEW in fields, notices=NOTICES in fields)
    sections = traces_of(evaluation, showing)
    flat = [item for section in sections for item in section.items]
    grounds = grounds_behind(evaluation)
    weak = {code for ground in grounds for code in ground.codes}
    offered = {one.name: one for one in available(evaluation, actor)}
    disputes = disputes_of(evaluation, actor)
    return ResultPage(
        head=head,
        gate=head.own and evaluation.state == S.OBJECTION and evaluation.result_opened_at is None,
        outcome=stored_outcome(evaluation),
        sections=sections,
        strengths=tuple(one for one in flat if one.rating == HIGHEST),
        expected=tuple(one for one in flat if one.rating == AS_EXPECTED),
        weak=tuple(one for one in flat if one.rating == LOWEST or one.view.item.code in weak),
        why_help=why_help_of(evaluation, grounds),
        accept=offered.get("accept"),
        may_object=head.own and evaluation.state == S.OBJECTION and not evaluation.disputed,
        late_until=may_object_late(evaluation, own=head.own),
        disputes=disputes,
        case_url=case_address(evaluation, actor) if grounds else "",
        trainings_url=address("cases:trainings"),
        earlier=evaluation.results.count() - 1,
        sees_self=SELF in fields,
        sees_review=REVIEW in fields,
        parts=parts_of(evaluation, head, fields),
        url=result_address(evaluation),
        key=uuid4().hex,
        moves=moves_behind(evaluation),
        history=history_for(evaluation, final=True) if RATINGS in fields else None,
    )


def grounds_behind(evaluation: Evaluation) -> tuple[Ground, ...]:
    """The grounds of the frozen rules on which the result asks for help, with the items to work on."""
    if not evaluation.result:
        return ()
    figures = figures_where_needed({evaluation.pk: evaluation.rules})
    return grounds_of(evaluation.rules, evaluation.result, figures.get(evaluation.pk, NO_FIGURES))


def why_help_of(evaluation: Evaluation, grounds: Sequence[Ground]) -> tuple[str, ...]:
    """The grounds in sentences; empty where the result asks for no help."""
    kinds = {ground.kind for ground in grounds}
    return tuple(ground_sentences(evaluation.rules, evaluation.predicate, kinds, get_language())) if kinds else ()


def traces_of(evaluation: Evaluation, showing: Showing) -> tuple[SectionTrace, ...]:
    """The frozen numbers beside the items they were made of."""
    rules, language = evaluation.rules, get_language()
    views = {view.item.code: view for section in sections_of(evaluation, showing) for view in section.views}
    found = []
    for section in (evaluation.result or {})["sections"]:
        items = tuple(
            ItemTrace(
                view=views[item["code"]],
                level=rules.level_label(item["rating"], language),
                rating=item["rating"],
                weight=Decimal(item["weight"]),
                points=Decimal(item["points"]),
                author=AUTHORS.get(item["author"], item["author"]),
            )
            for item in section["items"]
        )
        label = rules.section(section["code"]).label.pick(language)
        found.append(SectionTrace(label, Decimal(section["weight"]), Decimal(section["mean"]), items))
    return tuple(found)


def disputes_of(evaluation: Evaluation, actor: Actor) -> tuple[Dispute, ...]:
    """The objections the reader may know of, the newest first."""
    rows: Any = policy_for(Objection).visible_to(actor).filter(evaluation=evaluation).order_by("-pk")
    return tuple(
        Dispute(one.state, one.get_state_display(), address("appraisal:objection", one.public_id)) for one in rows
    )


def case_address(evaluation: Evaluation, actor: Actor) -> str:
    """The improvement case that this result opened, if the reader may see it."""
    if evaluation.state != S.FINAL:
        return ""
    rows = policy_for(ImprovementCase).visible_to(actor)
    case = rows.filter(triggers__source_kind=Evaluation.kind, triggers__source_id=evaluation.pk).first()
    return address("cases:case", case.public_id) if case else ""


def address(name: str, *args: Any) -> str:
    """An address of another part of the product; nothing where that part is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def result_address(evaluation: Evaluation) -> str:
    """The page of a result."""
    return reverse("appraisal:result", args=[evaluation.public_id])
