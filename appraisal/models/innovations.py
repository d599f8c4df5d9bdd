"""Innovations of people and who has which share in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.innovation import InnovationMachine, InnovationState


class Innovation(InnovationMachine):
    """One idea that was tried. Days are days of the unit's zone; ``revision`` counts the saves of the draft.

    ``effect_confirmed_on`` belongs to the effect that is reported now: another report needs another confirmation.
    """

    title = models.CharField(_("title of the innovation"), max_length=200)
    problem = models.TextField(_("problem"), max_length=4000, blank=True, default="")
    idea = models.TextField(_("idea"), max_length=4000, blank=True, default="")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="innovations")
    author = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="innovations_written")
    started_on = models.DateField(_("started on"))
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    submitted_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    review_note = models.TextField(_("reason"), max_length=4000, blank=True, default="")
    used_from = models.DateField(_("in use since"), null=True, blank=True)
    effect = models.TextField(_("effect"), max_length=2000, blank=True, default="")
    metric = models.ForeignKey(
        "appraisal.ServiceMetric", null=True, blank=True, on_delete=models.PROTECT, related_name="innovations"
    )
    before = models.DecimalField(_("value before"), max_digits=12, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("value after"), max_digits=12, decimal_places=2, null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    effect_confirmed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("innovation")
        verbose_name_plural = _("innovations")
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=InnovationState.values), name="innovation_state_known"),
            models.CheckConstraint(
                condition=Q(before__isnull=True, after__isnull=True)
                | Q(before__isnull=False, after__isnull=False, metric__isnull=False),
                name="innovation_numbers_in_pairs",
            ),
        )
        indexes = (models.Index(fields=("unit", "state"), name="innovation_of_unit"),)

    def __str__(self) -> str:
        return self.title


class InnovationShare(models.Model):
    """A person's share in an innovation, in per cent; 100 together when it is handed in."""

    innovation = models.ForeignKey(Innovation, on_delete=models.CASCADE, related_name="contributors")
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="innovation_shares")
    share = models.DecimalField(_("share"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("share in an innovation")
        verbose_name_plural = _("shares in innovations")
        ordering = ("-share", "id")
        constraints = (
            models.UniqueConstraint(fields=("innovation", "employee"), name="innovation_share_once"),
            models.CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=100), name="innovation_share_sensible"),
        )

    def __str__(self) -> str:
        return f"{self.innovation_id}: {self.employee_id}"
