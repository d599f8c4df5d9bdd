"""The guarded write of a step.

PostgreSQL: one statement; the event is fed by the guarded row, so a lost race leaves nothing.
SQLite: the event first (its trigger asks for it), then the guarded update, inside the IMMEDIATE transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from workflow import statements
from workflow.chain import EventBody, digest_of
from workflow.locking import column_of, column_type, prepared
from workflow.machine import Machine
from workflow.models import Deadline, Event, EventText, OutboxMessage


class LostRace(Exception):
    """The guarded write found the row changed."""


@dataclass(frozen=True, slots=True)
class NewDeadline:
    """A deadline to write with the step."""

    name: str
    transition: str
    due_at: datetime
    zone: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Move:
    """Everything one step writes."""

    subject: Any
    body: EventBody
    columns: Mapping[str, Any]
    text: tuple[str, str] | None
    deadlines: Sequence[NewDeadline]
    settle: str
    clock_transition: str


_EVENT_FIELDS = (
    "kind",
    "subject_id",
    "version",
    "name",
    "transition",
    "from_state",
    "to_state",
    "actor",
    "role",
    "on_behalf",
    "effective_at",
    "recorded_at",
    "request_id",
    "cause",
    "body",
    "prev_hash",
    "hash",
)


def event_values(body: EventBody, *, text: str, prev_hash: str) -> tuple[str, list[Any]]:
    """Hash and column values of an event, in the order of `_EVENT_FIELDS`."""
    hash_value = digest_of(prev_hash, text)
    values = [
        body.kind,
        body.subject,
        body.version,
        body.name,
        body.transition,
        body.from_state,
        body.to_state,
        body.actor,
        body.role,
        body.on_behalf,
        prepared(Event, "effective_at", body.effective_at),
        prepared(Event, "recorded_at", body.recorded_at),
        body.request,
        body.cause,
        text,
        prev_hash,
        hash_value,
    ]
    return hash_value, values


def write(move: Move) -> tuple[int, str]:
    """Write one step; gives the id and the hash of its event. Raises `LostRace` when the row is not as it was read."""
    canonical = move.body.canonical()
    hash_value, values = event_values(move.body, text=canonical, prev_hash=move.subject.chain_head)
    columns = dict(move.columns)
    columns.update(state_since=move.body.effective_at, chain_head=hash_value)
    if move.body.version:
        columns.update(state=move.body.to_state, version=move.body.version)
    vendor_write = _write_postgres if statements.on_postgres() else _write_sqlite
    return vendor_write(move, columns, values), hash_value


@cache
def _guarded_update(model: type[Machine], names: tuple[str, ...]) -> str:
    """The guarded UPDATE of some columns; written once per model and set of columns."""
    cast = [column_type(model, name, "postgresql") if statements.on_postgres() else "" for name in names]
    parts = ", ".join(f"{column_of(model, name)} = %s{suffix}" for name, suffix in zip(names, cast, strict=True))
    return f'UPDATE "{model._meta.db_table}" SET {parts} WHERE id = %s AND state = %s AND version = %s'


def _guarded_values(move: Move, columns: Mapping[str, Any]) -> list[Any]:
    model: type[Machine] = type(move.subject)
    before = move.body.version - 1 if move.body.version else 0
    values = [prepared(model, name, value) for name, value in columns.items()]
    return [*values, move.subject.pk, move.body.from_state or move.body.to_state, before]


@cache
def _event_insert() -> str:
    columns = ", ".join(column_of(Event, name) for name in _EVENT_FIELDS)
    if statements.on_postgres():
        casts = ", ".join(f"%s{column_type(Event, name, 'postgresql')}" for name in _EVENT_FIELDS)
        return f"INSERT INTO workflow_event ({columns}) SELECT {casts} FROM moved RETURNING id"
    marks = ", ".join(["%s"] * len(_EVENT_FIELDS))
    return f"INSERT INTO workflow_event ({columns}) VALUES ({marks})"


@cache
def _settling(mode: str) -> str:
    """Closes the pending deadlines of the state left (or those that this clock transition answers)."""
    cast = "::timestamptz" if statements.on_postgres() else ""
    fired = f"transition = %s AND due_at <= %s{cast}"
    where = f" AND {fired}" if mode == "fired" else ""
    rest = "superseded" if mode == "superseded" else "cancelled"
    return (
        f"UPDATE workflow_deadline SET settled_at = %s{cast}, outcome = CASE WHEN {fired} THEN 'fired'"
        f" ELSE '{rest}' END WHERE kind = %s AND subject_id = %s AND settled_at IS NULL{where}"
    )


def _settling_values(move: Move) -> list[Any]:
    at = prepared(Deadline, "settled_at", move.body.recorded_at)
    due = prepared(Deadline, "due_at", move.body.effective_at)
    params = [at, move.clock_transition, due, move.body.kind, move.subject.pk]
    return [*params, move.clock_transition, due] if move.settle == "fired" else params


def _deadline_values(move: Move, new: NewDeadline) -> list[Any]:
    return [
        move.body.kind,
        move.subject.pk,
        new.name,
        new.transition,
        prepared(Deadline, "due_at", new.due_at),
        new.zone,
        new.explanation,
        prepared(Deadline, "created_at", move.body.recorded_at),
    ]


_DEADLINE_COLUMNS = "kind, subject_id, name, transition, due_at, zone, explanation, created_at"
_DEADLINE_CASTS = (
    "%s::varchar, %s::bigint, %s::varchar, %s::varchar, %s::timestamptz, %s::varchar, %s::text, %s::timestamptz"
)


@cache
def _whole_statement(model: type[Machine], names: tuple[str, ...], settle: str, deadlines: int, text: bool) -> str:
    """The one statement of a step on PostgreSQL; written once per shape of a step."""
    update = _guarded_update(model, names)
    parts = [f"moved AS ({update} RETURNING id)", f"ev AS ({_event_insert()})"]
    if settle:
        parts.append(f"settled AS ({_settling(settle)} AND EXISTS (SELECT 1 FROM moved))")
    if deadlines:
        rows = " UNION ALL ".join([f"SELECT {_DEADLINE_CASTS} FROM moved"] * deadlines)
        parts.append(f"due AS (INSERT INTO workflow_deadline ({_DEADLINE_COLUMNS}) {rows})")
    if text:
        parts.append(
            "txt AS (INSERT INTO workflow_eventtext (event_id, salt, content)"
            " SELECT ev.id, %s::varchar, %s::text FROM ev)"
        )
    return (
        f"WITH {', '.join(parts)} INSERT INTO workflow_outbox (event_id, name, kind, subject_id, created_at)"
        " SELECT ev.id, %s::varchar, %s::varchar, %s::bigint, %s::timestamptz FROM ev RETURNING event_id"
    )


def _write_postgres(move: Move, columns: Mapping[str, Any], event: list[Any]) -> int:
    settle = move.settle
    if settle == "superseded":
        # The new row has the old one's name: the old must be settled by an earlier statement.
        with connection.cursor() as cursor:
            cursor.execute(_settling(settle), _settling_values(move))
        settle = ""
    params = [*_guarded_values(move, columns), *event]
    if settle:
        params += _settling_values(move)
    for new in move.deadlines:
        params += _deadline_values(move, new)
    if move.text:
        params += move.text
    params += [move.body.name, move.body.kind, move.subject.pk, move.body.recorded_at]
    model: type[Machine] = type(move.subject)
    sql = _whole_statement(model, tuple(columns), settle, len(move.deadlines), bool(move.text))
    row = statements.row(sql, params)
    if row is None:
        raise LostRace
    return int(row[0])


def _write_sqlite(move: Move, columns: Mapping[str, Any], event: list[Any]) -> int:
    model: type[Machine] = type(move.subject)
    with connection.cursor() as cursor:
        cursor.execute(_event_insert(), event)
        event_id = int(cursor.lastrowid or 0)
        cursor.execute(_guarded_update(model, tuple(columns)), _guarded_values(move, columns))
        if cursor.rowcount != 1:
            raise LostRace
        if move.settle:
            cursor.execute(_settling(move.settle), _settling_values(move))
        marks = ", ".join(["%s"] * 8)
        for new in move.deadlines:
            cursor.execute(
                f"INSERT INTO workflow_deadline ({_DEADLINE_COLUMNS}) VALUES ({marks})", _deadline_values(move, new)
            )
        if move.text:
            EventText.objects.create(event_id=event_id, salt=move.text[0], content=move.text[1])
        OutboxMessage.objects.create(
            event_id=event_id,
            name=move.body.name,
            kind=move.body.kind,
            subject_id=move.subject.pk,
            created_at=move.body.recorded_at,
        )
    return event_id
