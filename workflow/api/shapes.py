"""Shapes that every resource answers with: problems, possible acts, receipts, history. For output and schema only."""

from typing import Any

from rest_framework import serializers


class FaultShape(serializers.Serializer[Any]):
    """One wrong field or missing thing."""

    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemShape(serializers.Serializer[Any]):
    """Problem details (RFC 9457). Further members may name the current state, version or text."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FaultShape(many=True)  # type: ignore[assignment]


class ChoiceShape(serializers.Serializer[Any]):
    """One allowed value of an input."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class InputShape(serializers.Serializer[Any]):
    """One value a transition asks for."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    max_length = serializers.IntegerField(allow_null=True)
    choices = ChoiceShape(many=True)


class AvailableTransitionShape(serializers.Serializer[Any]):
    """One act this person may do now.

    `blocked` says why it would be refused at this moment and `missing` what is missing; blocked is empty when
    nothing stands in the way, and null in lists, where conditions are not judged.
    """

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    input = InputShape(many=True)
    blocked = serializers.CharField(allow_blank=True, allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())


class ReceiptShape(serializers.Serializer[Any]):
    """What a transition did. A repeated request with the same key gets the same receipt."""

    id = serializers.UUIDField()
    transition = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    version = serializers.IntegerField()


class EventShape(serializers.Serializer[Any]):
    """One entry of the history of a subject. `reason` is null where you may not read it."""

    version = serializers.IntegerField()
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    from_state = serializers.CharField(allow_blank=True)
    to_state = serializers.CharField()
    to_state_label = serializers.CharField()
    effective_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    actor = serializers.CharField(allow_blank=True)
    role = serializers.CharField(allow_blank=True)
    on_behalf = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_null=True)
    hash = serializers.CharField()


class TransitionShape(serializers.Serializer[Any]):
    """The body of a transition: its name, the version read, and the inputs it asks for beside them."""

    transition = serializers.CharField()
    version = serializers.IntegerField(min_value=0, required=False)
