"""What HR does with service metrics: name one, change it, enter the value of a day, say who has a share in it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.models import MetricReading, MetricShare, ServiceMetric
from appraisal.models.metrics import Direction
from appraisal.shares import Line, checked
from appraisal.sources.gathering import refresh
from organization.access import units_visible_to
from organization.days import today
from workflow import actors
from workflow.actors import Actor
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role
from workflow.transactions import action

NAMES: Final = {"name": 200, "unit_of_measure": 40}


@action
def record_reading(metric: ServiceMetric, *, actor: Actor, on: date, value: Decimal) -> MetricReading:
    """Store the value of a day; a correction replaces it. 403 unless HR of the metric's unit, 400 for a coming day."""
    _require_hr(actor, metric.unit.lft)
    if on > today(metric.unit.zone):
        raise InvalidInput(details=[FieldFault("on", str(_("This day has not come yet.")))])
    reading, _made = MetricReading.objects.update_or_create(metric=metric, on=on, defaults={"value": value})
    _follow(metric)
    return reading


@action
def create_metric(*, actor: Actor, unit: UUID, values: Mapping[str, Any]) -> ServiceMetric:
    """Name a metric of a unit: `name`, `unit_of_measure`, `direction`, `baseline`, `target`. 403 unless HR there."""
    place = units_visible_to(actor).filter(public_id=unit).first()
    if place is None:
        raise NotVisible
    _require_hr(actor, place.lft)
    metric = ServiceMetric(unit=place, **_sound(values))
    _refuse_second(metric)
    metric.save()
    return metric


@action
def change_metric(metric: ServiceMetric, *, actor: Actor, values: Mapping[str, Any]) -> ServiceMetric:
    """Change what a metric is called or aims at; open forms of its contributors follow. 403 unless HR of its unit."""
    _require_hr(actor, metric.unit.lft)
    for name, value in _sound(values).items():
        setattr(metric, name, value)
    _refuse_second(metric)
    metric.save()
    _follow(metric)
    return metric


@action
def set_shares(
    metric: ServiceMetric, *, actor: Actor, period_from: date, period_until: date, lines: Sequence[Line]
) -> list[MetricShare]:
    """Say who has which share in a metric over a period, 100 together; no line takes the period away.

    403 unless HR of the metric's unit; 400 for shares that do not total 100 or a period that cuts into another.
    """
    _require_hr(actor, metric.unit.lft)
    list(ServiceMetric.objects.select_for_update(of=("self",)).filter(pk=metric.pk))
    if period_from > period_until:
        raise InvalidInput(details=[FieldFault("period_until", _("The last day is before the first day."))])
    same = {"period_from": period_from, "period_until": period_until}
    cutting = metric.shares.filter(period_from__lte=period_until, period_until__gte=period_from).exclude(**same)
    if cutting.exists():
        raise InvalidInput(details=[FieldFault("period_from", _("This period cuts into another one of the metric."))])
    shares = checked(lines, complete=True) if lines else []
    before = list(metric.shares.filter(**same).values_list("employee_id", flat=True))
    metric.shares.filter(**same).delete()
    made = [MetricShare(metric=metric, employee_id=one.employee_id, share=one.share, **same) for one in shares]
    MetricShare.objects.bulk_create(made)
    refresh([*before, *(one.employee_id for one in made)])
    return made


def _require_hr(actor: Actor, position: int) -> None:
    present = actors.reload(actor)
    if not present.is_clock and not (present.active and present.holds(Role.HR, position)):
        raise NotPermitted


def _sound(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a metric. Raises `InvalidInput` for missing words, and a target on the wrong side."""
    faults = [
        FieldFault(name, _("Please enter text of the right length."))
        for name, limit in NAMES.items()
        if not str(values[name]).strip() or len(str(values[name]).strip()) > limit
    ]
    baseline, target, direction = values["baseline"], values["target"], values["direction"]
    if direction not in Direction.values:
        faults.append(FieldFault("direction", _("Please choose one of the offered values.")))
    elif not leads(baseline, target, direction):
        faults.append(FieldFault("target", target_fault(direction)))
    if faults:
        raise InvalidInput(details=faults)
    words = {name: str(values[name]).replace("\x00", "").strip() for name in NAMES}
    return {**words, "direction": direction, "baseline": baseline, "target": target}


def leads(baseline: Decimal, target: Decimal, direction: str) -> bool:
    """Whether the target lies on the better side of the baseline."""
    return target > baseline if direction == Direction.UP else target < baseline


def target_fault(direction: str) -> str:
    """What is wrong with a target on the other side."""
    if direction == Direction.UP:
        return _("Where higher is better, the target lies above the baseline.")
    return _("Where lower is better, the target lies below the baseline.")


def _refuse_second(metric: ServiceMetric) -> None:
    same = ServiceMetric.objects.filter(unit=metric.unit, name=metric.name).exclude(pk=metric.pk)
    if same.exists():
        raise InvalidInput(details=[FieldFault("name", _("This unit has a metric of this name already."))])


def _follow(metric: ServiceMetric) -> None:
    refresh(metric.shares.values_list("employee_id", flat=True))
