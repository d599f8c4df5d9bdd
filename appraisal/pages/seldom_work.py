"""What comes up seldom on the worklist, hearings and awards: read together, in one statement, and put into words apart.

Every page of tasks asks every provider; what most people never have must not cost each of them a statement of its own.
A part gives its rows in the columns of `Row` and the words of one; another seldom part is one more entry of ``PARTS``.
"""

from collections.abc import Mapping
from datetime import datetime
from types import ModuleType
from typing import Any, Final, NamedTuple
from uuid import UUID

from appraisal.awards import work as awards
from appraisal.pages import hearing_work as hearings
from workflow.actors import Actor
from workflow.worklist import NOTHING, Found, Worklist, register_worklist

PARTS: Final[Mapping[str, ModuleType]] = {"hearing": hearings, "award": awards}


class Row(NamedTuple):
    """One row of any part: what it is, where its page is, whom and what it is about, since when it waits."""

    part: str
    key: UUID
    page: UUID
    state: str
    name: str
    about: str
    since: datetime


@register_worklist
class SeldomWork:
    """Hearings and awards in which the person owes something now."""

    def find(self, actor: Actor, *, limit: int) -> Found:
        """One statement for all parts, none for who can owe nothing."""
        parts = [rows for rows in (part.owed_by(actor) for part in PARTS.values()) if rows is not None]
        if not parts:
            return NOTHING
        first, *others = (rows.order_by().values_list(*Row._fields) for rows in parts)
        found: Any = first.union(*others, all=True) if others else first
        rows = [Row(*values) for values in found.order_by("since", "key")[:limit]]
        return Found(lambda _deadlines: Worklist(tuple(PARTS[row.part].task_of(row) for row in rows), ()))
