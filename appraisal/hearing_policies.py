"""Who may see and do what with hearings: whoever stands to the objection stands to its hearings."""

from typing import Any

from django.db.models import QuerySet

from appraisal.models import Hearing, Objection
from appraisal.policies import ObjectionPolicy
from workflow.actors import Actor
from workflow.policies import Policy, policy_for, register_policy

HEARING, MINUTES, HISTORY = "hearing", "minutes", "history"


@register_policy
class HearingPolicy(Policy[Hearing]):
    """The same relations as towards the objection, the same readers; no right of its own."""

    model = Hearing
    viewers = ObjectionPolicy.viewers

    def derive_roles(self, actor: Actor, obj: Hearing) -> frozenset[str]:
        return policy_for(Objection).roles_of(actor, obj.objection)

    def visible_to(self, actor: Actor) -> "QuerySet[Hearing]":
        disputes = policy_for(Objection).visible_to(actor)
        return Hearing.objects.filter(objection_id__in=disputes.order_by().values("pk"))

    def users_in_role(self, role: str, obj: Hearing) -> list[int]:
        return policy_for(Objection).users_in_role(role, obj.objection)

    def on_behalf(self, actor: Actor, obj: Any, roles: frozenset[str]) -> str:
        return policy_for(Objection).on_behalf(actor, obj.objection, roles)

    def fields_for(self, actor: Actor, obj: Hearing) -> frozenset[str]:
        seen = actor.is_clock or self.sees(actor, obj)
        return frozenset({HEARING, MINUTES, HISTORY}) if seen else frozenset()
