"""Days on which the offices of a region are closed, entered by people: who, when, why, and until when it counted."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ZONES = (
    ("Asia/Jakarta", "WIB"),
    ("Asia/Pontianak", "WIB (Pontianak)"),
    ("Asia/Makassar", "WITA"),
    ("Asia/Jayapura", "WIT"),
)


class RegionalDay(models.Model):
    """One closed day of the offices in a zone. It counts from ``entered_at`` until it is withdrawn; rows stay."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    on = models.DateField(_("day"))
    zone = models.CharField(_("time of the offices"), max_length=50, choices=ZONES)
    name_id = models.CharField(_("name in Indonesian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    reason = models.CharField(_("decision or reason"), max_length=400)
    author = models.ForeignKey("organization.User", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    moved = models.PositiveIntegerField(default=0, help_text="deadlines that moved when it was entered")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("organization.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        verbose_name = _("regional holiday")
        verbose_name_plural = _("regional holidays")
        ordering = ("-on", "zone", "-id")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("on", "zone"), condition=Q(withdrawn_at__isnull=True), name="regional_day_once"
            ),
            models.CheckConstraint(
                condition=Q(zone__in=[zone for zone, _name in ZONES]), name="regional_day_known_zone"
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.zone}"

    @property
    def in_force(self) -> bool:
        """Whether it is counted now."""
        return self.withdrawn_at is None
