"""The two forms that follow guidance: feedback of the employee (B.1.8), evaluation of competence (B.1.9).

Answers are columns of the form, saved with a revision; a save is not an event, and no answer is part of one.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.guidance import wording
from cases.guidance.wording import Question
from cases.machines.guidance_evaluation import EvaluationFormState, GuidanceEvaluationMachine
from cases.machines.guidance_feedback import FeedbackState, GuidanceFeedbackMachine
from cases.models.improvement import ImprovementCase


class GuidanceForm(models.Model):
    """What both forms share. `asked_at` is when the work came to its end; before that the form is only offered."""

    case = models.ForeignKey(ImprovementCase, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField()
    scores = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class GuidanceFeedback(GuidanceForm, GuidanceFeedbackMachine):
    """What the employee says of the guidance. `guide` is of whom it speaks, `reader` to whom it went; both by its step.

    Without a `reader` nobody stands above the guide, and HR of the unit reads.
    """

    remarks = models.TextField(blank=True)
    guide = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reader = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-begun_at", "-id")
        verbose_name = _("feedback on guidance")
        verbose_name_plural = _("feedback on guidance")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=FeedbackState.values), name="guidancefeedback_state_known"),
            models.UniqueConstraint(
                fields=("case",), condition=Q(state=FeedbackState.DRAFT.value), name="one_feedback_in_draft"
            ),
        )
        indexes = (models.Index(fields=("reader", "state"), name="feedback_by_reader_and_state"),)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_state_display()}"

    @classmethod
    def blank(cls, case: ImprovementCase, *, at: datetime) -> "GuidanceFeedback":
        """An empty form in the newest wording, not stored yet."""
        return cls(case=case, edition=wording.NEWEST_STATEMENTS, begun_at=at)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The statements as they read when the form was begun."""
        return wording.statements_of(self.edition)


class GuidanceEvaluation(GuidanceForm, GuidanceEvaluationMachine):
    """How the guide sees the employee's competence. `topics` are what the plan was to make better, in words."""

    topics = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=dict, blank=True)
    written_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-begun_at", "-id")
        verbose_name = _("evaluation of competence")
        verbose_name_plural = _("evaluations of competence")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=EvaluationFormState.values), name="guidanceevaluation_state_known"
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(state=EvaluationFormState.DRAFT.value), name="one_evaluation_in_draft"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_state_display()}"

    @classmethod
    def blank(cls, case: ImprovementCase, *, at: datetime) -> "GuidanceEvaluation":
        """An empty form in the newest wording with what the plan was to make better, not stored yet."""
        return cls(case=case, edition=wording.NEWEST_COMPETENCIES, topics=wording.topics_of(case), begun_at=at)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The competencies as they read when the form was begun."""
        return wording.competencies_of(self.edition, self.topics)
