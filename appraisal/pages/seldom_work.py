"""What comes up seldom on the worklist (hearings, awards, plans, dialogue, delegations): read in one statement.

Every page of tasks asks every provider; what most people never have must not cost each of them a statement of its own.
A part gives its rows in the columns of `Row` (those of `BLANK` only where they say something) and the words of one;
another seldom part is one more entry of ``PARTS``. A part whose tasks end on a day names that deadline, model and name,
as its ``DEADLINE``.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import ModuleType
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, CharField, DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from appraisal.annual import work as annual
from appraisal.awards import work as awards
from appraisal.calibration import work as calibration
from appraisal.corrections import work as corrections
from appraisal.dialogue import feedback_work, meeting_work
from appraisal.innovations import worklist as innovations
from appraisal.pages import hearing_work as hearings
from appraisal.plans import worklist as plans
from appraisal.rule_changes import offer_work as rule_offers
from appraisal.rule_changes import work as rule_changes
from appraisal.segments import work as segments
from organization import delegation_work as delegations
from workflow.actors import Actor
from workflow.errors import Text
from workflow.pending import Deadlines, Subject
from workflow.worklist import NOTHING, Found, Task, Waiting, Worklist, register_worklist

PARTS: Final[Mapping[str, ModuleType]] = {
    "hearing": hearings,
    "award": awards,
    "plan": plans,
    "innovation": innovations,
    "annual": annual,
    "feedback": feedback_work,
    "dialogue": meeting_work,
    "room": calibration,
    "delegation": delegations,
    "correction": corrections,
    "segment": segments,
    "rule_change": rule_changes,
    "rule_offer": rule_offers,
}
KINDS: Final[Mapping[str, Text]] = {
    "hearing": _("Hearings"),
    "award": _("Awards"),
    "plan": _("Plans"),
    "innovation": _("Innovations"),
    "annual": _("Annual results"),
    "feedback": _("Feedback"),
    "dialogue": _("Dialogue meetings"),
    "room": _("Calibration rooms"),
    "delegation": _("Delegations"),
    "correction": _("Corrections of the assessor"),
    "segment": _("Segments of a period"),
    "rule_change": _("Changes of the rules"),
    "rule_offer": _("Offers of other rules"),
}
_NOTHING_SAID: Final = Value("", output_field=CharField())
BLANK: Final[Mapping[str, Any]] = {
    "holder": _NOTHING_SAID,
    "capacity": _NOTHING_SAID,
    "office": _NOTHING_SAID,
    "own": Value(value=False, output_field=BooleanField()),
    "overdue": Cast(Value(None), DateTimeField()),
}


class Row(NamedTuple):
    """One row of any part: what it is, where its page is, whom and what it is about, since when it waits.

    `holder`: whose word it waits for; `capacity`, `office`: as what the person is asked; `own`: it is about oneself;
    `overdue`: the moment it should have been done by, where that is past and the task goes on.
    """

    part: str
    key: UUID
    page: UUID
    state: str
    name: str
    about: str
    since: datetime
    holder: str
    capacity: str
    office: str
    own: bool
    overdue: datetime | None
    row_id: int


@register_worklist
class SeldomWork:
    """Hearings, awards, plans, innovations, feedback and meetings in which the person owes or awaits something now."""

    kinds: Final = KINDS

    def owed(self, actor: Actor) -> "tuple[QuerySet[Any, Any], ...]":
        """The tasks of `find`, to be counted: what a part names as `AWAITED` is none."""
        parts = ((part, part.owed_by(actor)) for part in PARTS.values())
        return tuple(rows.exclude(getattr(part, "AWAITED", Q(pk__in=()))) for part, rows in parts if rows is not None)

    def find(self, actor: Actor, *, limit: int) -> Found:
        """One statement for all parts, none for who can owe nothing."""
        parts = [rows for rows in (part.owed_by(actor) for part in PARTS.values()) if rows is not None]
        if not parts:
            return NOTHING
        first, *others = (_in_columns(rows) for rows in parts)
        found: Any = first.union(*others, all=True) if others else first
        rows = [Row(*values) for values in found.order_by("since", "key")[: 2 * limit]]
        subjects = tuple(subject for row in rows if (subject := _with_deadline(row)) is not None)
        return Found(lambda deadlines: _in_words(rows, deadlines, limit=limit), subjects)


def _in_columns(rows: "QuerySet[Any]") -> Any:
    """The columns of `Row`; one that the table itself has (the office in a delegation) is taken from it."""
    said = {*rows.query.annotations, *(field.name for field in rows.model._meta.get_fields())}
    unsaid = {name: blank for name, blank in BLANK.items() if name not in said}
    return rows.order_by().annotate(row_id=F("pk"), **unsaid).values_list(*Row._fields)


def _with_deadline(row: Row) -> Subject | None:
    """The row as the subject of a deadline; None for parts without one."""
    named = getattr(PARTS[row.part], "DEADLINE", None)
    return (named[0], row.row_id) if named else None


def _line_of(row: Row, deadlines: Deadlines) -> Task | Waiting:
    """One row in words, with its due date: the pending deadline, else the day that passed."""
    line: Task | Waiting = PARTS[row.part].line_of(row)
    subject = _with_deadline(row)
    note = deadlines[subject].get(PARTS[row.part].DEADLINE[1]) if subject else None
    if note is None:
        return replace(line, due_at=row.overdue) if row.overdue else line
    return replace(line, due_at=note.due_at, explanation=note.explanation)


def _in_words(rows: list[Row], deadlines: Deadlines, *, limit: int) -> Worklist:
    lines = [_line_of(row, deadlines) for row in rows]
    tasks = tuple(line for line in lines if isinstance(line, Task))
    return Worklist(tasks[:limit], tuple(line for line in lines if isinstance(line, Waiting))[:limit])
