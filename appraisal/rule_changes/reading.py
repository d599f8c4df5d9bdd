"""What a change would do, before anybody does it: forms by state, items, and the dates that would move. Reads only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from appraisal.editions.changes import ChangedPart, changes_between
from appraisal.models import Cycle, Evaluation
from appraisal.rule_changes.dates import KIND, by_span, spans_of
from appraisal.rule_changes.plan import KEPT, MOVABLE, Choice, ItemsDiff, choice_for, items_between
from appraisal.rules import RuleContent
from workflow import clock
from workflow.calendars import local_day
from workflow.models import Deadline


@dataclass(frozen=True, slots=True)
class StateLine:
    """Forms in one state: how many there are, what becomes of them, how many stay because a room holds them."""

    state: str
    choice: Choice
    number: int
    in_rooms: int

    @property
    def concerned(self) -> int:
        """Forms that would be moved or asked about."""
        return 0 if self.choice == Choice.KEEP else self.number - self.in_rooms


@dataclass(frozen=True, slots=True)
class DateLine:
    """Open dates of one kind that would go from one day to another. No name."""

    deadline: str
    first: date
    last: date
    number: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a change would do. Items: how many rows would be added and taken out if everybody who is asked agrees."""

    parts: tuple[ChangedPart, ...]
    states: tuple[StateLine, ...]
    items: ItemsDiff
    items_added: int
    items_removed: int
    dates: tuple[DateLine, ...]


def dry_run(cycle: Cycle, new: RuleContent, choices: Mapping[str, str]) -> DryRun:
    """The whole of it in two statements, and one for each counted date of a state that would move or be asked."""
    states = tuple(_states(cycle, choices))
    items = items_between(cycle.rules, new)
    concerned = sum(line.concerned for line in states)
    return DryRun(
        parts=tuple(changes_between(cycle.rules, new)),
        states=states,
        items=items,
        items_added=concerned * len(items.added),
        items_removed=concerned * len(items.removed),
        dates=tuple(_dates(cycle, new, choices)),
    )


def affected(cycle: Cycle, choices: Mapping[str, str]) -> "QuerySet[Evaluation]":
    """The forms that would be moved or asked about."""
    states = [state for state in MOVABLE if choice_for(choices, state) != Choice.KEEP]
    return Evaluation.objects.filter(cycle=cycle, state__in=states, room__isnull=True)


def _states(cycle: Cycle, choices: Mapping[str, str]) -> Iterator[StateLine]:
    rows = Evaluation.objects.filter(cycle=cycle).order_by().values("state")
    found = {row["state"]: row for row in rows.annotate(number=Count("pk"), in_rooms=Count("room"))}
    for state in (*MOVABLE, *KEPT):
        row = found.get(state, {"number": 0, "in_rooms": 0})
        yield StateLine(state, choice_for(choices, state), row["number"], row["in_rooms"])


def _dates(cycle: Cycle, new: RuleContent, choices: Mapping[str, str]) -> Iterator[DateLine]:
    now, counts = clock.now(), dict[tuple[str, date, date], int]()
    for state, name, span in spans_of(new.clocks):
        if choice_for(choices, state) == Choice.KEEP:
            continue
        forms = affected(cycle, choices).filter(state=state).values("pk")
        rows: Any = Deadline.objects.filter(kind=KIND, name=name, subject_id__in=forms, settled_at__isnull=True)
        for row in rows.order_by("pk").iterator(chunk_size=2_000):
            due = by_span(row, span, at=now, rules={})
            key = (name, local_day(row.due_at, zone=row.zone), local_day(due.due_at, zone=row.zone))
            if key[1] != key[2]:
                counts[key] = counts.get(key, 0) + 1
    for (name, first, last), number in sorted(counts.items()):
        yield DateLine(name, first, last, number)
