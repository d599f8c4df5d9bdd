"""Changes of the rules of a running cycle: which edition, what becomes of the forms by state, why, and by whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.rule_change import RuleChangeMachine, RuleChangeState


class RuleChange(RuleChangeMachine):
    """At most one per cycle is being prepared or carried out.

    ``choices``: state of a form -> keep, move or ask. ``ask_days``: working days to answer; ``asked_until`` is set
    when the change is put into force. ``job_id``: the job that moves the forms.
    """

    cycle = models.ForeignKey("appraisal.Cycle", on_delete=models.PROTECT, related_name="rule_changes")
    rule_set = models.ForeignKey("appraisal.RuleSet", on_delete=models.PROTECT, related_name="rule_changes")
    rule_hash = models.CharField(max_length=64)
    choices = models.JSONField(default=dict)
    ask_days = models.PositiveSmallIntegerField(_("working days to answer"), default=5)
    reason = models.TextField(_("reason"), max_length=4000)
    author = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    applied_by = models.ForeignKey(
        "organization.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    asked_until = models.DateTimeField(null=True, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of the rules")
        verbose_name_plural = _("changes of the rules")
        ordering = ("-drafted_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RuleChangeState.values), name="rulechange_state_known"),
            models.UniqueConstraint(
                fields=("cycle",), condition=Q(state__in=("drafted", "applying")), name="rulechange_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | ~Q(applied_by=F("author")), name="rulechange_second_person"
            ),
        )
        indexes = (models.Index(fields=("cycle", "state"), name="rulechange_of_cycle"),)

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.rule_set_id}"
