"""The segments of a period in which the assessor changed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.segment import SegmentMachine, SegmentState
from appraisal.models.evaluations import Evaluation, rating_known

LONGEST_NOTE = 4000


class SegmentGround(models.TextChoices):
    """Why a segment ended before the period did."""

    MOVED = "moved", _("The employee moved")
    LINE = "line", _("The assessor's post changed hands")
    NAMED = "named", _("HR named another assessor")


class PeriodSegment(SegmentMachine):
    """A stretch of days under one assessor; together they cover the period. Forms without a change have none.

    Unit, post and assessor are snapshots of those days. ``ground`` is empty for the last one. ``revision`` counts
    saves of the draft. ``closed_by`` and what follows it are set only where a delegate closed it.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="segments")
    sequence = models.PositiveSmallIntegerField()
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    ground = models.CharField(max_length=8, choices=SegmentGround.choices, blank=True, default="")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200, blank=True, default="")
    employee_post = models.CharField(max_length=200, blank=True, default="")
    assessor = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="segments_as_assessor"
    )
    assessor_name = models.CharField(max_length=200, blank=True, default="")
    assessor_post = models.CharField(max_length=200, blank=True, default="")
    assessor_capacity = models.CharField(max_length=10, blank=True, default="")
    assessor_letter = models.CharField(max_length=120, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    results_rating = models.PositiveSmallIntegerField(_("rating of results"), null=True, blank=True)
    behaviour_rating = models.PositiveSmallIntegerField(_("rating of behaviour"), null=True, blank=True)
    note = models.TextField(_("note to the next assessor"), blank=True, default="", max_length=LONGEST_NOTE)
    excuse_reason = models.TextField(_("why nobody closes it"), blank=True, default="", max_length=1000)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_by_name = models.CharField(max_length=200, blank=True, default="")
    closed_on_behalf = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("segment of a period")
        verbose_name_plural = _("segments of periods")
        ordering = ("evaluation", "sequence")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=SegmentState.values), name="segment_state_known"),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="segment_days_in_order"),
            models.UniqueConstraint(fields=("evaluation", "sequence"), name="segment_sequence_once"),
            models.UniqueConstraint(
                fields=("evaluation",), condition=Q(state="current"), name="segment_one_is_current"
            ),
            rating_known("results_rating", "segment_results_rating_known"),
            rating_known("behaviour_rating", "segment_behaviour_rating_known"),
        )
        indexes = (
            models.Index(fields=("assessor", "state"), name="segment_of_assessor"),
            models.Index(fields=("state", "id"), name="segment_waiting", condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return f"{self.evaluation_id}/{self.sequence}"

    @property
    def employee_id(self) -> int:
        """Whom it is about."""
        return int(self.evaluation.employee_id)
