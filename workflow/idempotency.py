"""Keys that make a repeated request one effect. The row is written inside the step it belongs to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow.actors import Actor
from workflow.chain import canonical, plain
from workflow.errors import IdempotencyMismatch
from workflow.models import IdempotencyKey


def _owner(actor: Actor) -> int:
    """Keys belong to a person; the clock needs none."""
    return actor.user_id or 0


@dataclass(frozen=True)
class Replay:
    """What an earlier request with the same key and body became."""

    event_id: int
    version: int


def digest_of_request(kind: str, subject_id: int, name: str, version: int | None, payload: Mapping[str, Any]) -> str:
    """Digest of everything that makes two requests the same request."""
    text = canonical([kind, subject_id, name, version, plain(payload)])
    return hashlib.sha256(text.encode()).hexdigest()


def find(*, actor: Actor, key: str, digest: str) -> Replay | None:
    """The earlier effect of this key; raises `IdempotencyMismatch` when the body differs."""
    row = IdempotencyKey.objects.filter(actor_id=_owner(actor), key=key).first()
    if row is None or row.event_id is None or row.version is None:
        return None
    if row.digest != digest:
        raise IdempotencyMismatch
    return Replay(event_id=row.event_id, version=row.version)


def remember(*, actor: Actor, key: str, digest: str, outcome: Any, at: Any) -> None:
    """Store the key with its effect; a second writer of the same key waits and then fails on the constraint."""
    IdempotencyKey.objects.create(
        actor_id=_owner(actor),
        key=key,
        digest=digest,
        kind=outcome.subject.kind,
        subject_id=outcome.subject.pk,
        event_id=outcome.event_id,
        version=outcome.version,
        created_at=at,
    )


def is_taken(*, actor: Actor, key: str) -> bool:
    """Whether a request with this key has been stored."""
    return IdempotencyKey.objects.filter(actor_id=_owner(actor), key=key).exists()
