"""The shape every workflow subject shares: who it is, where it stands, what this reader may do next."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflow.access import record_read
from workflow.actors import Actor
from workflow.api.serializers import StrictModelSerializer
from workflow.api.shapes import AvailableTransitionShape
from workflow.api.transitions import state_label
from workflow.engine import Available, available
from workflow.machine import Input, Machine
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.tables import table_of

S = TypeVar("S", bound=Machine)

SUBJECT_FIELDS = ("id", "state", "state_label", "version", "state_since", "available_transitions")


def input_shape(wanted: Input) -> dict[str, Any]:
    """One input of a transition, described for a program."""
    return {
        "name": wanted.name,
        "label": str(wanted.label),
        "type": wanted.kind,
        "required": wanted.required,
        "max_length": wanted.max_length if wanted.kind == "text" else None,
        "choices": [{"value": value, "label": str(label)} for value, label in wanted.choices],
    }


def transition_shape(offer: Available) -> dict[str, Any]:
    """One possible act, described for a program."""
    return {
        "name": offer.name,
        "label": str(offer.label),
        "input": [input_shape(wanted) for wanted in offer.needs],
        "blocked": str(offer.blocked),
        "missing": [str(thing) for thing in offer.missing],
    }


def unjudged_shapes(subject: Machine, *, actor: Actor) -> list[dict[str, Any]]:
    """Possible acts by state and role alone: conditions may read many rows, and a list shows many subjects."""
    roles = policy_for(subject).roles_of(actor, subject)
    rows = table_of(type(subject)).rows_from(str(subject.state))
    offers = [Available(row.name, str(row.label), row.needs) for row in rows if not row.hidden and roles & row.by]
    return [{**transition_shape(offer), "blocked": None} for offer in offers]


class SubjectSerializer(StrictModelSerializer[S]):
    """Base of the shapes of subjects; a subclass names its model and `fields = (*SUBJECT_FIELDS, …)`.

    `guarded` maps a field of this shape to the name the policy's `fields_for` gives it: a reader whose policy
    does not name it does not receive the field at all. Fields not in `guarded` are for everyone who may see
    the subject.
    """

    id = serializers.UUIDField(source="public_id", read_only=True)
    state = serializers.CharField(read_only=True)
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField(read_only=True)
    state_since = serializers.DateTimeField(read_only=True, allow_null=True)
    available_transitions = serializers.SerializerMethodField()

    guarded: ClassVar[dict[str, str]] = {}

    @property
    def actor(self) -> Actor:
        """The reader."""
        actor: Actor = self.context["actor"]
        return actor

    def get_state_label(self, subject: S) -> str:
        """The state in the reader's language."""
        return state_label(type(subject), str(subject.state))

    @extend_schema_field(AvailableTransitionShape(many=True))
    def get_available_transitions(self, subject: S) -> list[dict[str, Any]]:
        """What the reader may do now; in a list without judging conditions."""
        if isinstance(self.parent, serializers.ListSerializer):
            return unjudged_shapes(subject, actor=self.actor)
        return [transition_shape(offer) for offer in available(subject, self.actor)]

    def to_representation(self, subject: S) -> dict[str, Any]:
        """The shape without what this reader may not see in the present state."""
        shape: dict[str, Any] = dict(super().to_representation(subject))
        if self.guarded:
            for name in hidden_fields(self.guarded, actor=self.actor, subject=subject):
                shape.pop(name, None)
        return shape


def note_reading(subject: Machine, *, actor: Actor, groups: Iterable[str]) -> None:
    """Record that guarded field groups were read, unless by the person they are about."""
    policy = policy_for(subject)
    roles = policy.roles_of(actor, subject)
    shown = set(groups) & policy.fields_for(actor, subject)
    if shown and Role.SUBJECT.value not in roles:
        record_read(subject, actor=actor, fields=shown, ground=",".join(sorted(roles)))


def hidden_fields(guarded: dict[str, str], *, actor: Actor, subject: Machine) -> Iterable[str]:
    """Names of shape fields whose policy name is not among those the actor may read."""
    readable = policy_for(subject).fields_for(actor, subject)
    return [name for name, policy_name in guarded.items() if policy_name not in readable]
