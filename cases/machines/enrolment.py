"""The enrolment of one person in one training: seat or waiting list, attendance, certificate, and what it was worth."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import waiting_line
from cases.effects import trainings as effects
from cases.guards import trainings as guards
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class EnrolmentState(models.TextChoices):
    """Where an enrolment stands."""

    REQUESTED = "requested", _("Requested")
    WAITING = "waiting", _("On the waiting list")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Not approved")
    ATTENDED = "attended", _("Attended")
    ABSENT = "absent", _("Did not attend")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class TrainingResult(models.TextChoices):
    """The result the provider gave."""

    PASSED = "passed", _("Passed")
    NOT_PASSED = "not_passed", _("Not passed")


S = EnrolmentState
LIVE_STATES = (S.REQUESTED, S.WAITING, S.APPROVED, S.ATTENDED)
USEFULNESS = (
    ("4", _("Very useful for my work")),
    ("3", _("Useful")),
    ("2", _("A little useful")),
    ("1", _("Not useful")),
)
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))
REASON = text_field("reason", label=_("Reason"))
RESULT = (
    input_field("result", label=_("Result"), kind="choice", choices=tuple(TrainingResult.choices)),
    input_field("jp_hours", label=_("Learning hours (JP)"), kind="integer"),
    input_field("certificate", label=_("Certificate"), kind="uuid", required=False),
)
VERDICT = (
    input_field("usefulness", label=_("How useful was it?"), kind="choice", choices=USEFULNESS),
    input_field("recommend", label=_("Would you recommend it to a colleague?"), kind="choice", choices=YES_OR_NO),
    text_field("remarks", label=_("What should be kept, what should change?"), required=False, max_length=2000),
)


class EnrolmentMachine(Machine):
    """Asked for, decided or queued, attended or not, completed with a certificate, and judged by who took part."""

    kind = "cases.enrolment"
    States = EnrolmentState
    initial = S.REQUESTED
    endings = frozenset({S.DECLINED, S.ABSENT, S.COMPLETED, S.CANCELLED})
    lock_related = ("training", "unit", "case")
    deadlines = {S.WAITING: (waiting_line.LINE_CLOSES,)}

    # fmt: off
    state = state_field(S, initial=S.REQUESTED)

    approve = transition("approve", label=_("Approve"), source=S.REQUESTED, target=S.APPROVED,
        by={Role.TRAINING_OFFICER}, when=(guards.seat_is_free, guards.training_is_not_over),
        event="enrolment.approved")
    queue = transition("queue", label=_("Put on the waiting list"), source=S.REQUESTED, target=S.WAITING,
        by={Role.TRAINING_OFFICER}, when=(guards.training_is_full, guards.line_is_open),
        event="enrolment.queued")
    decline = transition("decline", label=_("Do not approve"), source=(S.REQUESTED, S.WAITING), target=S.DECLINED,
        by={Role.TRAINING_OFFICER}, needs=(REASON,), event="enrolment.declined")
    attend = transition("attend", label=_("Record attendance"), source=S.APPROVED, target=S.ATTENDED,
        by={Role.TRAINING_OFFICER}, when=(guards.training_has_begun,), sets=effects.attended,
        event="enrolment.attended")
    miss = transition("miss", label=_("Record absence"), source=S.APPROVED, target=S.ABSENT,
        by={Role.TRAINING_OFFICER}, when=(guards.training_has_begun,), needs=(REASON,), event="enrolment.absent")
    complete = transition("complete", label=_("Record the result"), source=S.ATTENDED, target=S.COMPLETED,
        by={Role.TRAINING_OFFICER}, when=(guards.hours_are_sensible, guards.certificate_belongs_to_person),
        needs=RESULT, sets=effects.completed, event="enrolment.completed")
    evaluate = transition("evaluate", label=_("Say what it was worth"), source=S.COMPLETED, target=S.COMPLETED,
        by={Role.SUBJECT}, when=(guards.not_evaluated_yet,), needs=VERDICT,
        sets=effects.evaluated, event="enrolment.evaluated")
    cancel = transition("cancel", label=_("Call off the training"), source=(S.REQUESTED, S.WAITING, S.APPROVED),
        target=S.CANCELLED,
        by={Role.SUBJECT, Role.TRAINING_OFFICER}, needs=(REASON,), then=(waiting_line.fill_freed_seats,),
        event="enrolment.cancelled")
    move_up = transition("move_up", label=_("Move up from the waiting list"), source=S.WAITING, target=S.APPROVED,
        by={Role.CLOCK}, when=(guards.freed_seat_is_left, guards.line_is_open), hidden=True,
        event="enrolment.moved_up")
    close_line = transition("close_line", label=_("Close the waiting list"), source=S.WAITING, target=S.DECLINED,
        by={Role.CLOCK}, hidden=True, event="enrolment.line_closed")

    # fmt: on
    class Meta:
        abstract = True
