"""What a date would be with another length or a hold, for programs: the answer of the page on dates."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from workflow.api.serializers import StrictSerializer
from workflow.api.views import ApiView
from workflow.calendars import LONGEST
from workflow.dates.what_if import UNITS, ZONES, answer, hold_fault
from workflow.holiday_table import calendar_of


class DueDateQuery(StrictSerializer):
    """A start and a length in days of the office's zone; `other` and the hold are what might change."""

    start = serializers.DateField()
    amount = serializers.IntegerField(min_value=0, max_value=LONGEST)
    unit = serializers.ChoiceField(choices=UNITS)
    zone = serializers.ChoiceField(choices=ZONES)
    other = serializers.IntegerField(min_value=0, max_value=LONGEST, required=False)
    hold_first = serializers.DateField(required=False)
    hold_last = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A hold is whole and no longer than a year."""
        if fault := hold_fault(attrs.get("hold_first"), attrs.get("hold_last")):
            raise serializers.ValidationError(dict([fault]))
        return attrs


class CountedShape(serializers.Serializer[Any]):
    """The last moment in time, its day in the office's zone, and every reason for it."""

    due_at = serializers.DateTimeField()
    day = serializers.DateField()
    explanation = serializers.ListField(child=serializers.CharField())


class DueDateShape(serializers.Serializer[Any]):
    """The date as things are, the date it would be (null without a change), and by how many days it moves."""

    now = CountedShape()
    then = CountedShape(allow_null=True)
    days = serializers.IntegerField()


class DueDateViewSet(ApiView, ViewSet):
    """How a date is counted. Nothing is stored."""

    @extend_schema(parameters=[DueDateQuery], responses={200: DueDateShape})
    def list(self, request: Request) -> Response:
        """The date for a start and a length, and the one a change would make of it."""
        query = DueDateQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = answer(asked, calendar=calendar_of(asked["zone"]))
        now = {"due_at": found.now.due_at, "day": found.now.day, "explanation": found.now_lines}
        then = found.then and {"due_at": found.then.due_at, "day": found.then.day, "explanation": found.then_lines}
        return Response(DueDateShape({"now": now, "then": then, "days": found.days}).data)
