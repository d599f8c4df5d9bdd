"""A subject as on a day, for programs: state, seats, facts, dates and the record up to the end of that day."""

from typing import Any

from rest_framework import serializers

from workflow.actors import Actor
from workflow.api.history import event_shapes
from workflow.api.serializers import StrictSerializer
from workflow.api.shapes import EventShape
from workflow.as_on.reading import AsOn, kind_of


class AsOnQuery(StrictSerializer):
    """The day asked about, a day of the subject's office; today where none is named. A day to come is refused."""

    on = serializers.DateField(required=False, allow_null=True, default=None)


class SeatShape(serializers.Serializer[Any]):
    """Who sat in a role; `known` is false where the record does not tell, `name` empty for a vacant seat."""

    role = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    name = serializers.CharField(allow_blank=True)
    known = serializers.BooleanField()


class FactShape(serializers.Serializer[Any]):
    """Something known on the day, in words."""

    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()


class RunningDateShape(serializers.Serializer[Any]):
    """A date that was running, and why it was this one."""

    name = serializers.CharField()
    due_at = serializers.DateTimeField()
    explanation = serializers.ListField(child=serializers.CharField())


class AsOnShape(serializers.Serializer[Any]):
    """A subject at the end of a day. Before its beginning `exists` is false, state and version are null."""

    id = serializers.UUIDField(source="subject.public_id")
    on = serializers.DateField()
    exists = serializers.BooleanField()
    state = serializers.CharField(allow_null=True)
    state_label = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    state_since = serializers.DateTimeField(source="since", allow_null=True)
    state_now = serializers.CharField(source="subject.state")
    state_now_label = serializers.CharField(source="label_now")
    version_now = serializers.IntegerField(source="subject.version")
    seats = SeatShape(many=True)
    facts = FactShape(many=True)
    dates = RunningDateShape(many=True)
    events = EventShape(many=True)


def as_on_shape(found: AsOn, *, actor: Actor) -> dict[str, Any]:
    """The answer for one reader."""
    words = kind_of(found.subject.kind).words_groups
    plain = {name: getattr(found, name) for name in AsOn.__slots__ if name not in {"events", "state", "state_label"}}
    events = event_shapes(found.events, subject=found.subject, actor=actor, words=words)
    state = (found.state, found.state_label) if found.exists else (None, None)
    values = plain | {"events": events, "state": state[0], "state_label": state[1]}
    return dict(AsOnShape(values).data)
