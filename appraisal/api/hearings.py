"""Hearings of objections over REST: invited, moved, recorded, answered, and the appointment as a calendar file."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.actions import hearings as hearing_actions
from appraisal.actions.hearings import Invitation
from appraisal.models import Hearing, Objection
from appraisal.pages.hearings import calendar_entry
from workflow import icalendar
from workflow.api.files import FILE_ANSWER
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome
from workflow.errors import NotVisible
from workflow.policies import policy_for


class HearingShape(SubjectSerializer[Hearing]):
    """A hearing with its minutes and what both sides say of them."""

    objection = serializers.UUIDField(source="objection.public_id", read_only=True)

    guarded = {
        **dict.fromkeys(("planned_at", "length", "place", "agenda", "sequence"), "hearing"),
        **dict.fromkeys(("held_at", "minutes", "employee_view", "assessor_view"), "minutes"),
    }

    class Meta:
        model = Hearing
        fields = (
            *SUBJECT_FIELDS,
            "objection",
            "planned_at",
            "length",
            "place",
            "agenda",
            "sequence",
            "held_at",
            "minutes",
            "employee_answer",
            "employee_answered_at",
            "employee_view",
            "assessor_answer",
            "assessor_answered_at",
            "assessor_view",
        )
        read_only_fields = fields


class NewHearing(StrictSerializer):
    """Invites both sides of an objection."""

    objection = serializers.UUIDField()
    planned_at = serializers.DateTimeField()
    length = serializers.IntegerField(min_value=0, max_value=1440, default=60)
    place = serializers.CharField(max_length=200)
    agenda = serializers.CharField(max_length=2000)


class HearingQuery(ListQuery):
    """Filters of the list of hearings."""

    state = states_filter(Hearing.States)
    objection = serializers.UUIDField(source="objection__public_id", required=False)


class HearingViewSet(SubjectViewSet[Hearing]):
    """Hearings: both sides and the decider at one table, with minutes both sides answer."""

    model = Hearing
    serializer_class = HearingShape
    query_class = HearingQuery
    history_group = "history"
    keyset = Keyset(order=("-planned_at",))

    def select(self, queryset: QuerySet[Hearing]) -> QuerySet[Hearing]:
        """The objection and the form the policy asks for."""
        return queryset.select_related("objection__evaluation__cycle", "objection__evaluation__unit")

    def act(self, order: Order) -> Outcome:
        """Every step locks the evaluation first."""
        return hearing_actions.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    @extend_schema(request=NewHearing, responses={201: HearingShape})
    def create(self, request: Request) -> Response:
        """Invite both sides, while the decision is open."""
        values = dict(self.read_body(NewHearing))
        wanted = values.pop("objection")
        if not policy_for(Objection).visible_to(self.actor).filter(public_id=wanted).exists():
            raise NotVisible
        made = hearing_actions.invite(wanted, Invitation(**values), actor=self.actor)
        found = self.get_queryset().get(pk=made.pk)
        return Response(HearingShape(found, context=self.get_serializer_context()).data, status=201)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"])
    def calendar(self, request: Request, id: str) -> HttpResponse:
        """The appointment as a calendar file (RFC 5545); a cancelled one withdraws the entry."""
        found: Any = self.get_object()
        url = request.build_absolute_uri(reverse("appraisal:hearing", args=[found.public_id]))
        content = icalendar.calendar(calendar_entry(found, url=url))
        response = HttpResponse(content, content_type=icalendar.MEDIA_TYPE)
        response["Content-Disposition"] = 'attachment; filename="hearing.ics"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
