"""The machine of a role grant: given once, taken away once; a dated one lapses by itself."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization import consequences
from workflow.machine import Machine, deadline, state_field, text_field, transition
from workflow.roles import Role


class GrantState(models.TextChoices):
    ACTIVE = "active", _("Active")
    REVOKED = "revoked", _("Revoked")


S = GrantState


class RoleGrantMachine(Machine):
    """A decision of a person that another holds a role on a unit and everything below it."""

    kind = "organization.role_grant"
    States = S
    initial = S.ACTIVE
    endings = frozenset({S.REVOKED})
    on_enter: ClassVar = {S.REVOKED: (consequences.remove_unit_permission,)}
    deadlines: ClassVar = {S.ACTIVE: (deadline("end of term", fires="lapse", due=consequences.end_of_term),)}

    state = state_field(S, initial=S.ACTIVE)

    revoke = transition(
        "revoke",
        label=_("Revoke"),
        source=S.ACTIVE,
        target=S.REVOKED,
        by={Role.ADMIN, Role.HR},
        needs=(text_field("reason", label=_("Reason"), max_length=1000),),
        event="role_grant.revoked",
    )
    lapse = transition(
        "lapse",
        label=_("End of term"),
        source=S.ACTIVE,
        target=S.REVOKED,
        by={Role.CLOCK},
        event="role_grant.lapsed",
        hidden=True,
    )

    class Meta:
        abstract = True
