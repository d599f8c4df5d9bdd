"""The write of many steps of one transition: the same rows as the single write, a constant number of statements.

The values travel as three JSON parameters: the rows, what their events say (a text that is the same but for key and
version is sent once), and the due dates. PostgreSQL: one statement, its events fed by the rows that moved. SQLite:
the events first (the trigger asks for them), then the rest, one statement each.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection

from workflow import statements
from workflow.bulk_moves import Moves
from workflow.locking import column_of, column_type, prepared
from workflow.machine import Machine
from workflow.models import Event
from workflow.writing import LostRace

# Stays an array; every other value is taken as text and cast (a column of JSON travels as its text).
_AS_JSON = "json"
# Where a row's values lie; the columns that the step sets follow.
_FIXED = (
    ("pk", "bigint"), ("was", "bigint"), ("at", "timestamptz"), ("from_state", "varchar"), ("head", "varchar"),
    ("hash", "varchar"), ("says", "bigint"), ("dues", _AS_JSON), ("salt", "varchar"), ("content", "text"),
)  # fmt: skip
_SAYS = (("role", "varchar"), ("on_behalf", "varchar"), ("before", "text"), ("after", "text"))
_DUES = (
    ("name", "varchar"), ("transition", "varchar"), ("due_at", "timestamptz"), ("zone", "varchar"),
    ("explanation", "text"),
)  # fmt: skip


def _table(columns: Sequence[tuple[str, str]]) -> str:
    """A JSON parameter as a table: an array in it is a row; `no` is its place."""
    if statements.on_postgres():
        picked = ", ".join(
            f"(j.value->{i}) AS {name}" if kind == _AS_JSON else f"(j.value->>{i})::{kind} AS {name}"
            for i, (name, kind) in enumerate(columns)
        )
        return f"SELECT j.ordinality - 1 AS no, {picked} FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS j"
    picked = ", ".join(f"json_extract(j.value, '$[{i}]') AS {name}" for i, (name, _kind) in enumerate(columns))
    return f"SELECT j.key AS no, {picked} FROM json_each(%s) AS j"


@cache
def _given(model: type[Machine], names: tuple[str, ...]) -> str:
    postgres = statements.on_postgres()
    own = [(f"c{i}", column_type(model, n, "postgresql")[2:] if postgres else "") for i, n in enumerate(names)]
    return _table((*_FIXED, *own))


@cache
def _update(model: type[Machine], names: tuple[str, ...], source: str = "given") -> str:
    table = model._meta.db_table
    own = "".join(f", {column_of(model, name)} = given.c{i}" for i, name in enumerate(names))
    return (
        f'UPDATE "{table}" SET state = %s, version = "{table}".version + 1, chain_head = given.hash,'
        f' state_since = given.at{own} FROM {source} WHERE "{table}".id = given.pk AND "{table}".version = given.was'
        f' AND "{table}".state = given.from_state'
    )


_EVENT = (
    "INSERT INTO workflow_event (kind, subject_id, version, name, transition, from_state, to_state, actor_id, role,"
    " on_behalf, effective_at, recorded_at, request_id, cause_id, body, prev_hash, hash)"
)


def _event(source: str, version: str) -> str:
    kinds = ("varchar", "varchar", "varchar", "varchar", "bigint", "timestamptz", "varchar", "bigint")
    mark = [f"%s::{kind}" if statements.on_postgres() else "%s" for kind in kinds]
    return (
        f"{_EVENT} SELECT {mark[0]}, given.pk, {version}, {mark[1]}, {mark[2]}, given.from_state, {mark[3]}, {mark[4]},"
        f" says.role, says.on_behalf, given.at, {mark[5]}, {mark[6]}, {mark[7]},"
        f" says.before || given.pk || ',\"version\":' || ({version}) || says.after, given.head, given.hash"
        f" FROM {source} JOIN says ON says.no = given.says ORDER BY given.no"
    )


def _event_values(moves: Moves) -> list[Any]:
    row, actor, at = moves.row, moves.actor, prepared(Event, "recorded_at", moves.recorded_at)
    return [moves.kind, row.event, row.name, row.target, actor.user_id, at, actor.request_id, moves.cause]


@cache
def _settling(mode: str) -> str:
    """As `writing._settling`, each row by its own moment."""
    cast = "::timestamptz" if statements.on_postgres() else ""
    fired = "d.transition = %s AND d.due_at <= given.at"
    rest = "superseded" if mode == "superseded" else "cancelled"
    return (
        f"UPDATE workflow_deadline AS d SET settled_at = %s{cast}, outcome = CASE WHEN {fired} THEN 'fired'"
        f" ELSE '{rest}' END FROM given WHERE d.kind = %s AND d.subject_id = given.pk AND d.settled_at IS NULL"
        + (f" AND {fired}" if mode == "fired" else "")
    )


def _settling_values(moves: Moves) -> list[Any]:
    at = prepared(Event, "recorded_at", moves.recorded_at)
    by_clock = moves.row.name if moves.actor.is_clock else ""
    values = [at, by_clock, moves.kind]
    return [*values, by_clock] if moves.settle == "fired" else values


def _deadlines() -> str:
    postgres = statements.on_postgres()
    mark = ["%s::varchar", "%s::timestamptz"] if postgres else ["%s", "%s"]
    named = (
        "jsonb_array_elements_text(given.dues) AS named(no) JOIN dues ON dues.no = named.no::bigint"
        if postgres
        else "json_each(given.dues) AS named JOIN dues ON dues.no = named.value"
    )
    return (
        "INSERT INTO workflow_deadline (kind, subject_id, name, transition, due_at, zone, explanation, created_at)"
        f" SELECT {mark[0]}, given.pk, dues.name, dues.transition, dues.due_at, dues.zone, dues.explanation, {mark[1]}"
        f" FROM given CROSS JOIN {named} ORDER BY given.no, dues.no"
    )


def write_many(moves: Moves) -> dict[int, int]:
    """Write all rows; gives the ids of the events by subject. Raises `LostRace` when a row is not as it was read."""
    written = _write_postgres(moves) if statements.on_postgres() else _write_sqlite(moves)
    if len(written) != len(moves.rows):
        raise LostRace
    return written


@cache
def _whole_statement(model: type[Machine], names: tuple[str, ...], settle: str, *, dues: bool, text: bool) -> str:
    """The one statement on PostgreSQL; written once per shape."""
    says = _table(_SAYS)
    parts = [
        f"given AS MATERIALIZED ({_given(model, names)})",
        f"says AS MATERIALIZED ({says})",
        f"moved AS ({_update(model, names)} RETURNING given.pk)",
        f"told AS ({_event('moved JOIN given ON given.pk = moved.pk', 'given.was + 1')} RETURNING id, subject_id)",
    ]
    if settle:
        parts.append(f"settled AS ({_settling(settle)})")
    if dues:
        parts += [f"dues AS MATERIALIZED ({_table(_DUES)})", f"due AS ({_deadlines()})"]
    if text:
        parts.append(
            "txt AS (INSERT INTO workflow_eventtext (event_id, salt, content) SELECT told.id, given.salt, given.content"
            " FROM told JOIN given ON given.pk = told.subject_id WHERE given.salt IS NOT NULL)"
        )
    return (
        f"WITH {', '.join(parts)} INSERT INTO workflow_outbox (event_id, name, kind, subject_id, created_at)"
        " SELECT id, %s::varchar, %s::varchar, subject_id, %s::timestamptz FROM told ORDER BY id"
        " RETURNING subject_id, event_id"
    )


def _write_postgres(moves: Moves) -> dict[int, int]:
    rows, settle, dues = moves.given(), moves.settle, moves.dues()
    if settle == "superseded":
        # The new rows have the old ones' names: the old must be settled by an earlier statement.
        _send(f"WITH given AS MATERIALIZED ({_table(_FIXED)}) {_settling(settle)}", [rows, *_settling_values(moves)])
        settle = ""
    params: list[Any] = [rows, moves.says(), moves.row.target, *_event_values(moves)]
    if settle:
        params += _settling_values(moves)
    if dues:
        params += [dues, moves.kind, moves.recorded_at]
    params += [moves.row.event, moves.kind, moves.recorded_at]
    sql = _whole_statement(moves.model, moves.names or (), settle, dues=bool(dues), text=moves.with_text)
    return {int(subject): int(event) for subject, event in statements.rows(sql, params)}


def _send(sql: str, params: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


_OF_ROWS = "workflow_event e JOIN given ON e.subject_id = given.pk AND e.version = given.was + 1 WHERE e.kind = %s"


def _write_sqlite(moves: Moves) -> dict[int, int]:
    rows, names, dues = moves.given(), moves.names or (), moves.dues()
    at = prepared(Event, "recorded_at", moves.recorded_at)
    given = f"WITH given AS MATERIALIZED ({_given(moves.model, names)})"
    says = f"{given}, says AS MATERIALIZED ({_table(_SAYS)})"
    _send(f"{says} {_event('given', 'given.was + 1')}", [rows, moves.says(), *_event_values(moves)])
    # Counted by the driver only where the statement begins with its verb.
    update = _update(moves.model, names, f"({_given(moves.model, names)}) AS given")
    if _send(update, [moves.row.target, rows]) != len(moves.rows):
        raise LostRace
    if moves.settle:
        _send(f"{given} {_settling(moves.settle)}", [rows, *_settling_values(moves)])
    if dues:
        due = f"{given}, dues AS MATERIALIZED ({_table(_DUES)})"
        _send(f"{due} {_deadlines()}", [rows, dues, moves.kind, at])
    outbox = "INSERT INTO workflow_outbox (event_id, name, kind, subject_id, created_at)"
    told = f"SELECT e.id, e.name, e.kind, e.subject_id, %s FROM {_OF_ROWS} ORDER BY e.id"
    _send(f"{given} {outbox} {told}", [rows, at, moves.kind])
    if moves.with_text:
        text = "INSERT INTO workflow_eventtext (event_id, salt, content) SELECT e.id, given.salt, given.content FROM"
        _send(f"{given} {text} {_OF_ROWS} AND given.salt IS NOT NULL", [rows, moves.kind])
    found = statements.rows(f"{given} SELECT given.pk, e.id FROM {_OF_ROWS}", [rows, moves.kind])
    return {int(subject): int(number) for subject, number in found}
