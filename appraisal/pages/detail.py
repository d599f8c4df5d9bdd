"""The page of one form: its head, its items, the acts open to the reader and the pages that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.corrections.steps import may_be_asked
from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import Evaluation
from appraisal.pages.heads import Head, head_of
from appraisal.pages.items import SectionView, Showing, sections_of
from appraisal.pages.timeline import Entry, events_of, timeline_of
from appraisal.policies import HANDED_OUT, NOTICES, RESULT, RETURNS, REVIEW, SELF
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.models import Event
from workflow.policies import policy_for

Words = str | Promise

# Acts that have a page of their own, and which.
OWN_PAGE: Mapping[str, str] = {
    "submit": "self",
    "approve": "review",
    "propose": "review",
    "return": "review",
    "acknowledge": "result",
    "accept": "result",
    "reassign": "evaluation-assessor",
    "reassign_draft": "evaluation-assessor",
    "reassign_self": "evaluation-assessor",
    "reassign_superior": "evaluation-assessor",
}
DOORS: Mapping[str, tuple[Words, str]] = {
    "submit": (_("Continue filling in"), "edit"),
    "approve": (_("Review and rate"), "edit"),
    "propose": (_("Review and rate"), "edit"),
    "acknowledge": (_("Open the result"), "eye"),
    "accept": (_("Accept or object"), "eye"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """A link to the page where the reader's next act happens."""

    label: Words
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the pages that belong to a form."""

    label: Words
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything the page of one form shows."""

    head: Head
    fields: frozenset[str]
    sections: tuple[SectionView, ...]
    acts: tuple[Available, ...]
    door: Door | None
    reassign_url: str
    ask_url: str
    predicate: str
    parts: tuple[Part, ...]

    @property
    def sees_self(self) -> bool:
        return SELF in self.fields

    @property
    def sees_review(self) -> bool:
        return REVIEW in self.fields


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The timeline and the events the diagram is drawn from."""

    head: Head
    fields: frozenset[str]
    entries: tuple[Entry, ...]
    events: tuple[Event, ...]
    parts: tuple[Part, ...]


def detail_of(evaluation: Evaluation, actor: Actor) -> Detail:
    """The page for one reader."""
    fields = policy_for(evaluation).fields_for(actor, evaluation)
    head = head_of(evaluation, actor, fields=fields)
    offered = available(evaluation, actor)
    showing = Showing(own_part=SELF in fields, assessor_part=REVIEW in fields, notices=NOTICES in fields)
    reassign = any(OWN_PAGE.get(one.name) == "evaluation-assessor" and not one.blocked for one in offered)
    return Detail(
        head=head,
        fields=fields,
        sections=sections_of(evaluation, showing),
        acts=tuple(one for one in offered if one.name not in OWN_PAGE),
        door=door_of(evaluation, offered, helps=head.helps),
        reassign_url=reverse("appraisal:evaluation-assessor", args=[evaluation.public_id]) if reassign else "",
        ask_url=reverse("appraisal:correction-new", args=[evaluation.public_id])
        if may_be_asked(evaluation, own=head.own)
        else "",
        predicate=outcome_shown(evaluation, head, fields),
        parts=parts_of(evaluation, head, fields),
    )


def outcome_shown(evaluation: Evaluation, head: Head, fields: frozenset[str]) -> str:
    """The predicate, where it was handed over and the reader may know it; the employee opens it first."""
    unopened = head.own and evaluation.state == S.OBJECTION and evaluation.result_opened_at is None
    known = RESULT in fields and evaluation.state in HANDED_OUT and not unopened
    return evaluation.predicate_label if known else ""


def door_of(evaluation: Evaluation, offered: list[Available], *, helps: bool = False) -> Door | None:
    """Where the reader's next act happens, if it has a page of its own."""
    names = {one.name for one in offered if not one.blocked or one.name != "acknowledge"}
    if helps and evaluation.state == S.SELF_ASSESSMENT:
        names.add("submit")
    for name, (label, icon) in DOORS.items():
        if name in names:
            return Door(label, reverse(f"appraisal:{OWN_PAGE[name]}", args=[evaluation.public_id]), icon)
    return None


def parts_of(evaluation: Evaluation, head: Head, fields: frozenset[str]) -> tuple[Part, ...]:
    """The pages of this form that the reader can use now."""
    state = evaluation.state
    wanted: list[tuple[bool, Words, str]] = [
        (True, _("Overview"), "evaluation"),
        ((head.own or head.helps) and state == S.SELF_ASSESSMENT, _("Self-assessment"), "self"),
        (head.mine and state == S.SUPERVISOR_REVIEW, _("Review"), "review"),
        (RESULT in fields and state in (S.OBJECTION, S.FINAL), _("Result"), "result"),
        ("history" in fields, _("History"), "evaluation-history"),
    ]
    return tuple(
        Part(label, reverse(f"appraisal:{name}", args=[evaluation.public_id]), name)
        for present, label, name in wanted
        if present
    )


def history_page(evaluation: Evaluation, actor: Actor) -> HistoryPage:
    """The history for one reader; without the right to it only the diagram with the present place."""
    fields = policy_for(evaluation).fields_for(actor, evaluation)
    head = head_of(evaluation, actor, fields=fields)
    events = events_of(evaluation) if "history" in fields else []
    entries = timeline_of(events, with_texts=RETURNS in fields)
    return HistoryPage(head, fields, tuple(entries), tuple(events), parts_of(evaluation, head, fields))
