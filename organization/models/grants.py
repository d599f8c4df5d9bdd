"""Role grants on units: dated decisions of a person, with author and basis."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.machines.role_grant import RoleGrantMachine
from workflow.roles import Role

GRANTABLE_ROLES = (
    Role.HR,
    Role.AUDITOR,
    Role.LEADER,
    Role.TRAINING_OFFICER,
    Role.COUNSELLOR,
    Role.ADMIN,
)


class RoleGrant(RoleGrantMachine):
    """A role of one user on a unit and everything below it; both days included."""

    user = models.ForeignKey(
        "organization.User", verbose_name=_("user"), on_delete=models.PROTECT, related_name="role_grants"
    )
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, role.label) for role in GRANTABLE_ROLES])
    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, related_name="role_grants"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=300)
    author = models.ForeignKey(
        "organization.User", null=True, verbose_name=_("granted by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ("-valid_from", "-id")
        default_permissions = ()
        indexes = (models.Index(fields=("user", "state"), name="organization_grant_user"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organization_grant_dates_order",
            ),
            models.CheckConstraint(condition=~Q(user=F("author")), name="organization_grant_not_self"),
            models.CheckConstraint(condition=Q(state__in=("active", "revoked")), name="organization_grant_known_state"),
            models.UniqueConstraint(
                fields=("user", "role", "unit"), condition=Q(state="active"), name="organization_grant_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.valid_from:%Y-%m-%d}"
