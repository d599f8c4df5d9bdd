"""Annual results, and every decision one of them ever had."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.annual import AnnualMachine, AnnualState

YEARS = (2015, 2100)
DECIDED_STATES = (AnnualState.DECIDED.value, AnnualState.ACKNOWLEDGED.value)


class AnnualResult(AnnualMachine):
    """One person in one calendar year. Names and posts are snapshots of the making (the assessor's follow a change).

    ``predicate`` and what it rests on are empty until the assessor decides. ``cycle`` is the newest period that
    counted: its frozen rules are those of the year. ``basis`` is the digest of ``trace``; ``credit`` is the trace of
    the credit points, empty for people without a functional post.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="annual_results")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    superior = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    employee_name = models.CharField(max_length=200)
    employee_post = models.CharField(max_length=200, blank=True, default="")
    unit_name = models.CharField(max_length=200, blank=True, default="")
    assessor_name = models.CharField(max_length=200, blank=True, default="")
    assessor_post = models.CharField(max_length=200, blank=True, default="")
    assessor_capacity = models.CharField(max_length=10, blank=True, default="")
    assessor_letter = models.CharField(max_length=120, blank=True, default="")
    superior_name = models.CharField(max_length=200, blank=True, default="")
    superior_post = models.CharField(max_length=200, blank=True, default="")

    cycle = models.ForeignKey("appraisal.Cycle", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    predicate = models.CharField(_("predicate"), max_length=40, blank=True, default="")
    proposed = models.CharField(_("proposal"), max_length=40, blank=True, default="")
    decision_reason = models.TextField(_("reason"), blank=True, default="", max_length=4000)
    reopen_reason = models.TextField(_("reason"), blank=True, default="", max_length=4000)
    trace: Any = models.JSONField(null=True, blank=True)
    basis = models.CharField(max_length=64, blank=True, default="")
    credit: Any = models.JSONField(null=True, blank=True)
    credit_points = models.DecimalField(_("credit points"), max_digits=7, decimal_places=2, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-year", "employee_name", "id")
        verbose_name = _("annual result")
        verbose_name_plural = _("annual results")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=AnnualState.values), name="annual_state_known"),
            models.CheckConstraint(condition=Q(year__range=YEARS), name="annual_year_sensible"),
            models.UniqueConstraint(
                fields=("year", "employee"), condition=~Q(state="cancelled"), name="annual_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(assessor__isnull=True) | ~Q(assessor=F("employee")), name="annual_assessor_is_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED_STATES, trace__isnull=False, decided_at__isnull=False) & ~Q(predicate="")
                | (~Q(state__in=DECIDED_STATES) & Q(predicate="")),
                name="annual_predicate_when_decided",
            ),
        )
        indexes = (
            models.Index(fields=("employee", "year"), name="annual_of_employee"),
            models.Index(fields=("assessor", "state"), name="annual_of_assessor"),
            models.Index(fields=("superior", "state"), name="annual_of_superior"),
            models.Index(fields=("unit", "year", "state"), name="annual_of_unit"),
        )

    def __str__(self) -> str:
        return f"{self.employee_name}, {self.year}"


class AnnualRecord(models.Model):
    """Every decision on a year, in order; nothing here is changed, so that one taken back stays readable."""

    annual = models.ForeignKey(AnnualResult, on_delete=models.PROTECT, related_name="records")
    sequence = models.PositiveSmallIntegerField()
    predicate = models.CharField(max_length=40)
    proposed = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    trace: Any = models.JSONField()
    trace_hash = models.CharField(max_length=64)
    credit: Any = models.JSONField(null=True)
    credit_points = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("annual decision")
        verbose_name_plural = _("annual decisions")
        constraints = (models.UniqueConstraint(fields=("annual", "sequence"), name="annual_record_once"),)

    def __str__(self) -> str:
        return f"{self.annual_id}/{self.sequence}"
