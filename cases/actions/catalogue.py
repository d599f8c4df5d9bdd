"""The training catalogue, kept by training officers and HR."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Training, TrainingIndicator
from cases.models.trainings import TrainingKind
from workflow import actors
from workflow.actors import Actor
from workflow.errors import FieldFault, InvalidInput, NotPermitted
from workflow.roles import Role
from workflow.transactions import action

MOST_HOURS = 1_000
# A day has 24 hours of 60 minutes, a JP has 45 (LAN): more than 32 do not fit into one.
MOST_HOURS_OF_A_DAY = 32
MOST_COST = 1_000_000_000_000


def may_keep_catalogue(actor: Actor) -> bool:
    """Whether the actor is training officer or HR anywhere."""
    return actor.active and (actor.holds(Role.TRAINING_OFFICER) or actor.holds(Role.HR))


@action
def add_training(*, actor: Actor, values: Mapping[str, Any], indicators: Iterable[str] = ()) -> Training:
    """Put a training into the catalogue; `indicators` are the codes it helps with."""
    if not may_keep_catalogue(actors.reload(actor)):
        raise NotPermitted
    faults = list(_faults(values))
    if faults:
        raise InvalidInput(details=faults)
    training = Training.objects.create(**{**values, "cost": values.get("cost") or 0})
    codes = sorted({code.strip() for code in indicators if code.strip()})
    TrainingIndicator.objects.bulk_create(TrainingIndicator(training=training, code=code[:40]) for code in codes)
    return training


def _faults(values: Mapping[str, Any]) -> Iterator[FieldFault]:
    if Training.objects.filter(code=values["code"]).exists():
        yield FieldFault("code", _("This code is already used in the catalogue."))
    if values["kind"] not in TrainingKind.values:
        yield FieldFault("kind", _("Please choose one of the offered values."))
    if not 1 <= values["jp_hours"] <= MOST_HOURS:
        yield FieldFault("jp_hours", _("Please give the learning hours as a number from 1."))
    if values["ends_on"] < values["starts_on"]:
        yield FieldFault("ends_on", _("A training cannot end before it begins."))
    elif values["jp_hours"] > MOST_HOURS_OF_A_DAY * _days(values):
        yield FieldFault("jp_hours", _("So many learning hours (45 minutes each) do not fit into the days given."))
    if not 0 <= (values.get("cost") or 0) <= MOST_COST:
        yield FieldFault("cost", _("Please give the cost in whole rupiah, 0 when it is free of charge."))
    if values.get("seats") is not None and values["seats"] < 1:
        yield FieldFault("seats", _("Give at least one seat, or leave it empty for no limit."))


def _days(values: Mapping[str, Any]) -> int:
    return int((values["ends_on"] - values["starts_on"]).days) + 1
