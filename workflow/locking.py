"""The locking read of a step, compiled once per model, and how values look in a column of this database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from workflow import clock, statements
from workflow.instances import Shape, shape_of
from workflow.machine import Machine
from workflow.models import Deadline


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked subject as it is now, with the database's time and its next pending deadline."""

    subject: Any
    recorded_at: datetime
    next_due: datetime | None


Converter = tuple[int, Sequence[Callable[..., Any]], Any]


@dataclass(frozen=True)
class _Reader:
    sql: str
    converters: Sequence[Converter]
    shape: Shape


_ANY_KEY = {"pk": 0, "public_id": UUID(int=0)}


@cache
def _reader(model: type[Machine], by: str) -> _Reader:
    """The locking read of a model by one of its two keys, compiled once."""
    query = model._default_manager.filter(**{by: _ANY_KEY[by]}).order_by()
    if model.lock_related:
        query = query.select_related(*model.lock_related)
    postgres = statements.on_postgres()
    if postgres:
        query = query.select_for_update(of=("self",))
    compiler = query.query.get_compiler(DEFAULT_DB_ALIAS)
    # select_for_update insists on a transaction when compiled; this is called inside one.
    sql, _params = compiler.as_sql()
    stamp = "clock_timestamp()" if postgres else "NULL"
    table = model._meta.db_table
    due = (
        f"(SELECT min(wd.due_at) FROM workflow_deadline wd WHERE wd.kind = '{model.kind}'"
        f' AND wd.subject_id = "{table}"."id" AND wd.settled_at IS NULL)'
    )
    sql = sql.replace("SELECT ", f"SELECT {stamp}, {due}, ", 1)
    found = compiler.get_converters([column[0] for column in compiler.select])
    return _Reader(
        sql=sql,
        converters=[(place, functions, expression) for place, (functions, expression) in found.items()],
        shape=shape_of(compiler.klass_info, compiler.select),
    )


_DUE = Deadline._meta.get_field("due_at")


def as_instant(value: Any) -> datetime | None:
    """A moment of a deadline as read without the ORM."""
    if value is None or (isinstance(value, datetime) and value.tzinfo is not None):
        return value
    for converter in connection.ops.get_db_converters(_DUE.get_col("x")):
        value = converter(value, _DUE.get_col("x"), connection)
    return value  # type: ignore[no-any-return]


def _stamp(database_now: Any) -> datetime:
    if database_now is None or clock.is_frozen():
        return clock.now()
    return database_now + clock.demo_offset()  # type: ignore[no-any-return]


def lock(model: type[Machine], key: Any, *, by: str = "pk") -> Locked | None:
    """Lock one subject and read it again, found by `pk` or by `public_id`; None when there is no such row."""
    reader = _reader(model, by)
    raw = statements.row(reader.sql, [key if by == "pk" else prepared(model, by, key)])
    if raw is None:
        return None
    values = list(raw[2:])
    for place, functions, expression in reader.converters:
        for convert in functions if values[place] is not None else ():
            values[place] = convert(values[place], expression, connection)
    return Locked(subject=reader.shape.build(values), recorded_at=_stamp(raw[0]), next_due=as_instant(raw[1]))


@cache
def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


# What the driver of PostgreSQL binds as Django would. A subclass (an enumeration, a lazy text) goes the long way.
_BOUND_AS_IS: dict[str, type] = {
    "BigIntegerField": int,
    "BooleanField": bool,
    "CharField": str,
    "DateField": date,
    "DateTimeField": datetime,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "TextField": str,
    "UUIDField": UUID,
}


@cache
def _bound_as_is(model: type[Model], name: str) -> type | None:
    """The type of value that needs no preparation for this column; None where every value does."""
    return _BOUND_AS_IS.get(_field(model, name).get_internal_type()) if statements.on_postgres() else None


def prepared(model: type[Model], name: str, value: Any) -> Any:
    """A value as this database stores the column."""
    if value is None:
        return None
    if type(value) is _bound_as_is(model, name) and (type(value) is not datetime or value.tzinfo is not None):
        return value
    field = _field(model, name)
    return field.get_db_prep_save(getattr(value, "pk", value) if field.is_relation else value, connection)


@cache
def column_type(model: type[Model], name: str, vendor: str) -> str:
    """Cast for a column's parameter on PostgreSQL, nothing on SQLite."""
    field: Any = model._meta.get_field(name)
    return f"::{field.rel_db_type(connection) if field.is_relation else field.cast_db_type(connection)}"


@cache
def column_of(model: type[Model], name: str) -> str:
    """Quoted column name of a field."""
    return f'"{model._meta.get_field(name).column}"'  # type: ignore[union-attr]
