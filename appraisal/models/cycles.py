"""One appraisal period with a window per phase, and the people left out of it with their reason."""

import uuid
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.cycle import CycleMachine, CycleState
from appraisal.rule_parsing import known_content, stored_content
from appraisal.rules import RuleContent


class PeriodKind(models.TextChoices):
    """How long the appraised period is (DOMAIN 2.3: a type, not a fixed four)."""

    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    ANNUAL = "annual", _("Annual")


def all_kinds() -> list[str]:
    """PNS and PPPK; an elected head is not appraised."""
    return ["pns", "pppk"]


class Cycle(CycleMachine):
    """A cycle appraises everyone of the named kinds in ``unit`` and below it. Days are days of ``zone``, inclusive."""

    name = models.CharField(_("name"), max_length=200)
    period_kind = models.CharField(_("period"), max_length=10, choices=PeriodKind.choices, default=PeriodKind.QUARTERLY)
    period_from = models.DateField(_("period from"))
    period_until = models.DateField(_("period until"))
    self_from = models.DateField(_("self-assessment from"))
    self_until = models.DateField(_("self-assessment until"))
    review_until = models.DateField(_("review until"))
    calibration_until = models.DateField(_("calibration until"), null=True, blank=True)
    close_by = models.DateField(_("close by"))
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, related_name="cycles"
    )
    kinds = models.JSONField(_("kinds of employees"), default=all_kinds)
    rule_set = models.ForeignKey(
        "appraisal.RuleSet", verbose_name=_("rule set"), on_delete=models.PROTECT, related_name="cycles"
    )
    rule_hash = models.CharField(max_length=64, blank=True, default="")
    job_id = models.BigIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    extensions = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ("-period_from", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=CycleState.values), name="cycle_state_known"),
            models.CheckConstraint(condition=Q(period_from__lte=F("period_until")), name="cycle_period_in_order"),
            models.CheckConstraint(
                condition=Q(self_from__lte=F("self_until"))
                & Q(self_until__lte=F("review_until"))
                & Q(review_until__lte=F("close_by")),
                name="cycle_windows_in_order",
            ),
            models.CheckConstraint(
                condition=Q(calibration_until__isnull=True)
                | (Q(calibration_until__gte=F("review_until")) & Q(calibration_until__lte=F("close_by"))),
                name="cycle_calibration_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled")) | ~Q(rule_hash=""), name="cycle_open_is_frozen"
            ),
        )
        indexes = (models.Index(fields=("state", "unit"), name="cycle_by_state"),)

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> RuleContent:
        """The frozen rules of the cycle; parsed once per hash and process."""
        return known_content(self.rule_hash) or stored_content(self.rule_set.content, self.rule_hash)

    @property
    def rule_edition(self) -> int:
        """The edition of the cycle's rule set; a published one never changes, so it is read once per process."""
        return edition_of(self.rule_set_id, self.rule_hash) if self.rule_hash else self.rule_set.edition

    def windows(self) -> dict[str, Any]:
        """The days of the phases by field name, for forms, events and comparisons."""
        names = ("self_from", "self_until", "review_until", "calibration_until", "close_by")
        return {name: getattr(self, name) for name in names}


@lru_cache(maxsize=64)
def edition_of(rule_set: int, _digest: str) -> int:
    """The edition of frozen rules; read once per process."""
    from appraisal.models.rule_sets import RuleSet

    return RuleSet.objects.values_list("edition", flat=True).get(pk=rule_set)


class CycleExemption(models.Model):
    """Somebody left out of a cycle by a person, with the reason (leave, study, retirement)."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="exemptions")
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=400)
    author = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = (models.UniqueConstraint(fields=("cycle", "employee"), name="exemption_once"),)

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.employee_id}"
