"""Many subjects locked and read again in one statement; what belongs to them is read once each, not once a row."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from workflow import statements
from workflow.instances import Shape, shape_of
from workflow.locking import Converter
from workflow.machine import Machine


@dataclass(frozen=True)
class _Reader:
    sql: str
    converters: Sequence[Converter]
    shape: Shape


@cache
def _reader(model: type[Machine], *, pass_over: bool) -> _Reader:
    """The locking read of a model by many keys, in the order of the keys; compiled once."""
    query = model._default_manager.filter(pk__in=[0]).order_by("pk")
    postgres = statements.on_postgres()
    if postgres:
        query = query.select_for_update(of=("self",), skip_locked=pass_over)
    compiler = query.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, _params = compiler.as_sql()
    listed = "= ANY(%s::bigint[])" if postgres else "IN (SELECT value FROM json_each(%s))"
    before, after = sql.split("IN (%s)")
    found = compiler.get_converters([column[0] for column in compiler.select])
    return _Reader(
        sql=f"{before}{listed}{after}",
        converters=[(place, functions, expression) for place, (functions, expression) in found.items()],
        shape=shape_of(compiler.klass_info, compiler.select),
    )


def listed(ids: Iterable[int]) -> str:
    """Keys as one parameter of `= ANY(…::bigint[])` on PostgreSQL and of `json_each` on SQLite."""
    text = json.dumps(list(ids))
    return f"{{{text[1:-1]}}}" if statements.on_postgres() else text


def lock_many(model: type[Machine], ids: Sequence[int], *, pass_over: bool = False) -> list[Any]:
    """The subjects that are there, locked in key order and read again; a constant number of statements.

    `pass_over`: leave out those that somebody else holds at the moment (PostgreSQL). What `lock_related` names is
    read after the lock and shared: subjects of one cycle have one object for it. Must run inside a transaction.
    """
    reader = _reader(model, pass_over=pass_over)
    found = []
    for raw in statements.rows(reader.sql, [listed(ids)]):
        values = list(raw)
        for place, functions, expression in reader.converters:
            for convert in functions if values[place] is not None else ():
                values[place] = convert(values[place], expression, connection)
        found.append(reader.shape.build(values))
    for name, further in _relations(model).items():
        _attach(model, found, name, further)
    return found


@cache
def _relations(model: type[Machine]) -> dict[str, tuple[str, ...]]:
    """The relations that are read along, each with what is read along with it in turn."""
    found: dict[str, list[str]] = {}
    for path in model.lock_related:
        name, _mark, further = path.partition("__")
        found.setdefault(name, []).extend([further] if further else [])
    return {name: tuple(further) for name, further in found.items()}


def _attach(model: type[Machine], subjects: Sequence[Any], name: str, further: Sequence[str]) -> None:
    field: Any = model._meta.get_field(name)
    rows = field.related_model._default_manager.all()
    if further:
        rows = rows.select_related(*further)
    known = rows.in_bulk({key for one in subjects if (key := getattr(one, field.attname)) is not None})
    for one in subjects:
        field.set_cached_value(one, known.get(getattr(one, field.attname)))
