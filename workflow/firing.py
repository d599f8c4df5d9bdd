"""One subject, one transition: lock, roles as of now, visible (404), permitted (403), state and version (409), guards
(422), django_fsm, one guarded write of state, event, deadlines and outbox, consequences, commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from workflow import actors, arrival, idempotency
from workflow.actors import CLOCK, Actor
from workflow.deadlines import give_up
from workflow.errors import (
    Conflict,
    DomainError,
    GuardRefused,
    NotPermitted,
    NotVisible,
    StateConflict,
    VersionConflict,
)
from workflow.facts import event_of, new_deadlines, settle_mode, told_by
from workflow.incidents import cause_of
from workflow.inputs import read_payload
from workflow.locking import Locked, lock
from workflow.machine import Machine, Row
from workflow.models import Deadline, Event
from workflow.policies import Policy, policy_for
from workflow.step import Step
from workflow.tables import MachineTable, table_of
from workflow.transactions import durable, inside
from workflow.writing import LostRace, Move, write


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step became: the subject as stored, its event, and whether it had happened before."""

    subject: Any
    event_id: int
    state: str
    version: int
    replayed: bool = False


class _OverdueFirst(Exception):
    """A deadline of the subject passed before this request arrived; it takes effect first."""

    def __init__(self, subject_id: int) -> None:
        self.subject_id = subject_id


Target = Machine | tuple[type[Machine], Any]


def fire(
    subject: Target,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
    at: datetime | None = None,
    cause: int | None = None,
) -> Outcome:
    """Take one transition.

    `subject` is an instance or (model, public_id). `version` is what the actor looked at (None only for the
    clock and for consequences). `at` is the effective time: the arrival of the request (default: its stamp at the
    door, see `arrival`). `key` makes a repetition harmless. Raises the refusals of `workflow.errors`; nothing is
    written then.
    """
    model = type(subject) if isinstance(subject, Machine) else subject[0]
    arrived = at or arrival.moment()
    asked = _Request(name, actor, arrived, version, payload, key, cause)
    if inside():
        return _fire(subject, asked, settle_first=False)
    for _attempt in range(3):
        try:
            with durable():
                return _fire(subject, asked, settle_first=True)
        except _OverdueFirst as passed:
            settle_overdue(model, passed.subject_id, before=arrived)
        except IntegrityError:
            # Two requests with one key at once: the second finds the first's effect on the next turn.
            if key is None or not idempotency.is_taken(actor=actor, key=key):
                raise
    raise Conflict


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked of the engine, before anything is known of the subject."""

    name: str
    actor: Actor
    arrived: datetime
    version: int | None = None
    payload: Mapping[str, Any] | None = None
    key: str | None = None
    cause: int | None = None

    def digest(self, kind: str, pk: int) -> str:
        """Digest of what makes two requests one; empty without a key."""
        if self.key is None:
            return ""
        return idempotency.digest_of_request(kind, pk, self.name, self.version, self.payload or {})


def _locked(target: Target) -> Locked:
    """The subject, locked and read again; found by the identity the caller has, in the one statement."""
    if isinstance(target, Machine):
        found = lock(type(target), int(target.pk))
    else:
        found = lock(target[0], target[1], by="public_id")
    if found is None:
        raise NotVisible
    return found


def _fire(target: Target, asked: _Request, *, settle_first: bool) -> Outcome:
    locked = _locked(target)
    subject = locked.subject
    model: type[Machine] = type(subject)
    table, policy = table_of(model), policy_for(model)
    actor = actors.reload(asked.actor)
    roles = _seen_roles(policy, actor, subject)
    if settle_first and not actor.is_clock and locked.next_due is not None and locked.next_due < asked.arrived:
        raise _OverdueFirst(subject.pk)
    row = table.row(asked.name)
    if not roles & row.by:
        raise NotPermitted
    digest = asked.digest(table.kind, subject.pk)
    replay = idempotency.find(actor=actor, key=asked.key, digest=digest) if asked.key is not None else None
    if replay is not None:
        return Outcome(subject, replay.event_id, subject.state, replay.version, replayed=True)
    _check_standing(subject, table, row, asked.version)
    values = read_payload(row.needs, asked.payload)
    step = Step(subject, row, actor, asked.arrived, values, str(values.get("reason", "")), roles, subject.state)
    _check_guards(step)
    outcome = _take(table, policy, step, recorded_at=locked.recorded_at, cause=asked.cause)
    if asked.key is not None:
        idempotency.remember(actor=actor, key=asked.key, digest=digest, outcome=outcome, at=locked.recorded_at)
    return outcome


def _seen_roles(policy: Policy[Any], actor: Actor, subject: Machine) -> frozenset[str]:
    roles = policy.roles_of(actor, subject)
    if not policy.sees(actor, subject, roles):
        raise NotVisible
    return roles


def _check_standing(subject: Machine, table: MachineTable, row: Row, version: int | None) -> None:
    """The version the actor looked at, then the state."""
    if version is not None and version != subject.version and (row.quiet or not _quiet_since(subject, table, version)):
        raise VersionConflict(state=subject.state, version=subject.version)
    if subject.state not in row.sources:
        raise StateConflict(row.elsewhere.get(subject.state), state=subject.state, version=subject.version)


def _quiet_since(subject: Machine, table: MachineTable, version: int) -> bool:
    """Whether nothing but quiet transitions (reminders) came after the version the actor looked at.

    A quiet transition asks for its own version: of many at once exactly one wins.
    """
    quiet = [row.name for row in table.rows.values() if row.quiet]
    if not quiet or version > subject.version:
        return False
    since = Event.objects.filter(kind=table.kind, subject_id=subject.pk, version__gt=version)
    return not since.exclude(transition__in=quiet).exists()


def _check_guards(step: Step) -> None:
    for condition in step.transition.when:
        missing = condition.missing(step)
        if missing is not None:
            raise GuardRefused(condition.message, code=condition.code, details=missing)


def _take(table: MachineTable, policy: Policy[Any], step: Step, *, recorded_at: datetime, cause: int | None) -> Outcome:
    """Judge by django_fsm, write, and let the consequences follow."""
    subject, row = step.subject, step.transition
    columns, told = dict(row.sets(step)) if row.sets else {}, told_by(step)
    _move_in_memory(table, subject, row)
    for name, value in columns.items():
        setattr(subject, name, value)
    body, text = event_of(policy, step, columns, recorded_at=recorded_at, cause=cause, told=told)
    move = Move(
        subject=subject,
        body=body,
        columns=columns,
        text=text,
        deadlines=new_deadlines(table, step),
        settle=settle_mode(step),
        clock_transition=row.name if step.actor.is_clock else "",
    )
    try:
        event_id, head = write(move)
    except LostRace:
        raise VersionConflict(state=step.from_state, version=body.version - 1) from None
    subject.version = body.version
    subject.chain_head = head
    subject.state_since = step.at
    following = table.consequences(row, step.from_state)
    if following:
        done = replace(step, event_id=event_id)
        for consequence in following:
            consequence([done])
    return Outcome(subject, event_id, str(subject.state), subject.version)


def _move_in_memory(table: MachineTable, subject: Any, row: Row) -> None:
    """Let django_fsm judge and make the move on the object; only here is it told that the engine is at work."""
    subject._engine_row = row
    try:
        getattr(subject, table.methods[row.name])()
    finally:
        subject._engine_row = None


def settle_overdue(model: type[Machine], pk: int, *, before: datetime) -> None:
    """Let the passed deadlines of one subject take effect, each at its own due time, oldest first."""
    for _turn in range(10):
        due = (
            Deadline.objects.filter(kind=model.kind, subject_id=pk, settled_at__isnull=True, due_at__lt=before)
            .order_by("due_at", "pk")
            .first()
        )
        if due is None:
            return
        try:
            with durable():
                # The clock process may have been here between the look and the lock; then there is nothing to do.
                locked = lock(model, pk)
                if locked and Deadline.objects.filter(pk=due.pk, settled_at__isnull=True).exists():
                    _fire(locked.subject, _Request(due.transition, CLOCK, due.due_at), settle_first=False)
        except DomainError as refused:
            give_up(due, cause=cause_of(refused))
