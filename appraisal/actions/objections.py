"""What people do with an objection: begin, write, file, answer, rule, decide, step aside, withdraw.

Lock order is evaluation before objection (ARCHITECTURE 8), so every step locks the evaluation first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from appraisal import late
from appraisal.actions.base import (
    Reader,
    Saved,
    locked,
    now_or,
    one_of,
    rating,
    read_values,
    require_revision,
    require_role,
    require_state,
    settle_passed_deadlines,
    step,
    text_of,
)
from appraisal.actions.objection_parts import (
    by_state,
    contested,
    count_save,
    frozen_rating,
    item_of,
    lock_evaluation,
    locked_dispute,
    to_rule_upon,
    with_decider,
    written_by_subject,
)
from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import UNDECIDED, ObjectionState
from appraisal.models import Evaluation, Objection, ObjectionItem
from workflow import actors, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import Conflict, GuardRefused
from workflow.roles import Role
from workflow.transactions import action

CLAIM_FIELDS: dict[str, Reader] = {"claim": text_of(4000), "wished_rating": rating}
ANSWER_FIELDS: dict[str, Reader] = {"answer": text_of(4000)}
RULING_FIELDS: dict[str, Reader] = {
    "ruling": one_of("uphold", "grant"),
    "ruling_rating": rating,
    "ruling_reason": text_of(4000),
}


def begin_objection(evaluation: UUID, *, actor: Actor, at: datetime | None = None) -> Objection:
    """A new draft inside the window, or after it while a late one can be admitted; the one being written, if any."""
    moment = now_or(at)
    settle_passed_deadlines(Evaluation, evaluation, before=moment)
    return _begin(evaluation, actor, moment)


@action
def _begin(evaluation: UUID, actor: Actor, at: datetime) -> Objection:
    form, roles = locked(Evaluation, evaluation, actor=actor)
    require_role(roles, Role.SUBJECT)
    require_state(form, EvaluationState.OBJECTION, EvaluationState.FINAL)
    refuse_where_too_late(form, at)
    present = form.objections.filter(state__in=[str(state) for state in UNDECIDED]).first()
    if present is not None:
        if present.state != ObjectionState.DRAFTED:
            raise Conflict(_("An objection is not decided yet."), code="disputed")
        return present
    objection = Objection(evaluation=form, created_at=at)
    engine.begin(objection, actor=actors.reload(actor), at=at)
    return objection


def refuse_where_too_late(form: Evaluation, at: datetime) -> None:
    """422 where not even a late objection could be admitted any more."""
    if form.state == EvaluationState.FINAL and (found := late.obstacle(form, at=at)) is not None:
        code, message = found
        raise GuardRefused(message, code=code)
    if form.state == EvaluationState.OBJECTION and form.window_ends_at is not None and at > form.window_ends_at:
        raise GuardRefused(_("The time for objections is over."), code="window_closed")


def save_claim(objection: UUID, item: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any]) -> Saved:
    """Contest an item of the evaluation (by the item's public id): ``claim``, ``wished_rating``."""
    return _save_claim(objection, item, actor, revision, values, now_or(None))


@action
def _save_claim(
    objection: UUID, item: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    dispute = written_by_subject(objection, actor)
    contested = item_of(dispute, item)
    row = ObjectionItem.objects.filter(objection=dispute, item=contested).first()
    stored = {"claim": row.claim, "wished_rating": row.wished_rating} if row else {}
    require_revision(dispute.claim_revision, revision, current=stored, sent=values)
    found = read_values(values, CLAIM_FIELDS)
    if row is None:
        current = frozen_rating(dispute.evaluation, contested.code)
        ObjectionItem.objects.create(objection=dispute, item=contested, rating=current, **found)
    else:
        ObjectionItem.objects.filter(pk=row.pk).update(**found)
    return count_save(dispute, "claim_revision", at)


def drop_claim(objection: UUID, item: UUID, *, actor: Actor, revision: int | None) -> Saved:
    """No longer contest an item; its evidence goes with it."""
    return _drop_claim(objection, item, actor, revision, now_or(None))


@action
def _drop_claim(objection: UUID, item: UUID, actor: Actor, revision: int | None, at: datetime) -> Saved:
    dispute = written_by_subject(objection, actor)
    contested = item_of(dispute, item)
    require_revision(dispute.claim_revision, revision, current={}, sent={})
    row = ObjectionItem.objects.filter(objection=dispute, item=contested).first()
    if row is not None:
        row.evidence.all().delete()
        row.delete()
    return count_save(dispute, "claim_revision", at)


def save_statement(objection: UUID, *, actor: Actor, revision: int | None, statement: str) -> Saved:
    """The words that go with all items."""
    return _save_statement(objection, actor, revision, statement, now_or(None))


@action
def _save_statement(objection: UUID, actor: Actor, revision: int | None, statement: str, at: datetime) -> Saved:
    dispute = written_by_subject(objection, actor)
    sent = {"statement": statement}
    require_revision(dispute.claim_revision, revision, current={"statement": dispute.statement}, sent=sent)
    found = read_values(sent, {"statement": text_of(4000)})
    Objection.objects.filter(pk=dispute.pk).update(**found)
    return count_save(dispute, "claim_revision", at)


def save_answer(objection: UUID, item: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any]) -> Saved:
    """The assessor's ``answer`` to one contested item (by the contested item's public id)."""
    settle_passed_deadlines(Objection, objection, before=now_or(None))
    return _save_answer(objection, item, actor, revision, values, now_or(None))


@action
def _save_answer(
    objection: UUID, item: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    dispute, roles = locked_dispute(objection, actor)
    require_role(roles, Role.ASSESSOR)
    require_state(dispute, ObjectionState.FILED)
    row = contested(dispute, item)
    require_revision(dispute.answer_revision, revision, current={"answer": row.answer}, sent=values)
    ObjectionItem.objects.filter(pk=row.pk).update(**read_values(values, ANSWER_FIELDS))
    return count_save(dispute, "answer_revision", at)


def save_ruling(objection: UUID, item: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any]) -> Saved:
    """The decider's ``ruling`` (uphold or grant), ``ruling_rating`` (higher than contested), ``ruling_reason``."""
    return _save_ruling(objection, item, actor, revision, values, now_or(None))


@action
def _save_ruling(
    objection: UUID, item: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    dispute = with_decider(objection, actor)
    row = to_rule_upon(dispute, item)
    stored = {name: getattr(row, name) for name in RULING_FIELDS}
    require_revision(dispute.ruling_revision, revision, current=stored, sent=values)
    wanted = {**stored, **read_values(values, RULING_FIELDS)}
    if wanted["ruling"] != "grant":
        wanted["ruling_rating"] = None
    elif wanted["ruling_rating"] is not None and wanted["ruling_rating"] <= row.rating:
        raise GuardRefused(_("A changed rating must be higher than the contested one."), code="not_higher")
    ObjectionItem.objects.filter(pk=row.pk).update(**wanted)
    return count_save(dispute, "ruling_revision", at)


def save_private_note(objection: UUID, *, actor: Actor, revision: int | None, note: str) -> Saved:
    """The decider's own note; shown to nobody else, not even in the file."""
    return _save_private_note(objection, actor, revision, note, now_or(None))


@action
def _save_private_note(objection: UUID, actor: Actor, revision: int | None, note: str, at: datetime) -> Saved:
    dispute = with_decider(objection, actor)
    sent = {"private_note": note}
    require_revision(dispute.ruling_revision, revision, current={"private_note": dispute.private_note}, sent=sent)
    Objection.objects.filter(pk=dispute.pk).update(**read_values(sent, {"private_note": text_of(4000)}))
    return count_save(dispute, "ruling_revision", at)


def take(
    objection: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Any transition of the objection's table, by its name; the evaluation is locked before the objection."""
    moment = now_or(at)
    settle_passed_deadlines(Objection, objection, before=moment)
    try:
        return _take(objection, name, actor, version, payload, key, moment)
    except IntegrityError:
        # Two requests with one key at once: the second finds the first's effect.
        if key is None:
            raise
        return _take(objection, name, actor, version, payload, key, moment)


@action
def _take(
    objection: UUID,
    name: str,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None,
    key: str | None,
    at: datetime,
) -> Outcome:
    lock_evaluation(objection)
    return step(Objection, objection, name, actor=actor, version=version, payload=payload, key=key, at=at)


def file(
    objection: UUID, *, actor: Actor, version: int | None, key: str | None = None, at: datetime | None = None
) -> Outcome:
    """File what was written: items with grounds, inside the window. The evaluation shows the dispute."""
    return take(objection, "file", actor=actor, version=version, key=key, at=at)


def answer(objection: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """The assessor hands in the answers to all items."""
    return take(objection, "answer", actor=actor, version=version, key=key)


def decide(
    objection: UUID,
    *,
    actor: Actor,
    version: int | None,
    results_rating: int | None = None,
    behaviour_rating: int | None = None,
    key: str | None = None,
) -> Outcome:
    """Decide by the rulings given; the predicate is computed anew and the evaluation is final."""
    given = {"results_rating": results_rating, "behaviour_rating": behaviour_rating}
    payload = {name: str(value) for name, value in given.items() if value is not None}
    return take(objection, "decide", actor=actor, version=version, payload=payload, key=key)


def withdraw(objection: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """The employee takes a filed objection back: the result stands."""
    return take(objection, "withdraw", actor=actor, version=version, key=key)


def discard(objection: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """The employee drops a draft; the window goes on."""
    return take(objection, "discard", actor=actor, version=version, key=key)


def recuse(objection: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None) -> Outcome:
    """The decider steps aside; the next lawful one takes over, after the answer with the full time."""
    name = by_state(objection, "recuse")
    return take(objection, name, actor=actor, version=version, payload={"reason": reason}, key=key)


def give_back(objection: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None) -> Outcome:
    """HR takes back what silence did: the former decider decides again, with the full time."""
    return take(objection, "give_back", actor=actor, version=version, payload={"reason": reason}, key=key)


def assign_decider(
    objection: UUID, *, actor: Actor, version: int | None, decider: UUID, reason: str, key: str | None = None
) -> Outcome:
    """HR names the decider of a filed objection, as where the line offers nobody; never a party."""
    payload = {"decider": str(decider), "reason": reason}
    name = by_state(objection, "assign_decider")
    return take(objection, name, actor=actor, version=version, payload=payload, key=key)
