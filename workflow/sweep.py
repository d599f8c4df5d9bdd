"""The clock's work: deadlines that have passed take effect, each once and at its own due time.

Set-wise: what follows each other and fires the same transition of one kind goes through `bulk.fire_locked`, each at
its own moment, at most 1,000 at a time, oldest moment first. However often, late or doubled this runs, each deadline
acts once: the subjects are locked first, then the deadlines are read again, and the engine settles them in the step's
own transaction. What was passed over is tried alone, and a refusal is settled as refused and shown as an incident.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from workflow import bulk, clock, engine, incidents, statements
from workflow.actors import CLOCK
from workflow.bulk_reading import listed, lock_many
from workflow.deadlines import give_up
from workflow.errors import DomainError
from workflow.locking import as_instant
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
    """Deadlines that fire one transition on one kind of subject: the moment of each, by subject."""

    kind: str
    transition: str
    moments: Mapping[int, datetime]

    def pending(self, subjects: Iterable[int]) -> dict[int, datetime]:
        """Those of the batch that nobody has settled or moved, of some subjects."""
        rows = statements.rows(_pending(), [self.kind, self.transition, listed(subjects)])
        found = ((subject, as_instant(due_at)) for subject, due_at in rows)
        return {subject: due_at for subject, due_at in found if due_at and self.moments[subject] == due_at}

    def rows_of(self, subject_id: int) -> QuerySet[Deadline]:
        """The pending deadline of one subject (several, where they have one moment)."""
        return Deadline.objects.filter(
            kind=self.kind,
            transition=self.transition,
            due_at=self.moments[subject_id],
            subject_id=subject_id,
            settled_at__isnull=True,
        )


@cache
def _pending() -> str:
    chosen = "= ANY(%s::bigint[])" if statements.on_postgres() else "IN (SELECT value FROM json_each(%s))"
    return (
        "SELECT subject_id, due_at FROM workflow_deadline WHERE kind = %s AND transition = %s"
        f" AND subject_id {chosen} AND settled_at IS NULL"
    )


def overdue(*, before: datetime) -> QuerySet[Deadline]:
    """Unsettled deadlines due before a moment and not waiting for another try, oldest first."""
    ready = Q(next_try_at__isnull=True) | Q(next_try_at__lte=clock.now())
    return Deadline.objects.filter(ready, settled_at__isnull=True, due_at__lt=before).order_by("due_at", "pk")


def sweep_once(*, grace: timedelta = GRACE, limit: int = CHUNK, patient: bool = False) -> Swept:
    """Let up to ``limit`` passed deadlines take effect; ``patient``: wait for subjects that another worker holds.

    A request stamped before its deadline may still be on its way, hence the grace.
    """
    swept = Swept()
    for batch in _batches(overdue(before=clock.now() - grace)[:limit]):
        swept += _fire_batch(batch, patient=patient)
    return swept


def sweep_all(*, grace: timedelta = GRACE, patient: bool = False) -> Swept:
    """Sweep until nothing is due. A consequence may set a deadline that has passed too.

    ``patient``: what another worker is about to do has been done as well when this returns.
    """
    total = Swept()
    while True:
        swept = sweep_once(grace=grace, patient=patient)
        total += swept
        if swept.fired or swept.refused:
            continue
        if not patient or not overdue(before=clock.now() - grace).exists():
            return total


def _batches(deadlines: QuerySet[Deadline]) -> Iterator[Batch]:
    """In the order of their moments; a batch goes on as long as the next one fires the same on another subject."""
    due = sorted(deadlines.values_list("due_at", "kind", "transition", "subject_id"))
    for (kind, transition), rows in groupby(due, key=itemgetter(1, 2)):
        moments: dict[int, datetime] = {}
        for due_at, _kind, _transition, subject_id in rows:
            if moments.get(subject_id, due_at) != due_at:
                yield Batch(kind, transition, moments)
                moments = {}
            moments[subject_id] = due_at
        yield Batch(kind, transition, moments)


def _fire_batch(batch: Batch, *, patient: bool) -> Swept:
    try:
        fired, passed_over = _fire_together(batch, patient=patient)
    except Exception as error:  # noqa: BLE001 - each deadline is tried alone next, and its fault kept
        logger.warning("sweep of %s goes one by one: %s", batch.transition, type(error).__name__)
        pending = batch.pending(list(batch.moments))
        fired, passed_over = 0, sorted(pending, key=lambda subject: (pending[subject], subject))
    swept = Swept(fired=fired)
    for subject_id in passed_over:
        swept += _fire_alone(batch, subject_id)
    return swept


@action
def _fire_together(batch: Batch, *, patient: bool) -> tuple[int, Sequence[int]]:
    """Fire what is still pending now that its subjects are locked; returns count and what was passed over.

    Subjects another worker holds are passed over by the lock, unless ``patient``: they come with the next sweep.
    """
    model = model_of(batch.kind)
    locked = lock_many(model, sorted(batch.moments), pass_over=not patient)
    pending = batch.pending([subject.pk for subject in locked])
    due = [subject for subject in locked if subject.pk in pending]
    moved = bulk.fire_locked(model, due, batch.transition, actor=CLOCK, at=pending) if due else set()
    left = (set(pending) - moved) | _gone(batch, [subject.pk for subject in locked])
    return len(moved), sorted(left)


def _gone(batch: Batch, locked: Collection[int]) -> set[int]:
    """Subjects that are no longer there, as against those another worker holds."""
    missing = set(batch.moments).difference(locked)
    if missing:
        missing -= set(model_of(batch.kind)._default_manager.filter(pk__in=missing).values_list("pk", flat=True))
    return missing


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
    if not batch.rows_of(subject_id).exists():
        return Swept()
    if subject is None:
        raise DomainError(code="subject_gone")
    engine.fire(subject, batch.transition, actor=CLOCK, version=None, at=batch.moments[subject_id])
    return Swept(fired=1)


@action
def _settle_refused(batch: Batch, subject_id: int, *, cause: str) -> int:
    refused = list(batch.rows_of(subject_id))
    for row in refused:
        give_up(row, cause=cause)
    return len(refused)


@action
def _note_failure(batch: Batch, subject_id: int, *, cause: str) -> None:
    for row in batch.rows_of(subject_id):
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
