"""The facts of an item as a program reads them."""

from typing import Any

from rest_framework import serializers

from appraisal.models import EvaluationItem, ItemFacts
from appraisal.policies import NOTICES


class FactsShape(serializers.Serializer[Any]):
    """What the source of an item says: it informs, the assessor rates. `notice` is absent where it is not yours."""

    source = serializers.CharField()  # type: ignore[assignment]  # what the facts come from
    text = serializers.DictField(child=serializers.CharField())
    advised = serializers.IntegerField(allow_null=True)
    trace = serializers.DictField()
    gathered_at = serializers.DateTimeField()
    notice = serializers.DictField(child=serializers.CharField(), required=False)


def facts_shape(item: EvaluationItem, *, readable: frozenset[str]) -> dict[str, Any] | None:
    """The facts of an item; None where its source knows nothing."""
    stored: ItemFacts | None = getattr(item, "facts", None)
    if stored is None:
        return None
    shape: dict[str, Any] = dict(FactsShape(stored).data)
    if NOTICES not in readable:
        shape.pop("notice", None)
    return shape
