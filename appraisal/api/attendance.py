"""Attendance over REST: months as they were imported, for the person, the assessor and HR."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal import attendance
from appraisal.models import AttendanceMonth
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictModelSerializer
from workflow.api.viewsets import ReadViewSet


class AttendanceShape(StrictModelSerializer[AttendanceMonth]):
    """One month of one person."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    employee = serializers.UUIDField(source="employee.public_id", read_only=True)
    employee_name = serializers.CharField(source="employee.full_name", read_only=True)

    class Meta:
        model = AttendanceMonth
        fields = (
            "id",
            "employee",
            "employee_name",
            "month",
            "absent_days",
            "late_minutes",
            "reasons",
            "recorded_at",
        )
        read_only_fields = fields


class AttendanceQuery(ListQuery):
    """Filters of the list of months."""

    employee = serializers.UUIDField(source="employee__public_id", required=False)
    month = serializers.DateField(required=False)


class AttendanceViewSet(ReadViewSet[AttendanceMonth]):
    """Months of attendance: your own, those of people you assess, and as HR those of your units."""

    model = AttendanceMonth
    serializer_class = AttendanceShape
    query_class = AttendanceQuery
    keyset = Keyset(order=("-month",))

    def visible(self) -> QuerySet[AttendanceMonth]:
        return attendance.months_visible_to(self.actor)

    def shape_context(self, rows: Sequence[AttendanceMonth]) -> dict[str, Any]:
        """Whoever reads another person's months leaves a record."""
        attendance.note_reading(rows, actor=self.actor)
        return super().shape_context(rows)

    def list(self, request: Request) -> Response:
        """Months of attendance you may read, the newest first."""
        return super().list(request)
