"""A feedback round: open until a day, then closed by the clock alone, so that nobody chooses the moment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.dialogue import round_steps as steps
from workflow.machine import Machine, deadline, state_field, transition
from workflow.roles import Role


class FeedbackRoundState(models.TextChoices):
    """Where a round stands."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


S = FeedbackRoundState


class FeedbackRoundMachine(Machine):
    """The author is whoever asked: the employee, or the superior."""

    kind = "appraisal.feedback_round"
    States = FeedbackRoundState
    initial = S.OPEN
    endings = frozenset({S.CLOSED, S.CANCELLED})
    deadlines = {S.OPEN: (deadline("closing", fires="close", due=steps.closes),)}
    lock_related = ("year__unit",)

    # fmt: off
    state = state_field(S, initial=S.OPEN)

    cancel = transition("cancel", label=_("Cancel the round"), source=S.OPEN, target=S.CANCELLED, by={Role.AUTHOR},
        then=(steps.lapse_requests, steps.empty_boxes), event="feedback_round.cancelled")
    close = transition("close", label=_("Close the round"), source=S.OPEN, target=S.CLOSED, by={Role.CLOCK},
        then=(steps.lapse_requests, steps.open_boxes), event="feedback_round.closed", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
