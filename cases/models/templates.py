"""Templates that plans are drafted from. Every save is an edition that stays; a case names the one it was made from."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanTemplate(models.Model):
    """The present edition of a template for the people of a unit and everything below it."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="plan_templates")
    name = models.CharField(max_length=120)
    indicator_codes = models.JSONField(default=list, blank=True)
    content = models.JSONField(default=dict)
    in_use = models.BooleanField(default=True)
    edition = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("unit__lft", "name")
        verbose_name = _("plan template")
        verbose_name_plural = _("plan templates")
        constraints = (models.UniqueConstraint(fields=("unit", "name"), name="plan_template_once_per_unit"),)

    def __str__(self) -> str:
        return self.name


class PlanTemplateEdition(models.Model):
    """One saved text of a template, by whom and when; never changed afterwards."""

    template = models.ForeignKey(PlanTemplate, on_delete=models.PROTECT, related_name="editions")
    edition = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    indicator_codes = models.JSONField(default=list, blank=True)
    content = models.JSONField(default=dict)
    in_use = models.BooleanField(default=True)
    saved_by = models.ForeignKey("organization.User", on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-edition",)
        verbose_name = _("edition of a plan template")
        verbose_name_plural = _("editions of plan templates")
        constraints = (models.UniqueConstraint(fields=("template", "edition"), name="one_text_per_template_edition"),)

    def __str__(self) -> str:
        return f"{self.template_id}: {self.edition}"
