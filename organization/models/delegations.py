"""Who acts in the place of an absent person: dated, by a letter, in named duties."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.machines.delegation import DelegationMachine, DelegationState
from workflow import actors


class Duty(models.TextChoices):
    """What a delegation can hand over: the seat of the assessor; the seat above, which calibrates and decides."""

    ASSESSING = actors.ASSESSING, _("Assessing")
    DECIDING = actors.DECIDING, _("Deciding")


class Delegation(DelegationMachine):
    """One person acts for another from the first to the last day, both included.

    ``office`` is the post of the absent person when it was drafted: it stands on documents and in events.
    ``activated_at`` stays empty for a draft that never came into force; such a draft is not the delegate's to see.
    """

    absent = models.ForeignKey(
        "organization.Employee",
        verbose_name=_("absent person"),
        on_delete=models.PROTECT,
        related_name="delegations_given",
    )
    delegate = models.ForeignKey(
        "organization.Employee", verbose_name=_("delegate"), on_delete=models.PROTECT, related_name="delegations_held"
    )
    office = models.CharField(_("post"), max_length=200, blank=True, default="")
    assessing = models.BooleanField(_("assessing"), default=True)
    deciding = models.BooleanField(_("deciding"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    letter_number = models.CharField(_("letter number"), max_length=120)
    letter_date = models.DateField(_("date of the letter"))
    cause = models.CharField(_("cause of the absence"), max_length=300)
    author = models.ForeignKey(
        "organization.User", null=True, verbose_name=_("drafted by"), on_delete=models.PROTECT, related_name="+"
    )
    activated_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("-valid_from", "-id")
        default_permissions = ()
        indexes = (
            models.Index(fields=("delegate", "state"), name="organization_delegation_held"),
            models.Index(fields=("absent", "state"), name="organization_delegation_given"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=DelegationState.values), name="organization_delegation_known_state"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="organization_delegation_dates_order"
            ),
            models.CheckConstraint(condition=~Q(absent=F("delegate")), name="organization_delegation_not_self"),
            models.CheckConstraint(
                condition=Q(assessing=True) | Q(deciding=True), name="organization_delegation_some_duty"
            ),
        )

    def __str__(self) -> str:
        return f"{self.letter_number} {self.valid_from:%Y-%m-%d}"

    @property
    def duties(self) -> tuple[str, ...]:
        """The duties it hands over, in their order."""
        held = ((Duty.ASSESSING, self.assessing), (Duty.DECIDING, self.deciding))
        return tuple(duty.value for duty, named in held if named)

    @property
    def duty_labels(self) -> list[str]:
        """The duties in the language of the page."""
        return [str(Duty(duty).label) for duty in self.duties]
