"""One person in a calibration room: on the table, moved with reasons, sealed with the minutes, released with all."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.calibration import moves
from appraisal.machines.evaluation_course import RATING
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class CalibrationEntryState(models.TextChoices):
    """Where a person stands in the room."""

    ON_TABLE = "on_table", _("On the table")
    SEALED = "sealed", _("Sealed")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Taken out")


S = CalibrationEntryState
LIVE_STATES = (S.ON_TABLE, S.SEALED)


class CalibrationEntryMachine(Machine):
    """A move is a step with the version the mover looked at: of two moves on one person the second is refused."""

    kind = "appraisal.calibration_entry"
    States = CalibrationEntryState
    initial = S.ON_TABLE
    endings = frozenset({S.RELEASED, S.WITHDRAWN})
    lock_related = ("room__unit", "evaluation__cycle")

    # fmt: off
    state = state_field(S, initial=S.ON_TABLE)

    move = transition("move", label=_("Change the rating"), source=S.ON_TABLE, target=S.ON_TABLE,
        by={Role.ASSESSOR, Role.MODERATOR}, when=(moves.something_changes,),
        needs=(
            input_field("results_rating", _("Rating of results"), "choice", choices=RATING),
            input_field("behaviour_rating", _("Rating of behaviour"), "choice", choices=RATING),
            text_field("reason", label=_("Reason"), max_length=1000),
        ),
        sets=moves.moved, then=(moves.write_move,), event="calibration_entry.moved",
        elsewhere={S.SEALED: _("The minutes are sealed; nobody is moved any more.")})
    seal = transition("seal", label=_("Sealed with the minutes"), source=S.ON_TABLE, target=S.SEALED, by={Role.CLOCK},
        event="calibration_entry.sealed", hidden=True)
    unseal = transition("unseal", label=_("Opened again"), source=S.SEALED, target=S.ON_TABLE, by={Role.CLOCK},
        event="calibration_entry.unsealed", hidden=True)
    release = transition("release", label=_("Released"), source=S.SEALED, target=S.RELEASED, by={Role.CLOCK},
        event="calibration_entry.released", hidden=True)
    withdraw = transition("withdraw", label=_("Taken out"), source=LIVE_STATES, target=S.WITHDRAWN, by={Role.CLOCK},
        event="calibration_entry.withdrawn", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
