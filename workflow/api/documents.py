"""Documents over REST: list, read, fetch the file, acknowledge, order a sealed one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api.files import FILE_ANSWER, attachment
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.viewsets import SubjectViewSet
from workflow.documents import actions
from workflow.documents.codes import grouped
from workflow.documents.names import file_name
from workflow.documents.registry import kind_named
from workflow.documents.subjects import attach_subjects, subject_of
from workflow.engine import Outcome
from workflow.models import Document


class DocumentQuery(ListQuery):
    """Filters of the list of documents."""

    state = states_filter(Document.States)
    kind = serializers.CharField(source="document_kind", max_length=60, required=False)
    language = serializers.CharField(max_length=5, required=False)


class DocumentShape(SubjectSerializer[Document]):
    """A document: what it is, of what, in which version, and the hashes that seal it. `code` is printed on it."""

    kind = serializers.CharField(source="document_kind", read_only=True)
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    subject_kind = serializers.CharField(read_only=True)
    subject = serializers.SerializerMethodField()
    code = serializers.SerializerMethodField()
    file_name = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = (
            *SUBJECT_FIELDS,
            "kind",
            "label",
            "subject_kind",
            "subject",
            "source_version",
            "edition",
            "number",
            "language",
            "needs_receipt",
            "code",
            "file_name",
            "media_type",
            "size",
            "sha256",
            "content_sha256",
            "ordered_at",
            "made_at",
            "delivered_at",
            "acknowledged_at",
        )

    def get_label(self, document: Document) -> str:
        """The kind in the reader's language."""
        return str(kind_named(document.document_kind).label)

    def get_subject(self, document: Document) -> str:
        """Id of what it tells of."""
        return str(subject_of(document).public_id)

    def get_code(self, document: Document) -> str:
        """The code as it is printed."""
        return grouped(document.code)

    def get_file_name(self, document: Document) -> str:
        """How the file is called when it is downloaded."""
        return file_name(document)


class DocumentOrder(StrictSerializer):
    """Which document of which subject to make."""

    kind = serializers.CharField(max_length=60)
    subject = serializers.UUIDField()


class OrderedShape(serializers.Serializer[Any]):
    """What was ordered; `job` is the id of the work whose progress can be watched, null where nothing changed."""

    id = serializers.UUIDField()
    job = serializers.UUIDField(allow_null=True)


class DocumentViewSet(SubjectViewSet[Document]):
    """Documents: letters, reports and sealed files made of what the system knows."""

    model = Document
    serializer_class = DocumentShape
    query_class = DocumentQuery
    keyset = Keyset(order=("-ordered_at",))
    history_group = "history"

    def shape_context(self, rows: Sequence[Document]) -> dict[str, Any]:
        """What the documents tell of, one statement per kind."""
        attach_subjects(rows)
        return self.get_serializer_context()

    def act(self, order: Order) -> Outcome:
        """The receipt, through the action of the pages."""
        return actions.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    @extend_schema(request=DocumentOrder, responses={202: OrderedShape})
    def create(self, request: Request) -> Response:
        """Order a sealed file; the one there is already where nothing has changed since."""
        wanted = self.read_body(DocumentOrder)
        document, job = actions.order_document(wanted["kind"], wanted["subject"], actor=self.actor)
        return Response({"id": document.public_id, "job": job.public_id if job else None}, status=202)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"])
    def file(self, request: Request, id: str) -> FileResponse:
        """The bytes of the document."""
        document = actions.open_file(self.get_object().public_id, actor=self.actor)
        return attachment(document.file, name=file_name(document), media_type=document.media_type)

    def select(self, queryset: QuerySet[Document]) -> QuerySet[Document]:
        """Documents hold all their shape needs but their subjects."""
        return queryset
