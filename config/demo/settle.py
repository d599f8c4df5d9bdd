"""After the demo is built: old news stays unsent, recent news fills the inboxes, no mail goes out."""

from datetime import datetime

from notifications import mailing
from workflow import clock
from workflow.models import OutboxMessage
from workflow.outbox import relay_all


def notices(*, since: datetime) -> None:
    """Deliver what happened since a moment to the inboxes; what is older counts as delivered."""
    now = clock.now()
    old = OutboxMessage.objects.filter(relayed_at__isnull=True, event__effective_at__lt=since)
    old.update(relayed_at=now)
    relay_all()
    mailing.drop_waiting(cause="demo")
