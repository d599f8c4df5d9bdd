"""Versioned rule sets: the policy as data, frozen by its hash."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.rule_set import RuleSetMachine, RuleSetState
from appraisal.rule_parsing import stored_content
from appraisal.rules import RuleContent


class RuleSet(RuleSetMachine):
    """One edition of the rules. A published edition never changes; a change is a new edition."""

    name = models.CharField(_("name"), max_length=200)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="rule_sets")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    content = models.JSONField(_("content"), default=dict)
    content_hash = models.CharField(max_length=64, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ("name", "-edition")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RuleSetState.values), name="ruleset_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(content_hash=""), name="ruleset_published_is_hashed"
            ),
            models.CheckConstraint(condition=~Q(previous=F("id")), name="ruleset_not_its_own_previous"),
            models.UniqueConstraint(fields=("unit", "name", "edition"), name="ruleset_edition_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.edition})"

    @property
    def rules(self) -> RuleContent:
        """The content as frozen values; raises ``RuleFaults`` where a draft is not yet complete."""
        return stored_content(self.content, self.content_hash)
