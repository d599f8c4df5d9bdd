"""Faults for the books: one row that is wrong, in a copy of its table that lies before the real one.

A temporary table of the same name is what every statement finds first, on both databases. It has no constraints and
no triggers, so that also what the database refuses can be planted; it is gone with the test's transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

Change = str | Callable[[int], None]


@dataclass(frozen=True)
class Fault:
    """A row is chosen by a statement, then changed in copies of tables; `says` is what the book must call it."""

    book: str
    says: str
    chosen: str
    tables: tuple[str, ...]
    changes: tuple[Change, ...]

    def plant(self) -> str:
        """Put it in; returns how the row is called."""
        with connection.cursor() as cursor:
            cursor.execute(self.chosen)
            found = cursor.fetchone()
        assert found is not None, "the play has no such row"
        assert found[0] is not None, "the play has no such row"
        for table in self.tables:
            lay_before(table)
        for change in self.changes:
            _made(change, int(found[0]))
        return self.says.format(id=found[0])


def lay_before(table: str) -> None:
    """A copy of a table that is found before it."""
    schema = "public" if connection.vendor == "postgresql" else "main"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {schema}.{table}")


def _made(change: Change, chosen: int) -> None:
    if callable(change):
        change(chosen)
        return
    with connection.cursor() as cursor:
        cursor.execute(change.format(id=chosen))
        assert cursor.rowcount > 0, change


def in_trace(change: Callable[[Any], None]) -> Callable[[int], None]:
    """Change the trace of an annual result."""

    def act(chosen: int) -> None:
        from appraisal.models import AnnualResult

        trace = AnnualResult.objects.values_list("trace", flat=True).get(pk=chosen)
        change(trace)
        AnnualResult.objects.filter(pk=chosen).update(trace=trace)

    return act
