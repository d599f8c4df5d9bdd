"""What HR does with rule sets: a first draft, a new edition, saving a draft, publishing, retiring."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from appraisal.actions.base import (
    Saved,
    locked,
    now_or,
    require_revision,
    require_role,
    require_state,
    step,
)
from appraisal.default_rules import default_content
from appraisal.machines.rule_set import RuleSetState
from appraisal.models import RuleSet
from organization.models import Unit
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role
from workflow.transactions import action

LARGEST_CONTENT = 200_000


@action
def create_rule_set(*, actor: Actor, unit: UUID, name: str, content: Mapping[str, Any] | None = None) -> RuleSet:
    """A first draft for a unit; without content it begins with the default rules."""
    place = Unit.objects.filter(public_id=unit).first()
    if place is None:
        raise NotVisible
    present = actors.reload(actor)
    if not (present.active and present.holds(Role.HR, place.lft)):
        raise NotPermitted
    return _begin(present, place, _name(name), dict(content) if content is not None else default_content(), None)


@action
def new_edition(rule_set: UUID, *, actor: Actor) -> RuleSet:
    """A draft that begins with the content of an edition; the edition itself never changes."""
    source, roles = locked(RuleSet, rule_set, actor=actor)
    require_role(roles, Role.HR)
    require_state(source, RuleSetState.PUBLISHED, RuleSetState.RETIRED)
    return _begin(actors.reload(actor), source.unit, source.name, source.content, source)


def _begin(actor: Actor, unit: Unit, name: str, content: dict[str, Any], previous: RuleSet | None) -> RuleSet:
    known = RuleSet.objects.filter(unit=unit, name=name).aggregate(last=Max("edition"))["last"] or 0
    draft = RuleSet(name=name, edition=known + 1, unit=unit, previous=previous, content=content, created_at=clock.now())
    engine.begin(draft, actor=actor)
    return draft


def _name(name: str) -> str:
    cleaned = name.strip()
    if not cleaned or len(cleaned) > 200:
        raise InvalidInput(details=[FieldFault("name", str(_("Please enter text of the right length.")))])
    return cleaned


@action
def save_rule_set(rule_set: UUID, *, actor: Actor, revision: int | None, content: Mapping[str, Any]) -> Saved:
    """Store the content of a draft, complete or not; its faults are told by ``selectors.rule_faults``."""
    draft, roles = locked(RuleSet, rule_set, actor=actor)
    require_role(roles, Role.HR)
    require_state(draft, RuleSetState.DRAFT)
    require_revision(draft.revision, revision, current={"content": draft.content}, sent={"content": dict(content)})
    if len(str(content)) > LARGEST_CONTENT:
        raise InvalidInput(details=[FieldFault("content", str(_("These rules are too long.")))])
    RuleSet.objects.filter(pk=draft.pk).update(content=dict(content), revision=draft.revision + 1)
    return Saved(draft.revision + 1, now_or(None))


def publish(rule_set: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """Freeze a draft by its hash. 422 with every fault while it is not complete."""
    return step(RuleSet, rule_set, "publish", actor=actor, version=version, key=key)


def retire(rule_set: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None) -> Outcome:
    """No new cycle may use it; cycles that run keep their frozen rules."""
    return step(RuleSet, rule_set, "retire", actor=actor, version=version, payload={"reason": reason}, key=key)
