"""The record held against its daily seals: what no chain can tell by itself, because somebody made the chain fit.

A cut tail, a rewritten chain and an event set in afterwards leave every hash of a chain right. The heads that were
sealed at the end of each day say otherwise, the root says whether the heads are still those, and the printed code says
whether the seal still is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from workflow import seals
from workflow.chain import ChainFault
from workflow.documents.codes import code_of
from workflow.models import DailySeal, Event, SealedHead

CHUNK: Final = 5_000
# An event is written within moments of its time; what is older than a seal by more was there when it was made.
GRACE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SealFault:
    """One seal that does not hold: `seal_altered`, `seal_missing` before it, or `heads_altered`."""

    on: date
    fault: str


def seal_faults() -> Iterator[SealFault]:
    """Seals whose chain, code or root do not hold; two statements, and two for each seal older than the chain."""
    roots = dict(_roots())
    previous = ""
    for seal in DailySeal.objects.order_by("pk").iterator(chunk_size=CHUNK):
        digest = seals.seal_digest(seal, prev_hash=seal.prev_hash if seal.hash else previous)
        if not seal.hash:
            if seals.merkle_root(all_heads(seal.last_event_id)) != seal.root:
                yield SealFault(seal.on, "heads_altered")
        else:
            if seal.prev_hash != previous:
                yield SealFault(seal.on, "seal_missing")
            if (seal.hash, seal.code) != (digest, code_of(digest)):
                yield SealFault(seal.on, "seal_altered")
            if roots.get(seal.pk, seals.root_of(())) != seal.root:
                yield SealFault(seal.on, "heads_altered")
        previous = seal.hash or digest


def _roots() -> Iterator[tuple[int, str]]:
    columns = SealedHead.objects.order_by("seal_id", "kind", "subject_id").values_list(
        "seal_id", "kind", "subject_id", "version", "hash"
    )
    for seal, heads in groupby(columns.iterator(chunk_size=CHUNK), key=lambda row: row[0]):
        yield seal, seals.root_of(row[1:] for row in heads)


def all_heads(last_event_id: int) -> Iterator[str]:
    """Hash of each subject's newest event up to an id, by kind and subject: what seals without a chain are made of."""
    newest = (
        Event.objects.filter(pk__lte=last_event_id)
        .order_by("kind", "subject_id")
        .values("kind", "subject_id")
        .annotate(last=Max("pk"))
        .values_list("last", flat=True)
    )
    ids = list(newest.iterator(chunk_size=CHUNK))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        hashes = dict(Event.objects.filter(pk__in=part).values_list("pk", "hash"))
        yield from (hashes.get(pk, "missing") for pk in part)


def seal_holds(seal: DailySeal) -> bool:
    """Whether one seal is intact, and the record still has every head it sealed; three statements."""
    heads = SealedHead.objects.filter(seal=seal)
    columns = heads.order_by("kind", "subject_id").values_list("kind", "subject_id", "version", "hash")
    digest = seals.seal_digest(seal, prev_hash=seal.prev_hash)
    whole = (seal.hash, seal.code) == (digest, code_of(digest)) and seals.root_of(columns) == seal.root
    return whole and not _lost(heads).exists()


def sealed_faults() -> Iterator[ChainFault]:
    """Events that were sealed and are `cut` or `rewritten` now, and those `inserted` after their day was sealed."""
    lost = _lost(SealedHead.objects.all()).order_by("kind", "subject_id", "version")
    for kind, subject, version, now in lost.values_list("kind", "subject_id", "version", "now").iterator(CHUNK):
        yield ChainFault(kind, subject, version, "cut" if now is None else "rewritten")
    for kind, subject, version in _inserted().values_list("kind", "subject_id", "version").iterator(CHUNK):
        yield ChainFault(kind, subject, version, "inserted")


def _lost(heads: "QuerySet[SealedHead]") -> "QuerySet[Any]":
    """Heads whose event is gone or has another hash; `now` is the hash it has."""
    same = Event.objects.filter(
        kind=OuterRef("kind"), subject_id=OuterRef("subject_id"), version=OuterRef("version")
    ).values("hash")[:1]
    return heads.annotate(now=Subquery(same)).filter(Q(now__isnull=True) | ~Q(now=F("hash")))


def _inserted() -> "QuerySet[Event]":
    """Events older than the newest chained seal that no seal holds."""
    newest = DailySeal.objects.exclude(hash="").order_by("-pk").first()
    if newest is None:
        return Event.objects.none()
    held = SealedHead.objects.filter(
        kind=OuterRef("kind"), subject_id=OuterRef("subject_id"), version__gte=OuterRef("version")
    )
    rows = Event.objects.filter(~Exists(held), recorded_at__lt=newest.sealed_at - GRACE)
    return rows.order_by("kind", "subject_id", "version")
