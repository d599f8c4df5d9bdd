"""Reading for pages, reports and API: every function starts from what the policy lets the actor see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Prefetch, QuerySet

from appraisal.machines.evaluation import EvaluationState
from appraisal.models import (
    Cycle,
    Evaluation,
    EvaluationItem,
    Evidence,
    MetricReading,
    Objection,
    RuleSet,
    ServiceMetric,
)
from appraisal.rule_parsing import RuleFault, RuleFaults, parse_rules
from organization.models import Unit
from organization.tree import subtree, within
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for
from workflow.roles import Role

SMALLEST_GROUP: Final = 5
S = EvaluationState


def evaluation_for(actor: Actor, public_id: UUID) -> Evaluation:
    """One visible evaluation with its cycle, rules, items and evidence, in constant statements; else 404."""
    evidence = Prefetch("evidence", Evidence.objects.filter(removed_at__isnull=True))
    items = Prefetch("items", EvaluationItem.objects.prefetch_related(evidence))
    rows = policy_for(Evaluation).visible_to(actor).select_related("cycle__rule_set", "unit", "employee")
    found: Evaluation | None = rows.prefetch_related(items).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def objection_for(actor: Actor, public_id: UUID) -> Objection:
    """One visible objection with its contested items and their evidence; else 404."""
    rows = policy_for(Objection).visible_to(actor).select_related("evaluation__cycle__rule_set", "evaluation__unit")
    found: Objection | None = (
        rows.prefetch_related("items__item", "items__evidence").filter(public_id=public_id).first()
    )
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """How many forms of a unit and below it stand in each state."""

    unit: Unit
    numbers: Mapping[str, int]

    @property
    def total(self) -> int:
        """All forms but the cancelled ones."""
        return sum(number for state, number in self.numbers.items() if state != S.CANCELLED)

    @property
    def done(self) -> int:
        """Forms with a result that stands."""
        return self.numbers.get(S.FINAL, 0)


def _counted(actor: Actor, cycle: Cycle) -> QuerySet[Evaluation]:
    """Forms the actor may count: those of the units of an office held by grant."""
    roles = (Role.HR, Role.AUDITOR, Role.LEADER)
    rows = Evaluation.objects.filter(cycle=cycle)
    if actor.is_clock:
        return rows
    return rows.filter(within(actor.intervals(*roles), "unit__")) if actor.active else rows.none()


def progress_by_unit(actor: Actor, cycle: Cycle, *, under: Unit | None = None) -> list[UnitProgress]:
    """Progress of the agencies (OPD), or of the units right below ``under``; one statement for the numbers."""
    rows = _counted(actor, cycle)
    if under is not None:
        rows = rows.filter(subtree(under, "unit__"))
    counted = rows.values_list("unit__lft", "state").annotate(number=Count("pk"))
    children = Unit.objects.filter(parent=under) if under is not None else Unit.objects.filter(opd=F("pk"))
    units = list(children.order_by("lft"))
    found: dict[int, dict[str, int]] = {}
    for lft, state, number in counted:
        unit = next((one for one in units if one.lft <= lft <= one.rght), under)
        if unit is not None:
            numbers = found.setdefault(unit.pk, {})
            numbers[state] = numbers.get(state, 0) + number
    known = {unit.pk: unit for unit in [*units, *([under] if under else [])]}
    return [UnitProgress(known[pk], numbers) for pk, numbers in found.items()]


def rule_faults(rule_set: RuleSet) -> tuple[RuleFault, ...]:
    """What keeps a draft from being published."""
    try:
        parse_rules(rule_set.content)
    except RuleFaults as found:
        return found.faults
    return ()


@dataclass(frozen=True, slots=True)
class MetricPath:
    """A metric with its readings, oldest first, and whether it moves the right way since the baseline."""

    metric: ServiceMetric
    readings: tuple[MetricReading, ...]

    @property
    def improves(self) -> bool | None:
        """None without a reading."""
        if not self.readings:
            return None
        last = self.readings[-1].value
        return last > self.metric.baseline if self.metric.direction == "up" else last < self.metric.baseline


def metric_paths(unit: Unit) -> list[MetricPath]:
    """Service metrics of a unit and below it; what the public feels is no secret inside the office."""
    metrics = ServiceMetric.objects.filter(subtree(unit, "unit__")).select_related("unit")
    return [MetricPath(metric, tuple(metric.readings.all())) for metric in metrics.prefetch_related("readings")]
