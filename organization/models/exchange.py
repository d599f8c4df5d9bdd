"""Differences between national exports and what is stored here, with the source and the date of both sides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.machines.difference import DifferenceMachine, DifferenceState


class Difference(DifferenceMachine):
    """``about`` is the key of the kind of export, ``subject_key`` a NIP or a unit's code (with the period, for
    results), ``field`` what differs. ``given`` holds what taking it over needs besides the value.

    ``unit`` is whose HR decides; ``employee`` the person it is about, nobody for units.
    """

    batch = models.ForeignKey("organization.ImportBatch", on_delete=models.PROTECT, related_name="differences")
    about = models.CharField(_("kind"), max_length=40)
    subject_key = models.CharField(max_length=80)
    field = models.CharField(max_length=40)
    ours = models.CharField(_("here"), max_length=400, blank=True, default="")
    theirs = models.CharField(_("in the export"), max_length=400, blank=True, default="")
    our_source = models.CharField(max_length=20, blank=True, default="")
    our_date = models.DateField(null=True, blank=True)
    their_date = models.DateField()
    given = models.JSONField(default=dict, blank=True)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), blank=True, default="", max_length=4000)

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ("-id",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("about", "subject_key"), name="organization_difference_of"),
            models.Index(fields=("state", "-id"), name="organization_difference_state"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=DifferenceState.values), name="organization_difference_known_state"
            ),
            models.UniqueConstraint(
                fields=("about", "subject_key", "field"),
                condition=Q(state__in=("open", "listed", "overridden")),
                name="organization_difference_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} {self.field}"
