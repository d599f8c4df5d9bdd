"""What people do with an evaluation as a whole: submit, recall, return, approve, calibrate, receive, accept, reopen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from appraisal.actions.base import step
from appraisal.corrections.steps import REASSIGNED_BY
from appraisal.models import Evaluation
from workflow import clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import NotVisible
from workflow.policies import policy_for


def take(
    evaluation: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Any transition of the evaluation's table, by its name."""
    return step(Evaluation, evaluation, name, actor=actor, version=version, payload=payload, key=key, at=at)


def submit(evaluation: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """Hand the form to the assessor. 422 with the items that are not filled."""
    return take(evaluation, "submit", actor=actor, version=version, key=key)


def recall(evaluation: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """Take the form back while the assessor has saved nothing."""
    return take(evaluation, "recall", actor=actor, version=version, key=key)


def return_(
    evaluation: UUID,
    *,
    actor: Actor,
    version: int | None,
    reason: str = "",
    items: Mapping[UUID, str] | None = None,
    key: str | None = None,
) -> Outcome:
    """Give the form back: a reason for all, or one per item (by the item's public id)."""
    payload: dict[str, Any] = {"reason": reason} if reason else {}
    if items:
        payload["items"] = [{"item": str(item), "note": note} for item, note in items.items()]
    return take(evaluation, "return", actor=actor, version=version, payload=payload, key=key)


def approve(evaluation: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """Hand over: the result goes to the employee, or to calibration where the rules ask for it."""
    row = (
        policy_for(Evaluation).visible_to(actor).select_related("cycle__rule_set").filter(public_id=evaluation).first()
    )
    if row is None:
        raise NotVisible
    name = "propose" if row.rules.calibration else "approve"
    return take(evaluation, name, actor=actor, version=version, key=key)


def adjust(
    evaluation: UUID,
    *,
    actor: Actor,
    version: int | None,
    results_rating: int,
    behaviour_rating: int,
    reason: str,
    key: str | None = None,
) -> Outcome:
    """Calibration: other ratings, with the reason."""
    payload = {"results_rating": str(results_rating), "behaviour_rating": str(behaviour_rating), "reason": reason}
    return take(evaluation, "adjust", actor=actor, version=version, payload=payload, key=key)


def release(evaluation: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """End of calibration: the result goes to the employee."""
    return take(evaluation, "release", actor=actor, version=version, key=key)


def acknowledge_result(evaluation: UUID, *, actor: Actor, key: str | None = None) -> Outcome | None:
    """The employee opens the result: the objection window runs from the first time. None when it was open before.

    Takes no version: opening is not a decision about what was read, and doing it twice changes nothing.
    """
    row = policy_for(Evaluation).visible_to(actor).filter(public_id=evaluation).first()
    if row is None:
        raise NotVisible
    if row.result_opened_at is not None:
        return None
    return engine.fire((Evaluation, evaluation), "acknowledge", actor=actor, version=None, key=key)


def accept(evaluation: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """The employee takes the result: it is final."""
    return take(evaluation, "accept", actor=actor, version=version, key=key)


def admit_late(evaluation: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None) -> Outcome:
    """Let a late objection in: a new window opens, what the result caused falls away."""
    return take(evaluation, "admit_late", actor=actor, version=version, payload={"reason": reason}, key=key)


def request_reopening(
    evaluation: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None
) -> Outcome:
    """First of two people: ask that a final evaluation be reopened."""
    return take(evaluation, "request_reopening", actor=actor, version=version, payload={"reason": reason}, key=key)


def confirm_reopening(evaluation: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """Second of two people: the form goes back to the assessor."""
    return take(evaluation, "reopen", actor=actor, version=version, key=key)


def decline_reopening(
    evaluation: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None
) -> Outcome:
    """The question falls; the result stands."""
    return take(evaluation, "decline_reopening", actor=actor, version=version, payload={"reason": reason}, key=key)


def cancel(evaluation: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None) -> Outcome:
    """End an evaluation without a result (left the service, wrong person)."""
    return take(evaluation, "cancel", actor=actor, version=version, payload={"reason": reason}, key=key)


def assist(evaluation: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None) -> Outcome:
    """HR fills in for somebody without a phone: marked in the record, and confirmed by the person's own submission."""
    return take(evaluation, "assist", actor=actor, version=version, payload={"reason": reason}, key=key)


def reassign_assessor(
    evaluation: UUID,
    *,
    actor: Actor,
    version: int | None,
    assessor: UUID,
    reason: str,
    key: str | None = None,
) -> Outcome:
    """Name another assessor while nothing is handed over; in calibration another superior, where nobody can act."""
    row = policy_for(Evaluation).visible_to(actor).filter(public_id=evaluation).first()
    if row is None:
        raise NotVisible
    # In every other state the engine refuses: first those who may not, then the state.
    name = REASSIGNED_BY.get(row.state, "reassign")
    payload = {"assessor": str(assessor), "reason": reason}
    if row.state == "calibration":
        name, payload = "reassign_superior", {"superior": str(assessor), "reason": reason}
    return take(evaluation, name, actor=actor, version=version, payload=payload, key=key, at=clock.now())
