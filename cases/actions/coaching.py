"""Coaching sessions: planned, recorded, answered by both sides."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.actions.moves import Seen, move
from cases.models import CoachingSession, ImprovementCase
from workflow import actors, clock
from workflow.actors import Actor
from workflow.engine import Outcome, begin
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible, StateConflict
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

PLANNERS = frozenset({Role.ASSESSOR.value, Role.COACH.value})
CLOSED_FOR_TALKS = ("on_hold", "closed", "withdrawn")


@action
def plan_session(
    case: ImprovementCase, *, actor: Actor, planned_at: datetime, place: str = "", agenda: str = ""
) -> CoachingSession:
    """Plan a talk of supervisor or coach with the employee; the time must lie ahead."""
    found = ImprovementCase.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
    policy, fresh = policy_for(ImprovementCase), actors.reload(actor)
    roles = policy.roles_of(fresh, found)
    if not policy.sees(fresh, found, roles):
        raise NotVisible
    if not roles & PLANNERS:
        raise NotPermitted
    if found.state in CLOSED_FOR_TALKS:
        raise StateConflict(_("While the case rests or has ended, no session can be planned."), state=found.state)
    now = clock.now()
    if planned_at <= now:
        raise InvalidInput(details=[FieldFault("planned_at", _("Please choose a time that lies ahead."))])
    session = CoachingSession(case=found, planned_at=planned_at, place=place.strip()[:200], agenda=agenda.strip())
    session.led_by_id = fresh.employee_id
    begin(session, actor=fresh, at=now)
    return session


def reschedule_session(session: CoachingSession, seen: Seen, *, planned_at: datetime, reason: str) -> Outcome:
    """Move a planned talk."""
    return move(session, "reschedule", seen, planned_at=planned_at, reason=reason)


def record_session(session: CoachingSession, seen: Seen, **record: Any) -> Outcome:
    """Record a talk that has taken place: `held_at`, `minutes`, `notes`, `agreements`."""
    return move(session, "record", seen, **record)


def amend_session(session: CoachingSession, seen: Seen, **record: Any) -> Outcome:
    """Correct a record; both sides answer it anew."""
    return move(session, "amend", seen, **record)


def acknowledge_session(session: CoachingSession, seen: Seen) -> Outcome:
    """Say for one's own side that the record is right."""
    return move(session, "acknowledge", seen)


def dissent_from_session(session: CoachingSession, seen: Seen, *, reason: str) -> Outcome:
    """Say in writing how one's own side sees it."""
    return move(session, "dissent", seen, reason=reason)


def miss_session(session: CoachingSession, seen: Seen, *, absent: str, reason: str) -> Outcome:
    """Say that a planned talk did not take place, who did not come ("employee", "leader", "both"), and why."""
    return move(session, "miss", seen, absent=absent, reason=reason)


def contest_miss(session: CoachingSession, seen: Seen, *, reason: str) -> Outcome:
    """Say in writing how one's own side sees why a talk did not take place."""
    return move(session, "contest", seen, reason=reason)


def cancel_session(session: CoachingSession, seen: Seen, *, reason: str) -> Outcome:
    """Call a planned talk off."""
    return move(session, "cancel", seen, reason=reason)
