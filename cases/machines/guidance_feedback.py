"""Feedback on guidance (B.1.8): written by the employee, handed in to the guide's superior, read by him.

No input here is free text: what is typed with a transition lies open beside its event, and feedback is for one reader.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.guidance import effects, guards, signers
from workflow.documents.signing import signed
from workflow.machine import Machine, state_field, transition
from workflow.roles import Role


class FeedbackState(models.TextChoices):
    """Where feedback stands."""

    DRAFT = "draft", _("Not handed in yet")
    HANDED_IN = "handed_in", _("Handed in")
    NOTED = "noted", _("Read by the superior")
    DROPPED = "dropped", _("No longer asked for")


S = FeedbackState


class GuidanceFeedbackMachine(Machine):
    """Once handed in it never changes. `superior` is whoever stands above the guide; those who guided have no role."""

    kind = "cases.guidance_feedback"
    States = FeedbackState
    initial = S.DRAFT
    endings = frozenset({S.NOTED, S.DROPPED})
    deadlines = {S.HANDED_IN: (effects.READING_DUE,)}
    lock_related = ("case", "case__unit")

    # fmt: off
    state = state_field(S, initial=S.DRAFT)

    hand_in = transition("hand_in", label=_("Sign and hand in"), source=S.DRAFT, target=S.HANDED_IN,
        by={Role.SUBJECT}, when=(guards.every_statement_is_answered,), sets=effects.feedback_handed_in,
        then=(signed(signers.employee),), event="guidance_feedback.handed_in")
    take_note = transition("take_note", label=_("I have read it"), source=S.HANDED_IN, target=S.NOTED,
        by={Role.SUPERIOR}, sets=effects.noted, then=(signed(signers.reader),), event="guidance_feedback.noted")
    readdress = transition("readdress", label=_("Give it to today's superior"), source=S.HANDED_IN,
        target=S.HANDED_IN, by={Role.HR}, when=(guards.somebody_else_reads,), sets=effects.readdressed,
        event="guidance_feedback.readdressed", moves_deadlines=True)

    # What follows from the case, and what the clock says
    ask = transition("ask", label=_("Ask for the feedback"), source=S.DRAFT, target=S.DRAFT, by={Role.CLOCK},
        sets=effects.asked, event="guidance_feedback.asked", hidden=True)
    put_off = transition("put_off", label=_("The guidance goes on"), source=S.DRAFT, target=S.DRAFT,
        by={Role.CLOCK}, sets=effects.put_off, event="guidance_feedback.put_off", hidden=True)
    drop = transition("drop", label=_("No longer ask for it"), source=S.DRAFT, target=S.DROPPED, by={Role.CLOCK},
        event="guidance_feedback.dropped", hidden=True)
    reading_overdue = transition("reading_overdue", label=_("Reading is overdue"), source=S.HANDED_IN,
        target=S.HANDED_IN, by={Role.CLOCK}, sets=effects.readdressed, event="guidance_feedback.reading_overdue",
        hidden=True)

    # fmt: on
    class Meta:
        abstract = True
