"""Rows that make background work certain: outbox, deadlines, jobs, incidents, holidays.

A queue, a thread or a socket may forget; these rows do not. Whatever wakes a worker up only says "look
here", so a lost or doubled wake-up changes nothing. Here are columns and constraints, no behaviour: see
``workflow/outbox.py``, ``sweep.py``, ``jobs.py``, ``incidents.py`` and ``calendars.py``.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    """One event that someone outside the step must hear of; written in the step's own transaction.

    Relayed in order of ``id``. After ``attempts`` reaches the limit it waits for a person (see Incident).
    """

    event = models.OneToOneField("workflow.Event", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        db_table = "workflow_outbox"
        indexes = [
            models.Index(fields=["id"], name="outbox_waiting", condition=Q(relayed_at__isnull=True)),
            models.Index(
                fields=["kind", "subject_id", "id"],
                name="outbox_waiting_subject",
                condition=Q(relayed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.kind}:{self.subject_id}"


class Deadline(models.Model):
    """A moment at which the clock fires ``transition`` on a subject, unless it left the state before."""

    class Outcome(models.TextChoices):
        FIRED = "fired", _("fired")
        CANCELLED = "cancelled", _("cancelled")
        SUPERSEDED = "superseded", _("superseded")
        REFUSED = "refused", _("refused")

    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    transition = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    zone = models.CharField(max_length=50, default="Asia/Jakarta", db_default="Asia/Jakarta")
    explanation = models.TextField(default="{}", db_default="{}", help_text="canonical JSON of DueDate")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="", db_default="")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        db_table = "workflow_deadline"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "name"],
                condition=Q(settled_at__isnull=True),
                name="deadline_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | Q(settled_at__isnull=False, outcome__in=["fired", "cancelled", "superseded", "refused"]),
                name="deadline_outcome_when_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="deadline_pending", condition=Q(settled_at__isnull=True)),
            models.Index(fields=["kind", "subject_id"], name="deadline_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.kind}:{self.subject_id} {self.due_at:%Y-%m-%d %H:%M}"


class Job(models.Model):
    """A long task with progress that survives the death of its worker; run by ``workflow.jobs``."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    cursor = models.JSONField(default=dict)
    message = models.CharField(max_length=200, blank=True, default="")
    actor_id = models.BigIntegerField(null=True, help_text="user on whose behalf it runs; empty: the clock")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField(null=True, help_text="when a queue was last told to look at it")
    worker = models.CharField(max_length=100, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "workflow_job"
        indexes = [
            models.Index(fields=["id"], name="job_waiting", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["actor_id", "-id"], name="job_actor"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed", "cancelled"]),
                name="job_known_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Incident(models.Model):
    """Background work that gave up after its tries and waits for a person; ids and codes only."""

    class Source(models.TextChoices):
        OUTBOX = "outbox", _("message")
        DEADLINE = "deadline", _("deadline")
        JOB = "job", _("job")
        MAIL = "mail", _("e-mail")
        RESULT = "result", _("result of evaluation")
        AUDIT = "audit", _("the record")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source_kind = models.CharField(max_length=20, choices=Source.choices)
    source_id = models.BigIntegerField()
    cause = models.CharField(max_length=100)
    detail = models.CharField(max_length=300, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.BigIntegerField(null=True, help_text="user who pressed retry; empty: healed by itself")

    class Meta:
        db_table = "workflow_incident"
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id"],
                condition=Q(resolved_at__isnull=True),
                name="incident_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_kind}:{self.source_id} {self.cause}"


class Holiday(models.Model):
    """One day on which offices are closed: a national holiday or joint leave (cuti bersama)."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("national holiday")
        JOINT_LEAVE = "joint_leave", _("joint leave")

    on = models.DateField(unique=True)
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    decree = models.CharField(max_length=200, blank=True, default="", help_text="number of the joint decree")

    class Meta:
        db_table = "workflow_holiday"
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.name_id}"
