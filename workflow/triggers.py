"""Database triggers that hold the promise even against the console: no state without its event, no event altered.

Installed after every migrate on SQLite and PostgreSQL; a check and the start-up refuse when one is missing.
The guard asks for the event of the new version: on SQLite before the row changes (the engine writes the event
first), on PostgreSQL after the statement (event and row are one statement there).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model

from workflow.machine import Machine
from workflow.models import DailySeal, Event, SealedHead, Signature
from workflow.tables import machines

APPEND_ONLY: tuple[type[Model], ...] = (Event, DailySeal, SealedHead, Signature)


def _guarded_tables() -> list[tuple[str, str, str]]:
    return [(m._meta.db_table, m.kind, str(m.initial)) for m in machines()]


def _sqlite_guard(table: str, kind: str, initial: str) -> dict[str, str]:
    return {
        f"wf_{table}_insert": f"""CREATE TRIGGER "wf_{table}_insert" BEFORE INSERT ON "{table}"
            WHEN NEW.state <> '{initial}' OR NEW.version <> 0
            BEGIN SELECT RAISE(ABORT, 'workflow: a {kind} starts in its initial state'); END""",
        f"wf_{table}_move": f"""CREATE TRIGGER "wf_{table}_move" BEFORE UPDATE ON "{table}"
            WHEN (NEW.state <> OLD.state OR NEW.version <> OLD.version) AND NOT (
                NEW.version = OLD.version + 1 AND EXISTS (SELECT 1 FROM workflow_event e
                WHERE e.kind = '{kind}' AND e.subject_id = NEW.id AND e.version = NEW.version
                AND e.from_state = OLD.state AND e.to_state = NEW.state))
            BEGIN SELECT RAISE(ABORT, 'workflow: a {kind} moves only with its event'); END""",
    }


def _sqlite_append_only(table: str) -> dict[str, str]:
    return {
        f"wf_{table}_{verb.lower()}": f"""CREATE TRIGGER "wf_{table}_{verb.lower()}" BEFORE {verb} ON "{table}"
            BEGIN SELECT RAISE(ABORT, 'workflow: {table} is append-only'); END"""
        for verb in ("UPDATE", "DELETE")
    }


def _postgres_guard(table: str, kind: str, initial: str) -> dict[str, str]:
    return {
        f"wf_{table}_insert": f"""CREATE TRIGGER "wf_{table}_insert" BEFORE INSERT ON "{table}" FOR EACH ROW
            WHEN (NEW.state <> '{initial}' OR NEW.version <> 0)
            EXECUTE FUNCTION wf_refuse('a {kind} starts in its initial state')""",
        f"wf_{table}_move": f"""CREATE TRIGGER "wf_{table}_move" AFTER UPDATE ON "{table}" FOR EACH ROW
            WHEN (NEW.state IS DISTINCT FROM OLD.state OR NEW.version IS DISTINCT FROM OLD.version)
            EXECUTE FUNCTION wf_require_event('{kind}')""",
    }


def _postgres_append_only(table: str) -> dict[str, str]:
    return {
        f"wf_{table}_change": f"""CREATE TRIGGER "wf_{table}_change" BEFORE UPDATE OR DELETE ON "{table}"
            FOR EACH ROW EXECUTE FUNCTION wf_refuse('{table} is append-only')""",
        f"wf_{table}_truncate": f"""CREATE TRIGGER "wf_{table}_truncate" BEFORE TRUNCATE ON "{table}"
            FOR EACH STATEMENT EXECUTE FUNCTION wf_refuse('{table} is append-only')""",
    }


_POSTGRES_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION wf_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'workflow: %', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE OR REPLACE FUNCTION wf_require_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.version <> OLD.version + 1 OR NOT EXISTS (SELECT 1 FROM workflow_event e WHERE e.kind = TG_ARGV[0]
          AND e.subject_id = NEW.id AND e.version = NEW.version
          AND e.from_state = OLD.state AND e.to_state = NEW.state) THEN
        RAISE EXCEPTION 'workflow: a % moves only with its event', TG_ARGV[0]
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NULL;
    END $$""",
)


def expected_triggers() -> dict[str, tuple[str, str]]:
    """Every trigger that must exist: name -> (table, statement)."""
    postgres = connection.vendor == "postgresql"
    guard = _postgres_guard if postgres else _sqlite_guard
    append_only = _postgres_append_only if postgres else _sqlite_append_only
    found: dict[str, tuple[str, str]] = {}
    for table, kind, initial in _guarded_tables():
        found.update({name: (table, sql) for name, sql in guard(table, kind, initial).items()})
    for model in APPEND_ONLY:
        table = model._meta.db_table
        found.update({name: (table, sql) for name, sql in append_only(table).items()})
    return found


def _present() -> set[str]:
    sql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'wf\\_%%' AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {str(row[0]) for row in cursor.fetchall()}


def missing_triggers() -> list[str]:
    """Names of triggers that should exist in this database and do not.

    A table that is still to be made misses nothing: its migration must be able to run, and installs them.
    """
    tables, present = set(connection.introspection.table_names()), _present()
    return sorted(
        name for name, (table, _sql) in expected_triggers().items() if table in tables and name not in present
    )


def install() -> None:
    """Create (again) every trigger whose table exists."""
    tables = set(connection.introspection.table_names())
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            for statement in _POSTGRES_FUNCTIONS:
                cursor.execute(statement)
        for name, (table, sql) in expected_triggers().items():
            if table in tables:
                _drop(cursor, name, table)
                cursor.execute(sql)


def remove() -> None:
    """Drop every trigger (for the flush of tests only; see `lifted`)."""
    present = _present()
    with connection.cursor() as cursor:
        for name, (table, _sql) in expected_triggers().items():
            if name in present:
                _drop(cursor, name, table)


def _drop(cursor: Any, name: str, table: str) -> None:
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


@contextmanager
def lifted() -> Iterator[None]:
    """Without triggers inside the block: for the flush between tests and for planted faults."""
    remove()
    try:
        yield
    finally:
        install()


def guards(model: type[Machine]) -> bool:
    """Whether this machine's guard triggers are in place."""
    names = {n for n, (table, _) in expected_triggers().items() if table == model._meta.db_table}
    return names <= _present()
