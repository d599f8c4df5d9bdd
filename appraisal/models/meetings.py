"""Dialogue meetings: the agenda, the minutes, what both sides say of them, and what was agreed."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.dialogue_meeting import DialogueMeetingMachine, DialogueMeetingState
from appraisal.machines.hearing import SideAnswer
from appraisal.models.dialogue import DialogueYear, Targeted, TargetKind

SHORTEST_MEETING, LONGEST_MEETING = 15, 480
LONGEST_AGENDA, LONGEST_AGREEMENT, LONGEST_NOTE = 2000, 1000, 1000


class AgendaTemplate(models.Model):
    """Points to talk about, one a line; offered in its unit and below."""

    kind: ClassVar[str] = "appraisal.agenda_template"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="agenda_templates")
    name = models.CharField(_("name"), max_length=200)
    points = models.TextField(_("points, one a line"), max_length=LONGEST_AGENDA)
    in_use = models.BooleanField(_("offered"), default=True)
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey("organization.User", null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("agenda template")
        verbose_name_plural = _("agenda templates")

    def __str__(self) -> str:
        return self.name


class DialogueMeeting(DialogueMeetingMachine):
    """One talk of two people. `on`: the day it is planned for, afterwards the day it was held."""

    year = models.ForeignKey(DialogueYear, on_delete=models.PROTECT, related_name="meetings")
    planned_by = models.ForeignKey("organization.Employee", null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    planned_at = models.DateTimeField(_("time"))
    length = models.PositiveSmallIntegerField(_("length in minutes"), default=60)
    place = models.TextField(_("place or link"), max_length=200)
    agenda = models.TextField(_("agenda"), max_length=LONGEST_AGENDA)
    held_at = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True, default="", max_length=8000)
    employee_answer = models.CharField(max_length=12, choices=SideAnswer.choices, default=SideAnswer.NONE, blank=True)
    employee_answered_at = models.DateTimeField(null=True, blank=True)
    employee_view = models.TextField(blank=True, default="", max_length=4000)
    assessor_answer = models.CharField(max_length=12, choices=SideAnswer.choices, default=SideAnswer.NONE, blank=True)
    assessor_answered_at = models.DateTimeField(null=True, blank=True)
    assessor_view = models.TextField(blank=True, default="", max_length=4000)

    class Meta:
        ordering = ("-planned_at", "-id")
        verbose_name = _("dialogue meeting")
        verbose_name_plural = _("dialogue meetings")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=DialogueMeetingState.values), name="dialogue_meeting_state_known"
            ),
            models.CheckConstraint(
                condition=Q(length__gte=SHORTEST_MEETING, length__lte=LONGEST_MEETING),
                name="dialogue_meeting_length_sensible",
            ),
        )
        indexes = (models.Index(fields=("year", "state"), name="dialogue_meeting_of_year"),)

    def __str__(self) -> str:
        return f"{self.planned_at:%Y-%m-%d}"

    @property
    def both_answered(self) -> bool:
        """Whether each side acknowledged or dissented in writing."""
        return bool(self.employee_answer) and bool(self.assessor_answer)


class Owner(models.TextChoices):
    """Who does what was agreed."""

    EMPLOYEE = "employee", _("Employee")
    SUPERIOR = "superior", _("Superior")
    BOTH = "both", _("Both")


class FollowUp(models.TextChoices):
    """What a later meeting found."""

    NONE = "", _("Open")
    DONE = "done", _("Done")
    CARRIED_ON = "carried_on", _("Carried on")


class Agreement(Targeted):
    """One agreement of a meeting. Carried on, it stands anew in the later meeting, with its next due day."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(DialogueMeeting, on_delete=models.PROTECT, related_name="agreements")
    text = models.TextField(_("what was agreed"), max_length=LONGEST_AGREEMENT)
    owner = models.CharField(_("who does it"), max_length=8, choices=Owner.choices)
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(max_length=10, choices=FollowUp.choices, blank=True, default="")
    settled_in = models.ForeignKey(
        DialogueMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="followed_up"
    )
    note = models.TextField(_("note"), blank=True, default="", max_length=LONGEST_NOTE)
    carried_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_into"
    )

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = (
            models.CheckConstraint(condition=Q(target_kind__in=TargetKind.values), name="agreement_target_known"),
            models.CheckConstraint(condition=Q(owner__in=Owner.values), name="agreement_owner_known"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_in__isnull=True)
                | Q(outcome__in=("done", "carried_on"), settled_in__isnull=False),
                name="agreement_outcome_with_meeting",
            ),
        )

    def __str__(self) -> str:
        return self.text
