"""Subjects that several people look at together: what stands where now, for those who have a page open.

An app registers a source; the hub of each web process asks all of them a few times a second, only about people with
an open page, and tells them what has another version than before. The truth is asked, not a message: nothing that
is lost on the way can leave a page behind. Belongs here: the shape and the register. Words and fields never do.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """One subject as it stands now: `version` grows with whatever its pages show; `user_ids` sit before it."""

    kind: str
    public_id: UUID
    version: int
    user_ids: frozenset[int]


Source = Callable[[Collection[int]], Iterable[Standing]]
S = TypeVar("S", bound=Source)
_sources: list[Source] = []


def live_source(source: S) -> S:
    """Register a function that gives, for some users, the subjects they look at together; a statement or two."""
    _sources.append(source)
    return source


def standings(user_ids: Collection[int]) -> list[Standing]:
    """What every source says about these users; nothing is asked where nobody is there."""
    return [one for source in _sources for one in source(user_ids)] if user_ids else []
