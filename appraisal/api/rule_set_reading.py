"""Rule sets read over REST: the differences between two editions in sentences."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.pages.rule_set_changes import changes_of
from workflow.api.serializers import StrictSerializer


class ChangeShape(serializers.Serializer[Any]):
    """One difference; an empty value on the side that has none."""

    sentence = serializers.CharField()
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


class ChangedPartShape(serializers.Serializer[Any]):
    """One part of the rules with its differences."""

    part = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    changes = ChangeShape(many=True)


class ChangesShape(serializers.Serializer[Any]):
    """The way from one edition to another; `old` is null where there is none to compare with."""

    old = serializers.UUIDField(source="old.public_id", allow_null=True, default=None)
    old_hash = serializers.CharField(source="old.content_hash", allow_blank=True, default="")
    new = serializers.UUIDField(source="new.public_id")
    new_hash = serializers.CharField(source="new.content_hash", allow_blank=True)
    total = serializers.IntegerField()
    parts = ChangedPartShape(many=True)


class OtherEdition(StrictSerializer):
    """Which edition to compare with; by default the one this edition began with."""

    other = serializers.UUIDField(required=False)


class ReadsRuleSets:
    """What `RuleSetViewSet` answers beside list, detail and steps."""

    @extend_schema(parameters=[OtherEdition], responses={200: ChangesShape})
    @action(detail=True, methods=["get"])
    def changes(self: Any, request: Request, id: str) -> Response:
        """Every difference to another edition, in plain sentences."""
        query = OtherEdition(data=request.query_params)
        query.is_valid(raise_exception=True)
        other = query.validated_data.get("other")
        return Response(ChangesShape(changes_of(self.get_object(), self.actor, other=other)).data)
