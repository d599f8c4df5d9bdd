"""Work that gave up: a visible incident with its cause, and a retry for a person to press.

An incident carries ids and codes only, never text of people. Each kind of work registers how it is taken up
again; pressing retry resolves the incident and gives the work its five tries anew.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from workflow import clock
from workflow.actors import Actor
from workflow.errors import NotPermitted, NotVisible
from workflow.models.background import Incident
from workflow.roles import Role
from workflow.transactions import action

TRIES: Final = 5
PAUSES: Final = (
    timedelta(seconds=2),
    timedelta(seconds=15),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)

Retry = Callable[[int], None]
_retries: dict[str, Retry] = {}


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure; grows, and stays at the last."""
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def cause_of(error: BaseException) -> str:
    """A code for an error: its domain code, else its type. Never its message, which may quote a person."""
    return str(getattr(error, "code", "") or type(error).__name__)[:100]


def retried_by(source_kind: str) -> Callable[[Retry], Retry]:
    """Register how work of one kind is taken up again; the function gets the id of its row."""

    def register(function: Retry) -> Retry:
        _retries[source_kind] = function
        return function

    return register


def open_incident(source_kind: str, source_id: int, *, cause: str, attempts: int, detail: str = "") -> Incident:
    """Open the incident of a piece of work, or bring its open one up to date."""
    incident, created = Incident.objects.get_or_create(
        source_kind=source_kind,
        source_id=source_id,
        resolved_at=None,
        defaults={
            "cause": cause[:100],
            "attempts": attempts,
            "detail": detail[:300],
            "opened_at": clock.now(),
        },
    )
    if not created:
        incident.cause, incident.attempts, incident.detail = cause[:100], attempts, detail[:300]
        incident.save(update_fields=["cause", "attempts", "detail"])
    return incident


def close_incident(source_kind: str, source_id: int, *, by: int | None = None) -> None:
    """Mark the open incident of a piece of work as resolved, if there is one."""
    Incident.objects.filter(source_kind=source_kind, source_id=source_id, resolved_at=None).update(
        resolved_at=clock.now(), resolved_by=by
    )


def may_see_incidents(actor: Actor) -> bool:
    """HR officers and administrators look after background work."""
    return actor.active and (actor.holds(Role.HR) or actor.holds(Role.ADMIN))


@action
def retry_incident(public_id: UUID, *, actor: Actor) -> Incident:
    """Take the work up again, now. NotPermitted for others than HR and administrators."""
    if not may_see_incidents(actor):
        raise NotPermitted
    incident = Incident.objects.select_for_update().filter(public_id=public_id, resolved_at__isnull=True).first()
    if incident is None:
        raise NotVisible
    _retries[incident.source_kind](incident.source_id)
    incident.resolved_at, incident.resolved_by = clock.now(), actor.user_id
    incident.save(update_fields=["resolved_at", "resolved_by"])
    return incident
