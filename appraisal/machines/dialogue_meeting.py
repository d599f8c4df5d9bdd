"""The dialogue meeting: planned, held, and true only once both sides have answered its record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.dialogue import meeting_steps as steps
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class DialogueMeetingState(models.TextChoices):
    """Where a meeting stands."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held, awaiting both sides")
    CONFIRMED = "confirmed", _("Answered by both sides")
    CANCELLED = "cancelled", _("Cancelled")


S = DialogueMeetingState
SIDES = {Role.SUBJECT, Role.ASSESSOR}
REASON = text_field("reason", label=_("Reason"))
VIEW = text_field("reason", label=_("How you see it"))
MINUTES = (
    input_field("held_at", _("Held at"), "datetime"),
    text_field("minutes", label=_("Minutes"), max_length=8000),
)


class DialogueMeetingMachine(Machine):
    """Either side plans and writes; what one writes stands once both have answered it."""

    kind = "appraisal.dialogue_meeting"
    States = DialogueMeetingState
    initial = S.PLANNED
    endings = frozenset({S.CONFIRMED, S.CANCELLED})
    lock_related = ("year__unit",)

    # fmt: off
    state = state_field(S, initial=S.PLANNED)

    reschedule = transition("reschedule", label=_("Move the meeting"), source=S.PLANNED, target=S.PLANNED, by=SIDES,
        when=(steps.lies_ahead,), needs=(input_field("planned_at", _("New time"), "datetime"),
        text_field("place", label=_("Place or link"), max_length=200)),
        sets=steps.meeting_moved, event="dialogue_meeting.rescheduled")
    cancel = transition("cancel", label=_("Cancel the meeting"), source=S.PLANNED, target=S.CANCELLED, by=SIDES,
        needs=(REASON,), event="dialogue_meeting.cancelled")
    record = transition("record", label=_("Write the minutes"), source=S.PLANNED, target=S.HELD, by=SIDES,
        when=(steps.has_taken_place,), needs=MINUTES, sets=steps.minutes_written,
        event="dialogue_meeting.held")
    amend = transition("amend", label=_("Correct the minutes"), source=S.HELD, target=S.HELD, by=SIDES,
        when=(steps.has_taken_place,), needs=MINUTES, sets=steps.minutes_written,
        event="dialogue_meeting.amended")
    agree = transition("agree", label=_("Change what was agreed"), source=S.HELD, target=S.HELD, by=SIDES,
        sets=steps.answers_taken_back, event="dialogue_meeting.agreements_changed", hidden=True)
    acknowledge = transition("acknowledge", label=_("The record is right"), source=S.HELD, target=S.HELD, by=SIDES,
        when=(steps.side_is_silent,), sets=steps.record_acknowledged, then=(steps.confirm_when_both_answered,),
        event="dialogue_meeting.acknowledged")
    dissent = transition("dissent", label=_("I see it differently"), source=S.HELD, target=S.HELD, by=SIDES,
        when=(steps.side_is_silent,), needs=(VIEW,), sets=steps.record_dissented,
        then=(steps.confirm_when_both_answered,), event="dialogue_meeting.dissented")
    confirm = transition("confirm", label=_("Both sides have answered"), source=S.HELD, target=S.CONFIRMED,
        by={Role.CLOCK}, when=(steps.both_have_answered,), event="dialogue_meeting.confirmed", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
