"""The machine of a delegation: drafted, in force once it is made active, ended by its last day or by a person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization import consequences, guards
from workflow.machine import Machine, deadline, state_field, text_field, transition
from workflow.roles import Role


class DelegationState(models.TextChoices):
    """Where a delegation stands; whether it holds on a day follows from its dates as well."""

    DRAFTED = "drafted", _("Being prepared")
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")
    REVOKED = "revoked", _("Revoked")


S = DelegationState
REASON = text_field("reason", label=_("Reason"), max_length=1000)


class DelegationMachine(Machine):
    """An absent person has somebody act in his place for some days, by a letter."""

    kind = "organization.delegation"
    States = S
    initial = S.DRAFTED
    endings = frozenset({S.ENDED, S.REVOKED})
    on_enter: ClassVar = {
        S.ENDED: (consequences.rights_of_delegate_changed,),
        S.REVOKED: (consequences.rights_of_delegate_changed,),
    }
    deadlines: ClassVar = {
        S.DRAFTED: (deadline("draft ends", fires="expire", due=consequences.end_of_delegation),),
        S.ACTIVE: (deadline("last day", fires="end", due=consequences.end_of_delegation),),
    }
    lock_related = ("absent__unit", "delegate")

    state = state_field(S, initial=S.DRAFTED)

    activate = transition(
        "activate",
        label=_("Put it into force"),
        source=S.DRAFTED,
        target=S.ACTIVE,
        by={Role.SUBJECT, Role.HR},
        when=(guards.delegation_is_not_over, guards.delegate_fits),
        sets=consequences.delegation_activated,
        event="delegation.activated",
    )
    discard = transition(
        "discard",
        label=_("Discard the draft"),
        source=S.DRAFTED,
        target=S.REVOKED,
        by={Role.SUBJECT, Role.HR},
        event="delegation.discarded",
    )
    revoke = transition(
        "revoke",
        label=_("Revoke"),
        source=S.ACTIVE,
        target=S.REVOKED,
        by={Role.SUBJECT, Role.HR},
        needs=(REASON,),
        event="delegation.revoked",
    )
    expire = transition(
        "expire",
        label=_("The time is over"),
        source=S.DRAFTED,
        target=S.ENDED,
        by={Role.CLOCK},
        event="delegation.expired",
        hidden=True,
    )
    end = transition(
        "end",
        label=_("The last day is over"),
        source=S.ACTIVE,
        target=S.ENDED,
        by={Role.CLOCK},
        event="delegation.ended",
        hidden=True,
    )

    class Meta:
        abstract = True
