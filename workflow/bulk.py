"""Many subjects, one transition: the same policy, guards and consequences as `fire`, a constant number of statements
per chunk, and the same database triggers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from workflow import actors, clock
from workflow.actors import Actor
from workflow.bulk_moves import Moves, Said, said_of
from workflow.bulk_reading import lock_many
from workflow.bulk_writing import write_many
from workflow.chain import plain
from workflow.facts import event_of, new_deadlines, settle_mode, told_by
from workflow.inputs import read_payload
from workflow.machine import Machine, Row
from workflow.policies import Policy, policy_for
from workflow.step import Step
from workflow.tables import MachineTable, table_of
from workflow.transactions import durable_or_joined, within_action

CHUNK = 1_000

Moments = datetime | Mapping[int, datetime] | None


def chunks(ids: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    """Ids in ascending lists of at most `size` (locks are taken in key order)."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def fire_many(
    model: type[Machine],
    ids: Iterable[int],
    name: str,
    *,
    actor: Actor,
    at: Moments = None,
    payload: Mapping[str, Any] | None = None,
    cause: int | None = None,
) -> int:
    """Take one transition for many subjects; returns how many moved.

    Subjects in another state, not permitted, or refused by a guard are passed over. Every chunk is a durable
    transaction of its own when called outermost, so a kill leaves whole chunks. `at` may differ per id.
    """
    moved = 0
    for chunk in chunks(ids):
        with durable_or_joined():
            subjects = lock_many(model, chunk)
            moved += len(fire_locked(model, subjects, name, actor=actor, at=at, payload=payload, cause=cause))
    return moved


@within_action
def fire_locked(
    model: type[Machine],
    subjects: Iterable[Any],
    name: str,
    *,
    actor: Actor,
    at: Moments = None,
    payload: Mapping[str, Any] | None = None,
    cause: int | None = None,
) -> set[int]:
    """The same for subjects that `lock_many` has locked in this transaction; gives the keys of those that moved."""
    table, policy = table_of(model), policy_for(model)
    row = table.row(name)
    values = read_payload(row.needs, payload)
    actor = actors.reload(actor)
    recorded_at = clock.now()
    steps = []
    for subject in subjects:
        moment = at.get(subject.pk, recorded_at) if isinstance(at, Mapping) else (at or recorded_at)
        step = _step_of(policy, subject, row, actor, moment, values)
        if step is not None:
            steps.append(step)
    if not steps:
        return set()
    steps.sort(key=lambda step: (step.at, step.subject.pk))
    events = _write_many(table, policy, steps, recorded_at=recorded_at, cause=cause)
    _follow(table, row, steps, events)
    return set(events)


def _step_of(
    policy: Policy[Any], subject: Any, row: Row, actor: Actor, at: datetime, values: Mapping[str, Any]
) -> Step | None:
    if subject.state not in row.sources:
        return None
    roles = policy.roles_of(actor, subject)
    if not roles & row.by:
        return None
    reason = str(values.get("reason", ""))
    step = Step(subject, row, actor, at, values, reason, roles, str(subject.state))
    return step if all(g.missing(step) is None for g in row.when) else None


def _write_many(
    table: MachineTable, policy: Policy[Any], steps: Sequence[Step], *, recorded_at: datetime, cause: int | None
) -> dict[int, int]:
    """Write the steps, those together that close the same deadlines; gives the ids of the events by subject."""
    sayings = _Sayings(policy, recorded_at, cause)
    events: dict[int, int] = {}
    for mode in sorted({settle_mode(step) for step in steps}):
        alike = [step for step in steps if settle_mode(step) == mode]
        moves = Moves(table.model, alike[0].transition, alike[0].actor, recorded_at, cause, settle=mode)
        for step in alike:
            _add(table, moves, sayings, step)
        events.update(write_many(moves))
    return events


def _add(table: MachineTable, moves: Moves, sayings: "_Sayings", step: Step) -> None:
    subject, row = step.subject, step.transition
    columns = row.sets(step) if row.sets else _NOTHING
    said, text = sayings.of(step, columns)
    made = moves.move(subject, said, step.at, columns, text)
    _apply(subject, row, columns, made.hash, step.at)
    # Due dates are computed from what the step sets, as in the single form.
    moves.add(made, new_deadlines(table, step))


_NOTHING: Mapping[str, Any] = {}
# Values that are equal only where their canonical texts are; the type keeps 1 and True apart.
_TOLD_APART = (str, int, bool, type(None), datetime, date, UUID)


class _Sayings:
    """What the events of a batch say. Texts that differ in key and version alone are made once."""

    def __init__(self, policy: Policy[Any], recorded_at: datetime, cause: int | None) -> None:
        self._policy, self._recorded_at, self._cause = policy, recorded_at, cause
        self._known: dict[Any, Said] = {}

    def of(self, step: Step, columns: Mapping[str, Any]) -> tuple[Said, tuple[str, str] | None]:
        """The text of a step's event, and its erasable text with salt, if any."""
        told = told_by(step)
        key = None if told else self._key(step, columns)
        known = self._known.get(key) if key is not None else None
        if known is not None:
            return known, None
        body, text = event_of(self._policy, step, columns, recorded_at=self._recorded_at, cause=self._cause, told=told)
        said = said_of(body)
        if key is not None and text is None:
            self._known[key] = said
        return said, text

    def _key(self, step: Step, columns: Mapping[str, Any]) -> Any:
        values = tuple(
            (type(value), value if type(value) in _TOLD_APART else plain(value)) for value in columns.values()
        )
        acting = step.roles & step.transition.by
        on_behalf = self._policy.on_behalf(step.actor, step.subject, acting)
        key = (step.from_state, step.at, acting, on_behalf, values)
        try:
            hash(key)
        except TypeError:
            return None
        return key


def _apply(subject: Any, row: Row, columns: Mapping[str, Any], fresh: str, at: datetime) -> None:
    """Bring the object in memory to what is about to be stored, for due dates and consequences."""
    for name, value in columns.items():
        setattr(subject, name, value)
    subject.__dict__["state"] = row.target
    subject.version += 1
    subject.chain_head = fresh
    subject.state_since = at


def _follow(table: MachineTable, row: Row, steps: Sequence[Step], events: Mapping[int, int]) -> None:
    for from_state in sorted({step.from_state for step in steps}):
        following = table.consequences(row, from_state)
        if not following:
            continue
        batch = [replace(s, event_id=events[s.subject.pk]) for s in steps if s.from_state == from_state]
        for consequence in following:
            consequence(batch)
