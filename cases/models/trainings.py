"""The training catalogue, enrolments, and certificates with their hours (JP)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.machines.enrolment import LIVE_STATES, EnrolmentMachine, EnrolmentState, TrainingResult
from cases.models.improvement import ImprovementCase


class TrainingKind(models.TextChoices):
    """The two families of the LAN rules on development."""

    CLASSICAL = "klasikal", _("In class (klasikal)")
    NON_CLASSICAL = "nonklasikal", _("Outside class (nonklasikal)")


class Training(models.Model):
    """An offer of the catalogue. Hours are JP (jam pelajaran, 45 minutes)."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=TrainingKind.choices)
    form = models.CharField(max_length=60, blank=True)
    provider = models.CharField(max_length=160)
    place = models.CharField(max_length=160, blank=True)
    description = models.TextField(blank=True)
    jp_hours = models.PositiveSmallIntegerField()
    cost = models.PositiveBigIntegerField(default=0, db_default=0, help_text="rupiah per participant, 0: free")
    seats = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("starts_on", "id")
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=TrainingKind.values), name="training_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="training_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(jp_hours__gte=1), name="training_has_hours"),
        )
        indexes = (models.Index(fields=("active", "starts_on"), name="training_by_start"),)

    def __str__(self) -> str:
        return self.title


class TrainingIndicator(models.Model):
    """Which weak indicator a training helps with: the ground for suggestions."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("training", "code"), name="one_indicator_per_training"),)

    def __str__(self) -> str:
        return self.code


def certificate_path(_certificate: "Certificate", _filename: str) -> str:
    """Random name: the name a person typed never becomes a path."""
    return f"certificates/{uuid.uuid4().hex}"


class Certificate(models.Model):
    """A file that proves a training of one person. The same file never proves two people's."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="certificates")
    enrolment = models.ForeignKey("cases.Enrolment", on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=80, blank=True)
    file = models.FileField(upload_to=certificate_path)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("organization.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.name


class Enrolment(EnrolmentMachine):
    """One person in one training, alone or as part of a case."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="enrolments")
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="enrolments")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        ImprovementCase, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    wish = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    attended_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=12, choices=TrainingResult.choices, blank=True)
    jp_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="proves"
    )
    usefulness = models.PositiveSmallIntegerField(null=True, blank=True)
    recommended = models.BooleanField(null=True, blank=True)
    remarks = models.TextField(blank=True, default="", db_default="")
    evaluated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=EnrolmentState.values), name="enrolment_state_known"),
            models.UniqueConstraint(
                fields=("training", "employee"),
                condition=Q(state__in=[s.value for s in LIVE_STATES]),
                name="one_live_enrolment_per_training",
            ),
            models.CheckConstraint(
                condition=Q(usefulness__isnull=True) | Q(usefulness__range=(1, 4)), name="enrolment_usefulness_known"
            ),
        )
        indexes = (
            models.Index(fields=("state", "requested_at"), name="enrolment_by_state"),
            models.Index(fields=("employee", "completed_on"), name="enrolment_by_person_and_year"),
            models.Index(
                fields=("training", "requested_at"), condition=Q(state="waiting"), name="enrolment_waiting_line"
            ),
        )

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.training_id}"
