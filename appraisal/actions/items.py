"""Saving as typed: the employee's items, the assessor's items, the two ratings. A save is no event.

Each section has a revision that grows by one per save; a save names the revision it saw. Missing: 428; stale: 409
with both texts, nothing overwritten.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from appraisal.actions.base import (
    Reader,
    Saved,
    locked,
    now_or,
    rating,
    read_values,
    require_revision,
    require_role,
    require_state,
    settle_passed_deadlines,
    text_of,
)
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Evaluation, EvaluationItem
from workflow.actors import Actor
from workflow.errors import NotPermitted, NotVisible
from workflow.roles import Role
from workflow.transactions import action

SELF_FIELDS: dict[str, Reader] = {"realisation": text_of(4000), "rating": rating, "story": text_of(4000)}
REVIEW_FIELDS: dict[str, Reader] = {"rating": rating, "comment": text_of(4000)}
RATING_FIELDS: dict[str, Reader] = {
    "results_rating": rating,
    "behaviour_rating": rating,
    "narrative": text_of(4000),
}


def save_self_item(
    evaluation: UUID,
    item: UUID,
    *,
    actor: Actor,
    revision: int | None,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Saved:
    """Store what the employee typed: ``realisation``, ``rating`` (1 to 3 or None), ``story``; any of them."""
    moment = now_or(at)
    settle_passed_deadlines(Evaluation, evaluation, before=moment)
    return _save_self_item(evaluation, item, actor, revision, values, moment)


@action
def _save_self_item(
    evaluation: UUID, item: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    form, roles = locked(Evaluation, evaluation, actor=actor)
    require_role(roles, Role.SUBJECT, Role.HR)
    if Role.SUBJECT.value not in roles and form.assisted_by_id != actor.user_id:
        raise NotPermitted
    require_state(form, EvaluationState.SELF_ASSESSMENT)
    row = _item(form, item)
    require_revision(form.self_revision, revision, current=self_values(row), sent=values)
    found = read_values(values, SELF_FIELDS)
    _store(row, {f"self_{name}": value for name, value in found.items()})
    Evaluation.objects.filter(pk=form.pk).update(self_revision=form.self_revision + 1)
    return Saved(form.self_revision + 1, at)


def save_review_item(
    evaluation: UUID,
    item: UUID,
    *,
    actor: Actor,
    revision: int | None,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Saved:
    """Store what the assessor typed at an item: ``rating``, ``comment``; either or both."""
    moment = now_or(at)
    settle_passed_deadlines(Evaluation, evaluation, before=moment)
    return _save_review_item(evaluation, item, actor, revision, values, moment)


@action
def _save_review_item(
    evaluation: UUID, item: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    form = _form_in_review(evaluation, actor)
    row = _item(form, item)
    require_revision(form.review_revision, revision, current=review_values(row), sent=values)
    found = read_values(values, REVIEW_FIELDS)
    _store(row, {f"assessor_{name}": value for name, value in found.items()})
    Evaluation.objects.filter(pk=form.pk).update(review_revision=form.review_revision + 1)
    return Saved(form.review_revision + 1, at)


def save_ratings(
    evaluation: UUID,
    *,
    actor: Actor,
    revision: int | None,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Saved:
    """Store the assessor's two judgements: ``results_rating``, ``behaviour_rating``, ``narrative``; any of them."""
    moment = now_or(at)
    settle_passed_deadlines(Evaluation, evaluation, before=moment)
    return _save_ratings(evaluation, actor, revision, values, moment)


@action
def _save_ratings(
    evaluation: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    form = _form_in_review(evaluation, actor)
    require_revision(form.review_revision, revision, current=rating_values(form), sent=values)
    found = read_values(values, RATING_FIELDS)
    Evaluation.objects.filter(pk=form.pk).update(**found, review_revision=form.review_revision + 1)
    return Saved(form.review_revision + 1, at)


def self_values(item: EvaluationItem) -> dict[str, Any]:
    """The employee's side of an item as stored, by input name."""
    return {"realisation": item.self_realisation, "rating": item.self_rating, "story": item.self_story}


def review_values(item: EvaluationItem) -> dict[str, Any]:
    """The assessor's side of an item as stored, by input name."""
    return {"rating": item.assessor_rating, "comment": item.assessor_comment}


def rating_values(form: Evaluation) -> dict[str, Any]:
    """The two judgements as stored, by input name."""
    return {name: getattr(form, name) for name in RATING_FIELDS}


def _form_in_review(evaluation: UUID, actor: Actor) -> Evaluation:
    form, roles = locked(Evaluation, evaluation, actor=actor)
    require_role(roles, Role.ASSESSOR)
    require_state(form, EvaluationState.SUPERVISOR_REVIEW)
    return form


def _item(form: Evaluation, item: UUID) -> EvaluationItem:
    row = form.items.filter(public_id=item).first()
    if row is None:
        raise NotVisible
    return row


def _store(row: EvaluationItem, columns: Mapping[str, Any]) -> None:
    EvaluationItem.objects.filter(pk=row.pk).update(**columns)
