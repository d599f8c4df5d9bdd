"""The year of a person's performance dialogue: who stands above, and the log of achievements with its evidence."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appraisal.models.files import StoredFile
from appraisal.rules import Words

LONGEST_ENTRY = 4000
LONGEST_LABEL = 400


class TargetKind(models.TextChoices):
    """What something belongs to: nothing in particular, an item of the rule set, a result of the plan."""

    GENERAL = "", _("The work as a whole")
    ITEM = "item", _("Item of the appraisal")
    PLAN = "plan", _("Result of the plan")


class Targeted(models.Model):
    """Belongs to one thing: the code of an item, or the id of a plan's result, with its name of that day."""

    target_kind = models.CharField(max_length=4, choices=TargetKind.choices, blank=True, default="")
    target_code = models.CharField(max_length=40, blank=True, default="")
    target_labels = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def target_label(self) -> str:
        """The name in the language of the page; empty where it belongs to nothing in particular."""
        named = self.target_labels
        return Words(named.get("id", ""), named.get("en", "")).pick(get_language()) if named else ""


class DialogueYear(models.Model):
    """One person in one calendar year. `assessor` follows the line of assessment until the year is over."""

    kind: ClassVar[str] = "appraisal.dialogue_year"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="dialogue_years")
    year = models.PositiveSmallIntegerField(_("year"))
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="dialogue_years")
    assessor = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="dialogue_years_above"
    )

    class Meta:
        ordering = ("-year", "id")
        verbose_name = _("year of dialogue")
        verbose_name_plural = _("years of dialogue")
        constraints = (
            models.UniqueConstraint(fields=("employee", "year"), name="dialogue_year_once"),
            models.CheckConstraint(
                condition=Q(assessor__isnull=True) | ~Q(assessor=F("employee")), name="dialogue_assessor_is_another"
            ),
        )
        indexes = (models.Index(fields=("assessor", "year"), name="dialogue_year_of_assessor"),)

    def __str__(self) -> str:
        return f"{self.employee_id}, {self.year}"

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return date(self.year, 1, 1), date(self.year, 12, 31)


class LogEntry(Targeted):
    """One achievement of one day. `revision` counts the saves; a removed entry stays for the record, unread."""

    kind: ClassVar[str] = "appraisal.log_entry"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    year = models.ForeignKey(DialogueYear, on_delete=models.PROTECT, related_name="entries")
    on = models.DateField(_("day"))
    text = models.TextField(_("what was achieved"), max_length=LONGEST_ENTRY)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("entry of the achievement log")
        verbose_name_plural = _("entries of the achievement log")
        constraints = (
            models.CheckConstraint(condition=Q(target_kind__in=TargetKind.values), name="log_entry_target_known"),
        )
        indexes = (models.Index(fields=("year", "-on"), name="log_entry_of_year"),)

    def __str__(self) -> str:
        return f"{self.on}: {self.public_id}"


class LogEvidence(StoredFile):
    """A file put to an entry of the log."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="evidence")

    class Meta:
        ordering = ("id",)
        verbose_name = _("evidence of the log")
        verbose_name_plural = _("evidence of the log")
        indexes = (models.Index(fields=("entry", "removed_at"), name="log_evidence_of_entry"),)
