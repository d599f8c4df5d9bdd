"""Strict bodies: an unknown or read-only name in a request is refused with its name, never dropped in silence.

Serializers give shape only. A rule of the process belongs to a guard or a policy, never here.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

M = TypeVar("M", bound=Model)


def _surplus(serializer: serializers.Serializer[Any], data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
    """Names in `data` that this serializer does not accept, each with the reason."""
    faults: dict[str, list[ErrorDetail]] = {}
    fields = serializer.fields
    for name in data:
        field = fields.get(name)
        if field is None:
            faults[name] = [ErrorDetail(_("This field does not exist here."), code="unknown_field")]
        elif field.read_only:
            faults[name] = [ErrorDetail(_("This field cannot be written."), code="read_only_field")]
    return faults


class StrictSerializer(serializers.Serializer[Any]):
    """Plain values in or out; refuses surplus names."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; surplus names raise a ValidationError naming each of them."""
        if isinstance(data, Mapping) and (faults := _surplus(self, data)):
            raise serializers.ValidationError(faults)
        return super().to_internal_value(data)


class StrictModelSerializer(serializers.ModelSerializer[M]):
    """A model's shape; refuses surplus names. Saving belongs to actions, so `save` is closed."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; surplus names raise a ValidationError naming each of them."""
        if isinstance(data, Mapping) and (faults := _surplus(self, data)):
            raise serializers.ValidationError(faults)
        return super().to_internal_value(data)

    def save(self, **kwargs: Any) -> M:
        """Closed: a serializer never writes; call an action."""
        raise TypeError(f"{type(self).__name__} gives shape only; call an action to write.")
