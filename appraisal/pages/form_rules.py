"""The rules one form is under: the edition, why it changed, what is offered, and what the rules no longer name."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language

from appraisal.models import Evaluation, EvaluationItem, Evidence, RuleChange
from appraisal.pages.detail import Part, parts_of
from appraisal.pages.heads import Head, head_of
from appraisal.pages.items import ItemView, Showing, view_of
from appraisal.pages.rule_change_words import sentences_between
from appraisal.pages.rule_changes import is_asked
from appraisal.policies import NOTICES, REVIEW, SELF
from appraisal.rule_changes.editions import IN_FORCE
from appraisal.rule_changes.plan import items_between
from appraisal.rules import RuleContent
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.policies import policy_for


@dataclass(frozen=True, slots=True)
class Offer:
    """Other rules the person concerned is asked about: what would change, which items come and go, the act."""

    change: RuleChange
    name: str
    sentences: tuple[str, ...]
    come: tuple[str, ...]
    go: tuple[str, ...]
    act: Available | None


@dataclass(frozen=True, slots=True)
class FormRules:
    """The page for one reader. ``change``: what moved the form; ``retired``: items that count no more."""

    head: Head
    fields: frozenset[str]
    parts: tuple[Part, ...]
    name: str
    edition: int
    change: RuleChange | None
    sentences: tuple[str, ...]
    offer: Offer | None
    retired: tuple[ItemView, ...]

    @property
    def sees_self(self) -> bool:
        return SELF in self.fields

    @property
    def sees_review(self) -> bool:
        return REVIEW in self.fields


def form_rules(evaluation: Evaluation, actor: Actor) -> FormRules:
    """What the reader may know of the rules of one form."""
    fields = policy_for(evaluation).fields_for(actor, evaluation)
    head = head_of(evaluation, actor, fields=fields)
    rules = evaluation.rules
    return FormRules(
        head=head,
        fields=fields,
        parts=parts_of(evaluation, head, fields),
        name=rules.name.pick(get_language()),
        edition=evaluation.rule_edition,
        change=moved_by(evaluation),
        sentences=sentences_between(evaluation.cycle.rules, rules) if evaluation.rule_set_id is not None else (),
        offer=offer_of(evaluation, actor),
        retired=retired_of(evaluation, fields),
    )


def moved_by(evaluation: Evaluation) -> RuleChange | None:
    """The change that brought the form under its rules; none where it goes by its cycle, or was made under them."""
    if evaluation.rule_set_id is None:
        return None
    rows = RuleChange.objects.filter(cycle=evaluation.cycle_id, rule_hash=evaluation.rule_hash, state__in=IN_FORCE)
    return rows.order_by("-applied_at", "-pk").first()


def offer_of(evaluation: Evaluation, actor: Actor) -> Offer | None:
    """What the form is offered, while somebody may agree."""
    change = evaluation.rule_offer if evaluation.rule_offer_id is not None else None
    if change is None or not is_asked(change, evaluation):
        return None
    new = change.rule_set.rules
    found = items_between(evaluation.rules, new)
    acts = (one for one in available(evaluation, actor) if one.name.startswith("new_rules"))
    return Offer(
        change,
        new.name.pick(get_language()),
        sentences_between(evaluation.rules, new),
        _labels(new, found.added),
        _labels(evaluation.rules, found.removed),
        next(acts, None),
    )


def _labels(rules: RuleContent, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(rules.indicator(code).label.pick(get_language()) for code in codes)


def retired_items(evaluation: Evaluation) -> Any:
    """Items a change took out, with their present files."""
    files = Evidence.objects.filter(removed_at__isnull=True).order_by("pk")
    rows = EvaluationItem.every.filter(evaluation=evaluation, retired_at__isnull=False).select_related("facts")
    return rows.prefetch_related(Prefetch("evidence", queryset=files, to_attr="present_files")).order_by(
        "position", "id"
    )


def retired_of(evaluation: Evaluation, fields: frozenset[str]) -> tuple[ItemView, ...]:
    """Those items as cards, with the sides the reader may read."""
    showing = Showing(own_part=SELF in fields, assessor_part=REVIEW in fields, notices=NOTICES in fields)
    rules = evaluation.cycle.rules
    return tuple(
        view_of(item, rules, showing, number=number) for number, item in enumerate(retired_items(evaluation), 1)
    )
