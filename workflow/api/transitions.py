"""One act over REST: read the order from a request, hand it to the engine or an action, answer with a receipt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from workflow.actors import Actor
from workflow.api.conditional import version_from_header
from workflow.api.serializers import StrictSerializer
from workflow.engine import Outcome, fire
from workflow.errors import PreconditionRequired
from workflow.machine import Row
from workflow.models import Event
from workflow.tables import MachineTable, table_of

KEY_LIMIT = 200
VERSION_LIMIT = 2**31


@dataclass(frozen=True)
class Order:
    """What a person asks for: one transition of one subject, on the version read, with its inputs."""

    subject: Any
    name: str
    actor: Actor
    version: int
    payload: Mapping[str, Any]
    key: str | None


Act = Callable[[Order], Outcome]


def fire_order(order: Order) -> Outcome:
    """The act of most transitions: straight to the engine."""
    return fire(
        order.subject,
        order.name,
        actor=order.actor,
        version=order.version,
        payload=dict(order.payload),
        key=order.key,
    )


def _refusal(field: str, message: str, code: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(message, code=code)]})


def _name_from(body: Mapping[str, Any], *, table: MachineTable) -> str:
    name = body.get("transition")
    if name is None:
        raise _refusal("transition", _("This field is required."), "required")
    # A step only the system takes is as unknown here as a misspelt one.
    if not isinstance(name, str) or name not in table.rows or table.rows[name].hidden:
        raise _refusal("transition", _("This transition does not exist here."), "unknown_transition")
    return name


def _version_from(body: Mapping[str, Any], *, request: Request) -> int:
    """The version in the body, or in If-Match; neither is 428."""
    version = body.get("version")
    if version is None:
        version = version_from_header(request)
    if version is None:
        raise PreconditionRequired
    if isinstance(version, bool) or not isinstance(version, int) or not 0 <= version < VERSION_LIMIT:
        raise _refusal("version", _("A whole number is required."), "invalid")
    return version


def key_from(request: Request) -> str | None:
    """The Idempotency-Key header, when it was sent; refuses one that is too long or not printable."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_LIMIT or not key.isascii() or not key.isprintable():
        raise _refusal("Idempotency-Key", _("Use 1 to 200 printable characters."), "invalid")
    return key


def _plain_inputs(body: Mapping[str, Any], *, row: Row) -> dict[str, Any]:
    """The inputs beside transition and version; a name the transition does not ask for is refused."""
    known = {wanted.name for wanted in row.needs}
    payload = {name: value for name, value in body.items() if name not in {"transition", "version"}}
    if surplus := [name for name in payload if name not in known]:
        message = _("This field does not exist here.")
        raise ValidationError({name: [ErrorDetail(message, code="unknown_field")] for name in surplus})
    return payload


def order_from(
    request: Request,
    *,
    subject: Any,
    actor: Actor,
    inputs: Mapping[str, type[StrictSerializer]],
) -> Order:
    """Read the order; `inputs` maps a transition to the serializer of its richer input."""
    body: Any = request.data
    model: Any = type(subject)
    table = table_of(model)
    name = _name_from(body, table=table)
    version = _version_from(body, request=request)
    if shape := inputs.get(name):
        rest = {field: value for field, value in body.items() if field not in {"transition", "version"}}
        serializer = shape(data=rest)
        serializer.is_valid(raise_exception=True)
        payload = dict(serializer.validated_data)
    else:
        payload = _plain_inputs(body, row=table.row(name))
    return Order(subject=subject, name=name, actor=actor, version=version, payload=payload, key=key_from(request))


def receipt(order: Order, outcome: Outcome) -> dict[str, Any]:
    """What the act did. Taken from the event alone, so that a repeated request reads the same words."""
    state = outcome.state
    if outcome.replayed:
        # The subject may have moved on since; the event has not.
        state = Event.objects.values_list("to_state", flat=True).get(pk=outcome.event_id)
    return {
        "id": str(order.subject.public_id),
        "transition": order.name,
        "state": state,
        "state_label": state_label(type(order.subject), state),
        "version": outcome.version,
    }


def state_label(model: Any, state: str) -> str:
    """The state's name for people, in the reader's language."""
    return str(dict(model.States.choices).get(state, state))
