"""What the attendance record says of a person and a month, as an office hands it in."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 31


class AttendanceMonth(models.Model):
    """One person in one month. ``absent_days`` are working days without a valid reason (PP 94/2021).

    Imported facts: they inform and never rate (DOMAIN 11.10). ``batch`` is the file the numbers came with.
    """

    kind: ClassVar = "appraisal.attendance"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="attendance")
    month = models.DateField(_("month"), help_text="its first day")
    absent_days = models.PositiveSmallIntegerField(_("days absent without a valid reason"))
    late_minutes = models.PositiveIntegerField(_("minutes late"))
    reasons = models.TextField(_("reasons"), max_length=1000, blank=True, default="")
    batch = models.ForeignKey("organization.ImportBatch", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("month of attendance")
        verbose_name_plural = _("months of attendance")
        ordering = ("month", "id")
        constraints = (
            models.UniqueConstraint(fields=("employee", "month"), name="attendance_once_a_month"),
            models.CheckConstraint(condition=Q(absent_days__lte=MOST_DAYS), name="attendance_days_of_a_month"),
        )

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.month:%Y-%m}"
