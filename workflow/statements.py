"""Statements on the path of every step: sent on Django's connection, inside its transaction, without its cursors.

The objects that Django puts around a cursor cost more processor time than a small statement does. Where nobody
watches the statements (no query log, no execute wrapper) they go to the driver directly, each on a cursor that is
kept for it; faults come out as Django's own errors either way. Everything else, and SQLite, takes Django's cursor.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections

Values = tuple[Any, ...]

MOST_KEPT = 50


@cache
def on_postgres() -> bool:
    """Whether this process talks to PostgreSQL; the same for its whole life."""
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


def rows(sql: str, params: Sequence[Any]) -> list[Values]:
    """Send one statement and read all its rows."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if not on_postgres() or _is_watched(database):
        with database.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        found: list[Values] = _kept_cursor(database, sql).execute(sql, params).fetchall()
    return found


def row(sql: str, params: Sequence[Any]) -> Values | None:
    """Send one statement and read its first row, if it has one."""
    found = rows(sql, params)
    return found[0] if found else None


def _is_watched(database: Any) -> bool:
    """Outside a transaction the connection may be closed or stale; Django's cursor sees to that."""
    return not database.in_atomic_block or database.execute_wrappers or database.queries_logged


class _Kept:
    """The cursors of one open connection, by statement: the driver need not prepare itself for it again."""

    __slots__ = ("connection", "cursors")

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.cursors: dict[str, Any] = {}


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()


def _kept_cursor(database: Any, sql: str) -> Any:
    kept = _kept.get(database)
    if kept is None or kept.connection is not database.connection:
        kept = _kept[database] = _Kept(database.connection)
    cursor = kept.cursors.get(sql)
    if cursor is None:
        if len(kept.cursors) >= MOST_KEPT:
            kept.cursors.clear()
        cursor = kept.cursors[sql] = _new_cursor(database)
    return cursor


def _new_cursor(database: Any) -> Any:
    """A cursor of the driver that reads instants with the driver's own compiled reader (the session is in UTC)."""
    from psycopg.types.datetime import TimestamptzLoader

    cursor = database.connection.cursor()
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    return cursor
