"""Plans (SKP) over REST: begun, written part by part on their revision, moved, every agreed version; the library."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.api.cascade import ShowsCascades
from appraisal.api.evaluations import ONE_ID, identity, saved
from appraisal.api.plan_shapes import (
    AddedShape,
    AnnexPatch,
    ConductPatch,
    IndicatorPatch,
    LibraryPut,
    LibraryShape,
    NewLibraryResult,
    NewPlan,
    NewResult,
    PlacedShape,
    PlacementInput,
    PlanRowShape,
    PlanShape,
    PlanVersionShape,
    ResultPatch,
    Revised,
)
from appraisal.api.shapes import SavedShape
from appraisal.models import LibraryResult, Plan
from appraisal.plans.actions import beginning, library, moving, writing
from appraisal.plans.content import read_text
from organization import tree
from workflow.api.conditional import answer
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.subjects import note_reading
from workflow.api.transitions import Order
from workflow.api.viewsets import ReadViewSet, SubjectViewSet
from workflow.engine import Outcome
from workflow.errors import NotPermitted
from workflow.policies import policy_for


class PlanQuery(ListQuery):
    """Filters of the list of plans."""

    state = states_filter(Plan.States)
    year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)
    unit = serializers.UUIDField(source="unit__public_id", required=False)
    employee = serializers.UUIDField(source="employee__public_id", required=False)
    assessor = serializers.UUIDField(source="assessor__public_id", required=False)


class PlanViewSet(ShowsCascades, SubjectViewSet[Plan]):
    """Plans (SKP): one person's results for one time in a post and one year."""

    model = Plan
    serializer_class = PlanShape
    list_serializer_class = PlanRowShape
    query_class = PlanQuery
    history_group = "history"
    keyset = Keyset(order=("-period_from",))

    def select(self, queryset: QuerySet[Plan]) -> QuerySet[Plan]:
        """People and unit."""
        return queryset.select_related("unit", "employee", "assessor")

    def counters(self, row: Plan) -> tuple[int, ...]:
        """Version and revision."""
        return (row.version, row.revision)

    def act(self, order: Order) -> Outcome:
        """Every step goes through the action."""
        return moving.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    def stored(self, plan: Plan, status: int = 200) -> Response:
        """The plan as it is now."""
        response = self.answer(self.get_queryset().get(pk=plan.pk))
        response.status_code = status
        return response

    @extend_schema(request=NewPlan, responses={201: PlanShape})
    def create(self, request: Request) -> Response:
        """Begin the plan of a time in a post: your own, or openly somebody else's."""
        return self.stored(beginning.begin_plan(actor=self.actor, **self.read_body(NewPlan)), 201)

    @extend_schema(request=None, responses={200: PlanShape})
    @action(detail=True, methods=["post"], url_path="copy")
    def copy_earlier(self, request: Request, id: str) -> Response:
        """Begin with the text agreed for the last time, while the plan has no result."""
        return self.stored(moving.copy_earlier(self.get_object().public_id, actor=self.actor))

    @extend_schema(request=NewResult, responses={201: AddedShape})
    @action(detail=True, methods=["post"])
    def results(self, request: Request, id: str) -> Response:
        """Add a result, with an empty indicator to begin with."""
        made = writing.add_result(self.get_object().public_id, actor=self.actor, **self.read_body(NewResult))
        return Response(AddedShape(made).data, status=201)

    @extend_schema(request=ResultPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"], url_path=f"results/(?P<result>{ONE_ID})")
    def result(self, request: Request, id: str, result: str) -> Response:
        """Save a result."""
        values = self.read_body(ResultPatch)
        if "parent" in values:
            values["parent"] = str(values["parent"] or "")
        return self._save(writing.save_result, values, identity(result))

    @extend_schema(request=Revised, responses={200: SavedShape})
    @result.mapping.delete
    def remove_result(self, request: Request, id: str, result: str) -> Response:
        """Take a result out."""
        return self._remove(writing.remove_result, result)

    @extend_schema(request=None, responses={201: AddedShape})
    @action(detail=True, methods=["post"], url_path=f"results/(?P<result>{ONE_ID})/indicators")
    def indicators(self, request: Request, id: str, result: str) -> Response:
        """Add an indicator to a result."""
        made = writing.add_indicator(self.get_object().public_id, identity(result), actor=self.actor)
        return Response(AddedShape(made).data, status=201)

    @extend_schema(request=IndicatorPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"], url_path=f"indicators/(?P<indicator>{ONE_ID})")
    def indicator(self, request: Request, id: str, indicator: str) -> Response:
        """Save an indicator."""
        return self._save(writing.save_indicator, self.read_body(IndicatorPatch), identity(indicator))

    @extend_schema(request=Revised, responses={200: SavedShape})
    @indicator.mapping.delete
    def remove_indicator(self, request: Request, id: str, indicator: str) -> Response:
        """Take an indicator out."""
        return self._remove(writing.remove_indicator, indicator)

    @extend_schema(request=ConductPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"])
    def conduct(self, request: Request, id: str) -> Response:
        """Save what is expected of the conduct; the assessor's while the plan lies there."""
        return self._save(writing.save_expectations, self.read_body(ConductPatch))

    @extend_schema(request=AnnexPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"])
    def annexes(self, request: Request, id: str) -> Response:
        """Save the three lists of the annex."""
        return self._save(writing.save_annexes, self.read_body(AnnexPatch))

    @extend_schema(responses={200: PlanVersionShape(many=True)})
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, id: str) -> Response:
        """Every agreed version, the newest first."""
        plan = self.get_object()
        if "agreed" not in policy_for(plan).fields_for(self.actor, plan):
            raise NotPermitted
        rows: list[Any] = list(plan.versions.all())
        for row in rows:
            row.text = read_text(row.content)
        note_reading(plan, actor=self.actor, groups=("agreed",))
        return answer(request, PlanVersionShape(rows, many=True).data, counters=(plan.version,))

    def _save(self, save: Callable[..., Any], values: dict[str, Any], *part: Any) -> Response:
        plan, revision = self.get_object(), values.pop("revision", None)
        return saved(save(plan.public_id, *part, actor=self.actor, revision=revision, values=values))

    def _remove(self, remove: Callable[..., Any], part: str) -> Response:
        plan, revision = self.get_object(), self.read_body(Revised).get("revision")
        return saved(remove(plan.public_id, identity(part), actor=self.actor, revision=revision))


class PlanLibraryViewSet(ReadViewSet[LibraryResult]):
    """The library of results, for HR and heads of units."""

    model = LibraryResult
    serializer_class = LibraryShape
    keyset = Keyset(order=("title",))

    def visible(self) -> QuerySet[LibraryResult]:
        """Results of units that are kept or lie above them."""
        mine = library.keeps(self.actor)
        if not mine:
            raise NotPermitted
        rows = LibraryResult.objects.filter(tree.within(mine, "unit__"))
        for first, last in mine:
            rows |= LibraryResult.objects.filter(unit__lft__lte=first, unit__rght__gte=last)
        return rows.select_related("unit")

    def _shape(self, entry: LibraryResult, status: int) -> Response:
        return Response(LibraryShape(entry, context=self.get_serializer_context()).data, status=status)

    @extend_schema(request=NewLibraryResult, responses={201: LibraryShape})
    def create(self, request: Request) -> Response:
        """Write a result for the people of a unit."""
        values = dict(self.read_body(NewLibraryResult))
        return self._shape(library.add_entry(actor=self.actor, unit=values.pop("unit"), values=values), 201)

    @extend_schema(request=LibraryPut, responses={200: LibraryShape})
    def update(self, request: Request, id: str) -> Response:
        """Change a result on its revision."""
        entry = self.get_object()
        values = dict(self.read_body(LibraryPut))
        revision = values.pop("revision", None)
        return self._shape(
            library.change_entry(entry.public_id, actor=self.actor, revision=revision, values=values), 200
        )

    @extend_schema(request=PlacementInput, responses={200: PlacedShape})
    @action(detail=False, methods=["post"])
    def placements(self, request: Request) -> Response:
        """Put results onto the draft plans of many people in one act."""
        placed = library.put_on_plans(actor=self.actor, **self.read_body(PlacementInput))
        return Response(PlacedShape(asdict(placed)).data)
