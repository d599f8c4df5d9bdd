"""The register of acting officials over REST, as on a day."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organization import acting
from organization.api.shapes import DayQuery, PersonReference
from organization.days import today
from workflow.api.serializers import StrictSerializer
from workflow.api.views import ApiView

MOST = 300


class ActingShape(StrictSerializer):
    """Who acts in which post, by which letter and with which powers."""

    official = PersonReference(source="employee", read_only=True)
    post = serializers.CharField(source="post.title", read_only=True)
    unit = serializers.UUIDField(source="post.unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="post.unit.name", read_only=True)
    capacity = serializers.CharField(read_only=True)
    may_assess = serializers.BooleanField(read_only=True)
    may_decide = serializers.BooleanField(read_only=True)
    letter_number = serializers.CharField(read_only=True)
    letter_date = serializers.DateField(read_only=True, allow_null=True)
    valid_from = serializers.DateField(read_only=True)
    valid_to = serializers.DateField(read_only=True, allow_null=True)


class RegisterShape(StrictSerializer):
    """The register on one day, in the order of the units."""

    on = serializers.DateField(read_only=True)
    results = ActingShape(many=True, read_only=True)


class ActingView(ApiView):
    """Acting officials (Plt, Plh) of the posts by which people are assessed."""

    @extend_schema(parameters=[DayQuery], responses={200: RegisterShape})
    def get(self, request: Request) -> Response:
        """Who acts on a day (`on`, today by default); open to everybody who is signed in."""
        query = DayQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        on: Any = query.validated_data["on"] or today()
        return Response(RegisterShape({"on": on, "results": list(acting.acting_on(on)[:MOST])}).data)
