"""Decisions at the desk: take over, keep with a note, put onto the correction list, decide anew; one or several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from organization.models import Difference
from workflow import engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import DomainError


def take(
    public_id: UUID,
    name: str,
    *,
    actor: Actor,
    version: int,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """One decision, by the name of its transition."""
    return engine.fire((Difference, public_id), name, actor=actor, version=version, payload=payload, key=key)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A difference as the page showed it."""

    public_id: UUID
    version: int


def take_several(
    chosen: Sequence[Chosen], name: str, *, actor: Actor, payload: Mapping[str, Any] | None = None
) -> tuple[int, list[tuple[UUID, DomainError]]]:
    """The same decision for several, each on its own: how many were taken, and why the others were not."""
    done, refused = 0, []
    for one in chosen:
        try:
            take(one.public_id, name, actor=actor, version=one.version, payload=payload)
        except DomainError as error:
            refused.append((one.public_id, error))
        else:
            done += 1
    return done, refused
