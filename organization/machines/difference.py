"""The machine of one difference between a national export and what is stored here: decided by a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.machine import Machine, state_field, text_field, transition
from workflow.roles import Role
from workflow.step import Step


class DifferenceState(models.TextChoices):
    """Where a difference stands."""

    OPEN = "open", _("To be decided")
    ACCEPTED = "accepted", _("Taken over")
    OVERRIDDEN = "overridden", _("Kept as it is here")
    LISTED = "listed", _("On the correction list")
    SETTLED = "settled", _("No longer differs")


S = DifferenceState
WAITING = (S.OPEN, S.LISTED)


def take_over(steps: Sequence[Step]) -> None:
    """What the export says is stored by the act that stores such a thing anyway; its refusal undoes the step."""
    from organization.exchange.kinds import exchange_kind

    for step in steps:
        exchange_kind(step.subject.about).take_over(step.subject, actor=step.actor, at=step.at)


def noted(step: Step) -> Mapping[str, Any]:
    """Why it stays, or what the source should correct."""
    return {"note": step.reason}


def forgotten(_step: Step) -> Mapping[str, Any]:
    """It is to be decided anew."""
    return {"note": ""}


class DifferenceMachine(Machine):
    """A value there, another one here."""

    kind = "organization.difference"
    States = S
    initial = S.OPEN
    endings = frozenset({S.ACCEPTED, S.SETTLED})
    lock_related = ("unit",)

    state = state_field(S, initial=S.OPEN)

    accept = transition(
        "accept",
        label=_("Take over"),
        source=WAITING,
        target=S.ACCEPTED,
        by={Role.HR},
        then=(take_over,),
        event="difference.accepted",
    )
    override = transition(
        "override",
        label=_("Keep what is here"),
        source=WAITING,
        target=S.OVERRIDDEN,
        by={Role.HR},
        needs=(text_field("reason", label=_("Note")),),
        sets=noted,
        event="difference.overridden",
    )
    put_on_list = transition(
        "list",
        label=_("Ask the source to correct it"),
        source=S.OPEN,
        target=S.LISTED,
        by={Role.HR},
        needs=(text_field("reason", label=_("What to correct"), required=False),),
        sets=noted,
        event="difference.listed",
    )
    reopen = transition(
        "reopen",
        label=_("Decide anew"),
        source=(S.OVERRIDDEN, S.LISTED),
        target=S.OPEN,
        by={Role.HR},
        sets=forgotten,
        event="difference.reopened",
    )
    settle = transition(
        "settle",
        label=_("No longer differs"),
        source=(*WAITING, S.OVERRIDDEN),
        target=S.SETTLED,
        by={Role.CLOCK},
        event="difference.settled",
        hidden=True,
    )

    class Meta:
        abstract = True
