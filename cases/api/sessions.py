"""Coaching sessions over REST."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions
from cases.api.shapes import SessionInput, SessionShape
from cases.appointments import entry_of_session
from cases.models import CoachingSession, ImprovementCase
from cases.views.downloads import calendar_file
from workflow.api.files import FILE_ANSWER
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.viewsets import SubjectViewSet
from workflow.errors import NotPermitted, NotVisible
from workflow.policies import policy_for


class SessionQuery(ListQuery):
    """Filters of the list of sessions."""

    state = states_filter(CoachingSession.States)
    case = serializers.UUIDField(source="case__public_id", required=False)


class SessionViewSet(SubjectViewSet[CoachingSession]):
    """Coaching sessions with the record both sides answer."""

    model = CoachingSession
    serializer_class = SessionShape
    query_class = SessionQuery
    keyset = Keyset(order=("-planned_at",))

    def select(self, queryset: QuerySet[CoachingSession]) -> QuerySet[CoachingSession]:
        """The case and unit the policy asks for, and who led the talk."""
        return queryset.select_related("case__unit", "led_by")

    @extend_schema(request=SessionInput, responses={201: SessionShape})
    def create(self, request: Request) -> Response:
        """Plan a talk."""
        values = dict(self.read_body(SessionInput))
        case = policy_for(ImprovementCase).visible_to(self.actor).filter(public_id=values.pop("case")).first()
        if case is None:
            raise NotVisible
        made = actions.plan_session(case, actor=self.actor, **values)
        found = self.get_queryset().get(pk=made.pk)
        return Response(SessionShape(found, context=self.get_serializer_context()).data, status=201)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"])
    def calendar(self, request: Request, id: str) -> HttpResponse:
        """The appointment as a calendar file (RFC 5545), for those who meet; one called off withdraws the entry."""
        found = self.get_object()
        if "notes" not in policy_for(found).fields_for(self.actor, found):
            raise NotPermitted
        url = request.build_absolute_uri(reverse("cases:session", args=[found.public_id]))
        return calendar_file(entry_of_session(found, url=url), name="session")
