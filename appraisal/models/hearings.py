"""Hearings of objections and what both sides say of their minutes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.hearing import HearingMachine, HearingState, SideAnswer
from appraisal.models.objections import Objection

SHORTEST_MINUTES, LONGEST_MINUTES = 15, 480


class Hearing(HearingMachine):
    """At most one planned per objection. ``sequence`` counts the changes of the appointment (RFC 5545)."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="hearings")
    invited_by = models.ForeignKey("organization.Employee", null=True, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("time"))
    length = models.PositiveSmallIntegerField(_("length in minutes"), default=60)
    place = models.TextField(_("place or link"), max_length=200)
    agenda = models.TextField(_("agenda"), max_length=2000)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True, default="", max_length=8000)
    employee_answer = models.CharField(max_length=12, choices=SideAnswer.choices, default=SideAnswer.NONE, blank=True)
    employee_answered_at = models.DateTimeField(null=True, blank=True)
    employee_view = models.TextField(blank=True, default="", max_length=4000)
    assessor_answer = models.CharField(max_length=12, choices=SideAnswer.choices, default=SideAnswer.NONE, blank=True)
    assessor_answered_at = models.DateTimeField(null=True, blank=True)
    assessor_view = models.TextField(blank=True, default="", max_length=4000)

    class Meta:
        ordering = ("planned_at", "id")
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=HearingState.values), name="hearing_state_known"),
            models.CheckConstraint(
                condition=Q(length__gte=SHORTEST_MINUTES, length__lte=LONGEST_MINUTES), name="hearing_length_sensible"
            ),
            models.UniqueConstraint(fields=("objection",), condition=Q(state="planned"), name="hearing_one_planned"),
        )
        indexes = (models.Index(fields=("objection", "state"), name="hearing_of_objection"),)

    def __str__(self) -> str:
        return f"{self.planned_at:%Y-%m-%d}"

    @property
    def both_answered(self) -> bool:
        """Whether each side acknowledged or dissented in writing."""
        return bool(self.employee_answer) and bool(self.assessor_answer)
