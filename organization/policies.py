"""Who may know and do what in the organisation: machines by ``Policy``, units and people by the access rules below."""

from django.db.models import Q, QuerySet

from organization import grants, tree
from organization.days import today
from organization.models import Delegation, ImportBatch, RoleGrant, User
from workflow import actors
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


@register_policy
class DelegationPolicy(Policy[Delegation]):
    """The absent person, the delegate once it was put into force, HR and auditors of the absent person's unit.

    The delegate reads and decides nothing about it; HR never for an own superior or where the officer is the delegate.
    """

    model = Delegation
    viewers = frozenset({Role.SUBJECT.value, Role.DELEGATE.value, Role.HR.value, Role.AUDITOR.value})

    def derive_roles(self, actor: Actor, obj: Delegation) -> frozenset[str]:
        if actor.employee_id is not None and actor.employee_id == obj.absent_id:
            return frozenset({Role.SUBJECT.value})
        position = obj.absent.unit.lft
        held = {role.value for role in (Role.HR, Role.AUDITOR) if actor.holds(role, position)}
        if obj.absent_id in actor.superior_ids:
            held.discard(Role.HR.value)
        if actor.employee_id is not None and actor.employee_id == obj.delegate_id:
            held.discard(Role.HR.value)
            held |= {Role.DELEGATE.value} if obj.activated_at is not None else set()
        return frozenset(held)

    def visible_to(self, actor: Actor) -> QuerySet[Delegation]:
        rows = Delegation.objects.select_related("absent__unit", "delegate__unit", "author__employee")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        by_hr = tree.within(actor.intervals(Role.HR), "absent__unit__")
        if actor.superior_ids:
            by_hr &= ~Q(absent_id__in=sorted(actor.superior_ids))
        seen = tree.within(actor.intervals(Role.AUDITOR), "absent__unit__")
        if actor.employee_id is not None:
            by_hr &= ~Q(delegate_id=actor.employee_id)
            seen |= Q(absent_id=actor.employee_id) | Q(delegate_id=actor.employee_id, activated_at__isnull=False)
        return rows.filter(seen | by_hr)

    def users_in_role(self, role: str, obj: Delegation) -> list[int]:
        """Candidates of the role, each held against `roles_of`: both forms agree by construction."""
        seats = {Role.SUBJECT.value: obj.absent_id, Role.DELEGATE.value: obj.delegate_id}
        if role in seats:
            rows = User.objects.filter(employee_id=seats[role], is_active=True)
            found = list(rows.values_list("pk", flat=True))
        elif role in (Role.HR, Role.AUDITOR):
            found = grants.users_holding(role, obj.absent.unit, today())
        else:
            found = []
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def fields_for(self, actor: Actor, obj: Delegation) -> frozenset[str]:
        return frozenset({"delegation"}) if self.sees(actor, obj) else frozenset()
