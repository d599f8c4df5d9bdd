"""Plans (SKP): the text that is being worked on, every agreed version, and the library of results."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.plan import PlanMachine, PlanState

TITLE, WORDS, BASIS, MEASURE, LONG = 400, 400, 200, 60, 2000
LARGEST_TARGET = 10**12


class ResultKind(models.TextChoices):
    """Main results follow from the post, additional ones from a further assignment (DOMAIN 2.1)."""

    MAIN = "main", _("Main (utama)")
    ADDITIONAL = "additional", _("Additional (tambahan)")


class Aspect(models.TextChoices):
    """What an indicator looks at (aspek)."""

    QUANTITY = "quantity", _("Quantity")
    QUALITY = "quality", _("Quality")
    TIME = "time", _("Time")
    COST = "cost", _("Cost")


class Perspective(models.TextChoices):
    """In plans of heads (JPT) the perspective stands in place of the aspect."""

    CUSTOMERS = "customers", _("Those served")
    PROCESSES = "processes", _("Internal processes")
    GROWTH = "growth", _("Internal strengthening")
    BUDGET = "budget", _("Budget")


class ReadTogether(models.QuerySet["Plan"]):
    """Rows that are read together know each other, so that what hangs on them is read for all of them at once."""

    def _fetch_all(self) -> None:
        super()._fetch_all()
        for row in self._result_cache or ():
            if isinstance(row, Plan):
                row.__dict__.setdefault("_together", self._result_cache)


class Plan(PlanMachine):
    """One person's plan for one time in a post within one year; both days are included.

    Results, expectations and annexes are the text being worked on; what holds is the newest `PlanVersion`. Names
    follow the line of assessment while the plan is open.
    ``top``: above stands an elected head or nobody, so that no result of a superior can be carried on.
    """

    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="plans")
    appointment = models.ForeignKey("organization.Appointment", on_delete=models.PROTECT, related_name="plans")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="plans")
    assessor = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="plans_as_assessor"
    )
    superior = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="plans_as_superior"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    period_from = models.DateField(_("from"))
    period_until = models.DateField(_("until"))
    post_kind = models.CharField(max_length=16)
    top = models.BooleanField(default=False)
    employee_name = models.CharField(max_length=200)
    employee_post = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    assessor_name = models.CharField(max_length=200, blank=True, default="")
    assessor_post = models.CharField(max_length=200, blank=True, default="")
    assessor_capacity = models.CharField(max_length=10, blank=True, default="")
    assessor_letter = models.CharField(max_length=120, blank=True, default="")
    superior_name = models.CharField(max_length=200, blank=True, default="")
    superior_post = models.CharField(max_length=200, blank=True, default="")
    drafted_by = models.ForeignKey("organization.User", null=True, on_delete=models.PROTECT, related_name="+")

    revision = models.PositiveIntegerField(default=0)
    edition = models.PositiveSmallIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True, default="", help_text="of the newest agreed text")
    expectations = models.JSONField(default=dict, blank=True)
    support = models.TextField(_("supporting resources"), blank=True, default="", max_length=LONG)
    accountability = models.TextField(_("scheme of accountability"), blank=True, default="", max_length=LONG)
    consequences = models.TextField(_("consequences"), blank=True, default="", max_length=LONG)
    return_note = models.TextField(_("reason of the return"), blank=True, default="", max_length=4000)
    change_reason = models.TextField(_("reason of the change"), blank=True, default="", max_length=4000)
    proposed_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = ReadTogether.as_manager()

    class Meta:
        verbose_name = _("plan (SKP)")
        verbose_name_plural = _("plans (SKP)")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.UniqueConstraint(fields=("appointment", "year"), name="plan_once_per_time_in_post"),
            models.CheckConstraint(condition=Q(period_from__lte=F("period_until")), name="plan_period_in_order"),
            models.CheckConstraint(
                condition=Q(assessor__isnull=True) | ~Q(assessor=F("employee")), name="plan_assessor_is_another"
            ),
        )
        indexes = (
            models.Index(fields=("employee", "-period_from"), name="plan_of_employee"),
            models.Index(fields=("assessor", "state"), name="plan_assessor_state"),
            models.Index(fields=("superior", "state"), name="plan_superior_state"),
            models.Index(fields=("unit", "year", "state"), name="plan_unit_year"),
        )

    def __str__(self) -> str:
        return f"{self.employee_name}, {self.year}"

    @property
    def is_head(self) -> bool:
        """Plans of high leadership posts (JPT) name perspectives instead of aspects."""
        return self.post_kind == "jpt"


class PlanResult(models.Model):
    """One result being worked on. A removed one stays, because results below it and agreed versions name it."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="results")
    kind = models.CharField(max_length=12, choices=ResultKind.choices, default=ResultKind.MAIN)
    title = models.CharField(_("result"), max_length=TITLE, blank=True, default="")
    basis = models.CharField(_("basis"), max_length=BASIS, blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_on_by")
    entry = models.ForeignKey(
        "appraisal.LibraryResult", null=True, blank=True, on_delete=models.PROTECT, related_name="results"
    )
    position = models.PositiveSmallIntegerField(default=0)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("result of a plan")
        verbose_name_plural = _("results of plans")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ResultKind.values), name="plan_result_kind_known"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="plan_result_not_own_parent"),
        )

    def __str__(self) -> str:
        return self.title


class PlanIndicator(models.Model):
    """One indicator of a result, with its target."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(PlanResult, on_delete=models.PROTECT, related_name="indicators")
    aspect = models.CharField(max_length=10, choices=Aspect.choices, blank=True, default="")
    perspective = models.CharField(max_length=10, choices=Perspective.choices, blank=True, default="")
    text = models.CharField(_("indicator"), max_length=TITLE, blank=True, default="")
    number = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=MEASURE, blank=True, default="")
    words = models.CharField(_("target in words"), max_length=WORDS, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("indicator of a plan")
        verbose_name_plural = _("indicators of plans")
        constraints = (
            models.CheckConstraint(
                condition=Q(aspect="") | Q(aspect__in=Aspect.values), name="plan_indicator_aspect_known"
            ),
            models.CheckConstraint(
                condition=Q(perspective="") | Q(perspective__in=Perspective.values),
                name="plan_indicator_perspective_known",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=0, number__lt=LARGEST_TARGET),
                name="plan_indicator_target_sensible",
            ),
        )

    def __str__(self) -> str:
        return self.text


class PlanVersion(models.Model):
    """One agreed text of a plan, in force from its agreement until the next one; never changed afterwards."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    edition = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    reason = models.TextField(blank=True, default="", max_length=4000)
    agreed_at = models.DateTimeField()
    agreed_on = models.DateField()
    assessor_name = models.CharField(max_length=200, blank=True, default="")
    assessor_post = models.CharField(max_length=200, blank=True, default="")
    assessor_capacity = models.CharField(max_length=10, blank=True, default="")
    agreed_by_name = models.CharField(max_length=200, blank=True, default="", help_text="where a delegate agreed")
    agreed_on_behalf = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-edition",)
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        constraints = (models.UniqueConstraint(fields=("plan", "edition"), name="plan_version_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.edition}"


class LibraryResult(models.Model):
    """A result with its indicators that many people share; put onto draft plans in the unit and below it."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="library_results")
    kind = models.CharField(max_length=12, choices=ResultKind.choices, default=ResultKind.MAIN)
    title = models.CharField(_("result"), max_length=TITLE)
    basis = models.CharField(_("basis"), max_length=BASIS, blank=True, default="")
    indicators = models.JSONField(default=list)
    in_use = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey("organization.User", null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("unit__lft", "title", "id")
        verbose_name = _("result of the library")
        verbose_name_plural = _("results of the library")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ResultKind.values), name="library_result_kind_known"),
        )

    def __str__(self) -> str:
        return self.title
