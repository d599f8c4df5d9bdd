"""Who signed what: name, NIP, grade, post and capacity as they were at the moment of signing; never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.events import Event


class Signature(models.Model):
    """One signature under one subject, written in the transaction of the step that was the signing.

    ``place`` says where in the form it stands (the employee, the assessor, ...). A later change of name, post or
    line never reaches it; documents print these columns and nothing else in their signature blocks. ``on_behalf``
    names the absent official in whose place a delegate signed; post and capacity are then the delegate's own.
    """

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="signature", db_constraint=False)
    kind = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    place = models.CharField(max_length=20)
    employee_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=200)
    nip = models.CharField(max_length=18, blank=True, default="", db_default="")
    grade = models.CharField(max_length=8, blank=True, default="", db_default="")
    post = models.CharField(max_length=200, blank=True, default="", db_default="")
    capacity = models.CharField(max_length=10, blank=True, default="", db_default="")
    letter = models.CharField(max_length=120, blank=True, default="", db_default="")
    on_behalf = models.CharField(max_length=200, blank=True, default="", db_default="")
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "workflow_signature"
        verbose_name = _("signature")
        indexes = [models.Index(fields=["kind", "subject_id", "version"], name="signature_of_subject")]

    def __str__(self) -> str:
        return f"{self.place} {self.kind}:{self.subject_id} v{self.version}"
