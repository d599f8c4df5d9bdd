"""The hearing of an objection: invited, held, its minutes true only once both sides have answered them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal import hearing_steps as steps
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class HearingState(models.TextChoices):
    """Where a hearing stands."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held, awaiting both sides")
    CONFIRMED = "confirmed", _("Minutes answered by both sides")
    CANCELLED = "cancelled", _("Cancelled")


class SideAnswer(models.TextChoices):
    """What one side says of the minutes."""

    NONE = "", _("Not yet answered")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    DISSENTED = "dissented", _("Dissented in writing")


S = HearingState
REASON = text_field("reason", label=_("Reason"))
VIEW = text_field("reason", label=_("How you see it"))
PARTIES = {Role.SUBJECT, Role.ASSESSOR}
MINUTES = (
    input_field("held_at", _("Held at"), "datetime"),
    text_field("minutes", label=_("Minutes"), max_length=8000),
)


class HearingMachine(Machine):
    """The decider invites and writes; the two sides answer."""

    kind = "appraisal.hearing"
    States = HearingState
    initial = S.PLANNED
    endings = frozenset({S.CONFIRMED, S.CANCELLED})
    lock_related = ("objection__evaluation__unit", "objection__evaluation__cycle")

    # fmt: off
    state = state_field(S, initial=S.PLANNED)

    reschedule = transition("reschedule", label=_("Move the hearing"), source=S.PLANNED, target=S.PLANNED,
        by={Role.DECIDER}, when=(steps.objection_is_open, steps.lies_ahead),
        needs=(input_field("planned_at", _("New time"), "datetime"),
               text_field("place", label=_("Place or link"), max_length=200), REASON),
        sets=steps.hearing_moved, event="hearing.rescheduled")
    cancel = transition("cancel", label=_("Cancel the hearing"), source=S.PLANNED, target=S.CANCELLED,
        by={Role.DECIDER, Role.CLOCK}, needs=(REASON,), sets=steps.hearing_called_off, event="hearing.cancelled")
    record = transition("record", label=_("Write the minutes"), source=S.PLANNED, target=S.HELD, by={Role.DECIDER},
        when=(steps.objection_is_open, steps.has_taken_place), needs=MINUTES, sets=steps.minutes_written,
        event="hearing.held")
    amend = transition("amend", label=_("Correct the minutes"), source=S.HELD, target=S.HELD, by={Role.DECIDER},
        when=(steps.objection_is_open, steps.has_taken_place), needs=MINUTES, sets=steps.minutes_written,
        event="hearing.amended")
    acknowledge = transition("acknowledge", label=_("The minutes are right"), source=S.HELD, target=S.HELD, by=PARTIES,
        when=(steps.is_over, steps.side_is_silent), sets=steps.minutes_acknowledged,
        then=(steps.confirm_when_both_answered,), event="hearing.acknowledged")
    dissent = transition("dissent", label=_("I see it differently"), source=S.HELD, target=S.HELD, by=PARTIES,
        when=(steps.is_over, steps.side_is_silent), needs=(VIEW,), sets=steps.minutes_dissented,
        then=(steps.confirm_when_both_answered,), event="hearing.dissented")
    confirm = transition("confirm", label=_("Both sides have answered"), source=S.HELD, target=S.CONFIRMED,
        by={Role.CLOCK}, when=(steps.both_have_answered,), event="hearing.confirmed", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
