"""What lies beside the items of a form: achievements, feedback and agreements of its period, in one statement.

Achievements belong to the employee's part: whoever may read that reads them. Feedback and agreements are of the two
sides alone; nothing of a round without names is read by whoever was asked in it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
)

from appraisal.machines.dialogue_meeting import DialogueMeetingState
from appraisal.machines.feedback import FeedbackState
from appraisal.models import (
    Agreement,
    Evaluation,
    Feedback,
    FeedbackText,
    LogEntry,
    Recognition,
    TargetKind,
    UnnamedText,
)
from appraisal.models.feedback import Relation
from appraisal.models.meetings import FollowUp, Owner
from appraisal.policies import ASSESSOR, SELF, SUBJECT
from appraisal.recognition.selectors import MOST_SHOWN, notes_beside
from workflow.actors import Actor
from workflow.policies import policy_for

ENTRY, NAMED, UNNAMED, AGREED, NOTE = "entry", "named", "unnamed", "agreed", "note"
SIDES: Final = frozenset({SUBJECT, ASSESSOR})
PLAN: Final = TargetKind.PLAN.value
_NOBODY: Final = Value("", output_field=CharField())


class Row(NamedTuple):
    """One line of any part. `who`: giver or owner; `more`: relation or outcome; `number`: files of an entry."""

    part: str
    kind: str
    code: str
    labels: Any
    text: str
    who: str
    more: str
    on: date | None
    key: Any
    number: int
    place: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the fold-out shows it."""

    row: Row
    label: str

    @property
    def relation(self) -> str:
        return str(Relation(self.row.more).label) if self.row.part == NAMED else ""

    @property
    def owner(self) -> str:
        return str(Owner(self.row.who).label) if self.row.part == AGREED else ""

    @property
    def outcome(self) -> str:
        return str(FollowUp(self.row.more).label) if self.row.part == AGREED else ""


@dataclass(slots=True)
class Beside:
    """What belongs to one item."""

    entries: list[Line] = field(default_factory=list)
    named: list[Line] = field(default_factory=list)
    unnamed: list[Line] = field(default_factory=list)
    agreed: list[Line] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(each) for each in (self.entries, self.named, self.unnamed, self.agreed))

    def take(self, line: Line) -> None:
        """Put a line where it belongs."""
        parts = {ENTRY: self.entries, NAMED: self.named, UNNAMED: self.unnamed, AGREED: self.agreed}
        parts[line.row.part].append(line)


@dataclass(frozen=True, slots=True)
class AllBeside:
    """By code of the item; `plan`: what belongs to results of the plan; `general`: to the work as a whole.

    `notes`: the newest recognition notes, which stand in a part of the page of their own.
    """

    by_code: dict[str, Beside] = field(default_factory=dict)
    plan: Beside = field(default_factory=Beside)
    general: Beside = field(default_factory=Beside)
    notes: list[Recognition] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.by_code or self.plan.count or self.general.count)


def reads_beside(evaluation: Evaluation, actor: Actor) -> bool:
    """Whether anything beside the items is open to this reader: the employee's part, or being one of the two sides."""
    policy = policy_for(evaluation)
    return SELF in policy.fields_for(actor, evaluation) or bool(policy.roles_of(actor, evaluation) & SIDES)


def beside(evaluation: Evaluation, actor: Actor, *, with_notes: bool = False) -> AllBeside:
    """What the reader of a form may see beside its items; one statement, none where that is nothing.

    `with_notes`: recognition notes are read along, by their own policy.
    """
    policy = policy_for(evaluation)
    roles, fields = policy.roles_of(actor, evaluation), policy.fields_for(actor, evaluation)
    parts: list[QuerySet[Any, Any]] = [_entries(evaluation)] if SELF in fields else []
    if roles & SIDES:
        parts += [_named(evaluation), _unnamed(evaluation, actor), _agreed(evaluation)]
    if with_notes:
        parts.append(_notes(evaluation, actor))
    if not parts:
        return AllBeside()
    first, *others = parts
    found: Any = first.union(*others, all=True) if others else first
    # Texts without names keep the order of their box; the others stand by day.
    return _sorted(sorted((Row(*values) for values in found), key=_order))


def _order(row: Row) -> tuple[str, date, int]:
    return (row.part, row.on or date.min, row.place)


def _sorted(rows: Collection[Row]) -> AllBeside:
    found = AllBeside()
    for row in rows:
        if row.part == NOTE:
            found.notes.insert(
                0, Recognition(public_id=row.key, giver_name=row.who, given_on=row.on or date.min, text=row.text)
            )
            continue
        if row.kind == PLAN:
            where = found.plan
        elif row.kind:
            where = found.by_code.setdefault(row.code, Beside())
        else:
            where = found.general
        where.take(Line(row, _label(row)))
    del found.notes[MOST_SHOWN:]
    return found


def _label(row: Row) -> str:
    from appraisal.dialogue.targets import Target

    return Target(row.kind, row.code, row.labels).label if row.kind else ""


def _columns(rows: "QuerySet[Any]", part: str, **named: Any) -> "QuerySet[Any, Any]":
    given = {
        "row_part": Value(part, output_field=CharField()),
        "row_who": named.get("who", _NOBODY),
        "row_more": named.get("more", _NOBODY),
        "row_on": named.get("on", Value(None, output_field=DateField())),
        "row_key": named.get("key", Value(None, output_field=UUIDField())),
        "row_number": named.get("number", Value(0, output_field=IntegerField())),
    }
    wanted = ("row_part", "target_kind", "target_code", "target_labels", "text")
    more = ("row_who", "row_more", "row_on", "row_key", "row_number", "pk")
    found: QuerySet[Any, Any] = rows.order_by().annotate(**given).values_list(*wanted, *more)
    return found


def _notes(evaluation: Evaluation, actor: Actor) -> "QuerySet[Any, Any]":
    nothing = dict.fromkeys(("target_kind", "target_code"), _NOBODY)
    labels = Value({}, output_field=JSONField())
    rows = notes_beside(actor, evaluation).annotate(**nothing, target_labels=labels)
    return _columns(rows, NOTE, who=F("giver_name"), on=F("given_on"), key=F("public_id"))


def _days(evaluation: Evaluation) -> tuple[date, date]:
    """From the first day of the period to the end of the cycle, as for recognition notes."""
    return evaluation.cycle.period_from, evaluation.cycle.close_by


def _entries(evaluation: Evaluation) -> "QuerySet[Any, Any]":
    days = (evaluation.cycle.period_from, evaluation.cycle.period_until)
    rows = LogEntry.objects.filter(year__employee_id=evaluation.employee_id, on__range=days, removed_at__isnull=True)
    files = Count("evidence", filter=Q(evidence__removed_at__isnull=True))
    return _columns(rows, ENTRY, on=F("on"), key=F("public_id"), number=files)


def _named(evaluation: Evaluation) -> "QuerySet[Any, Any]":
    rows = FeedbackText.objects.filter(
        feedback__year__employee_id=evaluation.employee_id,
        feedback__state=FeedbackState.GIVEN,
        feedback__on__range=_days(evaluation),
    )
    who, more = F("feedback__giver_name"), F("feedback__relation")
    return _columns(rows, NAMED, who=who, more=more, on=F("feedback__on"), key=F("feedback__public_id"))


def _unnamed(evaluation: Evaluation, actor: Actor) -> "QuerySet[Any, Any]":
    rows = UnnamedText.objects.filter(
        round__year__employee_id=evaluation.employee_id, round__opened_on__range=_days(evaluation)
    )
    own = Feedback.objects.filter(round=OuterRef("round"), giver_id=actor.employee_id or 0)
    return _columns(rows.filter(~Exists(own)), UNNAMED)


def _agreed(evaluation: Evaluation) -> "QuerySet[Any, Any]":
    held = (DialogueMeetingState.HELD, DialogueMeetingState.CONFIRMED)
    rows = Agreement.objects.filter(
        meeting__year__employee_id=evaluation.employee_id,
        meeting__state__in=held,
        meeting__on__range=_days(evaluation),
    )
    return _columns(rows, AGREED, who=F("owner"), more=F("outcome"), on=F("due_on"), key=F("meeting__public_id"))
