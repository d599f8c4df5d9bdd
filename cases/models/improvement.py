"""The case itself, what caused it, and the times it rested."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.clocks import STAGE_MONTHS
from cases.machines.improvement_case import OPEN_STATES, CaseState, ImprovementCaseMachine, Outcome


def usual_stages() -> list[int]:
    """Months after the start of the work at which a stage ends, where the plan says nothing else."""
    return list(STAGE_MONTHS)


class ImprovementCase(ImprovementCaseMachine):
    """Help for one person. At most one is open per person; further low results link to it."""

    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="improvement_cases")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="improvement_cases")
    supervisor = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="cases_supervised"
    )
    coach = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="cases_coached"
    )
    supervisor_chosen = models.BooleanField(default=False)
    former_unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    former_supervisor = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handover_at = models.DateTimeField(null=True, blank=True)
    handover_acknowledged_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=40, default="Asia/Jakarta")
    predicate = models.CharField(max_length=80, blank=True)
    weak_codes = models.JSONField(default=list, blank=True)
    live_causes = models.PositiveSmallIntegerField(default=0, db_default=0)

    goal = models.TextField(blank=True)
    plan_revision = models.PositiveIntegerField(default=0)
    sessions_required = models.PositiveSmallIntegerField(default=2)
    stage_months = models.JSONField(default=usual_stages, blank=True)
    sessions_every_days = models.PositiveSmallIntegerField(default=30)
    target_on = models.DateField(null=True, blank=True)
    first_target_on = models.DateField(null=True, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    extension_asked_on = models.DateField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    template_edition = models.ForeignKey(
        "cases.PlanTemplateEdition", on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )

    opened_at = models.DateTimeField()
    duty_due_at = models.DateTimeField(null=True, blank=True)
    duty_overdue = models.BooleanField(default=False)
    proposed_at = models.DateTimeField(null=True, blank=True)
    employee_agreed_at = models.DateTimeField(null=True, blank=True)
    supervisor_agreed_at = models.DateTimeField(null=True, blank=True)
    employee_dissent = models.TextField(blank=True)
    employee_dissented_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_summary = models.TextField(blank=True)
    held_from = models.CharField(max_length=20, blank=True)
    held_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True, choices=Outcome.choices)
    outcome_note = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)

    class Meta:
        verbose_name = _("improvement case")
        verbose_name_plural = _("improvement cases")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="improvementcase_state_known"),
            models.UniqueConstraint(
                fields=("employee",),
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
                name="one_open_case_per_person",
            ),
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True) | ~Q(supervisor=models.F("employee")),
                name="case_supervisor_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(coach__isnull=True) | ~Q(coach=models.F("employee")), name="case_coach_is_somebody_else"
            ),
        )
        indexes = (
            models.Index(fields=("state", "duty_due_at"), name="case_by_state_and_duty"),
            models.Index(fields=("unit", "state"), name="case_by_unit_and_state"),
            models.Index(fields=("supervisor", "state"), name="case_by_supervisor"),
            models.Index(fields=("coach", "state"), name="case_by_coach"),
        )

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """True while somebody still owes something."""
        return self.state in OPEN_STATES

    @property
    def handover_waits(self) -> bool:
        """A hand-over note that the present coach has not acknowledged."""
        return self.handover_at is not None and self.handover_acknowledged_at is None

    @property
    def may_be_planned(self) -> bool:
        """The plan is written before it is proposed, and only then."""
        return str(self.state) == CaseState.OPENED.value


class CauseKind(models.TextChoices):
    """On which ground help was asked for. The register grows with the sources; what has none is not offered."""

    PREDICATE = "predicate", _("Low result")
    WEAK_ITEM = "weak_item", _("Weak items")
    LOW_SCORE = "low_score", _("Low score")
    ATTENDANCE = "attendance", _("Attendance")
    UNMET_TARGETS = "unmet_targets", _("Targets not met")
    MANUAL = "manual", _("Opened by a person")


class CaseTrigger(models.Model):
    """One ground that asked for help. A source opens at most once on the same ground."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(ImprovementCase, on_delete=models.PROTECT, related_name="triggers")
    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=CauseKind.choices, default=CauseKind.PREDICATE)
    predicate = models.CharField(max_length=80, blank=True)
    weak_items = models.JSONField(default=list, blank=True)
    live = models.BooleanField(default=True)
    cause_event_id = models.BigIntegerField(null=True, blank=True)
    linked_at = models.DateTimeField()
    fell_away_at = models.DateTimeField(null=True, blank=True)
    fell_away_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("cause of a case")
        verbose_name_plural = _("causes of cases")
        constraints = (
            models.UniqueConstraint(
                fields=("source_kind", "source_id", "kind"), name="one_trigger_per_source_and_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_kind} {self.source_id}"


class CaseTransfer(models.Model):
    """The case followed its person: from which unit and supervisor to which. Its event holds the same ids, chained."""

    case = models.ForeignKey(ImprovementCase, on_delete=models.PROTECT, related_name="transfers")
    at = models.DateTimeField()
    from_unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    from_supervisor = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_supervisor = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("transfer of a case")
        verbose_name_plural = _("transfers of cases")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.from_unit_id} {self.to_unit_id}"


class HoldPeriod(models.Model):
    """A rest, and which dates it moved: kept so that every moved date explains itself."""

    case = models.ForeignKey(ImprovementCase, on_delete=models.PROTECT, related_name="holds")
    held_at = models.DateTimeField()
    resumed_at = models.DateTimeField(null=True, blank=True)
    days = models.PositiveIntegerField(default=0)
    moved = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("held_at",)
        verbose_name = _("rest of a case")
        verbose_name_plural = _("rests of cases")
        constraints = (
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True) | Q(resumed_at__gte=models.F("held_at")),
                name="hold_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(resumed_at__isnull=True), name="one_running_hold_per_case"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.days}"
