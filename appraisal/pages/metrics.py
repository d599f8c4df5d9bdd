"""Service metrics: the list of what is measured, and one metric over time with those who have a share in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch
from django.utils.translation import gettext as _

from appraisal.models import MetricReading, MetricShare, ServiceMetric
from appraisal.pages.lists import uuid_text
from appraisal.pages.report_plots import Service, service_of
from appraisal.selectors import MetricPath
from appraisal.ways import way_of
from organization.access import units_visible_to
from organization.models import Unit
from organization.tree import subtree
from workflow.actors import Actor
from workflow.roles import Role

SHOWN = 200
OFFICE = (Role.HR, Role.AUDITOR, Role.LEADER)


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric in the list."""

    metric: ServiceMetric
    last: MetricReading | None
    way: Decimal | None


@dataclass(frozen=True, slots=True)
class Shares:
    """Who has a share in one period."""

    start: date
    end: date
    rows: tuple[MetricShare, ...]


@dataclass(frozen=True, slots=True)
class MetricPage:
    """Everything the page of one metric shows."""

    metric: ServiceMetric
    plot: Service | None
    line: MetricLine
    readings: Sequence[MetricReading]
    shares: Sequence[Shares]
    sees_shares: bool
    writes: bool


def line_of(metric: ServiceMetric, readings: Sequence[MetricReading]) -> MetricLine:
    """A metric with where it stands."""
    last = readings[-1] if readings else None
    way = way_of(last.value, baseline=metric.baseline, target=metric.target) if last else None
    return MetricLine(metric, last, way)


def listing_of(actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    """The metrics of the units one may see, by unit; three statements."""
    agencies = list(Unit.objects.filter(opd=F("pk")).order_by("name", "pk"))
    wanted = uuid_text(data.get("unit", ""))
    agency = next((one for one in agencies if str(one.public_id) == wanted), None)
    rows = ServiceMetric.objects.filter(unit__in=units_visible_to(actor)).select_related("unit")
    if agency is not None:
        rows = rows.filter(subtree(agency, "unit__"))
    readings = Prefetch("readings", MetricReading.objects.order_by("on"))
    return {
        "lines": [line_of(one, list(one.readings.all())) for one in rows.prefetch_related(readings)[:SHOWN]],
        "agencies": [("", _("All agencies")), *((str(one.public_id), one.name) for one in agencies)],
        "unit": wanted if agency else "",
        "is_hr": actor.holds(Role.HR),
    }


def writes_here(actor: Actor, metric: ServiceMetric) -> bool:
    """HR of the metric's unit."""
    return actor.active and actor.holds(Role.HR, metric.unit.lft)


def page_of(metric: ServiceMetric, actor: Actor) -> MetricPage:
    """One metric; three statements. Names are for the office and for those who have a share themselves."""
    readings = list(metric.readings.order_by("on"))
    rows = list(metric.shares.select_related("employee").order_by("-period_from", "-share", "pk"))
    mine = actor.employee_id is not None and any(one.employee_id == actor.employee_id for one in rows)
    sees = mine or any(actor.holds(role, metric.unit.lft) for role in OFFICE)
    return MetricPage(
        metric=metric,
        plot=service_of(MetricPath(metric, tuple(readings))) if len(readings) > 1 else None,
        line=line_of(metric, readings),
        readings=readings[::-1],
        shares=by_period(rows) if sees else (),
        sees_shares=sees,
        writes=writes_here(actor, metric),
    )


def by_period(rows: Sequence[MetricShare]) -> list[Shares]:
    """The shares of each period, the newest first."""
    found: dict[tuple[date, date], list[MetricShare]] = {}
    for row in rows:
        found.setdefault((row.period_from, row.period_until), []).append(row)
    return [Shares(start, end, tuple(each)) for (start, end), each in found.items()]
