"""Who may see and make a change of the rules: HR of the whole cycle makes it, auditors of the whole cycle read it."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet

from appraisal.models import RuleChange
from appraisal.policies import AUDITOR, HR, NOTHING, CandidatePolicy, is_present
from organization import grants, tree
from organization.days import today
from workflow.actors import Actor
from workflow.policies import register_policy

PLAN, HISTORY = "plan", "history"
OPENED: Final = frozenset({PLAN, HISTORY})


@register_policy
class RuleChangePolicy(CandidatePolicy):
    """One change; like a cycle it is about nobody in particular, so nothing conflicts but who drafted it."""

    model = RuleChange
    viewers = frozenset({HR, AUDITOR})

    def derive_roles(self, actor: Actor, obj: Any) -> frozenset[str]:
        return frozenset(role for role in (HR, AUDITOR) if actor.holds(role, obj.cycle.unit.lft))

    def visible_to(self, actor: Actor) -> "QuerySet[RuleChange]":
        rows = RuleChange.objects.select_related("cycle__unit", "cycle__rule_set", "rule_set")
        if actor.is_clock:
            return rows
        if not is_present(actor):
            return rows.none()
        return rows.filter(tree.within(actor.intervals(HR, AUDITOR), "cycle__unit__"))

    def candidates(self, role: str, obj: Any) -> Iterator[int]:
        if role in (HR, AUDITOR):
            yield from grants.users_holding(role, obj.cycle.unit, today())

    def fields_for(self, actor: Actor, obj: Any) -> frozenset[str]:
        return OPENED if actor.is_clock or self.sees(actor, obj) else NOTHING
