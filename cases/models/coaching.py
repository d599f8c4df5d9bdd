"""Coaching sessions and the two answers to their record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.machines.coaching_session import Answer, CoachingSessionMachine, NotCome, SessionState
from cases.models.improvement import ImprovementCase


class CoachingSession(CoachingSessionMachine):
    """A talk that helps, with a record that both sides have answered."""

    case = models.ForeignKey(ImprovementCase, on_delete=models.PROTECT, related_name="sessions")
    planned_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    agenda = models.TextField(blank=True)
    led_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="sessions_led"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    notes = models.TextField(blank=True)
    agreements = models.TextField(blank=True)
    employee_answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.NONE, blank=True)
    employee_answered_at = models.DateTimeField(null=True, blank=True)
    employee_dissent = models.TextField(blank=True)
    leader_answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.NONE, blank=True)
    leader_answered_at = models.DateTimeField(null=True, blank=True)
    leader_dissent = models.TextField(blank=True)
    absent = models.CharField(max_length=12, choices=NotCome.choices, default=NotCome.NOBODY, blank=True)

    class Meta:
        ordering = ("planned_at", "id")
        verbose_name = _("coaching session")
        verbose_name_plural = _("coaching sessions")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="coachingsession_state_known"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=1440),
                name="coachingsession_within_a_day",
            ),
        )
        indexes = (models.Index(fields=("case", "state"), name="session_by_case_and_state"),)

    def __str__(self) -> str:
        return f"{self.planned_at:%Y-%m-%d}"

    @property
    def both_answered(self) -> bool:
        """True once each side acknowledged or dissented in writing."""
        return bool(self.employee_answer) and bool(self.leader_answer)
