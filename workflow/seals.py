"""The daily seal: a Merkle root over every head that changed since the last seal, chained, small enough to print.

Whoever keeps yesterday's code can tell a rewritten record from the real one, even when every hash in it fits. Sealing
is here; holding the record against the seals is in `workflow.auditing.sealed`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Max, OuterRef

from workflow import clock
from workflow.chain import canonical, digest_of, instant_text
from workflow.documents.codes import code_of
from workflow.models import DailySeal, Event, SealedHead
from workflow.transactions import action

CHUNK = 5_000
Head = tuple[str, int, int, str]


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


def leaf_of(head: Head) -> str:
    """The leaf of one head (kind, subject, version, hash of its event)."""
    return hashlib.sha256("\n".join(map(str, head)).encode()).hexdigest()


def root_of(heads: Iterable[Head]) -> str:
    """The root over heads in order of kind and subject."""
    return merkle_root(map(leaf_of, heads))


def seal_digest(seal: DailySeal, *, prev_hash: str) -> str:
    """The hash of a seal: over the one before it and its own facts. The same rule for seals that store none."""
    facts = {
        "on": seal.on.isoformat(),
        "last_event": seal.last_event_id,
        "events": seal.events,
        "subjects": seal.subjects,
        "root": seal.root,
        "sealed_at": instant_text(seal.sealed_at),
    }
    return digest_of(prev_hash, canonical(facts))


def newest_seal() -> DailySeal | None:
    """The last seal that was made."""
    return DailySeal.objects.order_by("-pk").first()


def chain_hash() -> str:
    """The hash of the newest seal; computed along the chain where old seals store none."""
    newest = newest_seal()
    if newest is None or newest.hash:
        return newest.hash if newest else ""
    previous = ""
    for seal in DailySeal.objects.order_by("pk"):
        previous = seal_digest(seal, prev_hash=previous)
    return previous


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
    heads = list(unsealed_heads(last))
    seal = DailySeal(
        on=day,
        last_event_id=last,
        events=Event.objects.filter(pk__lte=last).count(),
        subjects=len(heads),
        root=root_of(heads),
        prev_hash=chain_hash(),
        sealed_at=moment,
    )
    seal.hash = seal_digest(seal, prev_hash=seal.prev_hash)
    seal.code = code_of(seal.hash)
    seal.save(force_insert=True)
    rows = (SealedHead(seal=seal, kind=k, subject_id=s, version=v, hash=h) for k, s, v, h in heads)
    SealedHead.objects.bulk_create(rows, batch_size=CHUNK)
    return seal


def unsealed_heads(last_event_id: int) -> Iterator[Head]:
    """The newest event of each subject up to an id, unless a seal holds it already; by kind and subject.

    It asks for what no seal holds, not for new ids: an event that was written by a slow transaction while a day was
    being sealed is taken by the next seal.
    """
    same = {"kind": OuterRef("kind"), "subject_id": OuterRef("subject_id")}
    newer = Event.objects.filter(**same, version__gt=OuterRef("version"), pk__lte=last_event_id)
    sealed = SealedHead.objects.filter(**same, version__gte=OuterRef("version"))
    rows = Event.objects.filter(~Exists(newer), ~Exists(sealed), pk__lte=last_event_id)
    columns = rows.order_by("kind", "subject_id").values_list("kind", "subject_id", "version", "hash")
    yield from columns.iterator(chunk_size=CHUNK)
