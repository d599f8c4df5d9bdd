"""Posts, who holds them since when and in which capacity, and assessors named by a person with a reason."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PostKind(models.TextChoices):
    """Kinds of post (jenis jabatan): three managerial ones, two others, and the elected head."""

    JPT = "jpt", _("High leadership post (JPT)")
    ADMINISTRATOR = "administrator", _("Administrator")
    SUPERVISOR = "pengawas", _("Supervisory post (pengawas)")
    FUNCTIONAL = "fungsional", _("Functional post")
    STAFF = "pelaksana", _("Staff post (pelaksana)")
    ELECTED = "elected", _("Elected office")


class Capacity(models.TextChoices):
    """How a post is held: for good, or acting because it is vacant (Plt) or its holder is away (Plh)."""

    DEFINITIVE = "definitive", _("Definitive")
    PLT = "plt", _("Acting, post vacant (Plt)")
    PLH = "plh", _("Acting, holder away (Plh)")


def _dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name)


class Post(models.Model):
    """A post in a unit. ``superior`` names the post above where it is not the head of the unit or of the one above."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, related_name="posts"
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=PostKind.choices)
    is_head = models.BooleanField(_("heads the unit"), default=False)
    superior = models.ForeignKey(
        "self", verbose_name=_("superior post"), null=True, blank=True, on_delete=models.PROTECT, related_name="below"
    )

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("-is_head", "title", "id")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("unit", "title"), name="organization_post_unit_title"),
            models.UniqueConstraint(fields=("unit",), condition=Q(is_head=True), name="organization_post_one_head"),
            models.CheckConstraint(condition=~Q(superior=F("id")), name="organization_post_not_own_superior"),
        )

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """One holding of a post, from and to (both days included), on the basis of a letter.

    ``may_assess`` and ``may_decide`` are the powers of an acting official (SE BKN 1/SE/I/2021 leaves them to the
    letter); who holds a post for good has both.
    """

    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity.choices, default=Capacity.DEFINITIVE)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    letter_number = models.CharField(_("letter number"), max_length=120, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    may_assess = models.BooleanField(_("may assess"), default=True, db_default=True)
    may_decide = models.BooleanField(_("may decide"), default=True, db_default=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ("-valid_from", "-id")
        default_permissions = ()
        indexes = (
            models.Index(fields=("post", "valid_from"), name="organization_appointment_post"),
            models.Index(fields=("employee", "valid_from"), name="organization_appointment_emp"),
        )
        constraints = (
            _dates_in_order("organization_appointment_dates_order"),
            models.CheckConstraint(
                condition=~Q(capacity="definitive") | Q(may_assess=True, may_decide=True),
                name="organization_appointment_full_powers",
            ),
            models.UniqueConstraint(
                fields=("employee", "post", "capacity", "valid_from"), name="organization_appointment_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} {self.valid_from:%Y-%m-%d}"


class AssessorOverride(models.Model):
    """An assessor named by HR against the computed line, dated and with its reason; it wins while it lasts."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="assessor_overrides")
    assessor = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="assesses_by_override")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000)
    author = models.ForeignKey("organization.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    ended_by = models.ForeignKey("organization.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("named assessor")
        verbose_name_plural = _("named assessors")
        ordering = ("-valid_from", "-id")
        default_permissions = ()
        indexes = (models.Index(fields=("employee", "valid_from"), name="organization_override_employee"),)
        constraints = (
            _dates_in_order("organization_override_dates_order"),
            models.CheckConstraint(condition=~Q(assessor=F("employee")), name="organization_override_not_self"),
        )

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"
