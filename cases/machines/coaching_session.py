"""The coaching session: planned, held, and true only once both sides have answered its record; or missed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import consequences, deadlines
from cases.effects import coaching as effects
from cases.guards import coaching as guards
from cases.guidance import lifecycle as guidance
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class SessionState(models.TextChoices):
    """Where a session stands."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held, awaiting both sides")
    CONFIRMED = "confirmed", _("Confirmed")
    MISSED = "missed", _("Did not take place")
    CANCELLED = "cancelled", _("Cancelled")


class Answer(models.TextChoices):
    """What one side says of the record."""

    NONE = "", _("Not yet answered")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    DISSENTED = "dissented", _("Dissented in writing")


class NotCome(models.TextChoices):
    """Who did not come to a talk that was missed."""

    NOBODY = "", _("Nobody was missing")
    EMPLOYEE = "employee", _("Employee")
    LEADER = "leader", _("Supervisor or coach")
    BOTH = "both", _("Neither side came")


S = SessionState
LEADERS = {Role.COACH, Role.ASSESSOR}
REASON = text_field("reason", label=_("Reason"))
VIEW = text_field("reason", label=_("How you see it"))
NEW_TIME = input_field("planned_at", label=_("New time"), kind="datetime")
BOTH_SIDES = LEADERS | {Role.SUBJECT}
WHO = input_field(
    "absent", label=_("Who did not come"), kind="choice", choices=tuple((c.value, c.label) for c in NotCome if c.value)
)
NOT_HELD = {
    S.PLANNED: _("This session has not been held yet, or nothing was written about it; there is nothing to answer.")
}
RECORD = (
    input_field("held_at", label=_("Held at"), kind="datetime"),
    input_field("minutes", label=_("Length in minutes"), kind="integer"),
    text_field("notes", label=_("What was discussed")),
    text_field("agreements", label=_("What was agreed")),
)


class CoachingSessionMachine(Machine):
    """Two-sided record: nobody's notes stand alone."""

    kind = "cases.coaching_session"
    States = SessionState
    initial = S.PLANNED
    endings = frozenset({S.CONFIRMED, S.CANCELLED, S.MISSED})
    deadlines = {S.PLANNED: (deadlines.REMIND_DUE, deadlines.RECORD_DUE), S.HELD: (deadlines.ANSWER_DUE,)}
    lock_related = ("case", "case__unit")

    # fmt: off
    state = state_field(S, initial=S.PLANNED)

    reschedule = transition("reschedule", label=_("Move the session"), source=S.PLANNED, target=S.PLANNED,
        by=LEADERS, when=(guards.case_is_open,), needs=(NEW_TIME, REASON), sets=effects.session_rescheduled,
        event="session.rescheduled", moves_deadlines=True)
    record = transition("record", label=_("Record the session"), source=S.PLANNED, target=S.HELD, by=LEADERS,
        when=(guards.case_is_open, guards.session_not_in_future, guards.session_length_is_sensible), needs=RECORD,
        sets=effects.session_recorded, event="session.held")
    amend = transition("amend", label=_("Correct the record"), source=S.HELD, target=S.HELD, by=LEADERS,
        when=(guards.session_not_in_future, guards.session_length_is_sensible), needs=RECORD,
        sets=effects.session_recorded, event="session.amended", moves_deadlines=True)
    acknowledge = transition("acknowledge", label=_("The record is right"), source=S.HELD, target=S.HELD,
        by=BOTH_SIDES, when=(guards.session_has_happened, guards.side_has_not_answered),
        sets=effects.session_acknowledged, then=(consequences.confirm_when_both_answered,),
        event="session.acknowledged", elsewhere=NOT_HELD)
    dissent = transition("dissent", label=_("I see it differently"), source=S.HELD, target=S.HELD, by=BOTH_SIDES,
        when=(guards.session_has_happened, guards.side_has_not_answered), needs=(VIEW,),
        sets=effects.session_dissented, then=(consequences.confirm_when_both_answered,),
        event="session.dissented", elsewhere=NOT_HELD)
    confirm = transition("confirm", label=_("Confirm the record"), source=S.HELD, target=S.CONFIRMED,
        by={Role.CLOCK}, when=(guards.both_sides_answered,), then=(guidance.offer_after_talk,),
        event="session.confirmed", hidden=True)
    cancel = transition("cancel", label=_("Cancel the session"), source=S.PLANNED, target=S.CANCELLED,
        by=LEADERS | {Role.CLOCK}, needs=(REASON,), event="session.cancelled")

    # A talk that did not take place: one side says so, the other may see it differently
    miss = transition("miss", label=_("The session did not take place"), source=S.PLANNED, target=S.MISSED,
        by=BOTH_SIDES, when=(guards.case_is_open, guards.session_was_due), needs=(WHO, REASON),
        sets=effects.session_missed, event="session.missed")
    contest = transition("contest", label=_("I see it differently"), source=S.MISSED, target=S.MISSED,
        by=BOTH_SIDES, when=(guards.side_has_not_answered,), needs=(VIEW,), sets=effects.session_dissented,
        event="session.miss_contested")

    # What the clock says
    remind = transition("remind", label=_("Nothing was recorded yet"), source=S.PLANNED, target=S.PLANNED,
        by={Role.CLOCK}, event="session.record_reminded", hidden=True)
    record_overdue = transition("record_overdue", label=_("Record is overdue"), source=S.PLANNED, target=S.PLANNED,
        by={Role.CLOCK}, event="session.record_overdue", hidden=True)
    answer_overdue = transition("answer_overdue", label=_("Answer is overdue"), source=S.HELD, target=S.HELD,
        by={Role.CLOCK}, event="session.answer_overdue", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
