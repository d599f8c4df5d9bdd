"""Service metrics over REST: what the public feels, beside the ratings."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.actions.metrics import record_reading
from appraisal.models import MetricReading, ServiceMetric
from organization.access import units_visible_to
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.viewsets import ReadViewSet


class MetricShape(StrictModelSerializer[ServiceMetric]):
    """What a unit promises the public."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = ServiceMetric
        fields = ("id", "name", "unit", "unit_name", "unit_of_measure", "direction", "baseline", "target")
        read_only_fields = fields


class ReadingShape(StrictModelSerializer[MetricReading]):
    """One measured value on one day."""

    class Meta:
        model = MetricReading
        fields = ("on", "value")
        read_only_fields = fields


class ReadingInput(StrictSerializer):
    """A measured value; a second value for the same day replaces the first."""

    on = serializers.DateField()
    value = serializers.DecimalField(max_digits=12, decimal_places=2)


class MetricQuery(ListQuery):
    """Filters of the list of metrics."""

    unit = serializers.UUIDField(source="unit__public_id", required=False)


class MetricViewSet(ReadViewSet[ServiceMetric]):
    """Service metrics of the units you may see."""

    model = ServiceMetric
    serializer_class = MetricShape
    query_class = MetricQuery
    keyset = Keyset(order=("name",))

    def visible(self) -> QuerySet[ServiceMetric]:
        """Metrics of visible units: what the public feels is no secret inside the office."""
        return ServiceMetric.objects.filter(unit__in=units_visible_to(self.actor)).select_related("unit")

    @extend_schema(responses={200: ReadingShape(many=True)})
    @action(detail=True, methods=["get"])
    def readings(self, request: Request, id: str) -> Response:
        """All measured values, oldest first."""
        return Response(ReadingShape(self.get_object().readings.order_by("on"), many=True).data)

    @extend_schema(request=ReadingInput, responses={201: ReadingShape})
    @readings.mapping.post
    def add_reading(self, request: Request, id: str) -> Response:
        """Enter the value of a day; for HR of the unit."""
        values: dict[str, Any] = self.read_body(ReadingInput)
        reading = record_reading(self.get_object(), actor=self.actor, on=values["on"], value=values["value"])
        return Response(ReadingShape(reading).data, status=201)
