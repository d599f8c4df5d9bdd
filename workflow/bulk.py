"""Many subjects, one transition: the same policy, guards and consequences as `fire`, a constant number of statements
per chunk, and the same database triggers.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from workflow import actors, clock
from workflow.actors import Actor
from workflow.chain import EventBody, digest_of, plain
from workflow.errors import InvalidInput
from workflow.facts import event_of, new_deadlines, settle_mode
from workflow.inputs import read_payload
from workflow.locking import column_of, column_type, prepared
from workflow.machine import Machine, Row
from workflow.models import Deadline, Event, EventText, OutboxMessage
from workflow.policies import Policy, policy_for
from workflow.step import Step
from workflow.tables import MachineTable, table_of
from workflow.transactions import durable_or_joined, within_action
from workflow.writing import LostRace, NewDeadline

CHUNK = 1_000


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
    at: datetime | Mapping[int, datetime] | None = None,
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
            moved += _fire_chunk(model, chunk, name, actor, at, payload, cause)
    return moved


@within_action
def _fire_chunk(
    model: type[Machine],
    ids: Sequence[int],
    name: str,
    actor: Actor,
    at: datetime | Mapping[int, datetime] | None,
    payload: Mapping[str, Any] | None,
    cause: int | None,
) -> int:
    table, policy = table_of(model), policy_for(model)
    row = table.row(name)
    values = read_payload(row.needs, payload)
    actor = actors.reload(actor)
    recorded_at = clock.now()
    steps = []
    for subject in locked(model, ids):
        moment = at.get(subject.pk, recorded_at) if isinstance(at, Mapping) else (at or recorded_at)
        step = _step_of(policy, subject, row, actor, moment, values)
        if step is not None:
            steps.append(step)
    if not steps:
        return 0
    done = _write_many(table, policy, steps, recorded_at=recorded_at, cause=cause)
    _follow(table, row, done)
    return len(done)


def locked(model: type[Machine], ids: Sequence[int]) -> list[Any]:
    query = model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    if model.lock_related:
        query = query.select_related(*model.lock_related)
    return list(query)


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
) -> list[Step]:
    events, texts, updates, deadlines = [], [], [], []
    for step in steps:
        columns = dict(step.transition.sets(step)) if step.transition.sets else {}
        body, text = event_of(policy, step, columns, recorded_at=recorded_at, cause=cause)
        event = _event(body, prev_hash=step.subject.chain_head)
        events.append(event)
        texts.append(text)
        updates.append({**columns, "chain_head": event.hash, "state_since": step.at})
        _apply(step, columns, event)
        # Due dates are computed from what the step sets, as in the single form.
        deadlines.append(new_deadlines(table, step))
    Event.objects.bulk_create(events)
    _update_rows(table, steps, updates)
    _settle_many(steps, recorded_at)
    store_deadlines(steps, deadlines, recorded_at)
    _store_outbox(events, recorded_at)
    EventText.objects.bulk_create(
        [EventText(event=e, salt=t[0], content=t[1]) for e, t in zip(events, texts, strict=True) if t]
    )
    return [replace(step, event_id=event.pk) for step, event in zip(steps, events, strict=True)]


def store(
    steps: Sequence[Step], bodies: Sequence[EventBody], columns: Sequence[Mapping[str, Any]], *, recorded_at: datetime
) -> None:
    """Events, rows and outbox of steps of one kind out of one state, whose deadlines the caller writes."""
    events = [_event(body, prev_hash=step.subject.chain_head) for step, body in zip(steps, bodies, strict=True)]
    updates = [{**values, "chain_head": event.hash} for values, event in zip(columns, events, strict=True)]
    for step, values, event in zip(steps, columns, events, strict=True):
        _apply(step, values, event)
    Event.objects.bulk_create(events)
    model: type[Machine] = type(steps[0].subject)
    _update_rows(table_of(model), steps, updates)
    _store_outbox(events, recorded_at)


def _event(body: EventBody, *, prev_hash: str) -> Event:
    text = body.canonical()
    return Event(
        kind=body.kind,
        subject_id=body.subject,
        version=body.version,
        name=body.name,
        transition=body.transition,
        from_state=body.from_state,
        to_state=body.to_state,
        actor_id=body.actor,
        role=body.role,
        on_behalf=body.on_behalf,
        effective_at=body.effective_at,
        recorded_at=body.recorded_at,
        request_id=body.request,
        cause_id=body.cause,
        body=text,
        prev_hash=prev_hash,
        hash=digest_of(prev_hash, text),
    )


def _apply(step: Step, columns: Mapping[str, Any], event: Event) -> None:
    """Bring the objects in memory to what is about to be stored, for the consequences."""
    subject = step.subject
    for name, value in columns.items():
        setattr(subject, name, value)
    subject.__dict__["state"] = step.transition.target
    subject.version = event.version
    subject.chain_head = event.hash
    subject.state_since = step.at


def _update_rows(table: MachineTable, steps: Sequence[Step], updates: Sequence[Mapping[str, Any]]) -> None:
    """One UPDATE for the chunk; the new values travel as one JSON parameter."""
    model, names = table.model, list(updates[0])
    if any(list(u) != names for u in updates):
        raise InvalidInput(code="sets_differ_within_a_batch")
    rows = [
        [step.subject.pk, step.subject.version - 1, *[_json_value(model, n, update[n]) for n in names]]
        for step, update in zip(steps, updates, strict=True)
    ]
    postgres = connection.vendor == "postgresql"

    def pick(place: int) -> str:
        return f"j.value->>{place}" if postgres else f"json_extract(j.value, '$[{place}]')"

    cast = [column_type(model, n, connection.vendor) if postgres else "" for n in names]
    assignments = ", ".join(f"{column_of(model, n)} = ({pick(i + 2)}){cast[i]}" for i, n in enumerate(names))
    source = "jsonb_array_elements(%s::jsonb) AS j" if postgres else "json_each(%s) AS j"
    number = "::bigint" if postgres else ""
    db_table = model._meta.db_table
    sql = (
        f'UPDATE "{db_table}" SET state = %s, version = "{db_table}".version + 1, {assignments} FROM {source}'
        f' WHERE "{db_table}".id = ({pick(0)}){number} AND "{db_table}".version = ({pick(1)}){number}'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [steps[0].transition.target, json.dumps(rows)])
        if cursor.rowcount != len(steps):
            raise LostRace


def _json_value(model: type[Model], name: str, value: Any) -> Any:
    raw = prepared(model, name, value)
    if hasattr(raw, "obj"):
        return json.dumps(raw.obj)
    return raw if raw is None or isinstance(raw, str | int | float | bool) else str(plain(raw))


def _settle_many(steps: Sequence[Step], recorded_at: datetime) -> None:
    mode = settle_mode(steps[0])
    if not mode:
        return
    pending = Deadline.objects.filter(
        kind=steps[0].subject.kind, subject_id__in=[s.subject.pk for s in steps], settled_at__isnull=True
    )
    if steps[0].actor.is_clock:
        fired = pending.filter(transition=steps[0].transition.name, due_at__lte=max(s.at for s in steps))
        fired.update(settled_at=recorded_at, outcome=Deadline.Outcome.FIRED)
    if mode != "fired":
        outcome = Deadline.Outcome.SUPERSEDED if mode == "superseded" else Deadline.Outcome.CANCELLED
        pending.update(settled_at=recorded_at, outcome=outcome)


def store_deadlines(steps: Sequence[Step], deadlines: Sequence[Sequence[NewDeadline]], recorded_at: datetime) -> None:
    Deadline.objects.bulk_create(
        Deadline(
            kind=step.subject.kind,
            subject_id=step.subject.pk,
            name=new.name,
            transition=new.transition,
            due_at=new.due_at,
            zone=new.zone,
            explanation=new.explanation,
            created_at=recorded_at,
        )
        for step, found in zip(steps, deadlines, strict=True)
        for new in found
    )


def _store_outbox(events: Sequence[Event], recorded_at: datetime) -> None:
    OutboxMessage.objects.bulk_create(
        OutboxMessage(event=e, name=e.name, kind=e.kind, subject_id=e.subject_id, created_at=recorded_at)
        for e in events
    )


def _follow(table: MachineTable, row: Row, done: Sequence[Step]) -> None:
    for from_state in sorted({s.from_state for s in done}):
        batch = [s for s in done if s.from_state == from_state]
        for consequence in table.consequences(row, from_state):
            consequence(batch)
