"""Who acts: a value read from the database as of now, never a session's memory.

The organisation registers a loader; the engine calls it again after the row lock, so that a right taken away a
moment ago is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

# What a person can do in the place of an absent one: sit in the seat of the assessor; sit in the seat above.
ASSESSING: Final = "assessing"
DECIDING: Final = "deciding"


@dataclass(frozen=True, slots=True)
class Grant:
    """An active role on a unit and everything below it, as an interval of the unit tree."""

    role: str
    lft: int
    rght: int
    unit_id: int

    def covers(self, position: int | None) -> bool:
        """Whether a unit with this `lft` lies inside the grant."""
        return position is not None and self.lft <= position <= self.rght


@dataclass(frozen=True, slots=True)
class StandIn:
    """A delegation in force today: the actor acts in the place of an absent person, in the duties it names."""

    employee_id: int
    duties: frozenset[str]
    office: str
    letter: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the clock) at the moment of acting."""

    user_id: int | None
    employee_id: int | None = None
    active: bool = True
    grants: tuple[Grant, ...] = ()
    superior_ids: frozenset[int] = field(default_factory=frozenset)
    stands_in: tuple[StandIn, ...] = ()
    label: str = ""
    request_id: str = ""
    channel: str = "page"
    is_clock: bool = False

    def holds(self, role: str, position: int | None = None) -> bool:
        """Whether the actor has the role by grant; anywhere, or at the unit with this `lft`."""
        return any(g.role == role and (position is None or g.covers(position)) for g in self.grants)

    def stand_in_for(self, seat: int | None, duty: str, *, about: int | None) -> StandIn | None:
        """The delegation by which the actor holds the seat of an absent person in a matter about a person.

        Never in a matter about the actor or about somebody above the actor: nobody rates upwards by delegation.
        """
        if seat is None or about is None or about == self.employee_id or about in self.superior_ids:
            return None
        held = (one for one in self.stands_in if one.employee_id == seat and duty in one.duties)
        return next(held, None)

    def stands_in_at(self, duty: str) -> tuple[int, ...]:
        """The absent people for whom the actor acts in a duty."""
        return tuple(sorted({one.employee_id for one in self.stands_in if duty in one.duties}))

    def intervals(self, *roles: str) -> tuple[tuple[int, int], ...]:
        """Unit intervals in which the actor holds one of the roles."""
        return tuple((g.lft, g.rght) for g in self.grants if g.role in roles)


CLOCK = Actor(user_id=None, label="clock", channel="clock", is_clock=True)
NOBODY = Actor(user_id=None, active=False, label="anonymous")

Loader = Callable[[int], Actor | None]
_loaders: list[Loader] = []


def register_loader(loader: Loader) -> Loader:
    """Register the one function that reads an actor by user id (organization does this)."""
    _loaders[:] = [loader]
    return loader


def load(user_id: int) -> Actor:
    """The actor as stored now; an unknown or disabled user is nobody."""
    if not _loaders:
        raise RuntimeError("no actor loader is registered")
    return _loaders[0](user_id) or NOBODY


def reload(actor: Actor) -> Actor:
    """Read the same actor again, keeping what belongs to the request."""
    if actor.is_clock or actor.user_id is None:
        return actor
    found = load(actor.user_id)
    if found.request_id == actor.request_id and found.channel == actor.channel:
        return found
    return replace(found, request_id=actor.request_id, channel=actor.channel)


def actor_for(request: Any) -> Actor:
    """The person acting through a page, read once per request: the page, its frame and its parts take the same."""
    known: Actor | None = getattr(request, "actor", None)
    if known is None:
        known = request.actor = actor_of(request.user, request_id=str(getattr(request, "request_id", "")))
    return known


def actor_of(user: Any, *, request_id: str = "", channel: str = "page") -> Actor:
    """The actor of a signed-in user; anonymous users are nobody."""
    if user is None or not getattr(user, "is_authenticated", False):
        return replace(NOBODY, request_id=request_id, channel=channel)
    return replace(load(user.pk), request_id=request_id, channel=channel)
