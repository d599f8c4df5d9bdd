"""Which processes of help are mapped (`workflow.mining`): improvement cases and enrolments. Never counselling."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Enrolment, ImprovementCase
from organization.tree import within
from workflow.actors import Actor
from workflow.mining.places import READERS, Mapped, map_machine


def cases(actor: Actor) -> "QuerySet[Any]":
    """Cases of the units; leaders see their numbers, never a case."""
    return ImprovementCase.objects.filter(within(actor.intervals(*READERS), "unit__"))


def enrolments(actor: Actor) -> "QuerySet[Any]":
    """Enrolments of the units."""
    return Enrolment.objects.filter(within(actor.intervals(*READERS), "unit__"))


map_machine(
    Mapped(
        model=ImprovementCase,
        label=_("Improvement cases"),
        reach=cases,
        unit="unit__opd__public_id",
        unit_name="unit__opd__name",
        person="employee_id",
        period="opened_at",
    )
)
map_machine(
    Mapped(
        model=Enrolment,
        label=_("Enrolments in trainings"),
        reach=enrolments,
        unit="unit__opd__public_id",
        unit_name="unit__opd__name",
        person="employee_id",
        period="requested_at",
    )
)
