"""Who may see and set what a unit achieved, and who reads how its predicates spread.

The achievement itself is open to everybody who is signed in: it stands on every form of the unit. The spread is read by
HR, auditors and leaders of the unit, by who heads it, and by who rates somebody of it in the cycle. Field groups:
``achievement`` ``spread`` (the spread, the explanation of a deviation) ``history``.
"""

from typing import Any, Final

from django.db.models import QuerySet

from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Cycle, Evaluation, UnitAchievement
from appraisal.policies import ASSESSOR, BY_GRANT, HR, LEADER, NOTHING, SUBJECT, SUPERIOR
from organization import grants
from organization.access import headed_intervals
from organization.days import in_force, today
from organization.models import Appointment, Unit, User
from organization.tree import subtree
from workflow.actors import Actor
from workflow.policies import Policy, register_policy

ACHIEVEMENT, SPREAD, HISTORY = "achievement", "spread", "history"
OPEN: Final = frozenset({ACHIEVEMENT})
EVERYTHING: Final = frozenset({ACHIEVEMENT, SPREAD, HISTORY})


def roles_towards(actor: Actor, cycle: Cycle, unit: Unit) -> frozenset[str]:
    """Roles towards a unit in a cycle, also where nothing is set yet; two statements for people, none for grants."""
    if not actor.active or actor.user_id is None:
        return NOTHING
    held = {SUBJECT, *(role for role in BY_GRANT if actor.holds(role, unit.lft))}
    if actor.employee_id is not None:
        if any(lft <= unit.lft <= rght for lft, rght in headed_intervals(actor)):
            held.add(SUPERIOR)
        rated = Evaluation.objects.filter(subtree(unit, "unit__"), cycle=cycle, assessor_id=actor.employee_id)
        if rated.exclude(state=EvaluationState.CANCELLED).exists():
            held.add(ASSESSOR)
    return frozenset(held)


def sets_achievements(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may say what the unit achieved: HR or a leader of it."""
    return actor.active and (actor.holds(HR, unit.lft) or actor.holds(LEADER, unit.lft))


@register_policy
class AchievementPolicy(Policy[UnitAchievement]):
    """What one unit achieved in one cycle."""

    model = UnitAchievement
    viewers = frozenset({SUBJECT, ASSESSOR, SUPERIOR, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: UnitAchievement) -> frozenset[str]:
        return roles_towards(actor, obj.cycle, obj.unit)

    def visible_to(self, actor: Actor) -> "QuerySet[UnitAchievement]":
        rows = UnitAchievement.objects.select_related("unit", "cycle__rule_set")
        known = actor.is_clock or (actor.active and actor.user_id is not None)
        return rows if known else rows.none()

    def users_in_role(self, role: str, obj: UnitAchievement) -> list[int]:
        if role in BY_GRANT:
            return [*grants.users_holding(role, obj.unit, today())]
        people: Any = {ASSESSOR: _raters, SUPERIOR: _heads}.get(role)
        if people is None:
            return []
        users = User.objects.filter(employee_id__in=people(obj), is_active=True).order_by("pk")
        return list(users.values_list("pk", flat=True))

    def fields_for(self, actor: Actor, obj: UnitAchievement) -> frozenset[str]:
        if actor.is_clock:
            return EVERYTHING
        roles = self.roles_of(actor, obj)
        if roles - {SUBJECT}:
            return EVERYTHING
        return OPEN if roles else NOTHING


def _raters(obj: UnitAchievement) -> Any:
    rows = Evaluation.objects.filter(subtree(obj.unit, "unit__"), cycle=obj.cycle, assessor__isnull=False)
    return rows.exclude(state=EvaluationState.CANCELLED).values("assessor_id")


def _heads(obj: UnitAchievement) -> Any:
    above = Appointment.objects.filter(in_force(today()), post__is_head=True, post__unit__lft__lte=obj.unit.lft)
    return above.filter(post__unit__rght__gte=obj.unit.rght).values("employee_id")
