"""Simulations over REST: try rules out on a closed cycle, watch the count, read what would change."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.actions import simulations as actions
from appraisal.api.plans import JobShape
from appraisal.models.simulations import Simulation
from appraisal.pages.simulations import simulation_page
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.viewsets import ReadViewSet


class SimulationRowShape(StrictModelSerializer[Simulation]):
    """A simulation in a list; `finished_at` is null while it counts."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    rule_set = serializers.UUIDField(source="rule_set.public_id", read_only=True)
    cycle = serializers.UUIDField(source="cycle.public_id", read_only=True)

    class Meta:
        model = Simulation
        fields = ("id", "rule_set", "cycle", "rule_hash", "cycle_hash", "created_at", "finished_at")
        read_only_fields = fields


class MoveShape(serializers.Serializer[Any]):
    """So many results would go from one predicate to another."""

    before = serializers.CharField()
    after = serializers.CharField()
    number = serializers.IntegerField()


class DateLineShape(serializers.Serializer[Any]):
    """One length of time: how many dates there were, how many would move which way."""

    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()
    dates = serializers.IntegerField()
    earlier = serializers.IntegerField()
    later = serializers.IntegerField()


class UnitLineShape(serializers.Serializer[Any]):
    """One unit, or the small ones together."""

    name = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())


class OutcomeShape(serializers.Serializer[Any]):
    """What would change. Groups under five are hidden, also by difference."""

    hidden = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    moves = MoveShape(many=True)
    dates = DateLineShape(many=True)
    units = UnitLineShape(many=True)


class SimulationShape(SimulationRowShape):
    """A simulation with its outcome, or with the job that still counts."""

    outcome = OutcomeShape(allow_null=True, read_only=True)
    job = JobShape(allow_null=True, read_only=True)

    class Meta:
        model = Simulation
        fields = (*SimulationRowShape.Meta.fields, "outcome", "job")
        read_only_fields = fields

    def to_representation(self, instance: Simulation) -> dict[str, Any]:
        """The row, and what its page shows."""
        page = simulation_page(instance)
        return {
            **SimulationRowShape(instance, context=self.context).data,
            "outcome": OutcomeShape(page.outcome).data if page.outcome else None,
            "job": JobShape(page.job).data if page.job else None,
        }


class SimulationInput(StrictSerializer):
    """Which rules, on which closed cycle."""

    rule_set = serializers.UUIDField()
    cycle = serializers.UUIDField()


class SimulationQuery(ListQuery):
    """Filters of the list."""

    rule_set = serializers.UUIDField(source="rule_set__public_id", required=False)


class SimulationViewSet(ReadViewSet[Simulation]):
    """Rules tried out on closed cycles; for HR of both. Nothing of the past is changed."""

    model = Simulation
    serializer_class = SimulationShape
    list_serializer_class = SimulationRowShape
    query_class = SimulationQuery
    keyset = Keyset(order=("-pk",))

    def visible(self) -> "QuerySet[Simulation]":
        """Those of rules and cycles the actor is HR of."""
        return actions.visible_simulations(self.actor)

    @extend_schema(request=SimulationInput, responses={201: SimulationShape})
    def create(self, request: Request) -> Response:
        """Try rules out; a large cycle is counted by a job."""
        body = self.read_body(SimulationInput)
        made = actions.simulate(body["rule_set"], actor=self.actor, cycle=body["cycle"])
        return Response(SimulationShape(made, context=self.get_serializer_context()).data, status=201)
