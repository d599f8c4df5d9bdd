"""Uploaded files of every kind, their faults and what they would change."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.machines.import_batch import ImportBatchMachine, ImportState


class ImportBatch(ImportBatchMachine):
    """One file; ``about`` is the key of its kind (see ``imports.kinds``).

    ``content`` holds its rows as text only until it is applied, refused or discarded.
    """

    about = models.CharField(_("kind of file"), max_length=40, default="people", db_default="people")
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    scope = models.ForeignKey(
        "organization.Unit", null=True, verbose_name=_("scope"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        "organization.User", null=True, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    applied_at = models.DateTimeField(_("applied at"), null=True)
    content = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-uploaded_at", "-id")
        default_permissions = ()
        indexes = (models.Index(fields=("uploaded_by", "sha256"), name="organization_import_same"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="organization_import_known_state"),
        )

    def __str__(self) -> str:
        return self.file_name
