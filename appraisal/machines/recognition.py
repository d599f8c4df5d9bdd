"""A recognition note: shown to the receiver and his assessor until it is hidden by him or taken back by its author."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.machine import Machine, state_field, transition
from workflow.roles import Role
from workflow.step import Step


class RecognitionState(models.TextChoices):
    """Where a note stands."""

    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden by the receiver")
    TAKEN_BACK = "taken_back", _("Taken back")


S = RecognitionState


def _emptied(_step: Step) -> Mapping[str, Any]:
    """What was taken back is gone; the event keeps that there was a note, not its words."""
    return {"text": ""}


class RecognitionMachine(Machine):
    """The receiver decides who else reads it; the author alone can take it back."""

    kind = "appraisal.recognition"
    States = RecognitionState
    initial = S.SHOWN
    endings = frozenset({S.TAKEN_BACK})
    lock_related = ("receiver__unit",)

    # fmt: off
    state = state_field(S, initial=S.SHOWN)

    hide = transition("hide", label=_("Hide"), source=S.SHOWN, target=S.HIDDEN, by={Role.SUBJECT},
        event="recognition.hidden")
    show = transition("show", label=_("Show again"), source=S.HIDDEN, target=S.SHOWN, by={Role.SUBJECT},
        event="recognition.shown")
    take_back = transition("take_back", label=_("Take back"), source=(S.SHOWN, S.HIDDEN), target=S.TAKEN_BACK,
        by={Role.AUTHOR}, sets=_emptied, event="recognition.taken_back")

    # fmt: on
    class Meta:
        abstract = True
