"""A form as one writes it with django-fsm alone, over the product's own table: what the sweep is compared with."""

from datetime import datetime

from django.db import models
from django_fsm import FSMField, transition


class PlainForm(models.Model):
    """The columns that the lapse of a self-assessment changes."""

    state = FSMField(default="draft")
    version = models.PositiveIntegerField()
    chain_head = models.CharField(max_length=64)
    state_since = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    review_revision = models.PositiveIntegerField()
    review_mark = models.PositiveIntegerField()
    unfilled = models.BooleanField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "appraisal_evaluation"

    @transition(field=state, source="self_assessment", target="supervisor_review")
    def lapse_self(self, at: datetime) -> None:
        """The time of the employee is over."""
        self.version += 1
        self.chain_head = "y" * 64
        self.state_since = self.submitted_at = at
        self.review_mark, self.unfilled = self.review_revision, True
