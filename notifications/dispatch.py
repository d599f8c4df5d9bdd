"""From an event to its recipients: inbox rows, mails that wait, and a nudge for open pages.

A receiver of the outbox (see ``workflow/outbox.py``): database work only, in the relay's transaction. A doubled
message finds its rows already there. Who is told comes from the policy of the subject's kind, never from here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from notifications import push
from notifications.models import InboxItem, MailDelivery
from notifications.route import Route, routes_by_event
from notifications.routes import ROUTES
from workflow import clock
from workflow.models import Event, OutboxMessage
from workflow.notices import text_of
from workflow.outbox import receiver
from workflow.policies import policy_for
from workflow.tables import model_of

_TABLE = routes_by_event(ROUTES)


@dataclass(frozen=True)
class Notice:
    """One event for one person, by one line of the table."""

    event: Event
    subject: Any
    recipient_id: int
    role: str
    route: Route


@receiver
def deliver(messages: Sequence[OutboxMessage]) -> None:
    """Write the inbox rows and mails of a batch of messages, oldest event first."""
    routed = [message for message in messages if message.name in _TABLE]
    if not routed:
        return
    notices = list(_active_only(_notices(routed)))
    created = clock.now()
    items = [_item(notice, created_at=created) for notice in notices]
    InboxItem.objects.bulk_create(items, ignore_conflicts=True)
    mails = [_mail(notice, created_at=created) for notice in notices if notice.route.mail]
    MailDelivery.objects.bulk_create(mails, ignore_conflicts=True)
    frames = [frame for item in items for frame in push.frames_of(item)]
    transaction.on_commit(lambda: push.publish(frames), robust=True)


def recipients_of(subject: Any, roles: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Ids of the users the subject's policy names for roles or transitions, with what made them one; each once."""
    policy = policy_for(subject)
    found: set[int] = set()
    for role in roles:
        for user_id in policy.users_who_may(role, subject):
            if user_id not in found:
                found.add(user_id)
                yield user_id, role


def _notices(messages: Sequence[OutboxMessage]) -> Iterator[Notice]:
    events = Event.objects.in_bulk([message.event_id for message in messages])
    subjects = _subjects(messages)
    for message in messages:
        event, subject = events[message.event_id], subjects.get((message.kind, message.subject_id))
        if subject is not None:
            yield from _of_event(event, subject)


def _of_event(event: Event, subject: Any) -> Iterator[Notice]:
    told = {event.actor_id}
    for route in _TABLE[event.name]:
        for user_id, role in recipients_of(subject, route.to):
            if user_id not in told:
                told.add(user_id)
                yield Notice(event, subject, user_id, role, route)


def _subjects(messages: Sequence[OutboxMessage]) -> Mapping[tuple[str, int], Any]:
    """The subjects of the batch: one query per kind."""
    by_kind: dict[str, set[int]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, set()).add(message.subject_id)
    found: dict[tuple[str, int], Any] = {}
    for kind, ids in by_kind.items():
        model = model_of(kind)
        rows = model._default_manager.select_related(*model.lock_related) if model.lock_related else None
        query = rows if rows is not None else model._default_manager.all()
        found.update({(kind, pk): subject for pk, subject in query.in_bulk(ids).items()})
    return found


def _active_only(notices: Iterator[Notice]) -> Iterator[Notice]:
    """Leave out accounts that were switched off."""
    listed = list(notices)
    wanted = {notice.recipient_id for notice in listed}
    active = set(get_user_model().objects.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True))
    return (notice for notice in listed if notice.recipient_id in active)


def _item(notice: Notice, *, created_at: Any) -> InboxItem:
    urgency = InboxItem.Urgency.URGENT if notice.route.urgent else InboxItem.Urgency.NORMAL
    return InboxItem(
        event=notice.event,
        recipient_id=notice.recipient_id,
        kind=notice.event.kind,
        subject_id=notice.event.subject_id,
        subject_public_id=notice.subject.public_id,
        text_key=notice.route.text,
        role=notice.role,
        params=text_of(notice.route.text).values_for(notice.subject),
        urgency=urgency,
        happened_at=notice.event.effective_at,
        created_at=created_at,
    )


def _mail(notice: Notice, *, created_at: Any) -> MailDelivery:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "localhost"
    return MailDelivery(
        event=notice.event,
        recipient_id=notice.recipient_id,
        kind=notice.event.kind,
        subject_id=notice.event.subject_id,
        text_key=notice.route.text,
        role=notice.role,
        message_id=f"<{notice.event.pk}.{notice.recipient_id}.{notice.event.hash[:16]}@{host}>",
        created_at=created_at,
    )
