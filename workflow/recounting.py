"""Dates counted anew after a change of the calendar: what would move, and moving it with an event for each subject.

Part of the engine: like a step it locks the subject, counts its version on, chains an event (`<kind>.dates_recounted`,
state unchanged) and announces it. It is no row of a machine, because it can happen in every state and decides nothing.
Dates that have passed are left alone, and no date is moved to before the end of the present day of its office.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workflow import clock
from workflow.actors import CLOCK
from workflow.bulk import chunks
from workflow.bulk_moves import Moves, said_of
from workflow.bulk_reading import lock_many
from workflow.bulk_writing import write_many
from workflow.calendars import (
    DueDate,
    Unit,
    WorkCalendar,
    due_after,
    end_of_day,
    extended,
    holds_of,
    local_day,
    reminder_before,
)
from workflow.facts import event_of
from workflow.machine import Machine, Row
from workflow.models import Deadline
from workflow.policies import policy_for
from workflow.step import Step
from workflow.tables import model_of
from workflow.transactions import within_action
from workflow.writing import NewDeadline

TRANSITION: Final = "recount_dates"
LABEL: Final = _("Dates counted anew after a change of the calendar")


def event_name(kind: str) -> str:
    """The name of the event for a kind of subject."""
    return f"{kind.rsplit('.', maxsplit=1)[-1]}.dates_recounted"


def row_of(kind: str, state: str) -> Row:
    """The recount of a subject in a state, written as a row of its machine would be."""
    return Row(TRANSITION, LABEL, (state,), state, frozenset({"clock"}), event_name(kind), hidden=True)


@dataclass(frozen=True, slots=True)
class Moved:
    """One pending deadline that another calendar moves."""

    row: Deadline
    due: DueDate

    @property
    def kind(self) -> str:
        """The kind of its subject."""
        return self.row.kind

    @property
    def before(self) -> datetime:
        """When it is due now."""
        return self.row.due_at

    @property
    def after(self) -> datetime:
        """When it would be due."""
        return self.due.due_at


def _pending(zone: str, now: datetime) -> QuerySet[Deadline]:
    """Deadlines of a zone that are still to come and count working days."""
    counted = Deadline.objects.filter(explanation__contains='"working_days"')
    return counted.filter(zone=zone, settled_at__isnull=True, due_at__gt=now)


def what_moves(zone: str, calendar: WorkCalendar) -> list[Moved]:
    """The pending deadlines of offices in a zone that ``calendar`` moves, by their present date. Reads only."""
    now = clock.now()
    found = (
        _moved(row, calendar, now) for row in _pending(zone, now).order_by("due_at", "pk").iterator(chunk_size=2_000)
    )
    return [one for one in found if one is not None]


def counted_again(explanation: Mapping[str, Any], *, calendar: WorkCalendar) -> DueDate | None:
    """A counted date by another calendar, with its holds and extensions; None for a day somebody fixed."""
    if "start" not in explanation or "amount" not in explanation:
        return None
    unit: Unit = explanation["unit"]
    stored = DueDate(datetime.fromisoformat(explanation["start"]), explanation)
    start, zone = stored.due_at, stored.zone
    due = due_after(start, int(explanation["amount"]), unit=unit, zone=zone, calendar=calendar, holds=holds_of(stored))
    for one in explanation.get("extensions", ()):
        due = extended(due, int(one["amount"]), unit=one["unit"], calendar=calendar, reason=one.get("reason", ""))
    if "before" in explanation:
        before = explanation["before"]
        due = reminder_before(due, int(before["amount"]), unit=before["unit"], calendar=calendar)
    kept = {name: explanation[name] for name in ("rules", "began", "recounts") if name in explanation}
    return replace(due, explanation={**due.explanation, **kept})


def _moved(row: Deadline, calendar: WorkCalendar, now: datetime) -> Moved | None:
    explanation: dict[str, Any] = json.loads(row.explanation)
    due = counted_again(explanation, calendar=calendar)
    if due is None or due.due_at == row.due_at:
        return None
    earliest = min(row.due_at, end_of_day(local_day(now, zone=row.zone), zone=row.zone))
    if due.due_at < earliest:
        due = replace(due, due_at=earliest)
        if earliest == row.due_at:
            return None
    days = {"from_day": local_day(row.due_at, zone=row.zone), "to_day": local_day(due.due_at, zone=row.zone)}
    note = {name: day.isoformat() for name, day in days.items()}
    told = {**due.explanation, "recounts": [*explanation.get("recounts", ()), note]}
    return Moved(row, replace(due, explanation=told))


@within_action
def recount(zone: str, calendar: WorkCalendar, *, cause: int | None = None) -> int:
    """Move every deadline that the calendar moves; returns how many. One event per subject, all or nothing.

    The subjects are locked first, then the deadlines are read again: what was settled meanwhile stays settled.
    """
    subjects: dict[str, set[int]] = {}
    for one in what_moves(zone, calendar):
        subjects.setdefault(one.kind, set()).add(one.row.subject_id)
    moved = 0
    for kind in sorted(subjects):
        for ids in chunks(subjects[kind]):
            moved += _recount_chunk(model_of(kind), ids, zone, calendar, cause)
    return moved


def _recount_chunk(
    model: type[Machine], ids: Sequence[int], zone: str, calendar: WorkCalendar, cause: int | None
) -> int:
    now = clock.now()
    locked = {subject.pk: subject for subject in lock_many(model, ids)}
    pending = _pending(zone, now).filter(kind=model.kind, subject_id__in=list(locked))
    moves: dict[int, list[Moved]] = {}
    for row in pending.order_by("pk"):
        one = _moved(row, calendar, now)
        if one is not None:
            moves.setdefault(row.subject_id, []).append(one)
    for state in sorted({str(locked[pk].state) for pk in moves}):
        steps = [_step(locked[pk], moves[pk], now) for pk in sorted(moves) if str(locked[pk].state) == state]
        _write(steps, moves, now=now, cause=cause)
    return sum(map(len, moves.values()))


def _step(subject: Any, moves: Iterable[Moved], now: datetime) -> Step:
    state = str(subject.state)
    row = row_of(subject.kind, state)
    payload = {"moved": [_note(one) for one in moves]}
    return Step(subject, row, CLOCK, now, payload, "", frozenset({"clock"}), state)


def _note(one: Moved) -> dict[str, str]:
    return {"deadline": one.row.name, "from": one.before.isoformat(), "to": one.after.isoformat()}


def _write(steps: Sequence[Step], moves: Mapping[int, Sequence[Moved]], *, now: datetime, cause: int | None) -> None:
    """Event, row, deadlines and outbox of subjects of one kind in one state; the state keeps its first day."""
    subject = steps[0].subject
    # The new dates have the old ones' names: the old must be settled first.
    rows = [one.row.pk for step in steps for one in moves[step.subject.pk]]
    Deadline.objects.filter(pk__in=rows).update(settled_at=now, outcome=Deadline.Outcome.SUPERSEDED)
    batch = Moves(type(subject), steps[0].transition, CLOCK, now, cause, settle="")
    for step in steps:
        found = moves[step.subject.pk]
        columns = _columns(step.subject, found)
        body, text = event_of(policy_for(subject), step, columns, recorded_at=now, cause=cause)
        kept = {**columns, "state_since": step.subject.state_since}
        made = batch.move(step.subject, said_of(body), now, kept, text)
        batch.add(made, [_fresh(one) for one in found])
    write_many(batch)


def _columns(subject: Any, moves: Iterable[Moved]) -> dict[str, Any]:
    """What the subject itself keeps of its dates, as it is after the move."""
    found = {name: getattr(subject, name) for name in sorted(set(subject.due_columns.values()))}
    found.update({subject.due_columns[o.row.name]: o.after for o in moves if o.row.name in subject.due_columns})
    return found


def _fresh(one: Moved) -> NewDeadline:
    return NewDeadline(one.row.name, one.row.transition, one.after, one.row.zone, one.due.explanation_text())


def by_day(moves: Iterable[Moved]) -> Iterator[tuple[str, date, date, int]]:
    """(kind, from, to, how many) of a dry run, without a name: what a change of the calendar does."""
    counts: dict[tuple[str, date, date], int] = {}
    for one in moves:
        zone = one.row.zone
        key = (one.kind, local_day(one.before, zone=zone), local_day(one.after, zone=zone))
        counts[key] = counts.get(key, 0) + 1
    for (kind, first, last), number in sorted(counts.items()):
        yield kind, first, last, number
