"""Recognition notes from one person to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.machines.recognition import RecognitionMachine, RecognitionState

LONGEST_NOTE = 400


class Recognition(RecognitionMachine):
    """``given_on`` is the day of the office; the names are those of that day."""

    giver = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="recognitions_given")
    receiver = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="recognitions")
    giver_name = models.CharField(max_length=200)
    receiver_name = models.CharField(max_length=200)
    text = models.TextField(_("note"), blank=True, max_length=LONGEST_NOTE)
    given_on = models.DateField()

    class Meta:
        ordering = ("-given_on", "-id")
        verbose_name = _("recognition note")
        verbose_name_plural = _("recognition notes")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RecognitionState.values), name="recognition_state_known"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="recognition_from_another"),
            models.UniqueConstraint(fields=("giver", "receiver", "given_on"), name="recognition_once_a_day"),
        )
        indexes = (
            models.Index(fields=("giver", "given_on"), name="recognition_of_giver"),
            models.Index(fields=("receiver", "-given_on"), name="recognition_of_receiver"),
        )

    def __str__(self) -> str:
        return f"{self.given_on}: {self.public_id}"
