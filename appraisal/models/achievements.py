"""What units achieved in a cycle, with source and reason; earlier values stand in the events."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.achievement import AchievementMachine, AchievementState


class UnitAchievement(AchievementMachine):
    """One agency (or a unit above all agencies) in one cycle. ``achievement`` is a key of the rules' pattern.

    ``deviation`` explains why the predicates spread otherwise; a new achievement takes it away.
    """

    cycle = models.ForeignKey("appraisal.Cycle", on_delete=models.PROTECT, related_name="achievements")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="achievements")
    achievement = models.CharField(_("achievement of the organisation"), max_length=40)
    source = models.CharField(_("source"), max_length=300)
    reason = models.TextField(_("reason"), max_length=4000)
    author = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200, blank=True, default="")
    set_at = models.DateTimeField()
    deviation = models.TextField(_("why the spread differs"), blank=True, default="", max_length=2000)
    explained_by = models.ForeignKey(
        "organization.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    explainer_name = models.CharField(max_length=200, blank=True, default="")
    explained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-cycle", "unit__lft")
        verbose_name = _("achievement of a unit")
        verbose_name_plural = _("achievements of units")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=AchievementState.values), name="achievement_state_known"),
            models.UniqueConstraint(
                fields=("cycle", "unit"), condition=Q(state="set"), name="achievement_once_per_unit_and_cycle"
            ),
            models.CheckConstraint(
                condition=Q(deviation="") | Q(explained_by__isnull=False, explained_at__isnull=False),
                name="achievement_explained_by_someone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.cycle_id}: {self.achievement}"
