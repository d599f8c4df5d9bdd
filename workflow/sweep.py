"""The clock's work: deadlines that have passed take effect, each once and at its own due time.

Set-wise: what is due together (same kind, transition and moment) goes through `engine.fire_many`, at most 1,000
at a time, oldest moment first. However often, late or doubled this runs, each deadline acts once: the subjects
are locked first, then the deadlines are read again, and the engine settles them in the step's own transaction.
What `fire_many` passed over is tried alone, and a refusal is settled as refused and shown as an incident.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from workflow import clock, engine, incidents
from workflow.actors import CLOCK
from workflow.deadlines import give_up
from workflow.errors import DomainError
from workflow.models.background import Deadline, Incident
from workflow.tables import model_of
from workflow.transactions import action

logger = logging.getLogger("workflow.sweep")

CHUNK: Final = 1_000
GRACE: Final = timedelta(seconds=2)


@dataclass(frozen=True)
class Swept:
    """What one sweep did."""

    fired: int = 0
    refused: int = 0
    failed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.fired + other.fired, self.refused + other.refused, self.failed + other.failed)


@dataclass(frozen=True)
class Batch:
    """Deadlines that are due at one moment and fire one transition on one kind of subject."""

    kind: str
    transition: str
    due_at: datetime
    subjects: tuple[int, ...]

    def pending(self) -> QuerySet[Deadline]:
        """Those of the batch that nobody has settled."""
        return Deadline.objects.filter(
            kind=self.kind,
            transition=self.transition,
            due_at=self.due_at,
            subject_id__in=self.subjects,
            settled_at__isnull=True,
        )


def overdue(*, before: datetime) -> QuerySet[Deadline]:
    """Unsettled deadlines due before a moment and not waiting for another try, oldest first."""
    ready = Q(next_try_at__isnull=True) | Q(next_try_at__lte=clock.now())
    return Deadline.objects.filter(ready, settled_at__isnull=True, due_at__lt=before).order_by("due_at", "pk")


def sweep_once(*, grace: timedelta = GRACE, limit: int = CHUNK) -> Swept:
    """Let up to ``limit`` passed deadlines take effect.

    A request stamped before its deadline may still be on its way, hence the grace.
    """
    swept = Swept()
    for batch in _batches(overdue(before=clock.now() - grace)[:limit]):
        swept += _fire_batch(batch)
    return swept


def sweep_all(*, grace: timedelta = GRACE) -> Swept:
    """Sweep until nothing is due. A consequence may set a deadline that has passed too."""
    total = Swept()
    while True:
        swept = sweep_once(grace=grace)
        total += swept
        if not swept.fired and not swept.refused:
            return total


def _batches(deadlines: Iterable[Deadline]) -> list[Batch]:
    def together(row: Deadline) -> tuple[datetime, str, str]:
        return (row.due_at, row.kind, row.transition)

    return [
        Batch(kind, transition, due_at, tuple(dict.fromkeys(row.subject_id for row in rows)))
        for (due_at, kind, transition), rows in groupby(sorted(deadlines, key=together), key=together)
    ]


def _fire_batch(batch: Batch) -> Swept:
    try:
        fired, passed_over = _fire_together(batch)
    except Exception as error:  # noqa: BLE001 - each deadline is tried alone next, and its fault kept
        logger.warning("sweep of %s goes one by one: %s", batch.transition, type(error).__name__)
        fired, passed_over = 0, list(batch.pending().values_list("subject_id", flat=True))
    swept = Swept(fired=fired)
    for subject_id in passed_over:
        swept += _fire_alone(batch, subject_id)
    return swept


@action
def _fire_together(batch: Batch) -> tuple[int, Sequence[int]]:
    """Fire what is still pending now that its subjects are locked; returns count and what was passed over."""
    locked = _lock(batch.kind, batch.subjects)
    model = model_of(batch.kind)
    ids = set(batch.pending().filter(subject_id__in=locked).values_list("subject_id", flat=True))
    fired = engine.fire_many(model, ids, batch.transition, actor=CLOCK, at=batch.due_at) if ids else 0
    left = set(batch.pending().filter(subject_id__in=ids).values_list("subject_id", flat=True))
    return fired, sorted(left | _gone(batch, locked))


def _gone(batch: Batch, locked: Sequence[int]) -> set[int]:
    """Subjects that are no longer there, as against those another worker holds."""
    missing = set(batch.subjects) - set(locked)
    if missing:
        missing -= set(model_of(batch.kind)._default_manager.filter(pk__in=missing).values_list("pk", flat=True))
    return missing


def _lock(kind: str, subjects: Sequence[int]) -> list[int]:
    """Lock the subjects in key order, passing over those another worker holds: they come with the next sweep."""
    rows = model_of(kind)._default_manager.filter(pk__in=subjects).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return list(rows.values_list("pk", flat=True))


def _fire_alone(batch: Batch, subject_id: int) -> Swept:
    try:
        return _fire_one(batch, subject_id)
    except DomainError as refused:
        return Swept(refused=_settle_refused(batch, subject_id, cause=incidents.cause_of(refused)))
    except Exception as error:
        logger.exception("deadline of %s %s failed: %s", batch.kind, subject_id, type(error).__name__)
        _note_failure(batch, subject_id, cause=incidents.cause_of(error))
        return Swept(failed=1)


@action
def _fire_one(batch: Batch, subject_id: int) -> Swept:
    model = model_of(batch.kind)
    rows = model._default_manager.filter(pk=subject_id)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    subject = rows.first()
    if not batch.pending().filter(subject_id=subject_id).exists():
        return Swept()
    if subject is None:
        raise DomainError(code="subject_gone")
    engine.fire(subject, batch.transition, actor=CLOCK, version=None, at=batch.due_at)
    return Swept(fired=1)


@action
def _settle_refused(batch: Batch, subject_id: int, *, cause: str) -> int:
    refused = list(batch.pending().filter(subject_id=subject_id))
    for row in refused:
        give_up(row, cause=cause)
    return len(refused)


@action
def _note_failure(batch: Batch, subject_id: int, *, cause: str) -> None:
    for row in batch.pending().filter(subject_id=subject_id):
        row.attempts += 1
        row.last_error = cause
        row.next_try_at = clock.now() + incidents.pause_after(row.attempts)
        row.save(update_fields=["attempts", "last_error", "next_try_at"])
        if row.attempts >= incidents.TRIES:
            give_up(row, cause=cause)


@incidents.retried_by(Incident.Source.DEADLINE)
def _retry(deadline_id: int) -> None:
    """Make a refused deadline pending again, unless the state has set a new one of the same name."""
    row = Deadline.objects.filter(pk=deadline_id, outcome=Deadline.Outcome.REFUSED).first()
    if row is None or _has_successor(row):
        return
    row.settled_at, row.outcome, row.attempts, row.next_try_at = None, "", 0, None
    row.save(update_fields=["settled_at", "outcome", "attempts", "next_try_at"])


def _has_successor(row: Deadline) -> bool:
    same = Deadline.objects.filter(kind=row.kind, subject_id=row.subject_id, name=row.name)
    return same.filter(settled_at__isnull=True).exists()
