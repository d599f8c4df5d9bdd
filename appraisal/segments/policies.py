"""Who may see and close a segment of a period.

Its own assessor (or who stands in for him) has it while it is open; afterwards he sees that it is over and nothing
more. Who rates the whole now stands to it as ``decider``; who stands above him as ``superior``. HR excuses, except who
sits in a seat of the form or of the segment. What a closed one holds is read by whoever reads the ratings of the form:
by the employee with the result and never before. Field groups: ``ratings`` ``note`` ``work`` (what was planned, by
name) ``history``.
"""

from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet

from appraisal import policies, seats
from appraisal.models import PeriodSegment
from appraisal.policies import (
    ASSESSOR,
    AUDITOR,
    DECIDER,
    HR,
    NOTHING,
    SUBJECT,
    SUPERIOR,
    CandidatePolicy,
    accounts_in_seat,
    evaluation_reach,
    is_present,
    relations,
)
from organization import grants
from organization.days import today
from workflow.actors import ASSESSING, Actor
from workflow.policies import policy_for, register_policy

RATINGS, NOTE, WORK, HISTORY = "ratings", "note", "work", "history"
OWN: Final = frozenset({RATINGS, NOTE, WORK})
WRITTEN_IN: Final = ("current", "open")
# A seat at the form as the same person's seat at a segment of it.
AS_AT_FORM: Final = {ASSESSOR: DECIDER, SUPERIOR: SUPERIOR, DECIDER: SUPERIOR, HR: HR, AUDITOR: AUDITOR}


@register_policy
class SegmentPolicy(CandidatePolicy):
    """One segment."""

    model = PeriodSegment
    viewers = frozenset({SUBJECT, ASSESSOR, DECIDER, SUPERIOR, HR, AUDITOR})

    def derive_roles(self, actor: Actor, obj: PeriodSegment) -> frozenset[str]:
        at_form = relations(actor, obj.evaluation, seats.AT_EVALUATIONS)
        if SUBJECT in at_form:
            return frozenset({SUBJECT})
        held = {AS_AT_FORM[role] for role in at_form if role in AS_AT_FORM}
        if seats.holds(actor, obj.assessor_id, ASSESSING, about=obj.employee_id):
            held.discard(HR)
            held.add(ASSESSOR)
        return frozenset(held)

    def visible_to(self, actor: Actor) -> "QuerySet[PeriodSegment]":
        rows = PeriodSegment.objects.select_related("evaluation__cycle", "evaluation__unit")
        if actor.is_clock:
            return rows
        if not is_present(actor):
            return rows.none()
        own = seats.seat(actor, "assessor", ASSESSING, about="evaluation__employee")
        return rows.filter(own | evaluation_reach(actor, "evaluation__", granted=(AUDITOR,)))

    def candidates(self, role: str, obj: PeriodSegment) -> Iterator[int]:
        form = obj.evaluation
        if role == SUBJECT:
            yield from accounts_in_seat(role, form.employee_id)
        elif role == ASSESSOR:
            yield from accounts_in_seat(ASSESSOR, obj.assessor_id)
        elif role == DECIDER:
            yield from accounts_in_seat(ASSESSOR, form.assessor_id)
        elif role == SUPERIOR:
            yield from accounts_in_seat(SUPERIOR, form.superior_id)
            yield from accounts_in_seat(DECIDER, form.decider_id)
        elif role in (HR, AUDITOR):
            yield from grants.users_holding(role, form.unit, today())

    def on_behalf(self, actor: Actor, obj: PeriodSegment, roles: frozenset[str]) -> str:
        """Plt or Plh of the assessor's post, or the post of the absent assessor, each with the letter."""
        return seats.for_assessor(actor, obj) if ASSESSOR in roles else ""

    def fields_for(self, actor: Actor, obj: PeriodSegment) -> frozenset[str]:
        """What each relation opens in the present state."""
        if actor.is_clock:
            return OWN | {HISTORY}
        roles = self.roles_of(actor, obj)
        found = OWN if ASSESSOR in roles and obj.state in WRITTEN_IN else NOTHING
        if not roles - {ASSESSOR}:
            return found
        of_form = policy_for(obj.evaluation).fields_for(actor, obj.evaluation)
        read = {RATINGS, NOTE} if obj.state == "closed" and policies.RATINGS in of_form else NOTHING
        return found | read | {HISTORY}
