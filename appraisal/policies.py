"""Who may see and do what with evaluations and objections; the same rule in four forms per kind.

Conflicts of interest are taken out here: about oneself one is the subject and nothing else; a person who rates or
decides is no HR officer there; HR never on the file of an own superior; nobody decides about an own rating.
Field groups: ``self`` ``returns`` ``review`` ``ratings`` ``result`` ``predicate`` ``history`` ``notices`` of
evaluations, ``claims`` ``answers`` ``questions`` ``rulings`` ``decision`` ``private`` of objections.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q, QuerySet

from appraisal import seats
from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.models import Evaluation, Objection
from appraisal.overdue_review import former_assessor
from organization import grants, tree
from organization.days import today
from organization.delegating import delegates_of
from organization.models import Duty, User
from workflow import actors
from workflow.actors import ASSESSING, DECIDING, Actor
from workflow.policies import Policy, register_policy
from workflow.roles import Role

SUBJECT, ASSESSOR = Role.SUBJECT.value, Role.ASSESSOR.value
SUPERIOR, DECIDER = Role.SUPERIOR.value, Role.DECIDER.value
HR, AUDITOR, LEADER = Role.HR.value, Role.AUDITOR.value, Role.LEADER.value
BY_GRANT: Final = (HR, AUDITOR, LEADER)
DUTIES: Final = {ASSESSOR: Duty.ASSESSING, SUPERIOR: Duty.DECIDING, DECIDER: Duty.DECIDING}

HANDED_OUT: Final = frozenset({EvaluationState.OBJECTION.value, EvaluationState.FINAL.value})
WITH_ASSESSOR: Final = frozenset({EvaluationState.SUPERVISOR_REVIEW.value, EvaluationState.CALIBRATION.value})
SELF, RETURNS, REVIEW, RATINGS, RESULT = "self", "returns", "review", "ratings", "result"
PREDICATE, HISTORY = "predicate", "history"
# What a source adds for the person, the assessor and HR alone (PP 94/2021 beside the attendance).
NOTICES = "notices"
OUTCOME: Final = frozenset({REVIEW, RATINGS, RESULT, PREDICATE})

CLAIMS, ANSWERS, RULINGS, DECISION, PRIVATE = "claims", "answers", "rulings", "decision", "private"
QUESTIONS = "questions"

Group = frozenset[str]
NOTHING: Group = frozenset()


def is_present(actor: Actor) -> bool:
    """Whether a person with an open account asks."""
    return actor.active and actor.user_id is not None


def accounts_in_seat(role: str, employee_id: int | None) -> list[int]:
    """The account of a person and of those who stand in for him in the role today; nobody for an empty seat."""
    if employee_id is None:
        return []
    people = [employee_id]
    if role in DUTIES:
        people += delegates_of(employee_id, DUTIES[role])
    return list(User.objects.filter(employee_id__in=people, is_active=True).order_by("pk").values_list("pk", flat=True))


def relations(actor: Actor, form: Any, seating: seats.Seating) -> frozenset[str]:
    """What somebody is to a form: its subject and nothing else, or the seats held there and the offices over its unit.

    Who sits there, or stands below the subject, is no HR officer of it.
    """
    if actor.employee_id is not None and actor.employee_id == form.employee_id:
        return frozenset({SUBJECT})
    held = seating.roles(actor, form)
    granted = {role for role in BY_GRANT if actor.holds(role, form.unit.lft)}
    if held or form.employee_id in actor.superior_ids:
        granted.discard(HR)
    return frozenset(held | granted)


def reach(actor: Actor, seating: seats.Seating, prefix: str = "", *, granted: tuple[str, ...] = (AUDITOR, LEADER)) -> Q:
    """Forms to which `relations` is not empty, as one WHERE; ``prefix`` leads to them over a relation."""
    by_hr = tree.within(actor.intervals(HR), f"{prefix}unit__")
    if actor.superior_ids:
        by_hr &= ~Q(**{f"{prefix}employee_id__in": sorted(actor.superior_ids)})
    where = by_hr | tree.within(actor.intervals(*granted), f"{prefix}unit__")
    return where if actor.employee_id is None else where | seating.reach(actor, prefix)


class CandidatePolicy(Policy[Any]):
    """Recipients are the candidates of a role, each held against `roles_of`: both forms agree by construction."""

    def users_in_role(self, role: str, obj: Any) -> list[int]:
        """Ids of the users who hold the role towards the object now."""
        found = dict.fromkeys(self.candidates(role, obj))
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def candidates(self, role: str, obj: Any) -> Iterator[int]:
        """User ids among whom the holders of a role are; may name too many."""
        raise LookupError(role)


@register_policy
class EvaluationPolicy(CandidatePolicy):
    """One person's evaluation."""

    model = Evaluation
    viewers = frozenset({SUBJECT, ASSESSOR, SUPERIOR, DECIDER, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: Evaluation) -> frozenset[str]:
        return relations(actor, obj, seats.AT_EVALUATIONS)

    def visible_to(self, actor: Actor) -> "QuerySet[Evaluation]":
        rows = Evaluation.objects.select_related("cycle", "unit")
        if actor.is_clock:
            return rows
        if not is_present(actor):
            return rows.none()
        return rows.filter(evaluation_reach(actor))

    def candidates(self, role: str, obj: Evaluation) -> Iterator[int]:
        named = {SUBJECT: obj.employee_id, ASSESSOR: obj.assessor_id, SUPERIOR: obj.superior_id}
        named[DECIDER] = obj.decider_id
        if role in named:
            yield from accounts_in_seat(role, named[role])
        elif role in BY_GRANT:
            yield from grants.users_holding(role, obj.unit, today())

    def users_in_role(self, role: str, obj: Evaluation) -> list[int]:
        """With whose review was taken over: told of it, and nothing else; that is no right towards the form."""
        if role == Role.FORMER_ASSESSOR.value:
            return accounts_in_seat(role, former_assessor(obj))
        return super().users_in_role(role, obj)

    def on_behalf(self, actor: Actor, obj: Evaluation, roles: frozenset[str]) -> str:
        """Plt or Plh of the assessor's post, or the post of the absent person, each with the letter."""
        if ASSESSOR in roles:
            return seats.for_assessor(actor, obj)
        return seats.for_superior(actor, obj) if SUPERIOR in roles else ""

    def fields_for(self, actor: Actor, obj: Evaluation) -> frozenset[str]:
        """What each relation opens in the present state."""
        if actor.is_clock:
            return frozenset({SELF, RETURNS, HISTORY, NOTICES}) | OUTCOME
        roles = self.roles_of(actor, obj)
        # Help opens the form to the one officer who gives it, not to every officer of the unit.
        helps = HR in roles and obj.assisted_by_id is not None and obj.assisted_by_id == actor.user_id
        return NOTHING.union(*(self._opened(role, obj) for role in roles), {SELF} if helps else NOTHING)

    def _opened(self, role: str, obj: Evaluation) -> Group:
        handed_out, with_assessor = obj.state in HANDED_OUT, obj.state in WITH_ASSESSOR
        own = frozenset({SELF}) if handed_out or with_assessor else NOTHING
        told = frozenset({NOTICES}) if own else NOTHING
        outcome = OUTCOME if handed_out else NOTHING
        if role == SUBJECT:
            return frozenset({SELF, RETURNS, HISTORY, NOTICES}) | outcome
        if role == ASSESSOR:
            return own | outcome | told | {REVIEW, RATINGS, RETURNS, HISTORY}
        if role in (SUPERIOR, DECIDER):
            calibrating = obj.state == EvaluationState.CALIBRATION
            return (own | outcome | {REVIEW, RATINGS, HISTORY}) if handed_out or calibrating else NOTHING
        if role == HR:
            return own | outcome | told | {RETURNS, HISTORY}
        if role == AUDITOR:
            return own | outcome | {RETURNS, HISTORY}
        return frozenset({PREDICATE}) if obj.state == EvaluationState.FINAL else NOTHING


def evaluation_reach(actor: Actor, prefix: str = "", *, granted: tuple[str, ...] = (AUDITOR, LEADER)) -> Q:
    """Evaluations an active person may know of, as one WHERE; ``prefix`` leads to them over a relation.

    ``granted``: the roles by grant, besides HR, that are asked about.
    """
    return reach(actor, seats.AT_EVALUATIONS, prefix, granted=granted)


@register_policy
class ObjectionPolicy(CandidatePolicy):
    """A dispute: its two parties, the one who decides, HR and the auditor. A draft belongs to its author alone."""

    model = Objection
    viewers = frozenset({SUBJECT, ASSESSOR, DECIDER, HR, AUDITOR})

    def derive_roles(self, actor: Actor, obj: Objection) -> frozenset[str]:
        evaluation = obj.evaluation
        if actor.employee_id == evaluation.employee_id:
            return frozenset({SUBJECT})
        if obj.filed_at is None:
            return NOTHING
        held = self._seats(actor, obj)
        granted = {role for role in (HR, AUDITOR) if actor.holds(role, evaluation.unit.lft)}
        if held or actor.superior_ids & {evaluation.employee_id, evaluation.assessor_id}:
            granted.discard(HR)
        return frozenset(held | granted)

    def _seats(self, actor: Actor, obj: Objection) -> set[str]:
        """One seat at most: who rated or answered does not decide, in whatever capacity."""
        me, form = actor.employee_id, obj.evaluation
        if me is None:
            return set()
        if me == form.assessor_id:
            return {ASSESSOR}
        by_delegation = actor.stand_in_for(obj.decider_id, DECIDING, about=form.employee_id) is not None
        if me == obj.decider_id or (by_delegation and me not in (form.rated_by_id, obj.answered_by_id)):
            return {DECIDER}
        return {ASSESSOR} if seats.holds(actor, form.assessor_id, ASSESSING, about=form.employee_id) else set()

    def on_behalf(self, actor: Actor, obj: Objection, roles: frozenset[str]) -> str:
        """As towards the form; for the decider the post in which the absent one decides."""
        if ASSESSOR in roles:
            return seats.for_assessor(actor, obj.evaluation)
        return seats.for_decider(actor, obj) if DECIDER in roles else ""

    def visible_to(self, actor: Actor) -> "QuerySet[Objection]":
        rows = Objection.objects.select_related("evaluation__cycle", "evaluation__unit")
        if actor.is_clock:
            return rows
        if not is_present(actor):
            return rows.none()
        filed = tree.within(actor.intervals(AUDITOR), "evaluation__unit__") | self._by_hr(actor)
        own = Q(pk__in=())
        if actor.employee_id is not None:
            filed |= answers_objections(actor) | decides_objections(actor)
            own = Q(evaluation__employee_id=actor.employee_id)
        return rows.filter(own | (Q(filed_at__isnull=False) & filed))

    def _by_hr(self, actor: Actor) -> Q:
        where = tree.within(actor.intervals(HR), "evaluation__unit__")
        if actor.superior_ids:
            above = sorted(actor.superior_ids)
            unconcerned = Q(evaluation__assessor__isnull=True) | ~Q(evaluation__assessor_id__in=above)
            where &= ~Q(evaluation__employee_id__in=above) & unconcerned
        return where

    def candidates(self, role: str, obj: Objection) -> Iterator[int]:
        evaluation = obj.evaluation
        named = {SUBJECT: evaluation.employee_id, ASSESSOR: evaluation.assessor_id, DECIDER: obj.decider_id}
        if role in named:
            yield from accounts_in_seat(role, named[role])
        elif role in (HR, AUDITOR):
            yield from grants.users_holding(role, evaluation.unit, today())

    def fields_for(self, actor: Actor, obj: Objection) -> frozenset[str]:
        """What each relation opens in the present state; the decider's own notes are the decider's alone."""
        if actor.is_clock:
            return frozenset({CLAIMS, ANSWERS, QUESTIONS, RULINGS, DECISION, HISTORY})
        return NOTHING.union(*(self._opened(role, obj) for role in self.roles_of(actor, obj)))

    def _opened(self, role: str, obj: Objection) -> Group:
        answered = obj.state in (ObjectionState.ANSWERED, ObjectionState.DECIDED) or obj.answered_at is not None
        found = {CLAIMS, QUESTIONS, HISTORY}
        if answered or role == ASSESSOR:
            found.add(ANSWERS)
        if obj.state == ObjectionState.DECIDED:
            found |= {RULINGS, DECISION}
        if role == DECIDER:
            found |= {RULINGS, PRIVATE}
        return frozenset(found)


def decides_objections(actor: Actor, prefix: str = "") -> Q:
    """Objections in which the actor sits in the decider's seat, as one WHERE; over a relation with ``prefix``."""
    if actor.employee_id is None:
        return Q(pk__in=())
    me, form = actor.employee_id, f"{prefix}evaluation__"
    own = Q(**{f"{prefix}decider_id": me})
    if not actor.stands_in:
        return own
    acts = seats.stand_in(actor, f"{prefix}decider", DECIDING, about=f"{form}employee")
    acts &= seats.but_not(f"{form}rated_by", me) & seats.but_not(f"{prefix}answered_by", me)
    return own | (acts & seats.but_not(f"{form}assessor", me))


def answers_objections(actor: Actor, prefix: str = "") -> Q:
    """Objections in which the actor sits in the assessor's seat; who decides there does not answer."""
    if actor.employee_id is None:
        return Q(pk__in=())
    form = f"{prefix}evaluation__"
    own = Q(**{f"{form}assessor_id": actor.employee_id})
    if not actor.stands_in:
        return own
    acts = seats.stand_in(actor, f"{form}assessor", ASSESSING, about=f"{form}employee")
    return own | (acts & ~decides_objections(actor, prefix))
