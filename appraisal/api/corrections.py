"""Corrections of the assessor over REST: ask, read, decide, withdraw, and the files put to a request."""

from typing import Any

from django.http import FileResponse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.api.evaluations import ONE_ID, identity
from appraisal.corrections import actions
from appraisal.models import AssessorCorrection, CorrectionFile
from appraisal.models.corrections import LONGEST_REASON
from workflow.api.files import FILE_ANSWER, FILE_BODY, attachment, uploaded_file
from workflow.api.pagination import Keyset
from workflow.api.parsers import LimitedMultiPartParser
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer, note_reading
from workflow.api.transitions import Order
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome
from workflow.errors import NotVisible


class CorrectionFileShape(StrictModelSerializer[CorrectionFile]):
    """A file put to a request; its bytes are read at `files/<id>/`."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = CorrectionFile
        fields = ("id", "name", "size", "media_type", "sha256", "uploaded_at")
        read_only_fields = fields


class CorrectionRowShape(SubjectSerializer[AssessorCorrection]):
    """A request in a list."""

    evaluation = serializers.UUIDField(source="evaluation.public_id", read_only=True)
    employee_name = serializers.CharField(source="evaluation.employee_name", read_only=True)
    cycle_name = serializers.CharField(source="evaluation.cycle.name", read_only=True)

    class Meta:
        model = AssessorCorrection
        fields = (
            *SUBJECT_FIELDS,
            "evaluation",
            "employee_name",
            "cycle_name",
            "contested_name",
            "filed_at",
            "decided_at",
            "overdue_at",
        )
        read_only_fields = fields


class CorrectionShape(CorrectionRowShape):
    """A request with its reason, its files and what became of it."""

    proposed = serializers.UUIDField(source="proposed.public_id", read_only=True, allow_null=True, default=None)
    files = serializers.SerializerMethodField()

    guarded = {"reason": "request", "proposed": "request", "proposed_name": "request", "files": "request"}
    guarded |= {"named_name": "decision", "ruling_reason": "decision"}

    class Meta:
        model = AssessorCorrection
        fields = (
            *CorrectionRowShape.Meta.fields,
            "reason",
            "proposed",
            "proposed_name",
            "files",
            "named_name",
            "ruling_reason",
        )
        read_only_fields = fields

    @extend_schema_field(CorrectionFileShape(many=True))
    def get_files(self, one: AssessorCorrection) -> list[dict[str, Any]]:
        """Files not taken away, in the order of their arrival."""
        rows = [row for row in one.files.all() if row.removed_at is None]
        return [dict(row) for row in CorrectionFileShape(rows, many=True).data]


class NewCorrection(StrictSerializer):
    """Why another person should assess, and perhaps who."""

    evaluation = serializers.UUIDField()
    reason = serializers.CharField(max_length=LONGEST_REASON)
    proposed = serializers.UUIDField(required=False, allow_null=True, default=None)


class CorrectionQuery(ListQuery):
    """Filters of the list of requests."""

    state = states_filter(AssessorCorrection.States)
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


class CorrectionViewSet(SubjectViewSet[AssessorCorrection]):
    """Requests that another person should assess; while one is undecided the result is not handed over."""

    model = AssessorCorrection
    serializer_class = CorrectionShape
    list_serializer_class = CorrectionRowShape
    query_class = CorrectionQuery
    history_group = "history"
    keyset = Keyset(order=("-filed_at",))
    transition_actions = {"grant": _take, "refuse": _take, "withdraw": _take}

    def select(self, queryset: Any) -> Any:
        """The files and people it names."""
        return queryset.select_related("proposed").prefetch_related("files")

    @extend_schema(request=NewCorrection, responses={201: CorrectionShape})
    def create(self, request: Request) -> Response:
        """Say that another person should assess you."""
        values = self.read_body(NewCorrection)
        made = actions.ask_for_another(values.pop("evaluation"), actor=self.actor, **values)
        found = self.get_queryset().get(pk=made.pk)
        return Response(CorrectionShape(found, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=FILE_BODY, responses={201: CorrectionFileShape})
    @action(detail=True, methods=["post"], parser_classes=[LimitedMultiPartParser])
    def files(self, request: Request, id: str) -> Response:
        """Put a file to a request that waits."""
        one, sent = self.get_object(), uploaded_file(request)
        row = actions.upload_file(one.public_id, actor=self.actor, name=sent.name or "file", content=sent.read())
        return Response(CorrectionFileShape(row).data, status=201)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"], url_path=f"files/(?P<file>{ONE_ID})")
    def file(self, request: Request, id: str, file: str) -> FileResponse:
        """Download a file; the right is asked at every download."""
        one = self.get_object()
        row = one.files.filter(public_id=identity(file), removed_at__isnull=True).first()
        if row is None:
            raise NotVisible
        note_reading(one, actor=self.actor, groups=("request",))
        return attachment(row.file, name=row.name, media_type=row.media_type)

    @extend_schema(responses={204: None})
    @file.mapping.delete
    def remove_file(self, request: Request, id: str, file: str) -> Response:
        """Take a file away while the request waits."""
        actions.remove_file(self.get_object().public_id, identity(file), actor=self.actor)
        return Response(status=204)
