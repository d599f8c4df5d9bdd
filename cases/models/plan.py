"""The plan: goals, measures, milestones and trainings, each with an owner and a date."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.improvement import ImprovementCase


class ItemKind(models.TextChoices):
    """What sort of line of the plan it is."""

    GOAL = "goal", _("Goal")
    MEASURE = "measure", _("Measure")
    MILESTONE = "milestone", _("Milestone")
    TRAINING = "training", _("Training")


class ItemOwner(models.TextChoices):
    """Which side of the case has to do it."""

    EMPLOYEE = "employee", _("Employee")
    SUPERVISOR = "supervisor", _("Supervisor")
    COACH = "coach", _("Coach")


def evidence_path(item: "PlanItem", _filename: str) -> str:
    """Random name below the case: the name a person typed never becomes a path."""
    return f"cases/{item.case_id}/{uuid.uuid4().hex}"


class PlanItem(models.Model):
    """One line of the plan. `revision` counts saves; a save is not an event."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(ImprovementCase, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    position = models.PositiveSmallIntegerField(default=0)
    indicator_code = models.CharField(max_length=40, blank=True)
    indicator_label = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    measure = models.CharField(max_length=200, blank=True)
    baseline = models.CharField(max_length=80, blank=True)
    target = models.CharField(max_length=80, blank=True)
    owner = models.CharField(max_length=12, choices=ItemOwner.choices, default=ItemOwner.EMPLOYEE)
    due_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    required = models.BooleanField(default=True)
    training = models.ForeignKey(
        "cases.Training", on_delete=models.PROTECT, null=True, blank=True, related_name="plan_items"
    )
    progress = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.FileField(upload_to=evidence_path, blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    evidence_type = models.CharField(max_length=80, blank=True)
    evidence_digest = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=0)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("case_id", "position", "id")
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="planitem_kind_known"),
            models.CheckConstraint(condition=Q(owner__in=ItemOwner.values), name="planitem_owner_known"),
        )
        indexes = (
            models.Index(
                fields=("due_on",), condition=Q(done_at__isnull=True, removed=False), name="open_items_by_due"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        """Finished, with a date."""
        return self.done_at is not None
