"""Innovations over REST: written, handed in, reviewed, put to use, measured, confirmed."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.innovations import actions
from appraisal.models import Innovation
from appraisal.shares import MOST, sent_lines
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome


class ShareInput(StrictSerializer):
    """A person's share, in per cent."""

    employee = serializers.UUIDField()
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class ShareShape(serializers.Serializer[Any]):
    """A person's share, with the name."""

    employee = serializers.UUIDField(source="employee.public_id")
    employee_name = serializers.CharField(source="employee.full_name")
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class InnovationShape(SubjectSerializer[Innovation]):
    """One innovation with its people, its review and its effect."""

    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    author = serializers.UUIDField(source="author.public_id", read_only=True)
    metric = serializers.UUIDField(source="metric.public_id", read_only=True, allow_null=True, default=None)
    contributors = serializers.SerializerMethodField()

    class Meta:
        model = Innovation
        fields = (
            *SUBJECT_FIELDS,
            "title",
            "problem",
            "idea",
            "unit",
            "unit_name",
            "author",
            "contributors",
            "started_on",
            "revision",
            "submitted_on",
            "reviewed_on",
            "accepted_on",
            "review_note",
            "used_from",
            "effect",
            "metric",
            "before",
            "after",
            "effect_confirmed_on",
            "ended_on",
        )
        read_only_fields = fields

    @extend_schema_field(ShareShape(many=True))
    def get_contributors(self, one: Innovation) -> list[Any]:
        """Who has which share."""
        return list(ShareShape(one.contributors.all(), many=True).data)


class InnovationInput(StrictSerializer):
    """A draft."""

    title = serializers.CharField(max_length=200)
    problem = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    idea = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    unit = serializers.UUIDField()
    started_on = serializers.DateField()


class InnovationPatch(StrictSerializer):
    """Any field of a draft, on its revision; `contributors` replaces all shares."""

    revision = serializers.IntegerField(min_value=0, required=False)
    title = serializers.CharField(max_length=200, required=False)
    problem = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    idea = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    unit = serializers.UUIDField(required=False)
    started_on = serializers.DateField(required=False)
    contributors = serializers.ListField(child=ShareInput(), required=False, max_length=MOST)


class InnovationQuery(ListQuery):
    """Filters of the list of innovations."""

    state = states_filter(Innovation.States)
    unit = serializers.UUIDField(source="unit__public_id", required=False)


class InnovationViewSet(SubjectViewSet[Innovation]):
    """Innovations: your own, and those of the units you hold a role on once they are handed in."""

    model = Innovation
    serializer_class = InnovationShape
    query_class = InnovationQuery
    history_group = "history"
    keyset = Keyset(order=("-created_at",))

    def select(self, queryset: QuerySet[Innovation]) -> QuerySet[Innovation]:
        """Unit, author, metric and the people."""
        return queryset.select_related("unit", "author", "metric").prefetch_related("contributors__employee")

    def act(self, order: Order) -> Outcome:
        """Every step goes through the action."""
        return actions.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    @extend_schema(request=InnovationInput, responses={201: InnovationShape})
    def create(self, request: Request) -> Response:
        """Begin a draft."""
        made = actions.create_innovation(actor=self.actor, values=self.read_body(InnovationInput))
        return Response(self._shape(made), status=201)

    @extend_schema(request=InnovationPatch, responses={200: InnovationShape})
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a draft and the shares in it."""
        one = self.get_object()
        values = dict(self.read_body(InnovationPatch))
        revision, shares = values.pop("revision", None), values.pop("contributors", None)
        lines = sent_lines(shares) if shares is not None else None
        actions.save_innovation(one.public_id, actor=self.actor, revision=revision, values=values, lines=lines)
        return Response(self._shape(one))

    def _shape(self, one: Innovation) -> Any:
        found = self.get_queryset().get(pk=one.pk)
        return InnovationShape(found, context=self.get_serializer_context()).data
