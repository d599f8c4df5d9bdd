"""Service metrics as a source: how far what a person has a share in came from its baseline towards its target."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.models import MetricReading, MetricShare
from appraisal.sources.base import Found, Measure, Period, Source, in_both, number
from appraisal.ways import mean_way, way_of


@dataclass(frozen=True, slots=True)
class Part:
    """A person's share in one metric, with the last reading of the period (None: not measured in it)."""

    share: MetricShare
    reading: MetricReading | None

    def way(self) -> Any:
        """Per cent of the way; None without a reading."""
        metric = self.share.metric
        if self.reading is None:
            return None
        return way_of(self.reading.value, baseline=metric.baseline, target=metric.target)


class ServiceMetricSource(Source):
    """What the public feels of the services a person contributes to."""

    key = "service_metric"
    label = gettext_lazy("Service metrics")
    measures: ClassVar = (Measure("way", gettext_lazy("per cent of the way from the baseline to the target")),)

    def facts(self, people: Collection[int], period: Period) -> Mapping[int, Found]:
        """Two statements: the shares that touch the period, and the readings of their metrics in it."""
        touching = MetricShare.objects.filter(
            employee_id__in=people, period_from__lte=period.end, period_until__gte=period.start
        )
        shares = list(touching.select_related("metric").order_by("metric__name", "period_from", "pk"))
        last = _last_readings({one.metric_id for one in shares}, period)
        by_person: dict[int, list[Part]] = defaultdict(list)
        for share in shares:
            by_person[share.employee_id].append(Part(share, last.get(share.metric_id)))
        texts = in_both(by_person, sentences)
        return {pk: Found(texts[pk], _figures(parts), _inputs(parts)) for pk, parts in by_person.items()}


def _last_readings(metrics: Collection[int], period: Period) -> dict[int, MetricReading]:
    if not metrics:
        return {}
    rows = MetricReading.objects.filter(metric_id__in=metrics, on__gte=period.start, on__lte=period.end)
    return {row.metric_id: row for row in rows.order_by("on")}


def _figures(parts: Collection[Part]) -> dict[str, Any] | None:
    measured = [(way, part.share.share) for part in parts if (way := part.way()) is not None]
    return {"way": mean_way(measured)} if measured else None


def _inputs(parts: Collection[Part]) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {
            "metric": str(part.share.metric.public_id),
            "baseline": str(part.share.metric.baseline),
            "target": str(part.share.metric.target),
            "on": part.reading.on.isoformat() if part.reading else None,
            "value": str(part.reading.value) if part.reading else None,
            "way": str(part.way()) if part.reading else None,
            "share": str(part.share.share),
        }
        for part in parts
    )


def sentences(parts: Collection[Part]) -> str:
    """One sentence per metric."""
    return " ".join(sentence(part) for part in parts)


def sentence(part: Part) -> str:
    """Where one metric stands, and the share in it."""
    metric = part.share.metric
    words = {
        "name": metric.name,
        "unit": metric.unit_of_measure,
        "share": number(part.share.share),
        "baseline": number(metric.baseline),
        "target": number(metric.target),
    }
    if part.reading is None:
        return _("%(name)s: not measured in this period (share %(share)s %%).") % words
    words |= {
        "value": number(part.reading.value),
        "on": formats.date_format(part.reading.on, "j F Y"),
        "way": number(part.way()),
    }
    return (
        _(
            "%(name)s: %(value)s %(unit)s on %(on)s, baseline %(baseline)s, target %(target)s; %(way)s %% of the way "
            "(share %(share)s %%)."
        )
        % words
    )
