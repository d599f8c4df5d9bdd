"""What a source says of one item: facts, the level they advise, and how that follows. Beside what people write."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appraisal.models.evaluations import EvaluationItem
from appraisal.rules import RATINGS


class ItemFacts(models.Model):
    """Facts of one item, written by its source alone (see ``appraisal/sources``); the assessor rates.

    ``text`` and ``notice`` hold both languages; a notice is for the person, the assessor and HR only. ``filled`` is
    what was put into the empty realisation: as long as it stands there unchanged it may follow the facts.
    """

    item = models.OneToOneField(EvaluationItem, on_delete=models.CASCADE, related_name="facts")
    source = models.CharField(max_length=40)
    text = models.JSONField(default=dict)
    notice = models.JSONField(default=dict)
    advised = models.PositiveSmallIntegerField(_("advised level"), null=True)
    trace = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    filled = models.TextField(blank=True, default="")
    gathered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("facts of an item")
        verbose_name_plural = _("facts of items")
        constraints = (
            models.CheckConstraint(
                condition=Q(advised__isnull=True) | Q(advised__in=RATINGS), name="item_facts_advised_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source}: {self.item_id}"
