"""The whole database as text, so that "nothing was changed" is a comparison and not an opinion."""

from __future__ import annotations

import hashlib

from django.db import connection

# Sessions are made by signing in; who read what is recorded by reading (decision 17); a token remembers its last use.
PASSED_OVER = frozenset({"django_session", "workflow_accessrecord", "sqlite_sequence", "organization_apitoken"})


def snapshot() -> dict[str, str]:
    """A digest per table of every column of every row."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - PASSED_OVER)
        return {name: _digest(cursor, name) for name in names}


def _digest(cursor: object, name: str) -> str:
    cursor.execute(f'SELECT * FROM "{name}"')  # type: ignore[attr-defined]
    rows = sorted(repr(row) for row in cursor.fetchall())  # type: ignore[attr-defined]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
