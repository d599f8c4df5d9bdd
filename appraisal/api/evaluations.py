"""Evaluations over REST: both sides' items saved as typed, files, the result with its trace."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.actions import evidence as evidence_actions
from appraisal.actions import items as item_actions
from appraisal.actions.base import Saved
from appraisal.api.dialogue_beside import ShowsDialogue
from appraisal.api.shapes import (
    EvaluationRowShape,
    EvaluationShape,
    EvidenceShape,
    RatingsPatch,
    ResultShape,
    ReviewPatch,
    SavedShape,
    SelfPatch,
)
from appraisal.models import Evaluation, EvaluationItem, Evidence
from workflow.api.conditional import answer
from workflow.api.files import FILE_ANSWER, FILE_BODY, attachment, uploaded_file
from workflow.api.pagination import Keyset
from workflow.api.parsers import LimitedMultiPartParser
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import note_reading
from workflow.api.viewsets import SubjectViewSet
from workflow.errors import NotPermitted, NotVisible
from workflow.policies import policy_for

ONE_ID = "[^/.]+"
SaveItem = Callable[..., Saved]


def identity(text: str) -> UUID:
    """The id in an address; a malformed one is as absent as any other."""
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None


def saved(found: Saved) -> Response:
    """The answer to a save."""
    return Response(SavedShape(asdict(found)).data)


class EvaluationQuery(ListQuery):
    """Filters of the list of evaluations."""

    state = states_filter(Evaluation.States)
    cycle = serializers.UUIDField(source="cycle__public_id", required=False)
    unit = serializers.UUIDField(source="unit__public_id", required=False)
    employee = serializers.UUIDField(source="employee__public_id", required=False)
    assessor = serializers.UUIDField(source="assessor__public_id", required=False)


class EvaluationViewSet(ShowsDialogue, SubjectViewSet[Evaluation]):
    """Evaluations: one person in one cycle."""

    model = Evaluation
    serializer_class = EvaluationShape
    list_serializer_class = EvaluationRowShape
    query_class = EvaluationQuery
    history_group = "history"
    # As on the page: the superior reads the steps, the reasons of a return are between the two sides.
    words_groups = frozenset({"returns"})
    keyset = Keyset(order=("-pk",))

    def select(self, queryset: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
        """People, unit and rules; the items only for one evaluation."""
        rows = queryset.select_related("cycle__rule_set", "unit", "employee", "assessor", "superior")
        if self.action != "retrieve":
            return rows
        items = EvaluationItem.objects.select_related("facts").prefetch_related("evidence").order_by("position", "id")
        return rows.prefetch_related(Prefetch("items", items))

    def counters(self, row: Evaluation) -> tuple[int, ...]:
        """Version and both revisions."""
        return (row.version, row.self_revision, row.review_revision)

    @extend_schema(request=SelfPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"], url_path=f"items/(?P<item>{ONE_ID})/self")
    def self_item(self, request: Request, id: str, item: str) -> Response:
        """Save the employee's side of an item."""
        return self._save(item_actions.save_self_item, item, SelfPatch)

    @extend_schema(request=ReviewPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"], url_path=f"items/(?P<item>{ONE_ID})/review")
    def review_item(self, request: Request, id: str, item: str) -> Response:
        """Save the assessor's side of an item."""
        return self._save(item_actions.save_review_item, item, ReviewPatch)

    def _save(self, save: SaveItem, item: str, shape: type[StrictSerializer]) -> Response:
        form = self.get_object()
        values = self.read_body(shape)
        revision = values.pop("revision", None)
        return saved(save(form.public_id, identity(item), actor=self.actor, revision=revision, values=values))

    @extend_schema(request=RatingsPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"])
    def ratings(self, request: Request, id: str) -> Response:
        """Save the assessor's judgement of results and of behaviour."""
        form = self.get_object()
        values = self.read_body(RatingsPatch)
        revision = values.pop("revision", None)
        found = item_actions.save_ratings(form.public_id, actor=self.actor, revision=revision, values=values)
        return saved(found)

    @extend_schema(responses={200: ResultShape})
    @action(detail=True, methods=["get"])
    def result(self, request: Request, id: str) -> Response:
        """The result and how it came about, once it is handed over to you."""
        form = self.get_object()
        policy = policy_for(form)
        if "result" not in policy.fields_for(self.actor, form):
            raise NotPermitted
        note_reading(form, actor=self.actor, groups=("result",))
        return answer(request, _result_shape(form), counters=(form.version,))

    @extend_schema(request=FILE_BODY, responses={201: EvidenceShape})
    @action(
        detail=True,
        methods=["post"],
        url_path=f"items/(?P<item>{ONE_ID})/evidence",
        parser_classes=[LimitedMultiPartParser],
    )
    def item_evidence(self, request: Request, id: str, item: str) -> Response:
        """Put a file to an item while the form is with the employee."""
        form = self.get_object()
        sent = uploaded_file(request)
        row = evidence_actions.upload_evidence(
            form.public_id, identity(item), actor=self.actor, name=sent.name or "file", content=sent.read()
        )
        return Response(EvidenceShape(row).data, status=201)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"], url_path=f"evidence/(?P<evidence>{ONE_ID})")
    def evidence(self, request: Request, id: str, evidence: str) -> FileResponse:
        """Download a file; the right is asked at every download."""
        form = self.get_object()
        if "self" not in policy_for(form).fields_for(self.actor, form):
            raise NotPermitted
        row = Evidence.objects.filter(
            item__evaluation=form, public_id=identity(evidence), removed_at__isnull=True
        ).first()
        if row is None:
            raise NotVisible
        note_reading(form, actor=self.actor, groups=("self",))
        return attachment(row.file, name=row.name, media_type=row.media_type)

    @extend_schema(responses={204: None})
    @evidence.mapping.delete
    def remove_evidence(self, request: Request, id: str, evidence: str) -> Response:
        """Take a file away while the form is with the employee."""
        form = self.get_object()
        evidence_actions.remove_evidence(form.public_id, identity(evidence), actor=self.actor)
        return Response(status=204)


def _result_shape(form: Evaluation) -> Any:
    form.trace = form.result or {}  # type: ignore[attr-defined]
    return ResultShape(form).data
