"""Requests that somebody else should assess, and the files put to them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.correction import CorrectionMachine, CorrectionState
from appraisal.models.evaluations import Evaluation
from appraisal.models.files import StoredFile

LONGEST_REASON = 2000


class AssessorCorrection(CorrectionMachine):
    """At most one undecided per form. ``contested`` is the assessor of the day it was filed.

    ``proposed`` is whom the employee thinks right, if anybody; ``named`` whom HR named. Names are of those days.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="assessor_corrections")
    contested = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contested_name = models.CharField(max_length=200, blank=True, default="")
    proposed = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_name = models.CharField(max_length=200, blank=True, default="")
    named = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    named_name = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(_("why another person should assess"), max_length=LONGEST_REASON)
    ruling_reason = models.TextField(_("reason of the decision"), blank=True, default="", max_length=1000)
    filed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("correction of the assessor")
        verbose_name_plural = _("corrections of the assessor")
        ordering = ("-filed_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=CorrectionState.values), name="correction_state_known"),
            models.UniqueConstraint(
                fields=("evaluation",), condition=Q(state="filed"), name="correction_one_undecided"
            ),
            models.CheckConstraint(
                condition=Q(proposed__isnull=True) | Q(contested__isnull=True) | ~Q(proposed=F("contested")),
                name="correction_proposes_another",
            ),
        )
        indexes = (
            models.Index(fields=("state", "id"), name="correction_waiting", condition=Q(state="filed")),
            models.Index(fields=("evaluation", "state"), name="correction_of_evaluation"),
        )

    def __str__(self) -> str:
        return f"{self.evaluation_id}: {self.get_state_display()}"


class CorrectionFile(StoredFile):
    """A file the employee put to the request: a letter, a decree."""

    correction = models.ForeignKey(AssessorCorrection, on_delete=models.PROTECT, related_name="files")

    class Meta:
        ordering = ("id",)
        verbose_name = _("file of a correction")
        verbose_name_plural = _("files of corrections")
        indexes = (models.Index(fields=("correction", "removed_at"), name="file_of_correction"),)
