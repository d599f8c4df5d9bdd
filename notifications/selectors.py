"""What a person's inbox shows: newest first, words only while they may still see the subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from notifications.models import InboxItem
from workflow.actors import Actor
from workflow.notices import NoticeText, text_of
from workflow.policies import policy_for
from workflow.tables import model_of

PAGE_SIZE = 30


@dataclass(frozen=True)
class ShownNotice:
    """A notice as a page or the API shows it. ``url`` is empty when its subject is no longer the reader's to see."""

    public_id: UUID
    title: str
    body: str
    action: str
    url: str
    urgent: bool
    happened_at: datetime
    read_at: datetime | None
    kind: str
    subject_public_id: UUID | None


def inbox_of(actor: Actor) -> QuerySet[InboxItem]:
    """All notices of a person, whatever they are about; the only way to read an inbox."""
    if not actor.active or actor.user_id is None:
        return InboxItem.objects.none()
    return InboxItem.objects.filter(recipient_id=actor.user_id)


def unread_count(actor: Actor) -> int:
    """How many notices have not been read."""
    return inbox_of(actor).filter(read_at__isnull=True).count()


def page_before(actor: Actor, *, before: UUID | None, unread_only: bool = False) -> tuple[list[InboxItem], bool]:
    """One page of an inbox behind the notice ``before``, and whether there is more. Nothing is counted."""
    items = inbox_of(actor)
    if unread_only:
        items = items.filter(read_at__isnull=True)
    if before is not None:
        anchor = inbox_of(actor).filter(public_id=before).values_list("pk", flat=True).first()
        items = items.filter(pk__lt=anchor or 0)
    rows = list(items.order_by("-pk")[: PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def shown(items: Sequence[InboxItem], *, actor: Actor) -> list[ShownNotice]:
    """Notices with their words; one question per kind of subject, however many there are."""
    visible = _visible_subjects(items, actor=actor)
    return [_shown(item, is_visible=(item.kind, item.subject_id) in visible) for item in items]


def link_of(item: InboxItem, *, actor: Actor) -> str:
    """Where a notice leads, or nothing."""
    return shown([item], actor=actor)[0].url


def _visible_subjects(items: Sequence[InboxItem], *, actor: Actor) -> set[tuple[str, int]]:
    by_kind: dict[str, set[int]] = {}
    for item in items:
        by_kind.setdefault(item.kind, set()).add(item.subject_id)
    found: set[tuple[str, int]] = set()
    for kind, ids in by_kind.items():
        rows = policy_for(model_of(kind)).visible_to(actor).filter(pk__in=ids)
        found.update((kind, pk) for pk in rows.values_list("pk", flat=True))
    return found


def _shown(item: InboxItem, *, is_visible: bool) -> ShownNotice:
    text = text_of(item.text_key)
    return ShownNotice(
        public_id=item.public_id,
        title=_filled(text.title, item) if is_visible else str(text.mail),
        body=_filled(text.body, item) if is_visible else "",
        action=str(text.action) if is_visible else "",
        url=_address(text, item) if is_visible else "",
        urgent=item.urgency == InboxItem.Urgency.URGENT,
        happened_at=item.happened_at,
        read_at=item.read_at,
        kind=item.kind,
        subject_public_id=item.subject_public_id if is_visible else None,
    )


def _filled(words: object, item: InboxItem) -> str:
    return str(words) % item.params if item.params else str(words)


def _address(text: NoticeText, item: InboxItem) -> str:
    try:
        return reverse(text.link, args=[item.subject_public_id]) if text.link else ""
    except NoReverseMatch:
        return ""
