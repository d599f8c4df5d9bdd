"""The flush between tests that need real transactions: what a test has filled is emptied, append-only tables too.

Django's own flush empties every table, makes permissions and content types again and installs the triggers anew; most
of a second for a handful of rows. Here only tables with rows are emptied, and what `migrate` itself has written stays.
Only tests do this. In the product nothing empties these tables; the demo is reset by deleting its file.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, Final

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase

MADE_BY_MIGRATE: Final = {"django_content_type", "auth_permission"}


@pytest.fixture(scope="session", autouse=True)
def flush_with_triggers_lifted() -> Iterator[None]:
    """Put our flush in the place of Django's."""
    teardown = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = empty_database  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


def empty_database(_case: Any = None) -> None:
    """Delete all rows but those of `migrate`; the triggers are back before the next test begins."""
    from workflow import triggers

    full = filled_tables()
    if not full:
        return
    guarded = {model._meta.db_table for model in triggers.APPEND_ONLY}
    with triggers.lifted() if guarded & set(full) else nullcontext():
        if connection.vendor == "postgresql":
            # Few rows in many tables: deleting them is many times quicker than truncating. Foreign keys wait.
            statements = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in full]
        else:
            statements = connection.ops.sql_flush(no_style(), full)
        connection.ops.execute_sql_flush(statements)


def filled_tables() -> list[str]:
    """Tables of models that hold rows, without those that `migrate` fills."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    wanted = sorted(set(tables) - MADE_BY_MIGRATE)
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in wanted
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [str(name) for (name,) in cursor.fetchall()]
