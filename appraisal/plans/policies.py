"""Who may see and do what with plans: the employee, the assessor, who stands above, HR, auditors, leaders.

Conflicts of interest as for evaluations: about the own plan one is the subject and nothing else, so nobody agrees his
own; who agrees is no HR officer there; HR never on the plan of an own superior. Field groups: ``agreed`` (every agreed
version) ``working`` (the text being worked on) ``returns`` (reasons) ``history``.
"""

from typing import Final

from django.db.models import QuerySet

from appraisal import seats
from appraisal.machines.plan import PlanState
from appraisal.models import Plan
from appraisal.policies import (
    ASSESSOR,
    AUDITOR,
    BY_GRANT,
    HR,
    NOTHING,
    SUBJECT,
    SUPERIOR,
    Group,
    accounts_in_seat,
    reach,
    relations,
)
from organization import grants
from organization.days import today
from workflow import actors
from workflow.actors import Actor
from workflow.policies import Policy, register_policy

AGREED, WORKING, RETURNS, HISTORY = "agreed", "working", "returns", "history"
EVERYTHING: Final = frozenset({AGREED, WORKING, RETURNS, HISTORY})
# A draft that was closed without being proposed stays the employee's; what was agreed is read as versions.
LYING_THERE: Final = (PlanState.PROPOSED.value, PlanState.AGREED.value)


@register_policy
class PlanPolicy(Policy[Plan]):
    """One person's plan. What the employee is writing is nobody else's until it is proposed."""

    model = Plan
    viewers = frozenset({SUBJECT, ASSESSOR, SUPERIOR, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: Plan) -> frozenset[str]:
        return relations(actor, obj, seats.AT_PLANS)

    def visible_to(self, actor: Actor) -> "QuerySet[Plan]":
        rows = Plan.objects.select_related("unit")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        return rows.filter(reach(actor, seats.AT_PLANS))

    def users_in_role(self, role: str, obj: Plan) -> list[int]:
        """Candidates of the role, each held against `roles_of`: both forms agree by construction."""
        found = dict.fromkeys(self._candidates(role, obj))
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def _candidates(self, role: str, obj: Plan) -> list[int]:
        named = {SUBJECT: obj.employee_id, ASSESSOR: obj.assessor_id, SUPERIOR: obj.superior_id}
        if role in BY_GRANT:
            return list(grants.users_holding(role, obj.unit, today()))
        return accounts_in_seat(role, named.get(role))

    def on_behalf(self, actor: Actor, obj: Plan, roles: frozenset[str]) -> str:
        """Plt or Plh of the assessor's post, or the post of the absent assessor, each with the letter."""
        return seats.for_assessor(actor, obj) if ASSESSOR in roles else ""

    def fields_for(self, actor: Actor, obj: Plan) -> frozenset[str]:
        """What each relation opens in the present state."""
        if actor.is_clock:
            return EVERYTHING
        return NOTHING.union(*(self._opened(role, actor, obj) for role in self.roles_of(actor, obj)))

    def _opened(self, role: str, actor: Actor, obj: Plan) -> Group:
        if role == SUBJECT:
            return EVERYTHING
        lying = frozenset({WORKING}) if obj.state in LYING_THERE else NOTHING
        if role == ASSESSOR:
            return lying | {AGREED, RETURNS, HISTORY}
        if role == HR:
            drafting = obj.state == PlanState.DRAFT and obj.drafted_by_id == actor.user_id
            return lying | {AGREED, RETURNS, HISTORY} | ({WORKING} if drafting else NOTHING)
        if role == AUDITOR:
            return lying | {AGREED, RETURNS, HISTORY}
        # The superior and leaders read what is agreed, not how it came about.
        return frozenset({AGREED})
