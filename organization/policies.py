"""Who may know and do what in the organisation: machines by ``Policy``, units and people by the access rules below."""

from django.db.models import Q, QuerySet

from organization import grants, tree
from organization.days import today
from organization.models import ImportBatch, RoleGrant
from workflow.actors import Actor
from workflow.policies import Policy, register_policy
from workflow.roles import Role


@register_policy
class RoleGrantPolicy(Policy[RoleGrant]):
    """Those who may decide about a grant, its holder, and the auditor of the unit; never the holder himself decides."""

    model = RoleGrant
    viewers = frozenset({Role.ADMIN.value, Role.HR.value, Role.AUDITOR.value, Role.SUBJECT.value})

    def derive_roles(self, actor: Actor, obj: RoleGrant) -> frozenset[str]:
        if actor.user_id == obj.user_id:
            return frozenset({Role.SUBJECT.value})
        deciding = grants.deciding_roles(actor, role=obj.role, position=obj.unit.lft)
        auditing = {Role.AUDITOR.value} if actor.holds(Role.AUDITOR, obj.unit.lft) else set()
        return deciding | auditing

    def visible_to(self, actor: Actor) -> QuerySet[RoleGrant]:
        rows = RoleGrant.objects.select_related("user__employee", "unit", "author__employee")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        seen = Q(user_id=actor.user_id) | tree.within(actor.intervals(Role.AUDITOR), "unit__")
        for own, roles in grants.AUTHORITY.items():
            seen |= Q(role__in=sorted(roles)) & tree.within(actor.intervals(own), "unit__")
        return rows.filter(seen)

    def users_in_role(self, role: str, obj: RoleGrant) -> list[int]:
        if role == Role.SUBJECT:
            return [obj.user_id] if obj.user.is_active else []
        decides = obj.role in grants.AUTHORITY.get(role, frozenset())
        if role != Role.AUDITOR and not decides:
            return []
        return [pk for pk in grants.users_holding(role, obj.unit, today()) if pk != obj.user_id]

    def fields_for(self, actor: Actor, obj: RoleGrant) -> frozenset[str]:
        return frozenset({"grant"}) if self.sees(actor, obj) else frozenset()


@register_policy
class ImportBatchPolicy(Policy[ImportBatch]):
    """HR officers whose grant covers the whole scope of the file; a file without scope touches every unit."""

    model = ImportBatch
    viewers = frozenset({Role.HR.value, Role.AUDITOR.value})

    def derive_roles(self, actor: Actor, obj: ImportBatch) -> frozenset[str]:
        if obj.scope is None:
            return frozenset()
        held = (Role.HR, Role.AUDITOR)
        return frozenset(role.value for role in held if actor.holds(role, obj.scope.lft))

    def visible_to(self, actor: Actor) -> QuerySet[ImportBatch]:
        rows = ImportBatch.objects.select_related("scope", "uploaded_by__employee")
        if actor.is_clock:
            return rows
        if not actor.active:
            return rows.none()
        return rows.filter(tree.within(actor.intervals(Role.HR, Role.AUDITOR), "scope__"))

    def users_in_role(self, role: str, obj: ImportBatch) -> list[int]:
        if role not in (Role.HR, Role.AUDITOR) or obj.scope is None:
            return []
        return grants.users_holding(role, obj.scope, today())

    def fields_for(self, actor: Actor, obj: ImportBatch) -> frozenset[str]:
        return frozenset({"preview"}) if self.sees(actor, obj) else frozenset()
