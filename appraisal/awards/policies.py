"""Who may see and decide what with awards, who nominates whom, and what everybody may read of those who agreed.

A person does not know of an own nomination before the award is given: nobody waits for a reward, nobody is told of
one that was declined. Conflicts of interest are taken out as with evaluations: about oneself one decides nothing; who
rates or stands above the rater is no HR officer there; HR never on the award of an own superior.
"""

from typing import Final

from django.db.models import Q, QuerySet

from appraisal.machines.award import AwardState as S
from appraisal.models import Award, Evaluation, RewardProgramme
from organization import grants, tree
from organization.days import today
from organization.models import User
from workflow import actors
from workflow.actors import Actor
from workflow.policies import Policy, policy_for, register_policy
from workflow.roles import Role

SUBJECT, ASSESSOR, SUPERIOR = Role.SUBJECT.value, Role.ASSESSOR.value, Role.SUPERIOR.value
AUTHOR, HR = Role.AUTHOR.value, Role.HR.value
LEADER, AUDITOR = Role.LEADER.value, Role.AUDITOR.value
BY_GRANT: Final = (HR, LEADER, AUDITOR)
GROUNDS, NOMINATION, DECISION, CONSENT, HISTORY = "grounds", "nomination", "decision", "consent", "history"
OWN: Final = frozenset({GROUNDS, NOMINATION, CONSENT, HISTORY})
OFFICE: Final = frozenset({GROUNDS, NOMINATION, DECISION, CONSENT, HISTORY})


@register_policy
class AwardPolicy(Policy[Award]):
    """One person's award."""

    model = Award
    viewers = frozenset({SUBJECT, ASSESSOR, SUPERIOR, AUTHOR, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: Award) -> frozenset[str]:
        me = actor.employee_id
        if me is not None and me == obj.employee_id:
            return frozenset({SUBJECT}) if obj.state == S.AWARDED else frozenset()
        held = set()
        if me is not None and me == obj.assessor_id:
            held.add(ASSESSOR)
        elif me is not None and me == obj.superior_id:
            held.add(SUPERIOR)
        granted = {role for role in BY_GRANT if actor.holds(role, obj.unit.lft)}
        if held or obj.employee_id in actor.superior_ids:
            granted.discard(HR)
        if ASSESSOR in held:
            # Who rated gives no award for the own rating.
            granted.discard(LEADER)
        author = {AUTHOR} if actor.user_id == obj.nominator_id else set()
        return frozenset(held | granted | author)

    def visible_to(self, actor: Actor) -> "QuerySet[Award]":
        rows = Award.objects.select_related("unit", "programme")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        others = Q(nominator_id=actor.user_id) | tree.within(actor.intervals(AUDITOR, LEADER), "unit__")
        by_hr = tree.within(actor.intervals(HR), "unit__")
        if actor.superior_ids:
            by_hr &= ~Q(employee_id__in=sorted(actor.superior_ids))
        others |= by_hr
        me = actor.employee_id
        if me is None:
            return rows.filter(others)
        others |= Q(assessor_id=me) | Q(superior_id=me)
        return rows.filter(Q(employee_id=me, state=S.AWARDED) | (~Q(employee_id=me) & others))

    def users_in_role(self, role: str, obj: Award) -> list[int]:
        found = dict.fromkeys(self._candidates(role, obj))
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def _candidates(self, role: str, obj: Award) -> list[int]:
        if role in BY_GRANT:
            return grants.users_holding(role, obj.unit, today())
        if role == AUTHOR:
            return [obj.nominator_id]
        seat = {SUBJECT: obj.employee_id, ASSESSOR: obj.assessor_id, SUPERIOR: obj.superior_id}.get(role)
        return list(User.objects.filter(employee_id=seat or 0, is_active=True).values_list("pk", flat=True))

    def fields_for(self, actor: Actor, obj: Award) -> frozenset[str]:
        if actor.is_clock:
            return OFFICE
        roles = self.roles_of(actor, obj)
        if SUBJECT in roles:
            return OWN
        return OFFICE if roles else frozenset()


def nominates(actor: Actor) -> Q:
    """Forms whose person the actor may nominate: those he rates, and as HR those of its people but own superiors."""
    where = tree.within(actor.intervals(HR), "unit__")
    if actor.superior_ids:
        where &= ~Q(employee_id__in=sorted(actor.superior_ids))
    if actor.employee_id is None:
        return where
    where &= ~Q(superior_id=actor.employee_id) & ~Q(decider_id=actor.employee_id)
    return (where | Q(assessor_id=actor.employee_id)) & ~Q(employee_id=actor.employee_id)


def may_nominate(actor: Actor, form: Evaluation) -> bool:
    """The same rule for one form."""
    return bool(policy_for(Evaluation).roles_of(actor, form) & {ASSESSOR, HR})


def runs_programmes(actor: Actor, position: int | None = None) -> bool:
    """Whether the actor may make and end programmes (of the unit with this ``lft``): HR."""
    return actor.active and not actor.is_clock and actor.holds(HR, position)


def programmes_visible_to(actor: Actor) -> "QuerySet[RewardProgramme]":
    """What is rewarded, and by which criteria, is open to everybody who is signed in."""
    rows = RewardProgramme.objects.select_related("unit", "cycle__rule_set")
    return rows if actor.is_clock or (actor.active and actor.user_id is not None) else rows.none()


def honours_visible_to(actor: Actor) -> "QuerySet[Award]":
    """The public list: given awards whose person agrees to be named now; for everybody who is signed in.

    Of these only name, post and unit as of then, programme and day are shown; the award itself stays with the policy.
    """
    rows = Award.objects.filter(state=S.AWARDED, public=True).select_related("programme")
    return rows if actor.is_clock or (actor.active and actor.user_id is not None) else rows.none()
