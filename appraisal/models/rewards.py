"""Reward programmes with their criteria, awards of one person, and the results an award rests on."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.award import LIVE_STATES, AwardMachine, AwardState
from appraisal.models.cycles import Cycle
from appraisal.models.evaluations import Evaluation

MOST_PERIODS = 8


class RewardProgramme(models.Model):
    """What is rewarded among the people of a unit, by the results of ``cycle`` and of the periods right before it.

    ``criteria`` is a list of ``{"kind": …, …}`` (see ``awards.criteria``). A programme is never changed, only ended:
    every reason that was given to somebody can be looked up.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="reward_programmes")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="reward_programmes")
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it rewards"), max_length=600)
    periods = models.PositiveSmallIntegerField(_("consecutive periods"), default=1)
    criteria = models.JSONField(default=list)
    author = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("reward programme")
        verbose_name_plural = _("reward programmes")
        constraints = (
            models.UniqueConstraint(fields=("unit", "cycle", "name"), name="programme_once_per_unit_and_cycle"),
            models.CheckConstraint(condition=Q(periods__range=(1, MOST_PERIODS)), name="programme_periods_sensible"),
        )

    def __str__(self) -> str:
        return self.name


class Award(AwardMachine):
    """``grounds`` are the criteria as they were met on the day of the nomination. Names and posts are snapshots;
    ``assessor`` and ``superior`` are those of the form in the programme's cycle. ``public``: None until answered."""

    programme = models.ForeignKey(RewardProgramme, on_delete=models.PROTECT, related_name="awards")
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="awards")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey("organization.Employee", null=True, on_delete=models.PROTECT, related_name="+")
    superior = models.ForeignKey("organization.Employee", null=True, on_delete=models.PROTECT, related_name="+")
    employee_name = models.CharField(max_length=200)
    employee_post = models.CharField(max_length=200, blank=True, default="")
    unit_name = models.CharField(max_length=200, blank=True, default="")
    grounds = models.JSONField(default=list)
    nominator = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    nominator_name = models.CharField(max_length=200)
    nomination = models.TextField(_("reason of the nomination"), max_length=2000)
    nominated_at = models.DateTimeField()
    first_decider = models.ForeignKey(
        "organization.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_decider = models.ForeignKey(
        "organization.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decider_name = models.CharField(max_length=200, blank=True, default="")
    decider_post = models.CharField(max_length=200, blank=True, default="")
    decline_reason = models.TextField(_("reason"), blank=True, default="", max_length=4000)
    awarded_at = models.DateTimeField(null=True, blank=True)
    public = models.BooleanField(_("shown in the public list"), null=True, blank=True)

    class Meta:
        ordering = ("-nominated_at", "-id")
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=AwardState.values), name="award_state_known"),
            models.UniqueConstraint(
                fields=("programme", "employee"),
                condition=Q(state__in=[str(s) for s in LIVE_STATES]),
                name="award_once_per_programme",
            ),
            models.CheckConstraint(
                condition=~Q(state="awarded")
                | (
                    Q(first_decider__isnull=False, second_decider__isnull=False)
                    & ~Q(first_decider=F("second_decider"))
                    & ~Q(first_decider=F("nominator"))
                    & ~Q(second_decider=F("nominator"))
                ),
                name="award_by_two_others",
            ),
            models.CheckConstraint(
                condition=Q(public__isnull=True) | Q(state="awarded"), name="award_public_when_given"
            ),
        )
        indexes = (
            models.Index(fields=("unit", "state"), name="award_of_unit"),
            models.Index(fields=("superior", "state"), name="award_of_superior"),
            models.Index(fields=("-awarded_at",), condition=Q(public=True), name="award_public"),
        )

    def __str__(self) -> str:
        return f"{self.employee_name}: {self.programme}"


class AwardResult(models.Model):
    """One result an award rests on; what takes the result away withdraws the award."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="results")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="award_results")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("award", "evaluation"), name="award_rests_once_on_a_result"),)

    def __str__(self) -> str:
        return f"{self.award_id}: {self.evaluation_id}"
