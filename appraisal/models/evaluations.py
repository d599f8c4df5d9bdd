"""One person's evaluation in one cycle, its items, its evidence and every result it ever had."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appraisal.machines.evaluation import EvaluationMachine, EvaluationState
from appraisal.models.cycles import edition_of
from appraisal.models.files import StoredFile
from appraisal.rule_parsing import known_content, stored_content
from appraisal.rules import RATINGS, RuleContent, Words

RATED = Q(results_rating__in=RATINGS, behaviour_rating__in=RATINGS)


def rating_known(field: str, name: str) -> models.CheckConstraint:
    """A rating is empty or one of the three levels."""
    return models.CheckConstraint(condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": RATINGS}), name=name)


class Evaluation(EvaluationMachine):
    """Names and posts are snapshots of the opening day (the assessor's follow a reassignment).

    ``self_revision`` and ``review_revision`` count saves of the two sections; ``review_mark`` is the review's
    revision when the form arrived at the assessor, so that a recall can tell whether anything was saved since.
    ``decider`` is the person who decides the objection that is undecided now, if there is one. ``room`` is the
    calibration room that holds the form, or held it when its result was released.
    ``rated_by`` and what follows it are set only where a delegate rated in the place of the assessor.
    ``assessor_contested``: the employee asked for another assessor and HR has not decided. ``segmented``: the assessor
    changed within the period, so that there are segments to read.
    ``rule_set`` and ``rule_hash`` are set only where a change of the rules moved the form (see ``rule_changes``), also
    where another one moved it back to the rules of its cycle;
    ``rule_offer`` is the change its person was asked about.
    """

    cycle = models.ForeignKey("appraisal.Cycle", on_delete=models.PROTECT, related_name="evaluations")
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="evaluations")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="evaluations")
    assessor = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations_as_assessor"
    )
    superior = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations_as_superior"
    )
    decider = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations_to_decide"
    )
    employee_name = models.CharField(max_length=200)
    employee_post = models.CharField(max_length=200, blank=True, default="")
    unit_name = models.CharField(max_length=200, blank=True, default="")
    assessor_name = models.CharField(max_length=200, blank=True, default="")
    assessor_post = models.CharField(max_length=200, blank=True, default="")
    assessor_capacity = models.CharField(max_length=10, blank=True, default="")
    assessor_letter = models.CharField(max_length=120, blank=True, default="")
    superior_name = models.CharField(max_length=200, blank=True, default="")
    superior_post = models.CharField(max_length=200, blank=True, default="")
    rated_by = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rated_by_name = models.CharField(max_length=200, blank=True, default="")
    rated_by_post = models.CharField(max_length=200, blank=True, default="")
    rated_on_behalf = models.CharField(max_length=200, blank=True, default="")

    rule_set = models.ForeignKey("appraisal.RuleSet", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    rule_offer = models.ForeignKey(
        "appraisal.RuleChange", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    self_revision = models.PositiveIntegerField(default=0)
    review_revision = models.PositiveIntegerField(default=0)
    review_mark = models.PositiveIntegerField(default=0)
    results_rating = models.PositiveSmallIntegerField(_("rating of results"), null=True, blank=True)
    behaviour_rating = models.PositiveSmallIntegerField(_("rating of behaviour"), null=True, blank=True)
    narrative = models.TextField(_("explanation of the assessor"), blank=True, default="", max_length=4000)
    return_note = models.TextField(_("reason of the return"), blank=True, default="", max_length=4000)
    predicate = models.CharField(_("predicate"), max_length=40, blank=True, default="")
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True, blank=True)
    result = models.JSONField(null=True, blank=True)

    disputed = models.BooleanField(default=False)
    assessor_contested = models.BooleanField(default=False)
    segmented = models.BooleanField(default=False)
    unfilled = models.BooleanField(default=False)
    calibrated = models.BooleanField(default=False)
    assisted_by = models.ForeignKey(
        "organization.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    room = models.ForeignKey(
        "appraisal.CalibrationRoom", null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_overdue_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    result_opened_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    window_from = models.DateTimeField(null=True, blank=True, help_text="hand-over, or the late admission")
    window_ends_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    reopen_requested_by = models.ForeignKey(
        "organization.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=EvaluationState.values), name="evaluation_state_known"),
            models.UniqueConstraint(fields=("cycle", "employee"), name="evaluation_once_per_cycle"),
            models.CheckConstraint(
                condition=Q(rule_set__isnull=True, rule_hash="") | (Q(rule_set__isnull=False) & ~Q(rule_hash="")),
                name="evaluation_moved_is_frozen",
            ),
            rating_known("results_rating", "evaluation_results_rating_known"),
            rating_known("behaviour_rating", "evaluation_behaviour_rating_known"),
            models.CheckConstraint(
                condition=~Q(state__in=("objection", "final")) | (~Q(predicate="") & Q(result__isnull=False)),
                name="evaluation_result_when_released",
            ),
            models.CheckConstraint(
                condition=Q(assessor__isnull=True) | ~Q(assessor=F("employee")), name="evaluation_assessor_is_another"
            ),
            models.CheckConstraint(
                condition=Q(decider__isnull=True)
                | (~Q(decider=F("employee")) & (Q(assessor__isnull=True) | ~Q(decider=F("assessor")))),
                name="evaluation_decider_is_a_third",
            ),
        )
        indexes = (
            models.Index(fields=("cycle", "state"), name="evaluation_cycle_state"),
            models.Index(fields=("unit", "state", "predicate"), name="evaluation_unit_state"),
            models.Index(fields=("assessor", "state"), name="evaluation_assessor_state"),
            models.Index(fields=("superior", "state"), name="evaluation_superior_state"),
            models.Index(
                fields=("assessor", "id"), name="evaluation_in_review", condition=Q(state="supervisor_review")
            ),
            models.Index(fields=("employee", "id"), name="evaluation_in_self", condition=Q(state="self_assessment")),
            models.Index(fields=("employee", "-id"), name="evaluation_in_window", condition=Q(state="objection")),
            models.Index(fields=("superior", "id"), name="evaluation_calibrating", condition=Q(state="calibration")),
            models.Index(fields=("decider",), name="evaluation_decider", condition=Q(decider__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.employee_name}, {self.cycle}"

    @property
    def rules(self) -> RuleContent:
        """The frozen rules it is under: its cycle's, or those a change moved it to; read once per hash and process."""
        if self.rule_set_id is None:
            return self.cycle.rules
        return known_content(self.rule_hash) or stored_content(self._moved_to.content, self.rule_hash)

    @property
    def rule_edition(self) -> int:
        """The edition of the rules it is under."""
        return self.cycle.rule_edition if self.rule_set_id is None else edition_of(self.rule_set_id, self.rule_hash)

    @property
    def rules_hash(self) -> str:
        """The hash of the rules it is under."""
        return self.rule_hash or self.cycle.rule_hash

    @property
    def rules_of_form(self) -> Any:
        """The rule set it is under, as an object to name and to link."""
        return self.cycle.rule_set if self.rule_set_id is None else self._moved_to

    @property
    def _moved_to(self) -> Any:
        """The edition a change moved the form to; the constraint says that there is one."""
        return self.rule_set

    @property
    def predicate_label(self) -> str:
        """The predicate in the language of the page; empty while there is none."""
        return self.rules.predicate(self.predicate).label.pick(get_language()) if self.predicate else ""


class CountingItems(models.Manager["EvaluationItem"]):
    """Items that count: those the rules of the form still name."""

    def get_queryset(self) -> "models.QuerySet[EvaluationItem]":
        """Without what a change of the rules took out."""
        return super().get_queryset().filter(retired_at__isnull=True)


class EvaluationItem(models.Model):
    """One indicator of one evaluation: what the employee says and what the assessor says, side by side.

    ``retired_at``: a change of the rules took the indicator out. Its texts stay readable; nothing counts it any more.
    ``added_at``: a change of the rules brought the indicator; empty for what was there from the start.
    Everything reads ``objects``; only the history of a form reads ``every``.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=40)
    section = models.CharField(max_length=40)
    labels = models.JSONField(default=dict)
    weight = models.DecimalField(max_digits=5, decimal_places=2)
    target = models.CharField(max_length=400, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    self_realisation = models.TextField(_("realisation"), blank=True, default="", max_length=4000)
    self_rating = models.PositiveSmallIntegerField(_("own rating"), null=True, blank=True)
    self_story = models.TextField(_("story"), blank=True, default="", max_length=4000)
    assessor_rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    assessor_comment = models.TextField(_("comment"), blank=True, default="", max_length=4000)
    return_note = models.TextField(_("reason of the return"), blank=True, default="", max_length=2000)
    before_return = models.JSONField(null=True, blank=True, help_text="what was there when it was returned")
    retired_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(null=True, blank=True)

    objects = CountingItems()
    every: "models.Manager[EvaluationItem]" = models.Manager()

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "code"), name="item_once_per_evaluation"),
            rating_known("self_rating", "item_self_rating_known"),
            rating_known("assessor_rating", "item_assessor_rating_known"),
            models.CheckConstraint(condition=Q(weight__gt=0) & Q(weight__lte=100), name="item_weight_sensible"),
        )
        # Few items are ever sent back with a note of their own; the worklist asks about each form.
        indexes = (models.Index(fields=("evaluation",), name="item_returned", condition=~Q(return_note="")),)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The indicator's name in the language of the page."""
        return Words(self.labels.get("id", self.code), self.labels.get("en", self.code)).pick(get_language())

    @property
    def is_filled(self) -> bool:
        """Whether the employee said what was achieved and how they rate it."""
        return self.self_rating is not None and bool(self.self_realisation.strip())


class Evidence(StoredFile):
    """A file the employee put to one item."""

    item = models.ForeignKey(EvaluationItem, on_delete=models.PROTECT, related_name="evidence")

    class Meta:
        ordering = ("id",)
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes = (models.Index(fields=("item", "removed_at"), name="evidence_of_item"),)


class ResultRecord(models.Model):
    """Every result the evaluation ever had, in order; nothing here is changed (B-23: both finals stay readable)."""

    class Ground(models.TextChoices):
        APPROVED = "approved", _("Approved by the assessor")
        CALIBRATED = "calibrated", _("Calibrated")
        DECIDED = "decided", _("Decided on objection")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="results")
    sequence = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=12, choices=Ground.choices)
    predicate = models.CharField(max_length=40)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    trace: Any = models.JSONField()
    trace_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = (models.UniqueConstraint(fields=("evaluation", "sequence"), name="result_sequence_once"),)

    def __str__(self) -> str:
        return f"{self.evaluation_id}/{self.sequence}"
