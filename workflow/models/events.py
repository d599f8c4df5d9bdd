"""The append-only record: one event per fact, chained per subject; what is personal lies beside it."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One fact about one subject. Never changed, never deleted (database triggers refuse it).

    `body` is the canonical text the hash is taken over: `hash = sha256(prev_hash + "\\n" + body)`. `changes`
    inside it holds values, never free text; free text is in `EventText`, here only its salted digest.
    """

    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    transition = models.CharField(max_length=100, default="", db_default="")
    from_state = models.CharField(max_length=30, default="", db_default="")
    to_state = models.CharField(max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    role = models.CharField(max_length=100, default="", db_default="")
    on_behalf = models.CharField(max_length=200, default="", db_default="")
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    request_id = models.CharField(max_length=64, default="", db_default="")
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="effects", db_constraint=False)
    body = models.TextField()
    prev_hash = models.CharField(max_length=64, default="", db_default="")
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "workflow_event"
        verbose_name = _("event")
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "version"], name="event_once_per_version")]
        indexes = [
            models.Index(fields=["actor", "-id"], name="event_actor"),
            models.Index(fields=["cause"], name="event_cause", condition=models.Q(cause__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.kind}:{self.subject_id} v{self.version}"


def new_salt() -> str:
    """A random salt for a digest of personal text."""
    return secrets.token_hex(16)


class EventText(models.Model):
    """Free text typed with an event (a reason, a comment). May be erased under the privacy law.

    The event holds `sha256(salt + text)`: with text and salt gone, the chain still verifies.
    """

    event = models.OneToOneField(
        Event, primary_key=True, on_delete=models.PROTECT, related_name="text", db_constraint=False
    )
    salt = models.CharField(max_length=32)
    content = models.TextField(help_text="canonical JSON of the texts by input name")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workflow_eventtext"
        verbose_name = _("text of an event")

    def __str__(self) -> str:
        return f"text of event {self.pk}"


class IdempotencyKey(models.Model):
    """A key a client sent with a step, and which event the step became."""

    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "workflow_idempotencykey"
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"


class AccessRecord(models.Model):
    """Somebody other than the subject read confidential fields: who, what, through which door, on what ground."""

    reader_id = models.BigIntegerField()
    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    fields = models.CharField(max_length=500)
    channel = models.CharField(max_length=20)
    ground = models.CharField(max_length=100)
    read_at = models.DateTimeField()
    request_id = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "workflow_accessrecord"
        indexes = [
            models.Index(fields=["kind", "subject_id", "-id"], name="access_subject"),
            models.Index(fields=["reader_id", "-id"], name="access_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.kind}:{self.subject_id}"


class ClockOffset(models.Model):
    """How far the demo clock is ahead (demo only; at most one row)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seconds = models.BigIntegerField(default=0)

    class Meta:
        db_table = "workflow_clockoffset"

    def __str__(self) -> str:
        return f"+{self.seconds} s"


class DailySeal(models.Model):
    """What a day left of the record, small enough to print: a Merkle root over the heads that changed, chained.

    `hash` covers this row and the hash of the seal before it (see `workflow.seals`), `code` is made of it and printed.
    Seals made before they were chained have no hash; their root is over the heads of all subjects.
    """

    on = models.DateField(unique=True)
    last_event_id = models.BigIntegerField()
    events = models.BigIntegerField(default=0, db_default=0)
    subjects = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, default="", db_default="")
    hash = models.CharField(max_length=64, default="", db_default="")
    code = models.CharField(max_length=16, default="", db_default="", db_index=True)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "workflow_dailyseal"

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.root[:12]}"


class SealedHead(models.Model):
    """The newest event of one subject as a seal found it: a leaf of that seal's root, so that a fault has a name."""

    seal = models.ForeignKey(DailySeal, on_delete=models.PROTECT, related_name="heads")
    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "workflow_sealedhead"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "version"], name="sealed_head_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} v{self.version}"
