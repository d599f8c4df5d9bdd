"""A segment of a period: with the present assessor, then closed by the former one with ratings and a note."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.reminders import reminding
from appraisal.segments import steps
from workflow.machine import Machine, deadline, state_field, text_field, transition
from workflow.roles import Role


class SegmentState(models.TextChoices):
    """Where a segment stands."""

    CURRENT = "current", _("With the present assessor")
    OPEN = "open", _("Waits for its assessor")
    CLOSED = "closed", _("Closed by its assessor")
    LAPSED = "lapsed", _("Not closed in time")
    EXCUSED = "excused", _("Excused by HR")
    CANCELLED = "cancelled", _("Ended with the form")


S = SegmentState


class SegmentMachine(Machine):
    """One stretch of days under one assessor."""

    kind = "appraisal.period_segment"
    States = S
    initial = S.CURRENT
    endings = frozenset({S.CLOSED, S.LAPSED, S.EXCUSED, S.CANCELLED})
    deadlines = {
        S.OPEN: (
            deadline("closing_soon", fires="warn", due=steps.closing_soon, reminds=True),
            deadline("closing_ends", fires="lapse", due=steps.closing_ends),
        )
    }
    lock_related = ("evaluation__cycle", "evaluation__unit")

    state = state_field(S, initial=S.CURRENT)

    take_over = transition(
        "take_over",
        label=_("Another assessor for the same days"),
        source=S.CURRENT,
        target=S.CURRENT,
        by={Role.CLOCK},
        sets=steps.taken_over,
        then=(steps.write_names,),
        event="period_segment.taken_over",
        hidden=True,
    )
    hand_over = transition(
        "hand_over",
        label=_("The assessor changed"),
        source=S.CURRENT,
        target=S.OPEN,
        by={Role.CLOCK},
        sets=steps.handed_over,
        event="period_segment.handed_over",
        hidden=True,
    )
    close = transition(
        "close",
        label=_("Close the segment"),
        source=S.OPEN,
        target=S.CLOSED,
        by={Role.ASSESSOR},
        when=(steps.both_areas_rated, steps.note_is_written),
        sets=steps.closed,
        then=(steps.write_who_closed,),
        event="period_segment.closed",
    )
    warn = reminding("warn", _("Time for closing ends soon"), source=S.OPEN, event="period_segment.closing_soon")
    lapse = transition(
        "lapse",
        label=_("Not closed in time"),
        source=S.OPEN,
        target=S.LAPSED,
        by={Role.CLOCK},
        event="period_segment.lapsed",
        hidden=True,
    )
    excuse = transition(
        "excuse",
        label=_("Excuse from closing"),
        source=S.OPEN,
        target=S.EXCUSED,
        by={Role.HR},
        needs=(text_field("reason", label=_("Reason"), max_length=1000),),
        sets=steps.excused,
        event="period_segment.excused",
    )
    complete = transition(
        "complete",
        label=_("Closed with the form"),
        source=S.CURRENT,
        target=S.CLOSED,
        by={Role.CLOCK},
        when=(steps.form_left_assessor,),
        sets=steps.completed,
        event="period_segment.completed",
        hidden=True,
    )
    cancel = transition(
        "cancel",
        label=_("Ended with the form"),
        source=(S.CURRENT, S.OPEN),
        target=S.CANCELLED,
        by={Role.CLOCK},
        when=(steps.form_is_cancelled,),
        event="period_segment.cancelled",
        hidden=True,
    )

    class Meta:
        abstract = True
