"""The cycle: prepared, opened as a job, run, closed when nothing is open; or cancelled whole."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal import consequences, effects
from appraisal import cycle_guards as guards
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class CycleState(models.TextChoices):
    """Where a cycle stands."""

    DRAFT = "draft", _("In preparation")
    OPENING = "opening", _("Opening")
    RUNNING = "running", _("Running")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


S = CycleState
REASON = text_field("reason", label=_("Reason"))
LIVE = (S.DRAFT, S.OPENING, S.RUNNING, S.CLOSING)


class CycleMachine(Machine):
    """A period in which everyone in a filter is appraised."""

    kind = "appraisal.cycle"
    States = CycleState
    initial = S.DRAFT
    endings = frozenset({S.CLOSED, S.CANCELLED})
    lock_related = ("unit", "rule_set")

    state = state_field(S, initial=S.DRAFT)

    open = transition(
        "open",
        label=_("Open the cycle"),
        source=S.DRAFT,
        target=S.OPENING,
        by={Role.HR},
        when=(guards.rules_are_published, guards.rules_are_of_today, guards.windows_fit, guards.somebody_is_in),
        sets=effects.rules_frozen,
        then=(consequences.start_opening_job,),
        event="cycle.opening",
    )
    opened = transition(
        "opened",
        label=_("All forms are ready"),
        source=S.OPENING,
        target=S.RUNNING,
        by={Role.CLOCK},
        when=(guards.nobody_is_missing,),
        event="cycle.opened",
        hidden=True,
    )
    extend = transition(
        "extend",
        label=_("Extend the windows"),
        source=S.RUNNING,
        target=S.RUNNING,
        by={Role.HR},
        when=(guards.windows_only_grow,),
        needs=(
            input_field("self_until", _("Self-assessment until"), "date", required=False),
            input_field("review_until", _("Review until"), "date", required=False),
            input_field("calibration_until", _("Calibration until"), "date", required=False),
            input_field("close_by", _("Close by"), "date", required=False),
            REASON,
        ),
        sets=effects.windows_extended,
        then=(consequences.move_deadlines_of_cycle,),
        event="cycle.extended",
    )
    begin_closing = transition(
        "begin_closing",
        label=_("Begin closing"),
        source=S.RUNNING,
        target=S.CLOSING,
        by={Role.HR},
        event="cycle.closing",
    )
    resume = transition(
        "resume",
        label=_("Continue the cycle"),
        source=S.CLOSING,
        target=S.RUNNING,
        by={Role.HR},
        needs=(REASON,),
        event="cycle.resumed",
    )
    close = transition(
        "close",
        label=_("Close the cycle"),
        source=S.CLOSING,
        target=S.CLOSED,
        by={Role.HR},
        when=(guards.nothing_is_open,),
        event="cycle.closed",
    )
    cancel = transition(
        "cancel",
        label=_("Cancel the whole cycle"),
        source=LIVE,
        target=S.CANCELLED,
        by={Role.HR},
        needs=(REASON,),
        then=(consequences.start_cancelling_job,),
        event="cycle.cancelled",
    )

    class Meta:
        abstract = True
