"""One confidential talk: planned, held, missed or called off. Others see that and when, nothing else.

No input here is free text, for the reason given in `counselling.py`; the note is sealed and is no transition.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.counselling import effects, guards
from workflow.machine import Machine, input_field, state_field, transition
from workflow.roles import Role


class CounsellingSessionState(models.TextChoices):
    """Where a talk stands."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    MISSED = "missed", _("Did not take place")
    CANCELLED = "cancelled", _("Cancelled")


class Absent(models.TextChoices):
    """Who did not come."""

    NOBODY = "", _("Both came")
    EMPLOYEE = "employee", _("Employee")
    COUNSELLOR = "counsellor", _("Counsellor")


S = CounsellingSessionState
BOTH = {Role.SUBJECT, Role.COUNSELLOR}
NEW_TIME = input_field("planned_at", label=_("New time"), kind="datetime")
RECORD = (
    input_field("held_at", label=_("Held at"), kind="datetime"),
    input_field("minutes", label=_("Length in minutes"), kind="integer"),
)
WHO = input_field(
    "absent", label=_("Who did not come"), kind="choice", choices=tuple((c.value, c.label) for c in Absent if c.value)
)


class CounsellingSessionMachine(Machine):
    """A talk between two; either may call it off without saying why."""

    kind = "cases.counselling_session"
    States = CounsellingSessionState
    initial = S.PLANNED
    endings = frozenset({S.HELD, S.MISSED, S.CANCELLED})
    lock_related = ("counselling", "counselling__case", "counselling__case__unit")

    # fmt: off
    state = state_field(S, initial=S.PLANNED)

    reschedule = transition("reschedule", label=_("Move the talk"), source=S.PLANNED, target=S.PLANNED,
        by={Role.COUNSELLOR}, when=(guards.new_time_lies_ahead,), needs=(NEW_TIME,), sets=effects.talk_moved,
        event="counselling_session.rescheduled")
    record = transition("record", label=_("The talk took place"), source=S.PLANNED, target=S.HELD,
        by={Role.COUNSELLOR}, when=(guards.talk_is_past, guards.talk_length), needs=RECORD,
        sets=effects.talk_recorded, event="counselling_session.held")
    miss = transition("miss", label=_("The talk did not take place"), source=S.PLANNED, target=S.MISSED,
        by={Role.COUNSELLOR}, when=(guards.talk_was_due,), needs=(WHO,), sets=effects.talk_missed,
        event="counselling_session.missed")
    cancel = transition("cancel", label=_("Call the talk off"), source=S.PLANNED, target=S.CANCELLED,
        by=BOTH | {Role.CLOCK}, event="counselling_session.cancelled")

    # fmt: on
    class Meta:
        abstract = True
