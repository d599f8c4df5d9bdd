"""Who may see and do what with innovations.

Whoever wrote it or has a share in it is its subject, and nothing else. HR and leaders of the unit review it from the
day it is handed in, auditors read it; nobody reviews the work of an own superior. Nobody else knows of a draft.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisal.machines.innovation import InnovationState
from appraisal.models import Innovation, InnovationShare
from organization import grants, tree
from organization.days import today
from organization.models import User
from workflow import actors
from workflow.actors import Actor
from workflow.policies import Policy, register_policy
from workflow.roles import Role

SUBJECT = Role.SUBJECT.value
REVIEWING = (Role.HR.value, Role.LEADER.value)
BY_GRANT = (*REVIEWING, Role.AUDITOR.value)
# Never handed in, or taken back: nobody but its subjects knows of it.
PRIVATE = (InnovationState.DRAFT, InnovationState.DISCARDED)
CONTENT, REVIEW, HISTORY = "content", "innovation_review", "history"


@register_policy
class InnovationPolicy(Policy[Innovation]):
    """One innovation."""

    model = Innovation
    viewers = frozenset({SUBJECT, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: Innovation) -> frozenset[str]:
        people = people_of(obj)
        if actor.employee_id in people:
            return frozenset({SUBJECT})
        if obj.state in PRIVATE:
            return frozenset()
        granted = {role for role in BY_GRANT if actor.holds(role, obj.unit.lft)}
        if actor.superior_ids & people:
            granted -= set(REVIEWING)
        return frozenset(granted)

    def visible_to(self, actor: Actor) -> "QuerySet[Innovation]":
        rows = Innovation.objects.select_related("unit")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        return rows.filter(self._own(actor) | (~Q(state__in=PRIVATE) & self._by_grant(actor)))

    def _own(self, actor: Actor) -> Q:
        return _with(actor.employee_id) if actor.employee_id is not None else Q(pk__in=())

    def _by_grant(self, actor: Actor) -> Q:
        reviewing = tree.within(actor.intervals(*REVIEWING), "unit__")
        for superior in sorted(actor.superior_ids):
            reviewing &= ~_with(superior)
        return reviewing | tree.within(actor.intervals(Role.AUDITOR.value), "unit__")

    def users_in_role(self, role: str, obj: Innovation) -> list[int]:
        """Candidates of the role, each held against `roles_of`: both forms agree by construction."""
        found: list[int] = []
        if role == SUBJECT:
            users = User.objects.filter(employee_id__in=people_of(obj), is_active=True)
            found = list(users.order_by("pk").values_list("pk", flat=True))
        elif role in BY_GRANT:
            found = grants.users_holding(role, obj.unit, today())
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def fields_for(self, actor: Actor, obj: Innovation) -> frozenset[str]:
        return frozenset({CONTENT, REVIEW, HISTORY}) if actor.is_clock or self.sees(actor, obj) else frozenset()


def people_of(obj: Innovation) -> set[int]:
    """Who wrote it or has a share in it."""
    return {obj.author_id, *(one.employee_id for one in obj.contributors.all())}


def _with(employee_id: int) -> Q:
    """Innovations a person wrote or has a share in."""
    shares = InnovationShare.objects.filter(innovation=OuterRef("pk"), employee_id=employee_id)
    return Q(author_id=employee_id) | Q(Exists(shares))
