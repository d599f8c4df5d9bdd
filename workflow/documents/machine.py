"""The machine of one document: ordered, made, handed to the person it is about, acknowledged. Never changed."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.machine import Machine, guard, state_field, transition
from workflow.roles import Role
from workflow.step import Step


class DocumentState(models.TextChoices):
    """Where a document stands."""

    ORDERED = "ordered", _("Being made")
    ISSUED = "issued", _("Issued")
    DELIVERED = "delivered", _("Delivered")
    ACKNOWLEDGED = "acknowledged", _("Receipt acknowledged")
    LAPSED = "lapsed", _("Not made")


S = DocumentState
# The edition of a document that is made anew once its receipt was acknowledged.
RECEIPT = "receipt"
SEALED = ("sha256", "content_sha256", "size", "media_type")


def _sealed(step: Step) -> Mapping[str, Any]:
    """What the event says of the file: its hashes and size, so that the chain seals them too."""
    return {name: getattr(step.subject, name) for name in SEALED} | {"made_at": step.at}


def _delivered(step: Step) -> Mapping[str, Any]:
    return {**_sealed(step), "delivered_at": step.at}


def _acknowledged(step: Step) -> Mapping[str, Any]:
    return {"acknowledged_at": step.at}


@guard("document_not_made", _("The document is not made yet."))
def _is_made(step: Step) -> bool:
    return len(step.subject.sha256) == 64 and bool(step.subject.file)


class DocumentMachine(Machine):
    """A document about one subject, in one language, as of one version of it."""

    kind = "workflow.document"
    States = S
    initial = S.ORDERED
    endings = frozenset({S.ISSUED, S.ACKNOWLEDGED, S.LAPSED})

    state = state_field(S, initial=S.ORDERED)

    publish = transition(
        "publish",
        label=_("Issue"),
        source=S.ORDERED,
        target=S.ISSUED,
        by={Role.CLOCK},
        when=(_is_made,),
        sets=_sealed,
        event="document.issued",
        hidden=True,
    )
    deliver = transition(
        "deliver",
        label=_("Deliver"),
        source=S.ORDERED,
        target=S.DELIVERED,
        by={Role.CLOCK},
        when=(_is_made,),
        sets=_delivered,
        event="document.delivered",
        hidden=True,
    )
    acknowledge = transition(
        "acknowledge",
        label=_("Acknowledge receipt"),
        source=S.DELIVERED,
        target=S.ACKNOWLEDGED,
        by={Role.SUBJECT},
        sets=_acknowledged,
        event="document.acknowledged",
    )
    lapse = transition(
        "lapse",
        label=_("Facts changed before it was made"),
        source=S.ORDERED,
        target=S.LAPSED,
        by={Role.CLOCK},
        event="document.lapsed",
        hidden=True,
    )

    class Meta:
        abstract = True
