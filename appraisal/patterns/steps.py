"""Conditions, columns and consequences of the steps of a unit's achievement."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]
OVER: Final = ("closed", "cancelled")


@guard("cycle_over", _("The cycle is over; what was recorded stays."))
def cycle_goes_on(step: Step) -> bool:
    return step.subject.cycle.state not in OVER


@guard("achievement_unknown", _("The rules of the cycle have no pattern for this achievement."), needs_input=True)
def achievement_known(step: Step) -> bool:
    return step.payload["achievement"] in (step.subject.cycle.rules.distribution or {})


def changed(step: Step) -> Columns:
    """The new achievement with its source and reason; the explanation of a deviation belonged to the old one."""
    return {
        "achievement": step.payload["achievement"],
        "source": step.payload["source"],
        "reason": step.reason,
        "author_id": step.actor.user_id,
        "set_at": step.at,
        "deviation": "",
        "explained_by_id": None,
        "explained_at": None,
    }


def explained(step: Step) -> Columns:
    """Why the spread differs from the pattern."""
    return {
        "deviation": step.payload["deviation"],
        "explained_by_id": step.actor.user_id,
        "explained_at": step.at,
    }


def write_author_name(steps: Sequence[Step]) -> None:
    """The name as it is shown; beside the event, not in its chain."""
    from appraisal.models import UnitAchievement
    from organization.models import User

    for step in steps:
        user = User.objects.select_related("employee").get(pk=step.actor.user_id or 0)
        UnitAchievement.objects.filter(pk=step.subject.pk).update(author_name=user.display_name)


def write_explainer_name(steps: Sequence[Step]) -> None:
    """The same for whoever explained."""
    from appraisal.models import UnitAchievement
    from organization.models import User

    for step in steps:
        user = User.objects.select_related("employee").get(pk=step.actor.user_id or 0)
        UnitAchievement.objects.filter(pk=step.subject.pk).update(explainer_name=user.display_name)
