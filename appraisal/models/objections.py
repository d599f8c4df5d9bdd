"""An objection: what the employee claims item by item, what the assessor answers, what the superior rules."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.objection import UNDECIDED, ObjectionMachine, ObjectionState
from appraisal.models.evaluations import Evaluation, EvaluationItem, rating_known
from appraisal.models.files import StoredFile


class Objection(ObjectionMachine):
    """At most one undecided per evaluation. The three sections have a revision each; ``private_note`` is the
    decider's own and is shown to nobody else. ``answered_by`` and ``signed_…`` are set only where a delegate answered
    or decided in the place of the assessor or the decider."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="objections")
    decider = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="objections_to_decide"
    )
    decider_name = models.CharField(max_length=200, blank=True, default="")
    decider_post = models.CharField(max_length=200, blank=True, default="")
    decider_ground = models.CharField(max_length=20, blank=True, default="")
    answered_by = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_by = models.ForeignKey(
        "organization.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_name = models.CharField(max_length=200, blank=True, default="")
    signed_post = models.CharField(max_length=200, blank=True, default="")
    signed_on_behalf = models.CharField(max_length=200, blank=True, default="")
    recused = models.JSONField(default=list, blank=True)
    statement = models.TextField(_("statement"), blank=True, default="", max_length=4000)
    claim_revision = models.PositiveIntegerField(default=0)
    answer_revision = models.PositiveIntegerField(default=0)
    ruling_revision = models.PositiveIntegerField(default=0)
    private_note = models.TextField(_("private note"), blank=True, default="", max_length=4000)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_late = models.BooleanField(default=False)
    window_until = models.DateTimeField(null=True, blank=True, help_text="the end of the window when it was filed")
    answered_at = models.DateTimeField(null=True, blank=True)
    unanswered = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_overdue_at = models.DateTimeField(null=True, blank=True)
    results_rating = models.PositiveSmallIntegerField(_("rating of results"), null=True, blank=True)
    behaviour_rating = models.PositiveSmallIntegerField(_("rating of behaviour"), null=True, blank=True)
    predicate_before = models.CharField(max_length=40, blank=True, default="")
    predicate_after = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ObjectionState.values), name="objection_state_known"),
            models.UniqueConstraint(
                fields=("evaluation",),
                condition=Q(state__in=[str(s) for s in UNDECIDED]),
                name="objection_one_undecided",
            ),
            rating_known("results_rating", "objection_results_rating_known"),
            rating_known("behaviour_rating", "objection_behaviour_rating_known"),
        )
        indexes = (
            models.Index(fields=("decider", "id"), name="objection_to_decide", condition=Q(state="answered")),
            models.Index(fields=("evaluation", "state"), name="objection_of_evaluation"),
        )

    def __str__(self) -> str:
        return f"{self.evaluation_id}: {self.get_state_display()}"

    @property
    def contested_items(self) -> list["ObjectionItem"]:
        """The contested items with what each is about, in the order of the form; a page reads them once for all."""
        known = getattr(self, "_prefetched_objects_cache", {}).get("items")
        return list(self.items.select_related("item") if known is None else known)


class Ruling(models.TextChoices):
    """What the decider says about one item."""

    UPHOLD = "uphold", _("The rating stands")
    GRANT = "grant", _("The rating is changed")


class ObjectionItem(models.Model):
    """One contested item. ``rating`` is the assessor's rating at the time the item was contested."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(EvaluationItem, on_delete=models.PROTECT, related_name="objections")
    rating = models.PositiveSmallIntegerField()
    claim = models.TextField(_("grounds"), blank=True, default="", max_length=4000)
    wished_rating = models.PositiveSmallIntegerField(_("wished rating"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, default="", max_length=4000)
    ruling = models.CharField(_("ruling"), max_length=8, choices=Ruling.choices, blank=True, default="")
    ruling_rating = models.PositiveSmallIntegerField(_("new rating"), null=True, blank=True)
    ruling_reason = models.TextField(_("reason of the ruling"), blank=True, default="", max_length=4000)

    class Meta:
        ordering = ("item__position", "id")
        verbose_name = _("contested item")
        verbose_name_plural = _("contested items")
        constraints = (
            models.UniqueConstraint(fields=("objection", "item"), name="objection_item_once"),
            rating_known("wished_rating", "objection_item_wish_known"),
            rating_known("ruling_rating", "objection_item_ruling_rating_known"),
            models.CheckConstraint(condition=Q(ruling__in=("", *Ruling.values)), name="objection_item_ruling_known"),
            models.CheckConstraint(
                condition=Q(ruling_rating__isnull=True) | (Q(ruling="grant") & Q(ruling_rating__gt=F("rating"))),
                name="objection_item_grant_raises",
            ),
        )

    def __str__(self) -> str:
        return f"{self.objection_id}: {self.item_id}"

    @property
    def is_ruled(self) -> bool:
        """Whether the ruling is whole: a reason, and for a grant a higher rating."""
        raised = self.ruling_rating is not None and self.ruling_rating > self.rating
        return bool(self.ruling_reason.strip()) and (
            self.ruling == Ruling.UPHOLD or (self.ruling == Ruling.GRANT and raised)
        )


class ObjectionEvidence(StoredFile):
    """A file put to one contested item."""

    item = models.ForeignKey(ObjectionItem, on_delete=models.PROTECT, related_name="evidence")

    class Meta:
        ordering = ("id",)
        verbose_name = _("evidence of an objection")
        verbose_name_plural = _("evidence of objections")
