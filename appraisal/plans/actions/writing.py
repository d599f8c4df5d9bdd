"""Saving a plan as it is typed. A save is no event; it names the revision it saw (428 without, 409 with both texts).

The employee writes while it is a draft, returned or being changed; HR writes the draft it has begun; the expected
behaviour is the leader's word as well (ekspektasi khusus pimpinan): the assessor writes it while the plan lies there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from appraisal.actions.base import (
    Saved,
    locked,
    now_or,
    read_values,
    require_revision,
    require_role,
    require_state,
    settle_passed_deadlines,
)
from appraisal.machines.plan import WRITTEN_IN, PlanState
from appraisal.models import Plan, PlanIndicator, PlanResult
from appraisal.plans import fields
from appraisal.plans.texts import offered_parents
from workflow.actors import Actor
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role
from workflow.transactions import action

MOST_RESULTS: Final = 30
MOST_INDICATORS: Final = 10


def save_result(
    plan: UUID,
    result: UUID,
    *,
    actor: Actor,
    revision: int | None,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Saved:
    """Store any of ``title``, ``kind``, ``basis``, ``parent`` (id of a result of the superior's agreed plan, or "")."""
    moment = _arrived(plan, at)
    return _save_result(plan, result, actor, revision, values, moment)


@action
def _save_result(
    plan: UUID, result: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    found = writable(plan, actor)
    row = _result(found, result)
    require_revision(found.revision, revision, current=fields.result_values(row), sent=values)
    wanted = read_values(values, fields.RESULT_FIELDS)
    if "parent" in wanted:
        wanted["parent_id"] = _parent(found, wanted.pop("parent"))
    PlanResult.objects.filter(pk=row.pk).update(**wanted)
    return _saved(found, at)


def save_indicator(
    plan: UUID,
    indicator: UUID,
    *,
    actor: Actor,
    revision: int | None,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Saved:
    """Store any of ``text``, ``aspect``, ``perspective``, ``number``, ``unit``, ``words``."""
    moment = _arrived(plan, at)
    return _save_indicator(plan, indicator, actor, revision, values, moment)


@action
def _save_indicator(
    plan: UUID, indicator: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    found = writable(plan, actor)
    row = _indicator(found, indicator)
    require_revision(found.revision, revision, current=fields.indicator_values(row), sent=values)
    wanted = read_values(values, fields.INDICATOR_FIELDS)
    PlanIndicator.objects.filter(pk=row.pk).update(**wanted)
    return _saved(found, at)


def save_annexes(
    plan: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime | None = None
) -> Saved:
    """Store any of the three annex lists, one entry per line: ``support``, ``accountability``, ``consequences``."""
    moment = _arrived(plan, at)
    return _save_annexes(plan, actor, revision, values, moment)


@action
def _save_annexes(plan: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime) -> Saved:
    found = writable(plan, actor)
    require_revision(found.revision, revision, current=fields.annex_values(found), sent=values)
    Plan.objects.filter(pk=found.pk).update(**read_values(values, fields.ANNEX_FIELDS))
    return _saved(found, at)


def save_expectations(
    plan: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime | None = None
) -> Saved:
    """Store the expected behaviour of any of the seven values, by code."""
    moment = _arrived(plan, at)
    return _save_expectations(plan, actor, revision, values, moment)


@action
def _save_expectations(
    plan: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime
) -> Saved:
    found, roles = locked(Plan, plan, actor=actor)
    if Role.ASSESSOR.value in roles:
        require_state(found, PlanState.PROPOSED)
    else:
        _require_writer(found, roles, actor)
    require_revision(found.revision, revision, current=fields.expectation_values(found), sent=values)
    wanted = read_values(values, fields.EXPECTATION_FIELDS)
    Plan.objects.filter(pk=found.pk).update(expectations={**found.expectations, **wanted})
    return _saved(found, at)


@action
def add_result(plan: UUID, *, actor: Actor, kind: str = "main") -> PlanResult:
    """One more result at the end, with an empty indicator to begin with."""
    found = writable(plan, actor)
    wanted = read_values({"kind": kind}, {"kind": fields.RESULT_FIELDS["kind"]})
    rows = found.results.filter(removed=False)
    if rows.count() >= MOST_RESULTS:
        raise InvalidInput(_("A plan with more than %(most)d results helps nobody.") % {"most": MOST_RESULTS})
    last = rows.aggregate(last=Max("position"))["last"] or 0
    made = PlanResult.objects.create(plan=found, position=last + 1, **wanted)
    PlanIndicator.objects.create(result=made, position=1, aspect="" if found.is_head else "quantity")
    _saved(found, now_or(None))
    return made


@action
def add_indicator(plan: UUID, result: UUID, *, actor: Actor) -> PlanIndicator:
    """One more indicator of a result."""
    found = writable(plan, actor)
    row = _result(found, result)
    rows = row.indicators.filter(removed=False)
    if rows.count() >= MOST_INDICATORS:
        raise InvalidInput(_("A result has at most %(most)d indicators.") % {"most": MOST_INDICATORS})
    last = rows.aggregate(last=Max("position"))["last"] or 0
    aspect = "" if found.is_head else "quantity"
    made = PlanIndicator.objects.create(result=row, position=last + 1, aspect=aspect)
    _saved(found, now_or(None))
    return made


@action
def remove_result(plan: UUID, result: UUID, *, actor: Actor, revision: int | None) -> Saved:
    """Take a result out; the agreed versions keep it."""
    found = writable(plan, actor)
    row = _result(found, result)
    require_revision(found.revision, revision, current=fields.result_values(row), sent={})
    PlanResult.objects.filter(pk=row.pk).update(removed=True)
    return _saved(found, now_or(None))


@action
def remove_indicator(plan: UUID, indicator: UUID, *, actor: Actor, revision: int | None) -> Saved:
    """Take an indicator out."""
    found = writable(plan, actor)
    row = _indicator(found, indicator)
    require_revision(found.revision, revision, current=fields.indicator_values(row), sent={})
    PlanIndicator.objects.filter(pk=row.pk).update(removed=True)
    return _saved(found, now_or(None))


def writes(plan: Plan, roles: frozenset[str], actor: Actor) -> bool:
    """Whether the text of the plan is the actor's to write: the employee's, or of HR that began the draft."""
    if Role.SUBJECT.value in roles:
        return True
    drafting = plan.state == PlanState.DRAFT and plan.drafted_by_id is not None
    return Role.HR.value in roles and drafting and plan.drafted_by_id == actor.user_id


def _arrived(plan: UUID, at: datetime | None) -> datetime:
    moment = now_or(at)
    settle_passed_deadlines(Plan, plan, before=moment)
    return moment


def writable(plan: UUID, actor: Actor) -> Plan:
    """The plan, locked, for whoever writes it now: 404, 403, 409 in this order."""
    found, roles = locked(Plan, plan, actor=actor)
    _require_writer(found, roles, actor)
    return found


def _require_writer(plan: Plan, roles: frozenset[str], actor: Actor) -> None:
    require_role(roles, Role.SUBJECT, Role.HR)
    if Role.SUBJECT.value not in roles and (plan.drafted_by_id is None or plan.drafted_by_id != actor.user_id):
        raise NotPermitted
    allowed = WRITTEN_IN if Role.SUBJECT.value in roles else (PlanState.DRAFT,)
    require_state(plan, *allowed)


def _result(plan: Plan, result: UUID) -> PlanResult:
    row = plan.results.filter(public_id=result, removed=False).select_related("parent").first()
    if row is None:
        raise NotVisible
    return row


def _indicator(plan: Plan, indicator: UUID) -> PlanIndicator:
    rows = PlanIndicator.objects.filter(result__plan=plan, result__removed=False, removed=False)
    row = rows.filter(public_id=indicator).first()
    if row is None:
        raise NotVisible
    return row


def _parent(plan: Plan, wanted: str) -> int | None:
    """The row of the result carried on; it belongs to the superior's agreed plan."""
    if not wanted:
        return None
    if wanted not in {one.id for one in offered_parents(plan)}:
        sentence = _("Please choose a result of your superior's agreed plan.")
        raise InvalidInput(details=[FieldFault("parent", sentence)])
    return PlanResult.objects.values_list("pk", flat=True).get(public_id=wanted)


def _saved(plan: Plan, at: datetime) -> Saved:
    plan.revision += 1
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision)
    return Saved(plan.revision, at)
