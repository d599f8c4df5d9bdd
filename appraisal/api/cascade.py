"""The cascade of a unit over REST: the tree of the page as a list, each result with the one it carries on."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.plans.cascade import flat
from appraisal.plans.pages.tree import cascade_page
from workflow.api.serializers import StrictSerializer
from workflow.errors import NotVisible


class CascadeQuery(StrictSerializer):
    """Which unit and year; without them your own unit and the present year."""

    unit = serializers.UUIDField(required=False)
    year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)


class CascadeNodeShape(serializers.Serializer[Any]):
    """One agreed result. `parent` is the result it carries on, null at the top of this tree; `left`: nobody below
    carries it on; `loose`: it carries on nothing although it could."""

    id = serializers.UUIDField(source="node.id")
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    title = serializers.CharField(source="node.title")
    kind = serializers.CharField(source="node.kind")
    person = serializers.CharField(source="node.person")
    post = serializers.CharField(source="node.post")
    plan = serializers.UUIDField(source="node.address")
    left = serializers.BooleanField(source="node.left")
    loose = serializers.BooleanField(source="node.loose")


class CascadeShape(serializers.Serializer[Any]):
    """The tree of the agreed plans you may see; `too_many`: the unit is too large for one answer, ask a smaller one."""

    unit = serializers.UUIDField(source="unit.public_id", allow_null=True, default=None)
    unit_name = serializers.CharField(source="unit.name", allow_null=True, default=None)
    year = serializers.IntegerField()
    plans = serializers.IntegerField()
    left = serializers.IntegerField()
    loose = serializers.IntegerField()
    unagreed = serializers.IntegerField()
    too_many = serializers.BooleanField()
    results = serializers.SerializerMethodField()

    @extend_schema_field(CascadeNodeShape(many=True))
    def get_results(self, page: Any) -> list[dict[str, Any]]:
        """Every result after the one it carries on."""
        return [dict(row) for row in CascadeNodeShape(list(flat(page.nodes)), many=True).data]


class ShowsCascades:
    """The part of the plans' viewset that shows the tree of a unit."""

    @extend_schema(parameters=[CascadeQuery], responses={200: CascadeShape}, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def cascade(self: Any, request: Request) -> Response:
        """Who carries on whose results in a unit and below it, as far as the plans are open to you."""
        query = CascadeQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = cascade_page(self.actor, query.validated_data)
        wanted = query.validated_data.get("unit")
        # The page falls back to the reader's own unit; a program gets what it asked for, or nothing.
        if wanted is not None and (page.unit is None or page.unit.public_id != wanted):
            raise NotVisible
        return Response(CascadeShape(page).data)
