"""Segments of a period over REST: read, write the draft, close, excuse."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.api.evaluations import saved
from appraisal.api.shapes import SavedShape
from appraisal.models import PeriodSegment
from appraisal.models.segments import LONGEST_NOTE
from appraisal.segments import actions
from appraisal.segments.combining import months_between
from appraisal.segments.planned import planned_in
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome


class SegmentRowShape(SubjectSerializer[PeriodSegment]):
    """A segment in a list: whose form, which days under whom, how many months it has."""

    evaluation = serializers.UUIDField(source="evaluation.public_id", read_only=True)
    employee_name = serializers.CharField(source="evaluation.employee_name", read_only=True)
    cycle_name = serializers.CharField(source="evaluation.cycle.name", read_only=True)
    months = serializers.SerializerMethodField()

    class Meta:
        model = PeriodSegment
        fields = (
            *SUBJECT_FIELDS,
            "evaluation",
            "employee_name",
            "cycle_name",
            "sequence",
            "first_day",
            "last_day",
            "months",
            "ground",
            "unit_name",
            "employee_post",
            "assessor_name",
            "assessor_post",
            "closed_at",
        )
        read_only_fields = fields

    def get_months(self, row: PeriodSegment) -> int:
        """How many months have their fifteenth day in it."""
        return len(months_between(row.first_day, row.last_day))


class SegmentShape(SegmentRowShape):
    """A segment with what its assessor rated and wrote, for whom that is open."""

    planned = serializers.SerializerMethodField()

    guarded = {"results_rating": "ratings", "behaviour_rating": "ratings", "note": "note", "revision": "work"}
    guarded |= {"planned": "work", "excuse_reason": "history"}
    guarded |= {"closed_by_name": "history", "closed_on_behalf": "history"}

    class Meta:
        model = PeriodSegment
        fields = (
            *SegmentRowShape.Meta.fields,
            "revision",
            "results_rating",
            "behaviour_rating",
            "note",
            "planned",
            "excuse_reason",
            "closed_by_name",
            "closed_on_behalf",
        )
        read_only_fields = fields

    def get_planned(self, row: PeriodSegment) -> list[str]:
        """Names of what was planned and of what is rated, as they stood on the last day."""
        return list(planned_in(row))


class SegmentPatch(StrictSerializer):
    """What its assessor typed; any of the fields, with the revision that was read."""

    revision = serializers.IntegerField(min_value=0, required=False)
    results_rating = serializers.IntegerField(min_value=1, max_value=3, required=False, allow_null=True)
    behaviour_rating = serializers.IntegerField(min_value=1, max_value=3, required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False, max_length=LONGEST_NOTE)


class SegmentQuery(ListQuery):
    """Filters of the list of segments."""

    state = states_filter(PeriodSegment.States)
    evaluation = serializers.UUIDField(source="evaluation__public_id", required=False)


def _take(order: Order) -> Outcome:
    return actions.take(
        order.subject.public_id,
        order.name,
        actor=order.actor,
        version=order.version,
        payload=order.payload,
        key=order.key,
    )


class SegmentViewSet(SubjectViewSet[PeriodSegment]):
    """Stretches of a period under one assessor, where the assessor changed within it."""

    model = PeriodSegment
    serializer_class = SegmentShape
    list_serializer_class = SegmentRowShape
    query_class = SegmentQuery
    history_group = "history"
    keyset = Keyset(order=("-first_day",))
    transition_actions = {"close": _take, "excuse": _take}

    def select(self, queryset: Any) -> Any:
        """The rules of the form's cycle, by which the ratings of the form are opened."""
        return queryset.select_related("evaluation__cycle__rule_set", "evaluation__unit")

    def counters(self, row: PeriodSegment) -> tuple[int, ...]:
        """Version and revision of the draft."""
        return (row.version, row.revision)

    @extend_schema(request=SegmentPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"])
    def draft(self, request: Request, id: str) -> Response:
        """Save the ratings and the note of the own segment."""
        row, body = self.get_object(), self.read_body(SegmentPatch)
        revision = body.pop("revision", None)
        return saved(actions.save(row.public_id, actor=self.actor, revision=revision, values=body))
