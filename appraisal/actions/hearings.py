"""Hearings of an objection: invited, moved, called off, recorded by the decider, answered by both sides.

Lock order is evaluation before everything else, as for the objection itself: a hearing never races its decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from appraisal.actions.base import now_or, step
from appraisal.actions.objection_parts import lock_evaluation, with_decider
from appraisal.models import Hearing
from appraisal.models.hearings import LONGEST_MINUTES, SHORTEST_MINUTES
from workflow import actors, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotVisible
from workflow.transactions import action


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a decider invites to: when, how many minutes, where (or a link), about what."""

    planned_at: datetime
    place: str
    agenda: str
    length: int = 60

    def faults(self, *, now: datetime) -> list[FieldFault]:
        """Every field that does not do, with its sentence."""
        found = []
        if self.planned_at <= now:
            found.append(FieldFault("planned_at", _("Please choose a time that lies ahead.")))
        for name, text, limit in (("place", self.place, 200), ("agenda", self.agenda, 2000)):
            if not text.strip():
                found.append(FieldFault(name, _("Please enter text.")))
            elif len(text) > limit:
                found.append(FieldFault(name, _("Please use at most %(limit)d characters.") % {"limit": limit}))
        if not SHORTEST_MINUTES <= self.length <= LONGEST_MINUTES:
            limits = {"least": SHORTEST_MINUTES, "most": LONGEST_MINUTES}
            found.append(FieldFault("length", _("Please choose %(least)d to %(most)d minutes.") % limits))
        return found


def invite(objection: UUID, invitation: Invitation, *, actor: Actor) -> Hearing:
    """Invite both sides, while the decision is open and no other hearing is planned."""
    return _invite(objection, invitation, actor, now_or(None))


@action
def _invite(objection: UUID, invitation: Invitation, actor: Actor, at: datetime) -> Hearing:
    dispute = with_decider(objection, actor)
    if faults := invitation.faults(now=at):
        raise InvalidInput(details=faults)
    if dispute.hearings.filter(state="planned").exists():
        raise GuardRefused(_("A hearing is planned already; move it or cancel it first."), code="already_planned")
    present = actors.reload(actor)
    hearing = Hearing(
        objection=dispute,
        invited_by_id=present.employee_id,
        planned_at=invitation.planned_at,
        length=invitation.length,
        place=invitation.place.replace("\x00", "").strip(),
        agenda=invitation.agenda.replace("\x00", "").strip(),
        changed_at=at,
    )
    engine.begin(hearing, actor=present, at=at)
    return hearing


def take(
    hearing: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of a hearing, in the lock order of the product."""
    try:
        return _take(hearing, name, actor, version, payload, key)
    except IntegrityError:
        # Two requests with one key at once: the second finds the first's effect.
        if key is None:
            raise
        return _take(hearing, name, actor, version, payload, key)


@action
def _take(
    hearing: UUID, name: str, actor: Actor, version: int | None, payload: Mapping[str, Any] | None, key: str | None
) -> Outcome:
    objection = Hearing.objects.filter(public_id=hearing).values_list("objection__public_id", flat=True).first()
    if objection is None:
        raise NotVisible
    lock_evaluation(objection)
    return step(Hearing, hearing, name, actor=actor, version=version, payload=payload, key=key)
