"""Feedback of one giver: asked, then given, declined or lapsed.

No step has an input: what is typed with a transition lies beside its event, and its digest in the chain.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.dialogue import giving_steps as steps
from workflow.machine import Machine, state_field, transition
from workflow.roles import Role


class FeedbackState(models.TextChoices):
    """Where feedback stands."""

    ASKED = "asked", _("Asked")
    GIVEN = "given", _("Given")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not given in time")


S = FeedbackState


class FeedbackMachine(Machine):
    """The author is the giver. Giving is fired by the action that stores the words; it has a form of its own."""

    kind = "appraisal.feedback"
    States = FeedbackState
    initial = S.ASKED
    endings = frozenset({S.GIVEN, S.DECLINED, S.LAPSED})
    lock_related = ("year__unit",)

    # fmt: off
    state = state_field(S, initial=S.ASKED)

    give = transition("give", label=_("Give the feedback"), source=S.ASKED, target=S.GIVEN, by={Role.AUTHOR},
        when=(steps.words_are_stored,), event="feedback.given", hidden=True)
    decline = transition("decline", label=_("I would rather not"), source=S.ASKED, target=S.DECLINED,
        by={Role.AUTHOR}, event="feedback.declined")
    lapse = transition("lapse", label=_("The time is over"), source=S.ASKED, target=S.LAPSED, by={Role.CLOCK},
        event="feedback.lapsed", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
