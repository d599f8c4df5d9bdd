"""New subjects with their first event: one, or all that a set-wise INSERT has just made."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from workflow import clock
from workflow.actors import Actor
from workflow.chain import canonical, text_digest
from workflow.facts import creation_body, new_deadlines
from workflow.firing import Outcome
from workflow.locking import prepared
from workflow.machine import Machine, Row
from workflow.models import Deadline, Event
from workflow.models.events import new_salt
from workflow.step import Step
from workflow.tables import MachineTable, table_of
from workflow.transactions import durable_or_joined, within_action
from workflow.writing import Move, NewDeadline, write


def begin(obj: Any, *, actor: Actor, reason: str = "", cause: int | None = None, at: datetime | None = None) -> Outcome:
    """Store a new subject in its initial state with its first event (`<kind>.created`, version 0)."""
    with durable_or_joined():
        return _begin(obj, actor, reason, cause, at)


@within_action
def _begin(obj: Any, actor: Actor, reason: str, cause: int | None, at: datetime | None) -> Outcome:
    model: type[Machine] = type(obj)
    table = table_of(model)
    moment = at or clock.now()
    obj.state_since = moment
    obj.save(force_insert=True)
    content = canonical({"reason": reason}) if reason else ""
    salt = new_salt() if reason else ""
    digest = text_digest(salt, content) if reason else ""
    body = creation_body(table, subject=obj.pk, actor=actor, at=moment, recorded_at=moment, cause=cause, text=digest)
    row = Row(name="", label="", sources=(), target=table.initial, by=frozenset(), event=body.name)
    step = Step(obj, row, actor, moment, {}, reason, frozenset(), from_state="")
    text = (salt, content) if reason else None
    move = Move(obj, body, {}, text, new_deadlines(table, step), settle="", clock_transition="")
    event_id, obj.chain_head = write(move)
    done = replace(step, event_id=event_id)
    for consequence in table.on_enter.get(table.initial, ()):
        consequence([done])
    return Outcome(obj, event_id, str(obj.state), 0)


@within_action
def begin_many(
    model: type[Machine],
    *,
    first_id: int,
    last_id: int,
    actor: Actor,
    at: datetime | None = None,
    cause: int | None = None,
    deadline: NewDeadline | None = None,
    announce: bool = False,
) -> int:
    """Give rows inserted by the caller in this transaction their first event; returns how many.

    Takes the rows of `model` with `first_id <= id <= last_id` that have no event yet (`chain_head = ''`): event
    of version 0 with its hash, computed in the database; the same deadline for all, if given. Two statements on
    top of the caller's INSERT (three with a deadline, four when announced through the outbox).
    """
    table = table_of(model)
    moment = at or clock.now()
    event_sql, params = _creation_events(table, actor, moment, cause)
    db_table = model._meta.db_table
    fresh = f'"{db_table}".id BETWEEN %s AND %s AND "{db_table}".chain_head = \'\''
    stamp = prepared(Event, "effective_at", moment)
    cast = "::timestamptz" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'{event_sql} FROM "{db_table}" WHERE {fresh}', [*params, first_id, last_id])
        count = int(cursor.rowcount)
        if deadline is not None:
            cursor.execute(*_creation_deadlines(db_table, fresh, table.kind, deadline, stamp, first_id, last_id))
        if announce:
            cursor.execute(_announcement(db_table, fresh), [table.kind, first_id, last_id])
        cursor.execute(
            f'UPDATE "{db_table}" SET chain_head = e.hash, state_since = %s{cast} FROM workflow_event e'
            f' WHERE e.kind = %s AND e.version = 0 AND e.subject_id = "{db_table}".id AND {fresh}',
            [stamp, table.kind, first_id, last_id],
        )
    return count


def _announcement(db_table: str, fresh: str) -> str:
    return (
        "INSERT INTO workflow_outbox (event_id, name, kind, subject_id, created_at)"
        " SELECT e.id, e.name, e.kind, e.subject_id, e.recorded_at FROM workflow_event e"
        f' JOIN "{db_table}" ON "{db_table}".id = e.subject_id WHERE e.kind = %s AND e.version = 0 AND {fresh}'
    )


def _creation_events(table: MachineTable, actor: Actor, at: datetime, cause: int | None) -> tuple[str, list[Any]]:
    """INSERT … SELECT of version-0 events: the canonical body with the id spliced in, hashed by the database."""
    first = creation_body(table, subject=0, actor=actor, at=at, recorded_at=at, cause=cause)
    before, after = first.canonical().split('"subject":0', 1)
    before += '"subject":'
    postgres = connection.vendor == "postgresql"
    kinds = ["varchar", "varchar", "varchar", "bigint", "timestamptz", "timestamptz", "varchar", "bigint"]
    cast = [f"%s::{k}" if postgres else "%s" for k in kinds]
    text = "%s::text || id || %s::text" if postgres else "%s || id || %s"
    digest = (
        f"encode(sha256(convert_to(E'\\n' || {text}, 'UTF8')), 'hex')" if postgres else f"sha256hex(char(10) || {text})"
    )
    stamp = prepared(Event, "effective_at", at)
    sql = (
        "INSERT INTO workflow_event (kind, subject_id, version, name, to_state, actor_id, effective_at, recorded_at,"
        f" request_id, cause_id, body, hash) SELECT {cast[0]}, id, 0, {', '.join(cast[1:])}, {text}, {digest}"
    )
    params: list[Any] = [table.kind, first.name, table.initial, actor.user_id, stamp, stamp, actor.request_id, cause]
    return sql, [*params, before, after, before, after]


def _creation_deadlines(
    db_table: str, fresh: str, kind: str, new: NewDeadline, stamp: Any, first_id: int, last_id: int
) -> tuple[str, list[Any]]:
    kinds = ["varchar", "varchar", "varchar", "timestamptz", "varchar", "text", "timestamptz"]
    cast = [f"%s::{k}" if connection.vendor == "postgresql" else "%s" for k in kinds]
    sql = (
        "INSERT INTO workflow_deadline (kind, subject_id, name, transition, due_at, zone, explanation, created_at)"
        f' SELECT {cast[0]}, id, {", ".join(cast[1:])} FROM "{db_table}" WHERE {fresh}'
    )
    due = prepared(Deadline, "due_at", new.due_at)
    params = [kind, new.name, new.transition, due, new.zone, new.explanation, stamp, first_id, last_id]
    return sql, params
