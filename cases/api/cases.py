"""Improvement cases over REST."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions, early_warning, files, selectors
from cases.api.board import BoardOfCases
from cases.api.parts import MovedShape, PlanItemShape
from cases.api.shapes import (
    CaseListShape,
    CaseShape,
    ClosingShape,
    OpeningInput,
    PlanInput,
    PlanItemChange,
    PlanItemInput,
    RevisionInput,
)
from cases.early_warning import with_signs
from cases.models import Enrolment, ImprovementCase, PlanItem, Training
from cases.transfers import moved_cases
from workflow import clock
from workflow.api.files import attachment, uploaded_file
from workflow.api.pagination import Keyset
from workflow.api.parsers import LimitedMultiPartParser
from workflow.api.queries import ListQuery, states_filter
from workflow.api.viewsets import SubjectViewSet
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role


class CaseQuery(ListQuery):
    """Filters of the list of cases."""

    state = states_filter(ImprovementCase.States)
    unit = serializers.UUIDField(source="unit__public_id", required=False)
    employee = serializers.UUIDField(source="employee__public_id", required=False)
    supervisor = serializers.UUIDField(source="supervisor__public_id", required=False)
    coach = serializers.UUIDField(source="coach__public_id", required=False)
    overdue = serializers.BooleanField(source="duty_overdue", required=False)
    warned = serializers.BooleanField(required=False)


class CaseViewSet(BoardOfCases, SubjectViewSet[ImprovementCase]):
    """Cases of improvement: help that follows a low result."""

    model = ImprovementCase
    serializer_class = CaseShape
    list_serializer_class = CaseListShape
    query_class = CaseQuery
    keyset = Keyset(order=("-opened_at",))

    def narrow(self, queryset: QuerySet[ImprovementCase], query: ListQuery) -> QuerySet[ImprovementCase]:
        """`warned` narrows to cases with an early warning, or without one."""
        lookups = query.lookups()
        wanted = lookups.pop("warned", None)
        rows = queryset.filter(**lookups)
        if wanted is None:
            return rows
        shown = early_warning.warned(ImprovementCase.objects.all(), now=clock.now()).values("pk")
        return rows.filter(pk__in=shown) if wanted else rows.exclude(pk__in=shown)

    def select(self, queryset: QuerySet[ImprovementCase]) -> QuerySet[ImprovementCase]:
        """People and unit; the plan only for one case."""
        rows = queryset.select_related("employee", "unit", "supervisor", "coach")
        if self.action == "list":
            return rows
        rows = with_signs(rows, now=clock.now())
        enrolments = Prefetch("enrolments", Enrolment.objects.select_related("training").order_by("id"))
        items = Prefetch("items", PlanItem.objects.select_related("training").prefetch_related("entries"))
        rows = rows.select_related("template_edition__template")
        return rows.prefetch_related(
            items, selectors.transfers(), "stages", "holds", "triggers", "sessions", enrolments
        )

    @extend_schema(request=OpeningInput, responses={201: CaseShape})
    def create(self, request: Request) -> Response:
        """Open a case for somebody you assess, or as HR of the unit, with a reason."""
        made = actions.open_case(actor=self.actor, **self.read_body(OpeningInput))
        found = self.get_queryset().filter(pk=made.pk).first()
        shape = CaseShape(found, context=self.get_serializer_context())
        return Response(shape.data, status=201)

    @extend_schema(responses={200: MovedShape(many=True)}, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def moved(self, request: Request) -> Response:
        """Open cases you answer for as HR whose person moved; `transfer…` lets one follow."""
        if not self.actor.holds(Role.HR):
            raise NotPermitted
        return Response(MovedShape(moved_cases(self.actor, at=clock.now()), many=True).data)

    @extend_schema(responses={200: ClosingShape})
    @action(detail=True, methods=["get"])
    def closing(self, request: Request, id: str) -> Response:
        """What one looks at before closing: what is missing, the outcomes, the weak items then and now, the duties."""
        case = self.get_object()
        if "outcome" not in policy_for(case).fields_for(self.actor, case):
            raise NotPermitted
        return Response(ClosingShape(case, context=self.get_serializer_context()).data)

    @extend_schema(request=PlanInput, responses={200: CaseShape})
    @action(detail=True, methods=["patch"])
    def plan(self, request: Request, id: str) -> Response:
        """Save goal, day and number of sessions while the plan is written."""
        case = self.get_object()
        values = dict(self.read_body(PlanInput))
        revision = values.pop("revision", None)
        actions.change_plan(case, actor=self.actor, revision=revision, values=values)
        return self.answer(self.get_object())

    @extend_schema(request=PlanItemInput, responses={201: PlanItemShape})
    @action(detail=True, methods=["post"], url_path="plan-items")
    def plan_items(self, request: Request, id: str) -> Response:
        """Add a line to the plan."""
        case = self.get_object()
        item = actions.add_item(case, actor=self.actor, values=_with_training(self.read_body(PlanItemInput)))
        return Response(PlanItemShape(item, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=PlanItemChange, responses={200: PlanItemShape})
    @action(detail=True, methods=["patch"], url_path="plan-items/(?P<item>[0-9a-f-]{36})")
    def plan_item(self, request: Request, id: str, item: str) -> Response:
        """Change a line of the plan while it is written."""
        values = _with_training(self.read_body(PlanItemChange))
        revision = values.pop("revision", None)
        changed = actions.change_item(self.get_object(), item=item, actor=self.actor, revision=revision, values=values)
        return Response(PlanItemShape(changed, context=self.get_serializer_context()).data)

    @extend_schema(request=RevisionInput, responses={204: None})
    @action(detail=True, methods=["post"], url_path="plan-items/(?P<item>[0-9a-f-]{36})/removal")
    def plan_item_removal(self, request: Request, id: str, item: str) -> Response:
        """Take a line out of the plan while it is written."""
        revision = self.read_body(RevisionInput).get("revision")
        actions.remove_item(self.get_object(), item=item, actor=self.actor, revision=revision)
        return Response(status=204)

    @extend_schema(
        request={
            "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
        },
        responses={201: PlanItemShape},
    )
    @action(
        detail=True,
        methods=["post"],
        url_path="plan-items/(?P<item>[0-9a-f-]{36})/evidence",
        parser_classes=[LimitedMultiPartParser],
    )
    def evidence(self, request: Request, id: str, item: str) -> Response:
        """Hand in the evidence of a line; PDF, JPG or PNG up to 10 MB."""
        case = self.get_object()
        stored = files.store(uploaded_file(request), folder=f"cases/{case.pk}")
        changed = files.keep(stored, lambda: actions.attach_evidence(case, item=item, actor=self.actor, stored=stored))
        return Response(PlanItemShape(changed, context=self.get_serializer_context()).data, status=201)

    @extend_schema(responses={(200, "application/octet-stream"): bytes})
    @evidence.mapping.get
    def evidence_file(self, request: Request, id: str, item: str) -> Any:
        """Download the evidence of a line."""
        case = self.get_object()
        if "plan" not in policy_for(case).fields_for(self.actor, case):
            raise NotVisible
        line = case.items.filter(public_id=item, removed=False).exclude(evidence="").first()
        if line is None:
            raise NotVisible
        return attachment(line.evidence, name=line.evidence_name, media_type=line.evidence_type)

    @extend_schema(responses={(200, "application/octet-stream"): bytes})
    @action(detail=True, methods=["get"], url_path="progress/(?P<entry>[0-9a-f-]{36})/evidence")
    def entry_file(self, request: Request, id: str, entry: str) -> Any:
        """Download the evidence of one entry of progress, also of an earlier one."""
        case = self.get_object()
        if "plan" not in policy_for(case).fields_for(self.actor, case):
            raise NotVisible
        found = selectors.entry_with_file(case, entry)
        return attachment(found.evidence, name=found.evidence_name, media_type=found.evidence_type)


def _with_training(values: Any) -> dict[str, Any]:
    """The same values with the training itself instead of its id."""
    found = dict(values)
    wanted = found.get("training")
    if wanted is not None:
        found["training"] = Training.objects.filter(public_id=wanted).first()
        if found["training"] is None:
            raise InvalidInput(details=[FieldFault("training", str(NotVisible.message))])
    return found
