"""Where one's own forms, objections, plans and cases are, for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from workflow import whereabouts
from workflow.api.events import SubjectQuery
from workflow.api.views import ApiView


class WhereQuery(SubjectQuery):
    """One subject; without it, everything that is under way."""

    def get_fields(self) -> dict[str, Any]:
        """Neither or both."""
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class DueShape(serializers.Serializer[Any]):
    """A date, and why it is this one."""

    due_at = serializers.DateTimeField()
    explanation = serializers.ListField(child=serializers.CharField())


class NextStepShape(serializers.Serializer[Any]):
    """One thing that may happen next; `due` is when it happens by itself at the latest."""

    label = serializers.CharField()  # type: ignore[assignment]
    who = serializers.CharField()
    leads_to = serializers.CharField()
    by_itself = serializers.BooleanField()
    due = DueShape(allow_null=True)


class ActShape(serializers.Serializer[Any]):
    """One thing the person may do now, or why it is blocked."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    blocked = serializers.CharField()


class WhereShape(serializers.Serializer[Any]):
    """Where one subject is. `holder` is empty where nobody's act is waited for."""

    kind = serializers.CharField(source="subject.kind")
    subject = serializers.UUIDField(source="subject.public_id")
    title = serializers.CharField()
    state = serializers.CharField(source="subject.state")
    state_label = serializers.CharField(source="state")
    holder = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)
    due = DueShape(allow_null=True)
    ended = serializers.BooleanField()
    steps = NextStepShape(many=True)
    acts = ActShape(many=True)


class WhereaboutsViewSet(ApiView, ViewSet):
    """Who holds one's own form, since when, what may come next and by when."""

    @extend_schema(parameters=[WhereQuery], responses={200: WhereShape(many=True)})
    def list(self, request: Request) -> Response:
        """What is under way, in short; with `kind` and `subject` that one in full."""
        query = WhereQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        if not asked:
            return Response(WhereShape(whereabouts.own_open(self.actor), many=True).data)
        one = SubjectQuery(data=request.query_params)
        one.is_valid(raise_exception=True)
        wanted = one.validated_data
        found = whereabouts.where_is(wanted["kind"], wanted["subject"], actor=self.actor)
        return Response(WhereShape([found], many=True).data)
