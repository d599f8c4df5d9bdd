"""Simulations of rules on closed cycles, kept with the hashes of both rule sets."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Simulation(models.Model):
    """What a rule set would have made of a cycle. ``content`` is what was tried, whatever the draft says later.

    ``tally`` is empty until the count is complete. Nothing of the cycle is changed.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    rule_set = models.ForeignKey("appraisal.RuleSet", on_delete=models.PROTECT, related_name="simulations")
    cycle = models.ForeignKey("appraisal.Cycle", on_delete=models.PROTECT, related_name="simulations")
    content: Any = models.JSONField(_("content"))
    rule_hash = models.CharField(max_length=64)
    cycle_hash = models.CharField(max_length=64)
    tally: Any = models.JSONField(null=True)
    job_id = models.BigIntegerField(null=True)
    created_by = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(tally__isnull=True, finished_at__isnull=True)
                | Q(tally__isnull=False, finished_at__gte=F("created_at")),
                name="simulation_complete_when_finished",
            ),
        )
        indexes = (models.Index(fields=("rule_set", "-id"), name="simulation_of_rule_set"),)

    def __str__(self) -> str:
        return f"{self.rule_set} / {self.cycle}"
