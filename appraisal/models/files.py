"""What every stored evidence file has in common: a random name, its hash, its size and its sniffed type."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


def random_path(_instance: models.Model, _filename: str) -> str:
    """A name nobody can guess; the name a person typed never becomes a path."""
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}"


class StoredFile(models.Model):
    """An uploaded file. Never replaced under the same row: a new upload is a new row (F-73)."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    file = models.FileField(_("file"), upload_to=random_path, max_length=120)
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    media_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
