"""Who may read a recognition note: the receiver, its author, and whoever rates the receiver in that period.

The assessor is found by the forms, not by the line of today: who rates a period that holds the day of the note reads
it beside the review, whoever rated long ago or will rate later does not. Hidden and taken-back notes are nobody's
but the two people's; what was taken back is the author's alone.
"""

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.recognition import RecognitionState as S
from appraisal.models import Evaluation, Recognition
from organization.models import User
from workflow.actors import Actor
from workflow.policies import Policy, register_policy
from workflow.roles import Role

SUBJECT, ASSESSOR, AUTHOR = Role.SUBJECT.value, Role.ASSESSOR.value, Role.AUTHOR.value
NOTE, HISTORY = "note", "history"
OPENED: Final = {
    SUBJECT: frozenset({NOTE, HISTORY}),
    AUTHOR: frozenset({NOTE, HISTORY}),
    ASSESSOR: frozenset({NOTE}),
}


@register_policy
class RecognitionPolicy(Policy[Recognition]):
    """One note."""

    model = Recognition
    viewers = frozenset({SUBJECT, ASSESSOR, AUTHOR})

    def derive_roles(self, actor: Actor, obj: Recognition) -> frozenset[str]:
        me = actor.employee_id
        if me is None:
            return frozenset()
        if me == obj.receiver_id:
            return frozenset() if obj.state == S.TAKEN_BACK else frozenset({SUBJECT})
        held = {AUTHOR} if me == obj.giver_id else set()
        if obj.state == S.SHOWN and _rates(me, obj):
            held.add(ASSESSOR)
        return frozenset(held)

    def visible_to(self, actor: Actor) -> "QuerySet[Recognition]":
        rows = Recognition.objects.all()
        if actor.is_clock:
            return rows
        if not actor.active or actor.employee_id is None:
            return rows.none()
        me = actor.employee_id
        rated = Exists(forms_holding(OuterRef("receiver"), OuterRef("given_on")).filter(assessor_id=me))
        rows = rows.annotate(reader=Value(me), rated_by_reader=rated)
        received = Q(receiver_id=me) & ~Q(state=S.TAKEN_BACK)
        shown = Q(state=S.SHOWN, rated_by_reader=True) & ~Q(receiver_id=me)
        return rows.filter(received | Q(giver_id=me) | shown)

    def users_in_role(self, role: str, obj: Recognition) -> list[int]:
        people: Any = {SUBJECT: (obj.receiver_id,), AUTHOR: (obj.giver_id,)}.get(role, ())
        if role == SUBJECT and obj.state == S.TAKEN_BACK:
            return []
        if role == ASSESSOR and obj.state == S.SHOWN:
            people = forms_holding(obj.receiver_id, obj.given_on).exclude(assessor=None).values("assessor_id")
        users = User.objects.filter(employee_id__in=people, is_active=True).order_by("pk")
        return list(users.values_list("pk", flat=True))

    def fields_for(self, actor: Actor, obj: Recognition) -> frozenset[str]:
        if actor.is_clock:
            return frozenset({NOTE, HISTORY})
        return frozenset().union(*(OPENED[role] for role in self.roles_of(actor, obj)))


def _rates(me: int, note: Any) -> bool:
    """Whether a person rates the receiver in the period; read along where the note came from `visible_to`."""
    if getattr(note, "reader", None) == me:
        return bool(note.rated_by_reader)
    return forms_holding(note.receiver_id, note.given_on).filter(assessor_id=me).exists()


def forms_holding(receiver: Any, day: Any) -> QuerySet[Evaluation]:
    """The receiver's forms whose cycle, from its period to its end, holds the day."""
    rows = Evaluation.objects.filter(employee=receiver, cycle__period_from__lte=day, cycle__close_by__gte=day)
    return rows.exclude(state=EvaluationState.CANCELLED)
