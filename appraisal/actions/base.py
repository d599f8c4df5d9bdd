"""What the actions share: taking a step in the right lock order, finding what may be seen, checking revisions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from workflow import actors, arrival, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import (
    FieldFault,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
    StateConflict,
)
from workflow.machine import Machine
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import within_action

M = TypeVar("M", bound=Machine)


@dataclass(frozen=True, slots=True)
class Saved:
    """A stored draft: the new revision of the section, and when."""

    revision: int
    saved_at: datetime


def step(
    model: type[Machine],
    public_id: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Take one transition for a person. 428 without the version the person looked at."""
    if version is None and not actor.is_clock:
        _visible_or_hidden(model, public_id, actor)
        raise PreconditionRequired
    return engine.fire((model, public_id), name, actor=actor, version=version, payload=payload, key=key, at=at)


def _visible_or_hidden(model: type[Machine], public_id: UUID, actor: Actor) -> None:
    """404 comes before 428."""
    if not policy_for(model).visible_to(actor).filter(public_id=public_id).exists():
        raise NotVisible


def settle_passed_deadlines(model: type[Machine], public_id: UUID, *, before: datetime) -> None:
    """What the clock owes takes effect before a person writes; called outside of transactions."""
    pk = model._default_manager.filter(public_id=public_id).values_list("pk", flat=True).first()
    if pk is not None:
        engine.settle_overdue(model, pk, before=before)


@within_action
def locked(model: type[M], public_id: UUID, *, actor: Actor) -> tuple[M, frozenset[str]]:
    """The subject locked, and the roles the actor holds now. 404 where the actor may not know of it."""
    rows = model._default_manager.select_for_update(of=("self",)).select_related(*model.lock_related)
    subject = rows.filter(public_id=public_id).first()
    if subject is None:
        raise NotVisible
    policy = policy_for(model)
    present = actors.reload(actor)
    roles = policy.roles_of(present, subject)
    if not policy.sees(present, subject, roles):
        raise NotVisible
    return subject, roles


def require_role(roles: frozenset[str], *allowed: Role) -> None:
    """403 unless one of the roles is held."""
    if not roles & {role.value for role in allowed}:
        raise NotPermitted


def require_state(subject: Machine, *states: str) -> None:
    """409 unless the subject stands in one of the states."""
    if subject.state not in {str(state) for state in states}:
        raise StateConflict(state=subject.state, version=subject.version)


def require_revision(stored: int, given: int | None, *, current: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
    """428 without a revision; 409 with both texts where the section was saved elsewhere meanwhile."""
    if given is None:
        raise PreconditionRequired
    if given != stored:
        raise StaleRevision(current={"revision": stored, "stored": dict(current), "sent": dict(sent)})


Reader = Callable[[Any], Any]


class Unreadable(Exception):
    """A reader cannot make a value of what was given; carries the sentence."""


def text_of(limit: int) -> Reader:
    """Text of at most ``limit`` characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Unreadable(_("Please enter text."))
        if len(value) > limit:
            raise Unreadable(_("Please use at most %(limit)d characters.") % {"limit": limit})
        return value.replace("\x00", "")

    return read


def rating(value: Any) -> int | None:
    """One of the three levels, or nothing."""
    if value in (None, ""):
        return None
    if isinstance(value, bool) or str(value) not in {"1", "2", "3"}:
        raise Unreadable(_("Please choose one of the offered values."))
    return int(value)


def one_of(*known: str) -> Reader:
    """One of some words, or nothing."""

    def read(value: Any) -> str:
        if value not in ("", *known):
            raise Unreadable(_("Please choose one of the offered values."))
        return str(value)

    return read


def read_values(values: Mapping[str, Any], readers: Mapping[str, Reader]) -> dict[str, Any]:
    """The given fields, each read in its way. 400 for unknown, malformed or no fields at all."""
    faults = [FieldFault(name, _("This field is not known here.")) for name in values if name not in readers]
    found: dict[str, Any] = {}
    for name in readers.keys() & values.keys():
        try:
            found[name] = readers[name](values[name])
        except Unreadable as wrong:
            faults.append(FieldFault(name, str(wrong)))
    if faults or not found:
        raise InvalidInput(details=faults)
    return found


def now_or(at: datetime | None) -> datetime:
    """The arrival of the request."""
    return at or arrival.moment()
