"""Questions of the decider to one side of an objection, each with its answer; both sides read both."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appraisal.models.objections import Objection, ObjectionItem

LONGEST = 2000


class Side(models.TextChoices):
    """Whom a question is put to."""

    EMPLOYEE = "employee", _("The employee")
    ASSESSOR = "assessor", _("The assessor")


class ObjectionQuestion(models.Model):
    """Asked and answered once, never changed: who wants to add something answers the next question.

    Written by the steps of the objection alone; ``item`` is empty where the question concerns the whole.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="questions")
    item = models.ForeignKey(ObjectionItem, null=True, blank=True, on_delete=models.PROTECT, related_name="questions")
    addressee = models.CharField(max_length=8, choices=Side.choices)
    text = models.TextField(_("question"), max_length=LONGEST)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("organization.Employee", null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True, default="", max_length=LONGEST)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("organization.Employee", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        verbose_name = _("question in an objection")
        verbose_name_plural = _("questions in objections")
        constraints = (
            models.CheckConstraint(condition=Q(addressee__in=Side.values), name="objection_question_side_known"),
        )
        indexes = (
            models.Index(
                fields=("objection", "addressee"), name="objection_question_open", condition=Q(answered_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.objection_id}: {self.get_addressee_display()}"
