"""Shapes of who decides an objection: whom the search offers next, and whom it passed over and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from appraisal.deciders import PassedOver
from appraisal.pages.passing_over import sentence
from workflow.api.shapes import EventShape


class PassedOverShape(serializers.Serializer[Any]):
    """An officer above the assessor who may not decide, with the code of the ground and its words."""

    person = serializers.UUIDField(source="public_id")
    name = serializers.CharField(allow_blank=True)
    ground = serializers.CharField()
    said = serializers.SerializerMethodField()

    def get_said(self, one: PassedOver) -> str:
        """The ground in the reader's language."""
        return sentence(one.name, one.ground)


class DeciderShape(serializers.Serializer[Any]):
    """A lawful decider; `ground`: superior (above the assessor) or alternate (named by the rule set)."""

    person = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    post = serializers.CharField(allow_blank=True)
    ground = serializers.CharField()


class NextDeciderShape(serializers.Serializer[Any]):
    """Who would decide next; null where the line and the rules offer nobody."""

    decider = DeciderShape(allow_null=True)
    passed_over = PassedOverShape(source="passed", many=True)


class ObjectionEventShape(EventShape):
    """One entry of the history of an objection."""

    passed_over = PassedOverShape(many=True)


def with_passed(events: Sequence[dict[str, Any]], passed: Mapping[int, Sequence[PassedOver]]) -> list[dict[str, Any]]:
    """The entries with who was passed over, by version."""
    return [{**one, "passed_over": PassedOverShape(passed.get(one["version"], ()), many=True).data} for one in events]
