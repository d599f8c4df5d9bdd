"""What the page of differences shows: two editions, every change in a sentence, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from appraisal.editions.changes import ChangedPart, changes_between
from appraisal.models import RuleSet
from appraisal.pages.rule_sets import visible_rule_sets
from appraisal.rule_parsing import RuleFaults, read_shape, stored_content
from appraisal.rules import RuleContent
from workflow.actors import Actor
from workflow.errors import GuardRefused, NotVisible

MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Changes:
    """Two editions laid side by side; ``old`` is None where there is none to compare with."""

    old: RuleSet | None
    new: RuleSet
    parts: Sequence[ChangedPart]

    @property
    def total(self) -> int:
        """How many single changes there are."""
        return sum(len(part.changes) for part in self.parts)


def offered(rule_set: RuleSet, actor: Actor) -> list[RuleSet]:
    """Other editions the actor may know of: those of the same name first."""
    rows = visible_rule_sets(actor).filter(unit=rule_set.unit).exclude(pk=rule_set.pk)
    found = list(rows.order_by("name", "-edition")[:MOST_OFFERED])
    return sorted(found, key=lambda one: one.name != rule_set.name)


def changes_of(rule_set: RuleSet, actor: Actor, *, other: UUID | None = None) -> Changes:
    """The way from another edition (by default the one it began with) to this one.

    Raises `NotVisible` for an edition the actor may not know of, `GuardRefused` while a draft cannot be read.
    """
    old = _other(rule_set, actor, other)
    if old is None:
        return Changes(None, rule_set, ())
    return Changes(old, rule_set, changes_between(_content(old), _content(rule_set)))


def _other(rule_set: RuleSet, actor: Actor, other: UUID | None) -> RuleSet | None:
    rows = visible_rule_sets(actor)
    if other is not None:
        found = rows.filter(public_id=other).first()
        if found is None:
            raise NotVisible
        return found
    return rows.filter(pk=rule_set.previous_id).first() if rule_set.previous_id else None


def _content(rule_set: RuleSet) -> RuleContent:
    """Also of a draft that makes no sense yet, as long as it can be read at all."""
    try:
        return (
            stored_content(rule_set.content, rule_set.content_hash)
            if rule_set.content_hash
            else read_shape(rule_set.content)
        )
    except RuleFaults as faults:
        message = _("A draft is compared once its numbers and texts can be read; please mend them first.")
        raise GuardRefused(message, code="rules_unreadable") from faults
