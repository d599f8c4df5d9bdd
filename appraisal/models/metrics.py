"""Service metrics of units: what the public feels (waiting time, permits in time), and who has a share in it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")


class ServiceMetric(models.Model):
    """What a unit promises the public, with where it began and where it wants to be."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="service_metrics")
    name = models.CharField(_("name"), max_length=200)
    unit_of_measure = models.CharField(_("unit of measure"), max_length=40)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices)
    baseline = models.DecimalField(_("baseline"), max_digits=12, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ("unit__lft", "name")
        verbose_name = _("service metric")
        verbose_name_plural = _("service metrics")
        constraints = (
            models.UniqueConstraint(fields=("unit", "name"), name="metric_once_per_unit"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="metric_direction_known"),
        )

    def __str__(self) -> str:
        return self.name


class MetricReading(models.Model):
    """One measured value on one day."""

    metric = models.ForeignKey(ServiceMetric, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField(_("on"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ("on",)
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = (models.UniqueConstraint(fields=("metric", "on"), name="reading_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}: {self.value}"


class MetricShare(models.Model):
    """A person's share in a metric over a period, in per cent; the shares of one metric and period total 100."""

    metric = models.ForeignKey(ServiceMetric, on_delete=models.CASCADE, related_name="shares")
    period_from = models.DateField(_("period from"))
    period_until = models.DateField(_("period until"))
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="metric_shares")
    share = models.DecimalField(_("share"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ("-period_from", "-share", "id")
        verbose_name = _("share in a metric")
        verbose_name_plural = _("shares in metrics")
        constraints = (
            models.UniqueConstraint(
                fields=("metric", "period_from", "period_until", "employee"), name="metric_share_once"
            ),
            models.CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=100), name="metric_share_sensible"),
            models.CheckConstraint(condition=Q(period_from__lte=F("period_until")), name="metric_share_period_order"),
        )

    def __str__(self) -> str:
        return f"{self.metric_id}: {self.employee_id}"
