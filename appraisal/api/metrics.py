"""Service metrics over REST: what the public feels, its readings, and who has a share in it."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.actions import metrics as actions
from appraisal.api.innovations import ShareInput, ShareShape
from appraisal.metric_form import MetricForm
from appraisal.models import MetricReading, ServiceMetric
from appraisal.models.metrics import Direction
from appraisal.pages.metrics import page_of
from appraisal.shares import MOST, sent_lines
from organization.access import units_visible_to
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.viewsets import ReadViewSet
from workflow.errors import NotPermitted


class MetricShape(StrictModelSerializer[ServiceMetric]):
    """What a unit promises the public."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = ServiceMetric
        fields = ("id", "name", "unit", "unit_name", "unit_of_measure", "direction", "baseline", "target")
        read_only_fields = fields


class MetricPatch(StrictSerializer):
    """Any field of a metric but its unit."""

    name = serializers.CharField(max_length=200, required=False)
    unit_of_measure = serializers.CharField(max_length=40, required=False)
    direction = serializers.ChoiceField(choices=Direction.choices, required=False)
    baseline = serializers.DecimalField(max_digits=12, decimal_places=2, required=False)
    target = serializers.DecimalField(max_digits=12, decimal_places=2, required=False)


class MetricInput(StrictSerializer):
    """A new metric of a unit."""

    unit = serializers.UUIDField()
    name = serializers.CharField(max_length=200)
    unit_of_measure = serializers.CharField(max_length=40)
    direction = serializers.ChoiceField(choices=Direction.choices)
    baseline = serializers.DecimalField(max_digits=12, decimal_places=2)
    target = serializers.DecimalField(max_digits=12, decimal_places=2)


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


class PeriodSharesShape(serializers.Serializer[Any]):
    """Who has which share in one period."""

    period_from = serializers.DateField(source="start")
    period_until = serializers.DateField(source="end")
    shares = ShareShape(many=True, source="rows")


class SharesInput(StrictSerializer):
    """All shares of a period, 100 together; an empty list takes the period away."""

    period_from = serializers.DateField()
    period_until = serializers.DateField()
    shares = serializers.ListField(child=ShareInput(), max_length=MOST)


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

    @extend_schema(request=MetricInput, responses={201: MetricShape})
    def create(self, request: Request) -> Response:
        """Name a metric; for HR of the unit."""
        values = dict(self.read_body(MetricInput))
        made = actions.create_metric(actor=self.actor, unit=values.pop("unit"), values=values)
        return Response(MetricShape(made).data, status=201)

    @extend_schema(request=MetricPatch, responses={200: MetricShape})
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a metric; for HR of its unit."""
        metric = self.get_object()
        stored = {name: getattr(metric, name) for name in MetricForm.NAMES}
        values = {**stored, **self.read_body(MetricPatch)}
        return Response(MetricShape(actions.change_metric(metric, actor=self.actor, values=values)).data)

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
        reading = actions.record_reading(self.get_object(), actor=self.actor, on=values["on"], value=values["value"])
        return Response(ReadingShape(reading).data, status=201)

    @extend_schema(responses={200: PeriodSharesShape(many=True)})
    @action(detail=True, methods=["get"])
    def shares(self, request: Request, id: str) -> Response:
        """Who has which share, by period; for the office and for those who have one."""
        found = page_of(self.get_object(), self.actor)
        if not found.sees_shares:
            raise NotPermitted
        return Response(PeriodSharesShape(found.shares, many=True).data)

    @extend_schema(request=SharesInput, responses={200: PeriodSharesShape(many=True)})
    @shares.mapping.put
    def set_shares(self, request: Request, id: str) -> Response:
        """Set all shares of a period; for HR of the unit."""
        metric, values = self.get_object(), dict(self.read_body(SharesInput))
        lines = sent_lines(values.pop("shares"))
        actions.set_shares(metric, actor=self.actor, lines=lines, **values)
        return Response(PeriodSharesShape(page_of(metric, self.actor).shares, many=True).data)
