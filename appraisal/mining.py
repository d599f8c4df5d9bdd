"""Which processes of appraisal are mapped (`workflow.mining`): evaluations, objections, plans; in the reader's units.

An objection counts once it is filed: that somebody drafts one is nobody else's to know, not even as a number.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appraisal.models import Evaluation, Objection, Plan
from organization.tree import within
from workflow.actors import Actor
from workflow.mining.places import READERS, Mapped, map_machine


def evaluations(actor: Actor) -> "QuerySet[Any]":
    """Every evaluation of the units, whoever may open it by name."""
    return Evaluation.objects.filter(within(actor.intervals(*READERS), "unit__"))


def objections(actor: Actor) -> "QuerySet[Any]":
    """Filed objections of the units."""
    rows = Objection.objects.filter(within(actor.intervals(*READERS), "evaluation__unit__"))
    return rows.filter(filed_at__isnull=False)


def plans(actor: Actor) -> "QuerySet[Any]":
    """Plans of the units that were proposed at least once."""
    return Plan.objects.filter(within(actor.intervals(*READERS), "unit__"), proposed_at__isnull=False)


map_machine(
    Mapped(
        model=Evaluation,
        label=_("Evaluations"),
        reach=evaluations,
        unit="unit__opd__public_id",
        unit_name="unit__opd__name",
        person="employee_id",
        period="cycle__public_id",
        period_name="cycle__name",
        rank=0,
    )
)
map_machine(
    Mapped(
        model=Objection,
        label=_("Objections"),
        reach=objections,
        unit="evaluation__unit__opd__public_id",
        unit_name="evaluation__unit__opd__name",
        person="evaluation__employee_id",
        period="evaluation__cycle__public_id",
        period_name="evaluation__cycle__name",
        rank=1,
    )
)
map_machine(
    Mapped(
        model=Plan,
        label=_("Plans (SKP)"),
        reach=plans,
        unit="unit__opd__public_id",
        unit_name="unit__opd__name",
        person="employee_id",
        period="year",
        period_name="year",
    )
)
