"""Counselling of one person: asked for, under way with a named counsellor, ended.

No input here is free text: what is typed with a transition lies open beside its event, and nothing said in confidence
may lie there.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.counselling import effects, guards
from workflow.machine import Machine, input_field, state_field, transition
from workflow.roles import Role


class CounsellingState(models.TextChoices):
    """Where counselling stands."""

    REQUESTED = "requested", _("Waits for a counsellor")
    ACTIVE = "active", _("Under way")
    ENDED = "ended", _("Ended")


S = CounsellingState
COUNSELLOR = (input_field("counsellor", label=_("Counsellor"), kind="uuid"),)


class CounsellingMachine(Machine):
    """HR names who listens; the two who talk end it. Nobody can refuse a person a talk."""

    kind = "cases.counselling"
    States = CounsellingState
    initial = S.REQUESTED
    endings = frozenset({S.ENDED})
    deadlines = {S.REQUESTED: (effects.NAMING_DUE,)}
    lock_related = ("case", "case__unit")

    # fmt: off
    state = state_field(S, initial=S.REQUESTED)

    name_counsellor = transition("name_counsellor", label=_("Name the counsellor"), source=S.REQUESTED,
        target=S.ACTIVE, by={Role.HR}, when=(guards.counsellor_fits,), needs=COUNSELLOR,
        sets=effects.counsellor_set, event="counselling.counsellor_named")
    replace_counsellor = transition("replace_counsellor", label=_("Name another counsellor"), source=S.ACTIVE,
        target=S.ACTIVE, by={Role.HR}, when=(guards.counsellor_fits,), needs=COUNSELLOR,
        sets=effects.counsellor_set, then=(effects.cancel_planned_talks,), event="counselling.counsellor_replaced")
    take_back = transition("take_back", label=_("Take the request back"), source=S.REQUESTED, target=S.ENDED,
        by={Role.SUBJECT}, event="counselling.taken_back")
    end = transition("end", label=_("End the counselling"), source=S.ACTIVE, target=S.ENDED,
        by={Role.SUBJECT, Role.COUNSELLOR}, then=(effects.cancel_planned_talks,), event="counselling.ended")

    # What the clock says
    naming_overdue = transition("naming_overdue", label=_("A counsellor is overdue"), source=S.REQUESTED,
        target=S.REQUESTED, by={Role.CLOCK}, event="counselling.naming_overdue", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
