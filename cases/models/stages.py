"""The stages of the work of a case, and the entries of progress: both are kept, neither is overwritten."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.improvement import ImprovementCase
from cases.models.plan import PlanItem


class CaseStage(models.Model):
    """A stretch of the work that ends with a milestone: which day, and what its leaders said when they closed it."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(ImprovementCase, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    statement = models.TextField(blank=True)

    class Meta:
        ordering = ("case_id", "position")
        verbose_name = _("stage of a case")
        verbose_name_plural = _("stages of cases")
        constraints = (models.UniqueConstraint(fields=("case", "position"), name="one_stage_per_place"),)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.month}"


class ProgressEntry(models.Model):
    """What one side said about a plan item on a day, or the file it handed in."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    done = models.BooleanField(default=False)
    evidence = models.FileField(blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    evidence_type = models.CharField(max_length=80, blank=True)
    evidence_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("item_id", "at", "id")
        verbose_name = _("entry of progress")
        verbose_name_plural = _("entries of progress")

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d}"
