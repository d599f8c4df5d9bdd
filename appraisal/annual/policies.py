"""Who may see and decide what with annual results, and who makes them for a year.

Conflicts of interest as for evaluations: about the own year one is the subject and nothing else; who decides, or stands
above, is no HR officer there; HR never on the result of an own superior. Field groups: ``periods`` (the predicates of
the periods with their months, and the proposal) ``predicate`` ``reason`` ``credit`` ``history``. The periods are open
to whoever decides, also where somebody else rated them, but no further than their predicates: ratings and items follow
the policy of evaluations.
"""

from typing import Final

from django.db.models import Q, QuerySet

from appraisal import seats
from appraisal.machines.annual import AnnualState
from appraisal.models import AnnualResult
from appraisal.models.annual import DECIDED_STATES
from appraisal.policies import (
    ASSESSOR,
    AUDITOR,
    BY_GRANT,
    HR,
    LEADER,
    NOTHING,
    PREDICATE,
    SUBJECT,
    SUPERIOR,
    reach,
    relations,
)
from organization import grants
from organization.days import today
from organization.models import User
from workflow import actors
from workflow.actors import Actor
from workflow.policies import Policy, register_policy

PERIODS, REASON, CREDIT, HISTORY = "periods", "reason", "credit", "history"
EVERYTHING: Final = frozenset({PERIODS, PREDICATE, REASON, CREDIT, HISTORY})


@register_policy
class AnnualPolicy(Policy[AnnualResult]):
    """One person's year."""

    model = AnnualResult
    viewers = frozenset({SUBJECT, ASSESSOR, SUPERIOR, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: AnnualResult) -> frozenset[str]:
        return relations(actor, obj, seats.AT_YEARS)

    def visible_to(self, actor: Actor) -> "QuerySet[AnnualResult]":
        rows = AnnualResult.objects.select_related("unit", "employee", "cycle__rule_set")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        return rows.filter(reach(actor, seats.AT_YEARS))

    def users_in_role(self, role: str, obj: AnnualResult) -> list[int]:
        found = dict.fromkeys(self._candidates(role, obj))
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def _candidates(self, role: str, obj: AnnualResult) -> list[int]:
        if role in BY_GRANT:
            return grants.users_holding(role, obj.unit, today())
        seat = {SUBJECT: obj.employee_id, ASSESSOR: obj.assessor_id, SUPERIOR: obj.superior_id}.get(role)
        return list(User.objects.filter(employee_id=seat or 0, is_active=True).values_list("pk", flat=True))

    def on_behalf(self, actor: Actor, obj: AnnualResult, roles: frozenset[str]) -> str:
        """Plt or Plh of the assessor's post, with the letter."""
        if ASSESSOR not in roles or actor.employee_id != obj.assessor_id:
            return ""
        return seats.acting(obj.assessor_capacity, obj.assessor_post, obj.assessor_letter)

    def fields_for(self, actor: Actor, obj: AnnualResult) -> frozenset[str]:
        if actor.is_clock:
            return EVERYTHING
        roles = self.roles_of(actor, obj)
        return NOTHING.union(*(self._opened(role, obj) for role in roles))

    def _opened(self, role: str, obj: AnnualResult) -> frozenset[str]:
        if role == LEADER:
            return frozenset({PREDICATE}) if obj.state in DECIDED_STATES else NOTHING
        if role in (SUBJECT, ASSESSOR, HR, AUDITOR):
            return EVERYTHING
        # Who stands above reads it once it is decided, and while it waits for another decision nothing.
        return EVERYTHING if obj.state in DECIDED_STATES else NOTHING


def owed_to(actor: Actor) -> Q:
    """Annual results whose next act is the actor's."""
    me = actor.employee_id
    if me is None:
        return Q(pk__in=())
    return Q(state=AnnualState.PROPOSED, assessor_id=me) | Q(state=AnnualState.DECIDED, employee_id=me)


def makes_years(actor: Actor, position: int | None = None) -> bool:
    """Whether the actor may make the annual results (of the unit with this ``lft``): HR."""
    return actor.active and not actor.is_clock and actor.holds(HR, position)
