"""Mail that waits to be sent: one row per event and recipient."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MailDelivery(models.Model):
    """One mail about one event to one person. The address is looked up when it is sent.

    ``message_id`` is fixed when the row is made, so that a doubled delivery is recognised by the mailbox.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("not sent: no longer a recipient or no address")
        FAILED = "failed", _("failed")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey("workflow.Event", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    text_key = models.CharField(max_length=100)
    role = models.CharField(max_length=50)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True, help_text="lease of the worker that is sending it")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient"], name="mail_once_per_event"),
        ]
        indexes = [models.Index(fields=["id"], name="mail_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.text_key} -> {self.recipient_id}"
