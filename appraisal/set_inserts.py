"""INSERT … SELECT written from a model: the columns named by the caller as SQL, the others by their defaults.

The same text for PostgreSQL and SQLite but for how JSON rows are opened and how a random id is drawn. Column
expressions are written in code; everything that comes from data travels as a parameter.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Field, Model

from workflow.locking import column_type, prepared


def _postgres() -> bool:
    return connection.vendor == "postgresql"


def new_uuid() -> str:
    """A random id, as the column of the database at hand stores it."""
    return "gen_random_uuid()" if _postgres() else "lower(hex(randomblob(16)))"


def json_rows(alias: str, rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Rows of values as a table in one parameter."""
    source = "jsonb_array_elements(%s::jsonb)" if _postgres() else "json_each(%s)"
    return f"{source} AS {alias}", [json.dumps(rows)]


def json_column(alias: str, index: int, model: type[Model], name: str) -> str:
    """The value at an index of such a row, cast to the column it goes to."""
    if _postgres():
        return f"({alias}.value->>{index}){column_type(model, name, 'postgresql')}"
    return f"json_extract({alias}.value, '$[{index}]')"


def insert_select(
    model: type[Model],
    columns: Mapping[str, str],
    values: Mapping[str, Any],
    *,
    tables: str,
    params: Sequence[Any],
    where: str = "",
    where_params: Sequence[Any] = (),
) -> tuple[str, list[Any]]:
    """The statement and its parameters: ``columns`` are SQL over ``tables``, ``values`` are the same for all rows."""
    names, parts, constants = [], [], []
    for field in model._meta.concrete_fields:
        if field.name in columns:
            expression = columns[field.name]
        elif field.name in values or _needs_default(field):
            value = values[field.name] if field.name in values else field.get_default()
            expression = f"%s{column_type(model, field.name, connection.vendor)}" if _postgres() else "%s"
            constants.append(prepared(model, field.name, value))
        else:
            continue
        names.append(f'"{field.column}"')
        parts.append(expression)
    table, listed = model._meta.db_table, ", ".join(names)
    sql = f'INSERT INTO "{table}" ({listed}) SELECT {", ".join(parts)} FROM {tables}'  # noqa: S608 - names from code
    if where:
        sql += f" WHERE {where}"
    return sql, [*constants, *params, *where_params]


def _needs_default(field: "Field[Any, Any]") -> bool:
    """Columns the database cannot fill by itself: no default of its own and not empty."""
    return not (field.primary_key or field.null or field.db_default is not NOT_PROVIDED)
