"""Owner and clerk of a parcel; nobody else knows of it."""

from django.db.models import Q, QuerySet

from tests.sample.models import Parcel
from workflow.actors import Actor
from workflow.policies import Policy, register_policy
from workflow.roles import Role


@register_policy
class ParcelPolicy(Policy[Parcel]):
    model = Parcel
    viewers = frozenset({Role.SUBJECT, Role.HR})

    def derive_roles(self, actor: Actor, obj: Parcel) -> frozenset[str]:
        found = set()
        if obj.owner_id == actor.user_id:
            found.add(Role.SUBJECT)
        if obj.clerk_id == actor.user_id:
            found.add(Role.HR)
        return frozenset(found)

    def visible_to(self, actor: Actor) -> QuerySet[Parcel]:
        return Parcel.objects.filter(Q(owner_id=actor.user_id) | Q(clerk_id=actor.user_id))

    def users_in_role(self, role: str, obj: Parcel) -> list[int]:
        return {Role.SUBJECT: [obj.owner_id], Role.HR: [obj.clerk_id]}.get(Role(role), [])
