"""The daily seal: a Merkle root over the newest event of every subject, small enough to print and hand out.

Whoever keeps yesterday's root can tell a rewritten chain from the real one, even when every hash in it fits.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from workflow import clock
from workflow.models import DailySeal, Event
from workflow.transactions import action


def merkle_root(leaves: Iterable[str]) -> str:
    """Root over hex hashes in order; an odd one out is carried up alone. Nothing: the hash of nothing."""
    level = list(leaves)
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        joined = [hashlib.sha256(f"{left}{right}".encode()).hexdigest() for left, right in pairs]
        level = joined + level[len(level) - len(level) % 2 :]
    return level[0]


def heads_until(last_event_id: int) -> Iterator[str]:
    """Hash of each subject's newest event up to an id, ordered by kind and subject."""
    newest = (
        Event.objects.filter(pk__lte=last_event_id)
        .order_by("kind", "subject_id")
        .values("kind", "subject_id")
        .annotate(last=Max("pk"))
        .values_list("last", flat=True)
    )
    ids = list(newest.iterator(chunk_size=5_000))
    for start in range(0, len(ids), 5_000):
        part = ids[start : start + 5_000]
        hashes = dict(Event.objects.filter(pk__in=part).values_list("pk", "hash"))
        yield from (hashes.get(pk, "missing") for pk in part)


def seal_yesterday() -> DailySeal:
    """What the worker does: once a day has ended, seal the record as it is then. Cheap when done already."""
    yesterday = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date() - timedelta(days=1)
    return DailySeal.objects.filter(on=yesterday).first() or seal_day(on=yesterday)


@action
def seal_day(*, on: date | None = None) -> DailySeal:
    """Seal a day once; the same day again gives the stored seal."""
    moment = clock.now()
    day = on or moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    found = DailySeal.objects.filter(on=day).first()
    if found is not None:
        return found
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    heads = list(heads_until(last))
    return DailySeal.objects.create(
        on=day, last_event_id=last, subjects=len(heads), root=merkle_root(heads), sealed_at=moment
    )


def seal_holds(seal: DailySeal) -> bool:
    """Whether the record up to the seal still has the root that was handed out."""
    return merkle_root(heads_until(seal.last_event_id)) == seal.root
