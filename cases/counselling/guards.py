"""Conditions of the transitions of counselling. Each gives True, or the sentences of what is missing."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.machine import guard
from workflow.step import Step

MINUTES_OF_A_DAY = 24 * 60


@guard("counsellor_unfit", gettext_lazy("This person cannot be the counsellor."), needs_input=True)
def counsellor_fits(step: Step) -> Iterable[str]:
    """Somebody appointed to counsel there, with no power over the person (see `fitness`)."""
    from cases.counselling.fitness import conflicts
    from organization.models import Employee

    wanted = step.payload["counsellor"]
    person = Employee.objects.filter(public_id=wanted, active=True).first()
    if person is None:
        return [_("No active employee was found.")]
    if person.pk == step.subject.counsellor_id:
        return [_("This person is the counsellor already.")]
    return conflicts(person, case=step.subject.case, at=step.at)


@guard("time_not_ahead", gettext_lazy("Please choose a time that lies ahead."), needs_input=True)
def new_time_lies_ahead(step: Step) -> bool:
    """Nobody is invited into the past."""
    return bool(step.payload["planned_at"] > step.at)


@guard(
    "session_in_future",
    gettext_lazy("A talk can be recorded only after it has taken place; the time given lies in the future."),
    needs_input=True,
)
def talk_is_past(step: Step) -> bool:
    """Nobody records a talk that has not happened."""
    return bool(step.payload["held_at"] <= step.at)


@guard(
    "session_length",
    gettext_lazy("The length of a talk must be at least one minute and at most one day."),
    needs_input=True,
)
def talk_length(step: Step) -> bool:
    """Neither negative nor over a day."""
    minutes: Any = step.payload["minutes"]
    return bool(1 <= minutes <= MINUTES_OF_A_DAY)


@guard("session_in_future", gettext_lazy("Whether somebody came is known only when the time of the talk has come."))
def talk_was_due(step: Step) -> bool:
    """Nobody is absent from the future."""
    return bool(step.subject.planned_at <= step.at)
