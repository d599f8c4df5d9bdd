"""What people do with a segment: write its ratings and note as typed, close it, excuse somebody from closing it."""

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
    step,
    text_of,
)
from appraisal.models import Evaluation, PeriodSegment
from appraisal.models.segments import LONGEST_NOTE
from appraisal.segments.moving import FOLLOWS
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import NotVisible, StateConflict
from workflow.roles import Role
from workflow.transactions import action

FIELDS: dict[str, Reader] = {
    "results_rating": rating,
    "behaviour_rating": rating,
    "note": text_of(LONGEST_NOTE),
}


def save(
    segment: UUID,
    *,
    actor: Actor,
    revision: int | None,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Saved:
    """Store what its assessor typed: ``results_rating``, ``behaviour_rating`` (1 to 3 or None), ``note``; any."""
    moment = now_or(at)
    settle_passed_deadlines(PeriodSegment, segment, before=moment)
    return _save(segment, actor, revision, values, moment)


@action
def _save(segment: UUID, actor: Actor, revision: int | None, values: Mapping[str, Any], at: datetime) -> Saved:
    _lock_form(segment)
    row, roles = locked(PeriodSegment, segment, actor=actor)
    require_role(roles, Role.ASSESSOR)
    require_state(row, "current", "open")
    if row.state == "current" and str(row.evaluation.state) not in FOLLOWS:
        raise StateConflict(state=row.state, version=row.version)
    require_revision(row.revision, revision, current=stored_values(row), sent=values)
    found = read_values(values, FIELDS)
    PeriodSegment.objects.filter(pk=row.pk).update(**found, revision=row.revision + 1)
    return Saved(row.revision + 1, at)


def stored_values(row: PeriodSegment) -> dict[str, Any]:
    """The draft as stored, by input name."""
    return {name: getattr(row, name) for name in FIELDS}


def take(
    segment: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Close, or excuse (``reason``). The engine locks the segment alone: neither step touches the form."""
    return step(PeriodSegment, segment, name, actor=actor, version=version, payload=payload, key=key)


def _lock_form(segment: UUID) -> None:
    form = PeriodSegment.objects.filter(public_id=segment).values_list("evaluation_id", flat=True).first()
    if form is None:
        raise NotVisible
    list(Evaluation.objects.select_for_update(of=("self",)).filter(pk=form).values_list("pk"))
