"""Pending deadlines as people read them: when, and why this moment. Many subjects in one query."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Q

from workflow.due_sentences import lines
from workflow.machine import Machine
from workflow.models import Deadline
from workflow.tables import table_of


@dataclass(frozen=True, slots=True)
class DueNote:
    """One pending deadline. `explanation` is ready text, a line per thought; empty where nothing was stored."""

    name: str
    transition: str
    due_at: datetime
    explanation: tuple[str, ...]


Notes = dict[str, DueNote]
Subject = tuple[type[Machine], int]
Deadlines = dict[Subject, Notes]


def pending_of(model: type[Machine], ids: Collection[int]) -> dict[int, Notes]:
    """The pending deadlines of the subjects of one kind, by subject and name."""
    found = pending_among([(model, pk) for pk in ids])
    return {pk: found[model, pk] for pk in ids}


def pending_among(subjects: Collection[Subject]) -> Deadlines:
    """The same for subjects of several kinds, still in one query. Reminders are left out: they end nothing."""
    found: Deadlines = {subject: {} for subject in subjects}
    if not found:
        return found
    models = {model.kind: model for model, _pk in found}
    asked = Q()
    for kind, model in models.items():
        asked |= Q(kind=kind, subject_id__in=[pk for own, pk in found if own is model])
    for row in Deadline.objects.filter(asked, settled_at__isnull=True).order_by("due_at"):
        for note in notes_among(models[row.kind], [row]):
            found[models[row.kind], row.subject_id][row.name] = note
    return found


def notes_among(model: type[Machine], rows: Iterable[Deadline]) -> Iterator[DueNote]:
    """Deadlines of one kind as people read them, pending or not; without the reminders."""
    for row in rows:
        if not _reminds(model, row.name):
            yield DueNote(row.name, row.transition, row.due_at, why_lines(model, row.explanation))


@cache
def _reminds(model: type[Machine], name: str) -> bool:
    return any(rule.reminds for rules in table_of(model).deadlines.values() for rule in rules if rule.name == name)


def last_explanation(kind: str, subject: int, name: str) -> dict[str, Any]:
    """The explanation of the newest deadline of this name, settled or not; empty where there was none. One query."""
    rows = Deadline.objects.filter(kind=kind, subject_id=subject, name=name).order_by("-pk")
    return dict(json.loads(rows.values_list("explanation", flat=True).first() or "{}"))


def why_lines(model: type[Machine], stored: str) -> tuple[str, ...]:
    """The stored explanation of a deadline of a machine as lines of text; none where nothing was stored."""
    explanation: dict[str, Any] = json.loads(stored or "{}")
    row = table_of(model).rows.get(str(explanation.get("began", "")))
    return lines(explanation, began=row.label if row else "")
