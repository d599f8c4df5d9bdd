"""The inbox: one row per event and recipient, the truth behind the bell."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class InboxItem(models.Model):
    """A notice for one person about one event. Its words are filled in when it is shown, never stored.

    ``params`` holds what fills the words. The page shows them only while the recipient may still see the subject.
    """

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("for information")
        URGENT = "urgent", _("needs you")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey("workflow.Event", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox_items", db_index=False
    )
    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    subject_public_id = models.UUIDField()
    text_key = models.CharField(max_length=100)
    role = models.CharField(max_length=50, help_text="role or transition that made this person a recipient")
    params: Any = models.JSONField(default=dict)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient"], name="inbox_once_per_event"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="inbox_newest"),
            models.Index(fields=["recipient"], name="inbox_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.text_key} -> {self.recipient_id}"
