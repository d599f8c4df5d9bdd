"""How many tasks wait for a person, as an expression that a statement which is sent anyway takes along.

Every page shows the count, so it must cost next to nothing. The rows to be counted are some twenty querysets; turning
them into SQL costs ten times as much as running it. Therefore the text is made once for an actor as he stands (his
grants, delegations and the day) and kept; the numbers are never kept, they are read each time. What the conditions say
about the present moment is put in anew at each use. What belongs here: that, and nothing about which rows there are.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Func, IntegerField, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils.dateparse import parse_datetime

from workflow import clock
from workflow.actors import Actor
from workflow.worklist import owed_to

MOST_KEPT: Final = 4_096
INSTANT: Final = timedelta(microseconds=1)
Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text of the count with its values; `moments`: which of these lie how far from the present moment."""

    sql: str
    params: tuple[Any, ...]
    moments: Mapping[int, timedelta] = field(default_factory=dict)


class Tally(Expression):
    """The number of tasks of an actor at this moment."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(output_field=IntegerField())
        self.actor = actor

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The kept text, with the present moment put into its places."""
        now = clock.now()
        found = prepared(connection.alias, as_he_stands(self.actor), now.date(), now.hour)
        params = list(found.params)
        for place, distance in found.moments.items():
            params[place] = connection.ops.adapt_datetimefield_value(now + distance)
        return found.sql, tuple(params)


def tally(actor: Actor) -> Tally:
    """How many tasks wait for the actor; agrees with the rows of `worklist_of` without a limit."""
    return Tally(actor)


def as_he_stands(actor: Actor) -> Actor:
    """The actor without what belongs to the request alone."""
    return replace(actor, label="", request_id="", channel="")


@lru_cache(maxsize=MOST_KEPT)
def prepared(using: str, actor: Actor, _day: date, _hour: int) -> Prepared:
    """The count of one actor as text. Kept for an hour of UTC, so that no local day outlives its end.

    Made for two moments next to each other: values that differ are the moments in it.
    """
    now = clock.now()
    sql, params = statement_of(using, actor, at=now)
    beside = now - INSTANT if now.microsecond else now + INSTANT
    _same, others = statement_of(using, actor, at=beside)
    moved = [place for place, (one, other) in enumerate(zip(params, others, strict=True)) if plain(one) != plain(other)]
    return Prepared(sys.intern(sql), params, {place: moment_of(params[place]) - now for place in moved})


def statement_of(using: str, actor: Actor, *, at: datetime) -> Statement:
    """The sum of all counts, and its values, as at a moment."""
    with clock.frozen(at):
        parts = [part for rows in owed_to(actor) if (part := count_of(rows, using=using))]
    text = " + ".join(f"({sql})" for sql, _params in parts)
    return f"({text or '0'})", tuple(value for _sql, params in parts for value in params)


def count_of(rows: "QuerySet[Any, Any]", *, using: str) -> Statement | None:
    """COUNT as a plain function, because an aggregate would group by annotations; None for rows that cannot be."""
    counted = rows.order_by().annotate(tally=Func("pk", function="COUNT", output_field=IntegerField()))
    try:
        sql, params = counted.values("tally").query.get_compiler(connection=connections[using]).as_sql()
    except EmptyResultSet:
        return None
    return sql, tuple(params)


def plain(value: Any) -> Any:
    """What a value says: JSON comes to PostgreSQL in an envelope that equals no other."""
    return getattr(value, "obj", value)


def moment_of(value: Any) -> datetime:
    """A moment as the database takes it: aware, or as text in UTC."""
    found = value if isinstance(value, datetime) else parse_datetime(str(value))
    if found is None:
        raise TypeError("a value that moves with the clock is no moment")
    return found if found.tzinfo else found.replace(tzinfo=UTC)
