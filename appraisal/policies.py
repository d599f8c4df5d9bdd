"""Who may see and do what with rule sets, cycles, evaluations and objections; the same rule in four forms per kind.

Conflicts of interest are taken out here: about oneself one is the subject and nothing else; a person who rates or
decides is no HR officer there; HR never on the file of an own superior; nobody decides about an own rating.
Field groups: ``self`` ``returns`` ``review`` ``ratings`` ``result`` ``predicate`` ``history`` ``notices`` of
evaluations, ``claims`` ``answers`` ``questions`` ``rulings`` ``decision`` ``private`` of objections.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q, QuerySet

from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.models import Cycle, Evaluation, Objection, RuleSet
from organization import grants, tree
from organization.days import today
from organization.models import User
from workflow import actors
from workflow.actors import Actor
from workflow.policies import Policy, register_policy
from workflow.roles import Role

SUBJECT, ASSESSOR = Role.SUBJECT.value, Role.ASSESSOR.value
SUPERIOR, DECIDER = Role.SUPERIOR.value, Role.DECIDER.value
HR, AUDITOR, LEADER = Role.HR.value, Role.AUDITOR.value, Role.LEADER.value
BY_GRANT: Final = (HR, AUDITOR, LEADER)

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


def _present(actor: Actor) -> bool:
    return actor.active and actor.user_id is not None


def _accounts_of(employee_id: int | None) -> list[int]:
    """The account of a person, if active; nobody for an empty seat."""
    if employee_id is None:
        return []
    return list(User.objects.filter(employee_id=employee_id, is_active=True).values_list("pk", flat=True))


class _Candidates(Policy[Any]):
    """Recipients are the candidates of a role, each held against `roles_of`: both forms agree by construction."""

    def users_in_role(self, role: str, obj: Any) -> list[int]:
        """Ids of the users who hold the role towards the object now."""
        found = dict.fromkeys(self.candidates(role, obj))
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def candidates(self, role: str, obj: Any) -> Iterator[int]:
        """User ids among whom the holders of a role are; may name too many."""
        raise LookupError(role)


@register_policy
class EvaluationPolicy(_Candidates):
    """One person's evaluation."""

    model = Evaluation
    viewers = frozenset({SUBJECT, ASSESSOR, SUPERIOR, DECIDER, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: Evaluation) -> frozenset[str]:
        if actor.employee_id == obj.employee_id:
            return frozenset({SUBJECT})
        held = self._personal(actor, obj)
        granted = {role for role in BY_GRANT if actor.holds(role, obj.unit.lft)}
        if held or obj.employee_id in actor.superior_ids:
            granted.discard(HR)
        return frozenset(held | granted)

    def _personal(self, actor: Actor, obj: Evaluation) -> set[str]:
        if actor.employee_id is None:
            return set()
        seats = ((ASSESSOR, obj.assessor_id), (SUPERIOR, obj.superior_id), (DECIDER, obj.decider_id))
        held = {role for role, employee_id in seats if employee_id == actor.employee_id}
        # Who rated cannot also be the one above who decides.
        return {ASSESSOR} if ASSESSOR in held else held

    def visible_to(self, actor: Actor) -> "QuerySet[Evaluation]":
        rows = Evaluation.objects.select_related("cycle", "unit")
        if actor.is_clock:
            return rows
        if not _present(actor):
            return rows.none()
        return rows.filter(evaluation_reach(actor))

    def candidates(self, role: str, obj: Evaluation) -> Iterator[int]:
        seats = {SUBJECT: obj.employee_id, ASSESSOR: obj.assessor_id, SUPERIOR: obj.superior_id}
        seats[DECIDER] = obj.decider_id
        if role in seats:
            yield from _accounts_of(seats[role])
        elif role in BY_GRANT:
            yield from grants.users_holding(role, obj.unit, today())

    def on_behalf(self, actor: Actor, obj: Evaluation) -> str:
        """Plt or Plh of the assessor's post, with the letter."""
        if actor.employee_id != obj.assessor_id or obj.assessor_capacity not in ("plt", "plh"):
            return ""
        parts = (obj.assessor_capacity.capitalize(), obj.assessor_post, obj.assessor_letter)
        return " ".join(part for part in parts if part)[:200]

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
    where = tree.within(actor.intervals(*granted), f"{prefix}unit__")
    by_hr = tree.within(actor.intervals(HR), f"{prefix}unit__")
    if actor.superior_ids:
        by_hr &= ~Q(**{f"{prefix}employee_id__in": sorted(actor.superior_ids)})
    where |= by_hr
    if actor.employee_id is not None:
        for seat in ("employee", "assessor", "superior", "decider"):
            where |= Q(**{f"{prefix}{seat}_id": actor.employee_id})
    return where


@register_policy
class ObjectionPolicy(_Candidates):
    """A dispute: its two parties, the one who decides, HR and the auditor. A draft belongs to its author alone."""

    model = Objection
    viewers = frozenset({SUBJECT, ASSESSOR, DECIDER, HR, AUDITOR})

    def derive_roles(self, actor: Actor, obj: Objection) -> frozenset[str]:
        evaluation = obj.evaluation
        if actor.employee_id == evaluation.employee_id:
            return frozenset({SUBJECT})
        if obj.filed_at is None:
            return NOTHING
        held = set()
        if actor.employee_id is not None and actor.employee_id == evaluation.assessor_id:
            held.add(ASSESSOR)
        elif actor.employee_id is not None and actor.employee_id == obj.decider_id:
            held.add(DECIDER)
        granted = {role for role in (HR, AUDITOR) if actor.holds(role, evaluation.unit.lft)}
        if held or actor.superior_ids & {evaluation.employee_id, evaluation.assessor_id}:
            granted.discard(HR)
        return frozenset(held | granted)

    def visible_to(self, actor: Actor) -> "QuerySet[Objection]":
        rows = Objection.objects.select_related("evaluation__cycle", "evaluation__unit")
        if actor.is_clock:
            return rows
        if not _present(actor):
            return rows.none()
        filed = tree.within(actor.intervals(AUDITOR), "evaluation__unit__") | self._by_hr(actor)
        own = Q(pk__in=())
        if actor.employee_id is not None:
            filed |= Q(evaluation__assessor_id=actor.employee_id) | Q(decider_id=actor.employee_id)
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
        seats = {SUBJECT: evaluation.employee_id, ASSESSOR: evaluation.assessor_id, DECIDER: obj.decider_id}
        if role in seats:
            yield from _accounts_of(seats[role])
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


@register_policy
class CyclePolicy(_Candidates):
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
        if not _present(actor):
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
class RuleSetPolicy(_Candidates):
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
        if not _present(actor):
            return rows.none()
        return rows.filter(~Q(state="draft") | tree.within(actor.intervals(*BY_GRANT), "unit__"))

    def candidates(self, role: str, obj: RuleSet) -> Iterator[int]:
        if role in BY_GRANT:
            yield from grants.users_holding(role, obj.unit, today())

    def fields_for(self, actor: Actor, obj: RuleSet) -> frozenset[str]:
        return frozenset({"content"}) if self.sees(actor, obj) else NOTHING
