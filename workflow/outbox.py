"""The relay: what a step wrote into the outbox reaches its receivers, at least once and in order per subject.

Receivers register with `@receiver`; they get a batch of messages and do database work only, inside the same
transaction that marks the messages as relayed, so that they happen exactly once. Anything that leaves the
database (mail, socket) is a row of its own that somebody else delivers. A message that fails is tried alone with
growing pauses while later messages of its subject wait; after five tries it is an incident and lets them pass.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from workflow import clock, incidents
from workflow.models.background import Incident, OutboxMessage
from workflow.transactions import action

logger = logging.getLogger("workflow.outbox")

BATCH: Final = 200
# SQLite has one writer: people must not wait for a long batch of notices.
BATCH_OF_SQLITE: Final = 40

Receiver = Callable[[Sequence[OutboxMessage]], None]
_receivers: list[Receiver] = []


def receiver(function: Receiver) -> Receiver:
    """Register a receiver of all messages. It must be idempotent and must not leave the database."""
    if function not in _receivers:
        _receivers.append(function)
    return function


def waiting() -> QuerySet[OutboxMessage]:
    """Messages that may be relayed now: not given up, their pause over, none of their subject waiting before."""
    blocking = OutboxMessage.objects.filter(
        relayed_at__isnull=True,
        kind=OuterRef("kind"),
        subject_id=OuterRef("subject_id"),
        pk__lt=OuterRef("pk"),
        attempts__gt=0,
        attempts__lt=incidents.TRIES,
    )
    pause_over = Q(next_try_at__isnull=True) | Q(next_try_at__lte=clock.now())
    pending = OutboxMessage.objects.filter(pause_over, relayed_at__isnull=True, attempts__lt=incidents.TRIES)
    return pending.filter(~Exists(blocking)).order_by("pk")


def relay_once(*, limit: int | None = None) -> int:
    """Relay up to ``limit`` messages (else a batch); returns how many. Any number of workers may do so at once."""
    if not OutboxMessage.objects.filter(relayed_at__isnull=True, attempts__lt=incidents.TRIES).exists():
        return 0
    limit = limit or (BATCH_OF_SQLITE if connection.vendor == "sqlite" else BATCH)
    try:
        relayed = _relay_batch(limit)
    except Exception as error:  # noqa: BLE001 - each message is tried alone next, and its fault kept
        logger.warning("batch of the outbox failed, going one by one: %s", type(error).__name__)
        relayed = 0
    return relayed or _relay_singly(limit)


def relay_all() -> int:
    """Relay until nothing can be relayed now."""
    total = 0
    while relayed := relay_once():
        total += relayed
    return total


@action
def _relay_batch(limit: int) -> int:
    # A message that failed before goes alone, so that it cannot hold up a batch again and again.
    messages = list(_locked(waiting().filter(attempts=0))[:limit])
    if messages:
        _hand_over(messages)
    return len(messages)


def _relay_singly(limit: int) -> int:
    relayed = 0
    for message_id in list(waiting().values_list("pk", flat=True)[:limit]):
        try:
            relayed += _relay_one(message_id)
        except Exception as error:
            logger.exception("message %s failed: %s", message_id, type(error).__name__)
            _note_failure(message_id, error)
    return relayed


@action
def _relay_one(message_id: int) -> int:
    message = _locked(waiting().filter(pk=message_id)).first()
    if message is None:
        return 0
    _hand_over([message])
    return 1


def _hand_over(messages: Sequence[OutboxMessage]) -> None:
    for receive in _receivers:
        receive(messages)
    OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
        relayed_at=clock.now(), next_try_at=None, last_error=""
    )


@action
def _note_failure(message_id: int, error: Exception) -> None:
    message = OutboxMessage.objects.select_for_update().filter(pk=message_id, relayed_at__isnull=True).first()
    if message is None:
        return
    message.attempts += 1
    message.last_error = incidents.cause_of(error)
    message.next_try_at = clock.now() + incidents.pause_after(message.attempts)
    message.save(update_fields=["attempts", "last_error", "next_try_at"])
    if message.attempts >= incidents.TRIES:
        incidents.open_incident(
            Incident.Source.OUTBOX,
            message.pk,
            cause=message.last_error,
            attempts=message.attempts,
            detail=message.name,
        )


@incidents.retried_by(Incident.Source.OUTBOX)
def _retry(message_id: int) -> None:
    OutboxMessage.objects.filter(pk=message_id, relayed_at__isnull=True).update(attempts=0, next_try_at=None)


def _locked(messages: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """Locked, and passing over what another worker holds, where the database can do that."""
    if connection.features.has_select_for_update_skip_locked:
        return messages.select_for_update(skip_locked=True, of=("self",))
    return messages
