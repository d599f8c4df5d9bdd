"""What a person can do with their notices. Only ever their own: a foreign one does not exist for them."""

from uuid import UUID

from notifications.models import InboxItem
from notifications.selectors import inbox_of
from workflow import clock
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.transactions import action


@action
def mark_read(public_id: UUID, *, actor: Actor) -> InboxItem:
    """Mark one notice as read; again changes nothing. NotVisible for a foreign or unknown one."""
    inbox_of(actor).filter(public_id=public_id, read_at__isnull=True).update(read_at=clock.now())
    item = inbox_of(actor).filter(public_id=public_id).first()
    if item is None:
        raise NotVisible
    return item


@action
def mark_all_read(*, actor: Actor, up_to: UUID | None = None) -> int:
    """Mark everything as read, or everything up to the newest notice the person has seen; returns how many."""
    items = inbox_of(actor).filter(read_at__isnull=True)
    if up_to is not None:
        newest_seen = inbox_of(actor).filter(public_id=up_to).values_list("pk", flat=True).first()
        items = items.filter(pk__lte=newest_seen or 0)
    return items.update(read_at=clock.now())
