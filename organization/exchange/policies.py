"""Who decides about differences: HR of the unit, never about himself or an own superior; the auditor reads."""

from django.db.models import Q, QuerySet

from organization import grants, tree
from organization.days import today
from organization.models import Difference
from workflow import actors
from workflow.actors import Actor
from workflow.policies import Policy, register_policy
from workflow.roles import Role

DIFFERENCE = "difference"


@register_policy
class DifferencePolicy(Policy[Difference]):
    """One difference. Whom it is about holds no role here: what is wrong is told by HR, not by a list."""

    model = Difference
    viewers = frozenset({Role.HR.value, Role.AUDITOR.value})

    def derive_roles(self, actor: Actor, obj: Difference) -> frozenset[str]:
        if obj.employee_id is not None and obj.employee_id == actor.employee_id:
            return frozenset()
        held = {role.value for role in (Role.HR, Role.AUDITOR) if actor.holds(role, obj.unit.lft)}
        if obj.employee_id in actor.superior_ids:
            held.discard(Role.HR.value)
        return frozenset(held)

    def visible_to(self, actor: Actor) -> QuerySet[Difference]:
        rows = Difference.objects.select_related("unit")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        by_hr = tree.within(actor.intervals(Role.HR), "unit__")
        if actor.superior_ids:
            by_hr &= Q(employee__isnull=True) | ~Q(employee_id__in=sorted(actor.superior_ids))
        where = by_hr | tree.within(actor.intervals(Role.AUDITOR), "unit__")
        if actor.employee_id is not None:
            where &= Q(employee__isnull=True) | ~Q(employee_id=actor.employee_id)
        return rows.filter(where)

    def users_in_role(self, role: str, obj: Difference) -> list[int]:
        if role not in self.viewers:
            return []
        found = grants.users_holding(role, obj.unit, today())
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def fields_for(self, actor: Actor, obj: Difference) -> frozenset[str]:
        return frozenset({DIFFERENCE}) if self.sees(actor, obj) else frozenset()
