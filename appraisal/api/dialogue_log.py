"""The achievement log over REST: entries written and changed by the person, read by the superior too; their files."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import FileResponse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.api.evaluations import ONE_ID, identity
from appraisal.api.shapes import EvidenceShape
from appraisal.dialogue import log
from appraisal.dialogue.selectors import note_reading
from appraisal.dialogue.targets import target_of
from appraisal.models import LogEntry, LogEvidence
from appraisal.models.dialogue import LONGEST_ENTRY
from appraisal.pages.dialogue import note_file
from workflow.api.files import FILE_ANSWER, FILE_BODY, attachment, uploaded_file
from workflow.api.pagination import Keyset
from workflow.api.parsers import LimitedMultiPartParser
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.viewsets import ReadViewSet
from workflow.errors import NotVisible

TARGET_HELP = "`item:<code>` of the rules, `plan:<id>` of a result of the plan, or empty."


class EntryShape(StrictModelSerializer[LogEntry]):
    """One achievement of one person."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    employee = serializers.UUIDField(source="year.employee.public_id", read_only=True)
    employee_name = serializers.CharField(source="year.employee.full_name", read_only=True)
    year = serializers.IntegerField(source="year.year", read_only=True)
    target = serializers.SerializerMethodField()
    target_label = serializers.CharField(read_only=True)
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = LogEntry
        fields = (
            "id",
            "employee",
            "employee_name",
            "year",
            "on",
            "text",
            "target",
            "target_label",
            "revision",
            "evidence",
        )
        read_only_fields = fields

    def get_target(self, one: LogEntry) -> str:
        """What it belongs to."""
        return target_of(one).key

    @extend_schema_field(EvidenceShape(many=True))
    def get_evidence(self, one: LogEntry) -> Any:
        """The present files."""
        rows: Any = getattr(one, "present_files", None)
        if rows is None:
            rows = one.evidence.filter(removed_at__isnull=True)
        return EvidenceShape(rows, many=True).data


class EntryInput(StrictSerializer):
    """An achievement."""

    on = serializers.DateField()
    text = serializers.CharField(max_length=LONGEST_ENTRY)
    target = serializers.CharField(max_length=60, required=False, allow_blank=True, default="", help_text=TARGET_HELP)


class EntryPatch(StrictSerializer):
    """Any field of an entry, on its revision."""

    revision = serializers.IntegerField(min_value=0, required=False)
    on = serializers.DateField(required=False)
    text = serializers.CharField(max_length=LONGEST_ENTRY, required=False)
    target = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text=TARGET_HELP)


class EntryQuery(ListQuery):
    """Filters of the list of entries."""

    employee = serializers.UUIDField(source="year__employee__public_id", required=False)
    year = serializers.IntegerField(source="year__year", min_value=2000, max_value=9999, required=False)


class LogViewSet(ReadViewSet[LogEntry]):
    """Achievements: your own, and those of the people you stand above."""

    model = LogEntry
    serializer_class = EntryShape
    query_class = EntryQuery
    keyset = Keyset(order=("-on",))

    def visible(self) -> QuerySet[LogEntry]:
        """Entries of both sides of a dialogue."""
        return log.entries_visible_to(self.actor)

    def select(self, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        """The present files."""
        files = LogEvidence.objects.filter(removed_at__isnull=True)
        return queryset.prefetch_related(Prefetch("evidence", files, to_attr="present_files"))

    def shape_context(self, rows: Any) -> dict[str, Any]:
        """Whoever reads another person's entries leaves a record, one for each year."""
        for year in {row.year_id: row.year for row in rows}.values():
            note_reading(self.actor, year, ("log",))
        return super().shape_context(rows)

    def counters(self, row: LogEntry) -> tuple[int, ...]:
        """The revision."""
        return (row.revision,)

    @extend_schema(request=EntryInput, responses={201: EntryShape})
    def create(self, request: Request) -> Response:
        """Write down an achievement of your own."""
        made = log.add_entry(actor=self.actor, values=self.read_body(EntryInput))
        return Response(self._shape(made), status=201)

    @extend_schema(request=EntryPatch, responses={200: EntryShape})
    def partial_update(self, request: Request, id: str) -> Response:
        """Change an entry of your own."""
        one = self.get_object()
        values = dict(self.read_body(EntryPatch))
        revision = values.pop("revision", None)
        log.save_entry(one.public_id, actor=self.actor, revision=revision, values=values)
        return Response(self._shape(one))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Take an entry of your own away."""
        log.remove_entry(self.get_object().public_id, actor=self.actor)
        return Response(status=204)

    @extend_schema(request=FILE_BODY, responses={201: EvidenceShape})
    @action(detail=True, methods=["post"], parser_classes=[LimitedMultiPartParser])
    def evidence(self, request: Request, id: str) -> Response:
        """Put a file to an entry of your own."""
        one, sent = self.get_object(), uploaded_file(request)
        row: Any = log.upload_file(one.public_id, actor=self.actor, name=sent.name or "file", content=sent.read())
        return Response(EvidenceShape(row).data, status=201)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"], url_path=f"evidence/(?P<evidence>{ONE_ID})")
    def evidence_file(self, request: Request, id: str, evidence: str) -> FileResponse:
        """Download a file; the right is asked at every download."""
        row, ground = log.file_of(identity(evidence), actor=self.actor)
        if str(row.entry.public_id) != str(identity(id)):
            raise NotVisible
        note_file(self.actor, row, ground)
        return attachment(row.file, name=row.name, media_type=row.media_type)

    @extend_schema(responses={204: None})
    @evidence_file.mapping.delete
    def remove_evidence(self, request: Request, id: str, evidence: str) -> Response:
        """Take a file of your own away."""
        one = self.get_object()
        if not one.evidence.filter(public_id=identity(evidence)).exists():
            raise NotVisible
        log.remove_file(identity(evidence), actor=self.actor)
        return Response(status=204)

    def _shape(self, one: LogEntry) -> Any:
        found = self.get_queryset().get(pk=one.pk)
        return EntryShape(found, context=self.get_serializer_context()).data
