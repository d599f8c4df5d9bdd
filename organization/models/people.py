"""Accounts and people: a user signs in, an employee is appraised; one person has at most one of each."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EmployeeKind(models.TextChoices):
    """PNS and PPPK are the two kinds of ASN; an elected head (Bupati) assesses but has no NIP."""

    PNS = "pns", _("Civil servant (PNS)")
    PPPK = "pppk", _("Contract civil servant (PPPK)")
    ELECTED = "elected", _("Elected official")


class Sex(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Employee(models.Model):
    """A person of the organisation. ``unit`` and ``post`` are the current ones; history is in the appointments."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    nip = models.CharField(_("NIP"), max_length=18, unique=True, null=True, blank=True)
    full_name = models.CharField(_("full name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=EmployeeKind.choices)
    grade = models.CharField(_("grade"), max_length=8, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, related_name="employees"
    )
    post = models.ForeignKey(
        "organization.Post",
        verbose_name=_("post"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="employees",
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ("full_name", "id")
        default_permissions = ()
        indexes = (
            models.Index(fields=("full_name", "id"), name="organization_employee_name"),
            models.Index(fields=("unit", "full_name"), name="organization_employee_unit"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="elected") | Q(nip__isnull=False), name="organization_employee_asn_has_nip"
            ),
        )

    def __str__(self) -> str:
        return self.full_name


class UserAccounts(BaseUserManager["User"]):
    """Creates accounts; the only place that normalises a user name."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Return a saved account; without a password nobody can sign in with it."""
        user = self.model(username=self.model.normalize_username(username).strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """An account. No groups and no superuser: rights follow from posts, dates and grants (see ``policies``)."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    employee = models.OneToOneField(
        Employee, verbose_name=_("employee"), null=True, blank=True, on_delete=models.PROTECT, related_name="user"
    )
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    one_time_expires_at = models.DateTimeField(_("one-time password valid until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, default="id")

    objects: ClassVar[UserAccounts] = UserAccounts()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        default_permissions = ()

    def __str__(self) -> str:
        return self.username

    @property
    def display_name(self) -> str:
        """The person's name where there is one, else the user name."""
        return self.employee.full_name if self.employee else self.username

    def one_time_expired(self, at: datetime) -> bool:
        """Whether the printed password of this account is no longer good at ``at``."""
        return self.must_change_password and self.one_time_expires_at is not None and self.one_time_expires_at <= at
