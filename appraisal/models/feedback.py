"""Feedback: rounds in which people are asked, what named people gave, and what nobody can be named for.

What is given without a name lies nowhere beside its giver. While the round runs it stands in one `FeedbackBox`, in an
order that depends on the words and a secret of the box alone; when the round closes it becomes `UnnamedText`, or goes.
No column of the two leads to a person, an account, a moment or another text of the same giver.
"""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.feedback import FeedbackMachine, FeedbackState
from appraisal.machines.feedback_round import FeedbackRoundMachine, FeedbackRoundState
from appraisal.models.dialogue import DialogueYear, Targeted, TargetKind

LONGEST_TEXT, LONGEST_QUESTION = 2000, 1000


class Relation(models.TextChoices):
    """How the giver stood to the person on the day."""

    SUPERIOR = "superior", _("superior")
    SUBORDINATE = "subordinate", _("subordinate")
    PEER = "peer", _("colleague of the unit")
    OTHER = "other", _("from another unit")


class FeedbackRound(FeedbackRoundMachine):
    """Some people asked about the same things until a day. `targets`: kind, code and labels of each item."""

    year = models.ForeignKey(DialogueYear, on_delete=models.PROTECT, related_name="rounds")
    opened_by = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="feedback_rounds")
    unnamed = models.BooleanField(_("without names"), default=False)
    question = models.TextField(_("what you would like to hear"), max_length=LONGEST_QUESTION)
    targets = models.JSONField(default=list)
    opened_on = models.DateField()
    closes_on = models.DateField(_("open until"))

    class Meta:
        ordering = ("-opened_on", "-id")
        verbose_name = _("feedback round")
        verbose_name_plural = _("feedback rounds")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=FeedbackRoundState.values), name="feedback_round_state_known"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opened_on")), name="feedback_round_in_order"),
        )
        indexes = (models.Index(fields=("year", "state"), name="feedback_round_of_year"),)

    def __str__(self) -> str:
        return f"{self.opened_on}: {self.public_id}"


class Feedback(FeedbackMachine):
    """One giver asked about one person, or one who gives unasked (no round).

    `on`: the day it was asked, unasked the day it was given. Whether one gave without a name is known here, because
    nobody gives twice; what was given is not.
    """

    year = models.ForeignKey(DialogueYear, on_delete=models.PROTECT, related_name="feedback")
    round = models.ForeignKey(FeedbackRound, null=True, blank=True, on_delete=models.PROTECT, related_name="asked")
    giver = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="feedback_given")
    giver_name = models.CharField(max_length=200)
    employee_name = models.CharField(max_length=200)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    unnamed = models.BooleanField(default=False)
    on = models.DateField()

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=FeedbackState.values), name="feedback_state_known"),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="feedback_relation_known"),
            models.CheckConstraint(
                condition=Q(unnamed=False) | Q(round__isnull=False), name="feedback_unnamed_in_round"
            ),
            models.UniqueConstraint(fields=("round", "giver"), name="feedback_asked_once"),
        )
        indexes = (
            models.Index(fields=("giver", "state"), name="feedback_of_giver"),
            models.Index(fields=("year", "state"), name="feedback_of_year"),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.public_id}"


class FeedbackText(Targeted):
    """What a named giver says of one thing."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="texts")
    text = models.TextField(max_length=LONGEST_TEXT)

    class Meta:
        ordering = ("id",)
        verbose_name = _("text of feedback")
        verbose_name_plural = _("texts of feedback")
        constraints = (
            models.CheckConstraint(condition=Q(target_kind__in=TargetKind.values), name="feedback_text_target_known"),
        )

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.target_code}"


def new_secret() -> str:
    """What makes the order of a box one that nobody can work out or steer."""
    return secrets.token_hex(32)


class FeedbackBox(models.Model):
    """The texts of a running round without names, by code of the item; `sheets` counts those who gave."""

    round = models.OneToOneField(FeedbackRound, primary_key=True, on_delete=models.CASCADE, related_name="box")
    secret = models.CharField(max_length=64, default=new_secret)
    sheets = models.PositiveSmallIntegerField(default=0)
    texts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("box of feedback without names")
        verbose_name_plural = _("boxes of feedback without names")

    def __str__(self) -> str:
        return str(self.round_id)


class UnnamedText(Targeted):
    """One text of a closed round. Its key says the place in the box and nothing else: all are made at once."""

    round = models.ForeignKey(FeedbackRound, on_delete=models.PROTECT, related_name="unnamed_texts")
    text = models.TextField(max_length=LONGEST_TEXT)

    class Meta:
        ordering = ("id",)
        verbose_name = _("feedback without a name")
        verbose_name_plural = _("feedback without names")
        constraints = (
            models.CheckConstraint(condition=Q(target_kind__in=TargetKind.values), name="unnamed_text_target_known"),
        )

    def __str__(self) -> str:
        return str(self.round_id)
