"""Counselling, its talks, and the sealed note of a talk."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.machines.counselling import CounsellingMachine, CounsellingState
from cases.machines.counselling_session import Absent, CounsellingSessionMachine, CounsellingSessionState
from cases.models.improvement import ImprovementCase


class Counselling(CounsellingMachine):
    """Confidential help beside a case. At most one runs per case; it may outlast the case."""

    case = models.ForeignKey(ImprovementCase, on_delete=models.PROTECT, related_name="counsellings")
    counsellor = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="counsellings"
    )
    wished = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by_employee = models.BooleanField(default=False)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("-asked_at", "-id")
        verbose_name = _("counselling")
        verbose_name_plural = _("counsellings")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=CounsellingState.values), name="counselling_state_known"),
            models.UniqueConstraint(
                fields=("case",), condition=~Q(state=CounsellingState.ENDED.value), name="one_running_counselling"
            ),
        )
        indexes = (models.Index(fields=("counsellor", "state"), name="counselling_by_counsellor"),)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_state_display()}"


class CounsellingSession(CounsellingSessionMachine):
    """One talk. `counsellor` is who leads it, also after another was named; only he and the person know the note."""

    counselling = models.ForeignKey(Counselling, on_delete=models.PROTECT, related_name="sessions")
    counsellor = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    absent = models.CharField(max_length=12, choices=Absent.choices, default=Absent.NOBODY, blank=True)

    class Meta:
        ordering = ("planned_at", "id")
        verbose_name = _("counselling talk")
        verbose_name_plural = _("counselling talks")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=CounsellingSessionState.values), name="counsellingsession_state_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=1440),
                name="counsellingsession_within_a_day",
            ),
        )
        indexes = (models.Index(fields=("counsellor", "state"), name="talk_by_counsellor_and_state"),)

    def __str__(self) -> str:
        return f"{self.planned_at:%Y-%m-%d}"


class CounsellingNote(models.Model):
    """What was said, sealed. The text is nowhere else; `revision` counts saves, a save is not an event."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(CounsellingSession, on_delete=models.PROTECT, related_name="note")
    sealed = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("counselling note")
        verbose_name_plural = _("counselling notes")

    def __str__(self) -> str:
        return str(self.public_id)
