"""Tables of the engine: events and what keeps background work certain."""

from workflow.models.background import Deadline, Holiday, Incident, Job, OutboxMessage
from workflow.models.documents import Document
from workflow.models.events import (
    AccessRecord,
    ClockOffset,
    DailySeal,
    Event,
    EventText,
    IdempotencyKey,
    SealedHead,
)
from workflow.models.signatures import Signature

__all__ = [
    "AccessRecord",
    "ClockOffset",
    "DailySeal",
    "Deadline",
    "Document",
    "Event",
    "EventText",
    "Holiday",
    "IdempotencyKey",
    "Incident",
    "Job",
    "OutboxMessage",
    "SealedHead",
    "Signature",
]
