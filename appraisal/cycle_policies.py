"""Who may see and do what with cycles and rule sets: HR of the unit acts, everybody reads what holds for him."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from appraisal.models import Cycle, RuleSet
from appraisal.policies import AUDITOR, BY_GRANT, HR, LEADER, NOTHING, SUBJECT, CandidatePolicy, is_present
from organization import grants, tree
from organization.days import today
from workflow.actors import Actor
from workflow.policies import register_policy


@register_policy
class CyclePolicy(CandidatePolicy):
    """A cycle: HR of the whole of it acts; its calendar is open to everybody once it is opened."""

    model = Cycle
    viewers = frozenset({HR, AUDITOR, LEADER, SUBJECT})

    def derive_roles(self, actor: Actor, obj: Cycle) -> frozenset[str]:
        held = {role for role in BY_GRANT if actor.holds(role, obj.unit.lft)}
        return frozenset(held | ({SUBJECT} if obj.state != "draft" else set()))

    def visible_to(self, actor: Actor) -> "QuerySet[Cycle]":
        rows = Cycle.objects.select_related("unit", "rule_set")
        if actor.is_clock:
            return rows
        if not is_present(actor):
            return rows.none()
        return rows.filter(~Q(state="draft") | tree.within(actor.intervals(*BY_GRANT), "unit__"))

    def candidates(self, role: str, obj: Cycle) -> Iterator[int]:
        if role in BY_GRANT:
            yield from grants.users_holding(role, obj.unit, today())

    def fields_for(self, actor: Actor, obj: Cycle) -> frozenset[str]:
        roles = self.roles_of(actor, obj)
        if not self.sees(actor, obj, roles):
            return NOTHING
        return frozenset({"calendar", *(("progress",) if roles - {SUBJECT} else ())})


@register_policy
class RuleSetPolicy(CandidatePolicy):
    """A rule set: HR of its unit writes it; published rules are open to everybody who is judged by them."""

    model = RuleSet
    viewers = frozenset({HR, AUDITOR, LEADER, SUBJECT})

    def derive_roles(self, actor: Actor, obj: RuleSet) -> frozenset[str]:
        held = {role for role in BY_GRANT if actor.holds(role, obj.unit.lft)}
        return frozenset(held | ({SUBJECT} if obj.state != "draft" else set()))

    def visible_to(self, actor: Actor) -> "QuerySet[RuleSet]":
        rows = RuleSet.objects.select_related("unit")
        if actor.is_clock:
            return rows
        if not is_present(actor):
            return rows.none()
        return rows.filter(~Q(state="draft") | tree.within(actor.intervals(*BY_GRANT), "unit__"))

    def candidates(self, role: str, obj: RuleSet) -> Iterator[int]:
        if role in BY_GRANT:
            yield from grants.users_holding(role, obj.unit, today())

    def fields_for(self, actor: Actor, obj: RuleSet) -> frozenset[str]:
        return frozenset({"content"}) if self.sees(actor, obj) else NOTHING
