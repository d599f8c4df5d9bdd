"""Documents: one row per file made of facts. The columns of the file are written once, by the job that makes it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.documents.codes import new_code
from workflow.documents.machine import DocumentMachine, DocumentState


class Document(DocumentMachine):
    """``number`` counts the versions of one document of one subject; ``source_version`` is the version of the
    subject it tells of, ``edition`` what of it is told anew (the receipt). ``content_sha256`` is the hash of the
    facts it was made from, or of the manifest of a sealed file; ``sha256`` that of the file itself."""

    document_kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    source_version = models.PositiveIntegerField()
    edition = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=5)
    number = models.PositiveIntegerField()
    needs_receipt = models.BooleanField(default=False)
    code = models.CharField(max_length=24, unique=True, default=new_code, editable=False)
    ordered_at = models.DateTimeField()
    file = models.FileField(max_length=160, blank=True)
    media_type = models.CharField(max_length=80, blank=True, default="")
    size = models.BigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    content_sha256 = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "workflow_document"
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=("ordered", "lapsed")) | ~Q(sha256=""), name="document_sealed_when_made"
            ),
            models.UniqueConstraint(
                fields=["document_kind", "subject_kind", "subject_id", "source_version", "edition", "language"],
                name="document_once_per_fact",
            ),
            models.UniqueConstraint(
                fields=["document_kind", "subject_kind", "subject_id", "language", "number"],
                name="document_numbered_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="document_of_subject"),
            models.Index(fields=["sha256"], name="document_by_hash"),
            models.Index(fields=["content_sha256"], name="document_by_content"),
        ]

    def __str__(self) -> str:
        return f"{self.document_kind} {self.public_id}"

    @property
    def is_made(self) -> bool:
        """Whether there is a file to read."""
        return bool(self.sha256)
