"""The unit tree (perangkat daerah and everything below it) as an interval tree.

``lft``, ``rght``, ``depth`` and ``opd`` are derived from ``parent`` and kept by ``organization.tree`` alone.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What a unit is; the Indonesian term stands in the catalogue."""

    REGENCY = "regency", _("Regency")
    SECRETARIAT = "secretariat", _("Regional secretariat")
    COUNCIL_SECRETARIAT = "council_secretariat", _("Council secretariat")
    INSPECTORATE = "inspectorate", _("Inspectorate")
    AGENCY = "agency", _("Agency")
    DEPARTMENT = "department", _("Department")
    HOSPITAL = "hospital", _("Regional hospital")
    DISTRICT = "district", _("District")
    URBAN_VILLAGE = "urban_village", _("Urban village")
    DIVISION = "division", _("Division")
    SECTION = "section", _("Section")
    TECHNICAL_UNIT = "technical_unit", _("Technical unit")
    HEALTH_CENTRE = "health_centre", _("Community health centre")
    SCHOOL = "school", _("School")


OPD_KINDS = frozenset(
    {
        UnitKind.SECRETARIAT,
        UnitKind.COUNCIL_SECRETARIAT,
        UnitKind.INSPECTORATE,
        UnitKind.AGENCY,
        UnitKind.DEPARTMENT,
        UnitKind.HOSPITAL,
        UnitKind.DISTRICT,
    }
)


class Unit(models.Model):
    """Any node of the organisation. ``opd`` is the topmost agency (organisasi perangkat daerah) it belongs to."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=24, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    lft = models.PositiveIntegerField(default=0, editable=False)
    rght = models.PositiveIntegerField(default=0, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    opd = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="opd_units"
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("lft", "id")
        indexes = (models.Index(fields=("lft", "rght"), name="organization_unit_interval"),)
        constraints = (
            models.CheckConstraint(condition=Q(lft__lte=F("rght")), name="organization_unit_interval_order"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organization_unit_dates_order",
            ),
        )
        # What a person can be granted on a unit; the guardian rows point here (see organization.grants).
        default_permissions = ()
        permissions = (
            ("hold_hr", "HR officer of the unit"),
            ("hold_auditor", "Auditor of the unit"),
            ("hold_leader", "Leader of the unit"),
            ("hold_training_officer", "Training officer of the unit"),
            ("hold_counsellor", "Counsellor of the unit"),
            ("hold_admin", "Administrator of the unit"),
        )

    def __str__(self) -> str:
        return self.name
