"""Who may see and do what with the two forms; the same rule in four forms per kind.

Feedback is for the guide's superior. Whoever guided or looks after the case holds no role towards it, not even by a
grant: supervisor, coach, and the guide of whom it speaks do not learn whether it was written. HR and the auditor see
that it exists, when it was handed in, and whether it was read; HR of the unit reads where nobody stands above the
guide. An evaluation is written by whoever guides today, and read by the employee, supervisor, coach and HR once it is
handed in; the auditor sees that it exists.
"""

from collections.abc import Iterator

from django.db.models import Q

from cases.guidance.addressee import guide_of
from cases.models import GuidanceEvaluation, GuidanceFeedback
from cases.policies import ByRelation, CasePolicy, Readable
from workflow.actors import Actor
from workflow.policies import register_policy
from workflow.roles import Role

CONTENT = frozenset({"content"})
FEEDBACK_FIELDS: Readable = {Role.SUBJECT.value: CONTENT, Role.SUPERIOR.value: CONTENT}
# A draft is its writer's alone: see `fields_for`.
EVALUATION_FIELDS: Readable = dict.fromkeys(
    (Role.SUBJECT.value, Role.ASSESSOR.value, Role.COACH.value, Role.HR.value), CONTENT
)


@register_policy
class FeedbackPolicy(ByRelation):
    """Feedback on guidance: the employee and the guide's superior; HR and auditor know that it is there."""

    model = GuidanceFeedback
    viewers = frozenset({Role.SUBJECT.value, Role.SUPERIOR.value, Role.HR.value, Role.AUDITOR.value})
    person = "case__employee"
    columns = {Role.SUPERIOR.value: "reader"}
    granted = frozenset({Role.HR.value, Role.AUDITOR.value})
    unit = "case__unit"
    readable = FEEDBACK_FIELDS

    def derive_roles(self, actor: Actor, obj: GuidanceFeedback) -> frozenset[str]:
        """Columns and grants; none for those it may speak of, and HR in the superior's place where there is none."""
        roles = super().derive_roles(actor, obj)
        if Role.SUBJECT.value in roles:
            return roles
        guides = (obj.guide_id, obj.case.supervisor_id, obj.case.coach_id)
        if actor.employee_id is not None and actor.employee_id in guides:
            return frozenset()
        if Role.HR.value in roles and obj.handed_in_at is not None and obj.reader_id is None:
            return roles | {Role.SUPERIOR.value}
        return roles

    def _where(self, actor: Actor) -> Q:
        where, me = super()._where(actor), actor.employee_id
        if me is None:
            return where
        guides = Q(guide_id=me) | Q(case__supervisor_id=me) | Q(case__coach_id=me)
        return Q(case__employee_id=me) | (where & ~guides)

    def _candidates(self, role: str, obj: GuidanceFeedback) -> Iterator[int]:
        yield from super()._candidates(role, obj)
        if role == Role.SUPERIOR and obj.reader_id is None:
            yield from super()._candidates(Role.HR.value, obj)


@register_policy
class EvaluationPolicy(ByRelation):
    """An evaluation of competence; `coach` is whoever guides."""

    model = GuidanceEvaluation
    viewers = CasePolicy.viewers
    person = "case__employee"
    columns = {Role.ASSESSOR.value: "case__supervisor", Role.COACH.value: "case__coach"}
    granted = CasePolicy.granted
    unit = "case__unit"
    readable = EVALUATION_FIELDS

    def derive_roles(self, actor: Actor, obj: GuidanceEvaluation) -> frozenset[str]:
        """Columns and grants; the supervisor guides where no coach is named."""
        roles = super().derive_roles(actor, obj)
        guides = Role.ASSESSOR.value in roles and guide_of(obj.case) == actor.employee_id
        return roles | {Role.COACH.value} if guides else roles

    def _candidates(self, role: str, obj: GuidanceEvaluation) -> Iterator[int]:
        alone = role == Role.COACH and obj.case.coach_id is None
        yield from super()._candidates(Role.ASSESSOR.value if alone else role, obj)

    def fields_for(self, actor: Actor, obj: GuidanceEvaluation) -> frozenset[str]:
        """What the relation opens; before it is handed in, only to whoever writes it."""
        opened = super().fields_for(actor, obj)
        if obj.handed_in_at is None and Role.COACH.value not in self.roles_of(actor, obj):
            return frozenset()
        return opened
