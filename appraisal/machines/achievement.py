"""What a unit achieved in a cycle: set first, changed with a reason, taken back where it was a mistake."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.patterns import steps
from workflow.machine import Machine, state_field, text_field, transition
from workflow.roles import Role


class AchievementState(models.TextChoices):
    """Where it stands."""

    SET = "set", _("Set")
    WITHDRAWN = "withdrawn", _("Taken back")


S = AchievementState
SETTING = {Role.HR, Role.LEADER}
REASON = (text_field("reason", label=_("Reason")),)
VALUES = (
    text_field("achievement", label=_("Achievement of the organisation"), max_length=40),
    text_field("source", label=_("Source"), max_length=300),
    *REASON,
)
DEVIATION = (text_field("deviation", label=_("Why the spread differs from the pattern"), max_length=2000),)


class AchievementMachine(Machine):
    """HR or a leader sets it; who rates or heads the unit may explain a deviation. Nothing here blocks a result."""

    kind = "appraisal.achievement"
    States = AchievementState
    initial = S.SET
    endings = frozenset({S.WITHDRAWN})
    lock_related = ("unit", "cycle__rule_set")

    # fmt: off
    state = state_field(S, initial=S.SET)

    change = transition("change", label=_("Change the achievement"), source=S.SET, target=S.SET, by=SETTING,
        when=(steps.cycle_goes_on, steps.achievement_known), needs=VALUES, sets=steps.changed,
        then=(steps.write_author_name,), event="achievement.changed")
    explain = transition("explain", label=_("Explain the deviation"), source=S.SET, target=S.SET,
        by={*SETTING, Role.SUPERIOR, Role.ASSESSOR}, when=(steps.cycle_goes_on,), needs=DEVIATION,
        sets=steps.explained, then=(steps.write_explainer_name,), event="achievement.explained")
    withdraw = transition("withdraw", label=_("Take it back"), source=S.SET, target=S.WITHDRAWN, by=SETTING,
        when=(steps.cycle_goes_on,), needs=REASON, event="achievement.withdrawn")

    # fmt: on
    class Meta:
        abstract = True
