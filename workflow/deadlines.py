"""A deadline that cannot take effect: settled as refused, and shown as an incident. Shared by sweep and engine."""

from workflow import clock, incidents
from workflow.models.background import Deadline, Incident
from workflow.transactions import durable_or_joined


def give_up(row: Deadline, *, cause: str) -> bool:
    """Settle a pending deadline as refused and open its incident; False when somebody settled it before."""
    with durable_or_joined():
        changed = Deadline.objects.filter(pk=row.pk, settled_at__isnull=True).update(
            settled_at=clock.now(), outcome=Deadline.Outcome.REFUSED, last_error=cause[:200]
        )
        if changed:
            incidents.open_incident(
                Incident.Source.DEADLINE,
                row.pk,
                cause=cause,
                attempts=row.attempts,
                detail=f"{row.kind}:{row.subject_id} {row.transition}",
            )
    return bool(changed)
