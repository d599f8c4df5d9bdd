"""Keys and grants: API tokens and the guardian rows of roles on units (written by ``organization.grants`` only)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase


class UnitUserObjectPermission(UserObjectPermissionBase):
    """One role of one user on one unit, as guardian stores it, with a direct foreign key."""

    content_object = models.ForeignKey("organization.Unit", on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        default_permissions = ()


class ApiToken(models.Model):
    """A bearer token of the API. Only the digest is kept: the token itself is shown once."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("organization.User", on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created_at", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
