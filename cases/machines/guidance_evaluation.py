"""Evaluation of competence (B.1.9): written by whoever guides, handed in to the employee."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.guidance import effects, guards, signers
from workflow.documents.signing import signed
from workflow.machine import Machine, state_field, transition
from workflow.roles import Role


class EvaluationFormState(models.TextChoices):
    """Where an evaluation of competence stands."""

    DRAFT = "draft", _("Not handed in yet")
    HANDED_IN = "handed_in", _("Handed in")
    DROPPED = "dropped", _("No longer asked for")


S = EvaluationFormState


class GuidanceEvaluationMachine(Machine):
    """Once handed in it never changes. `coach` is here whoever guides: the coach, else the supervisor."""

    kind = "cases.guidance_evaluation"
    States = EvaluationFormState
    initial = S.DRAFT
    endings = frozenset({S.HANDED_IN, S.DROPPED})
    deadlines = {S.DRAFT: (effects.EVALUATION_DUE,)}
    lock_related = ("case", "case__unit")

    # fmt: off
    state = state_field(S, initial=S.DRAFT)

    hand_in = transition("hand_in", label=_("Sign and hand in"), source=S.DRAFT, target=S.HANDED_IN,
        by={Role.COACH}, when=(guards.every_score_has_its_reason,), sets=effects.evaluation_handed_in,
        then=(signed(signers.guide),), event="guidance_evaluation.handed_in")

    # What follows from the case, and what the clock says
    ask = transition("ask", label=_("Ask for the evaluation"), source=S.DRAFT, target=S.DRAFT, by={Role.CLOCK},
        sets=effects.asked, event="guidance_evaluation.asked", hidden=True, moves_deadlines=True)
    put_off = transition("put_off", label=_("The guidance goes on"), source=S.DRAFT, target=S.DRAFT,
        by={Role.CLOCK}, sets=effects.put_off, event="guidance_evaluation.put_off", hidden=True, moves_deadlines=True)
    drop = transition("drop", label=_("No longer ask for it"), source=S.DRAFT, target=S.DROPPED, by={Role.CLOCK},
        event="guidance_evaluation.dropped", hidden=True)
    evaluation_overdue = transition("evaluation_overdue", label=_("Evaluation is overdue"), source=S.DRAFT,
        target=S.DRAFT, by={Role.CLOCK}, event="guidance_evaluation.overdue", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
