"""Who may see and do what with rounds, feedback and meetings.

The rule that holds the rest: of feedback without names the two sides know the round and, once it is closed, its texts;
the rows of those who were asked exist for each giver alone. Whoever was asked reads no round without names, also as a
superior, because among three he would know one. Field groups: ``words`` ``asked`` ``history`` ``meeting`` ``minutes``.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisal.dialogue.relations import ASSESSOR, AUTHOR, SUBJECT, OfTwo, people_on, side_where, sides_on, with_reader
from appraisal.machines.feedback import FeedbackState
from appraisal.machines.feedback_round import FeedbackRoundState
from appraisal.models import DialogueMeeting, Feedback, FeedbackRound
from organization.models import User
from workflow.actors import Actor
from workflow.policies import register_policy

WORDS, ASKED, HISTORY = "words", "asked", "history"
MEETING, MINUTES = "meeting", "minutes"


@register_policy
class MeetingPolicy(OfTwo):
    """One talk, with its agreements."""

    model = DialogueMeeting
    actors_confidential = True

    def fields_for(self, actor: Actor, obj: DialogueMeeting) -> frozenset[str]:
        seen = actor.is_clock or self.sees(actor, obj)
        return frozenset({MEETING, MINUTES, HISTORY}) if seen else frozenset()


@register_policy
class RoundPolicy(OfTwo):
    """One round; its author is whoever asked, as long as he is one of the two sides."""

    model = FeedbackRound
    actors_confidential = True
    related = ("year__unit", "year__employee", "opened_by")
    day = "opened_on"

    def derive_roles(self, actor: Actor, obj: FeedbackRound) -> frozenset[str]:
        sides = sides_on(actor, obj)
        if sides and obj.unnamed and _is_asked(actor, obj):
            return frozenset()
        return sides | {AUTHOR} if sides and actor.employee_id == obj.opened_by_id else sides

    def visible_to(self, actor: Actor) -> "QuerySet[Any]":
        rows = super().visible_to(actor)
        if actor.is_clock or actor.employee_id is None:
            return rows
        own = Feedback.objects.filter(round=OuterRef("pk"), giver_id=actor.employee_id)
        rows = rows.annotate(reader_is_asked=Exists(own))
        known: QuerySet[Any] = rows.exclude(unnamed=True, reader_is_asked=True)
        return known

    def users_in_role(self, role: str, obj: FeedbackRound) -> list[int]:
        if role == AUTHOR:
            found = people_on(SUBJECT, obj) + people_on(ASSESSOR, obj)
            users = User.objects.filter(pk__in=found, employee_id=obj.opened_by_id).values_list("pk", flat=True)
            return list(users) if not obj.unnamed or not _asked(obj, obj.opened_by_id) else []
        found = people_on(role, obj)
        if not obj.unnamed or not found:
            return found
        asked = set(Feedback.objects.filter(round=obj).values_list("giver_id", flat=True))
        return list(User.objects.filter(pk__in=found).exclude(employee_id__in=asked).values_list("pk", flat=True))

    def fields_for(self, actor: Actor, obj: FeedbackRound) -> frozenset[str]:
        """Texts once closed; who was asked is, without names, for whoever asked alone."""
        roles = self.roles_of(actor, obj)
        if actor.is_clock or not roles:
            return frozenset({HISTORY}) if actor.is_clock else frozenset()
        opened = {HISTORY}
        if obj.state == FeedbackRoundState.CLOSED:
            opened.add(WORDS)
        if AUTHOR in roles or not obj.unnamed:
            opened.add(ASKED)
        return frozenset(opened)


@register_policy
class FeedbackPolicy(OfTwo):
    """One giver's feedback. Named: the giver and the two sides. Without a name: the giver alone."""

    model = Feedback
    viewers = frozenset({SUBJECT, ASSESSOR, AUTHOR})
    # Who acted is who gave.
    actors_confidential = True
    related = ("year__unit", "year__employee", "round")

    def derive_roles(self, actor: Actor, obj: Feedback) -> frozenset[str]:
        own = {AUTHOR} if actor.employee_id is not None and actor.employee_id == obj.giver_id else set()
        return frozenset(own) if obj.unnamed else sides_on(actor, obj) | own

    def visible_to(self, actor: Actor) -> "QuerySet[Any]":
        rows = Feedback.objects.select_related(*self.related)
        if actor.is_clock:
            return rows
        if not actor.active or actor.employee_id is None:
            return rows.none()
        me = actor.employee_id
        return with_reader(rows, me).filter(Q(giver_id=me) | (Q(unnamed=False) & side_where(me)))

    def users_in_role(self, role: str, obj: Feedback) -> list[int]:
        if role == AUTHOR:
            users = User.objects.filter(employee_id=obj.giver_id, is_active=True)
            return list(users.values_list("pk", flat=True))
        return [] if obj.unnamed else people_on(role, obj)

    def fields_for(self, actor: Actor, obj: Feedback) -> frozenset[str]:
        """The words of named feedback once given; the history is the giver's own matter where there is no name."""
        if actor.is_clock:
            return frozenset({HISTORY})
        if not self.sees(actor, obj):
            return frozenset()
        given = not obj.unnamed and obj.state == FeedbackState.GIVEN
        return frozenset({HISTORY, WORDS} if given else {HISTORY})


def _is_asked(actor: Actor, obj: Any) -> bool:
    """Whether the actor was asked in a round; read along where it came from `visible_to`."""
    known = getattr(obj, "reader_is_asked", None)
    if known is not None and getattr(obj, "reader", None) == actor.employee_id:
        return bool(known)
    return _asked(obj, actor.employee_id)


def _asked(obj: FeedbackRound, employee_id: int | None) -> bool:
    return Feedback.objects.filter(round=obj, giver_id=employee_id).exists()
