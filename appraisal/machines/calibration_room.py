"""The calibration room of a unit in a cycle: prepared, open, sealed with its minutes, released to all at one time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.calibration import steps
from workflow.machine import Machine, state_field, text_field, transition
from workflow.roles import Role


class CalibrationRoomState(models.TextChoices):
    """Where a room stands."""

    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    SEALED = "sealed", _("Minutes sealed")
    RELEASING = "releasing", _("Being released")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("Called off")


S = CalibrationRoomState
HOLDING = (S.OPEN, S.SEALED, S.RELEASING)
REASON = (text_field("reason", label=_("Reason")),)


class CalibrationRoomMachine(Machine):
    """HR prepares and releases, the moderator seals; whoever sits in the room does neither of HR's steps."""

    kind = "appraisal.calibration_room"
    States = CalibrationRoomState
    initial = S.DRAFT
    endings = frozenset({S.RELEASED, S.CANCELLED})
    lock_related = ("unit", "cycle")

    # fmt: off
    state = state_field(S, initial=S.DRAFT)

    open = transition("open", label=_("Open the room"), source=S.DRAFT, target=S.OPEN, by={Role.HR},
        when=(steps.seats_are_taken, steps.somebody_is_proposed, steps.no_own_form_inside),
        sets=steps.opened, then=(steps.take_snapshot,), event="calibration.opened")
    seal = transition("seal", label=_("Seal the minutes"), source=S.OPEN, target=S.SEALED, by={Role.MODERATOR},
        needs=(text_field("conclusion", label=_("What the meeting agreed")),),
        sets=steps.sealed, then=(steps.write_names, steps.seal_entries), event="calibration.sealed")
    reopen = transition("reopen", label=_("Open the room again"), source=S.SEALED, target=S.OPEN, by={Role.HR},
        needs=REASON, sets=steps.reopened, then=(steps.unseal_entries,), event="calibration.reopened")
    release = transition("release", label=_("Release all results"), source=S.SEALED, target=S.RELEASING, by={Role.HR},
        sets=steps.released, then=(steps.start_release_job,), event="calibration.release_ordered")
    finish = transition("finish", label=_("All results are released"), source=S.RELEASING, target=S.RELEASED,
        by={Role.CLOCK}, when=(steps.nobody_waits,), event="calibration.released", hidden=True)
    cancel = transition("cancel", label=_("Call the room off"), source=(S.DRAFT, S.OPEN, S.SEALED), target=S.CANCELLED,
        by={Role.HR}, needs=REASON, then=(steps.let_forms_go,), event="calibration.cancelled")

    # fmt: on
    class Meta:
        abstract = True
