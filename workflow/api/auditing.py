"""The audit desk for programs: who read what, the daily seals, and the verification of the whole record."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.actors import Actor
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.viewsets import ReadViewSet
from workflow.auditing import running
from workflow.auditing.pages import verification_of
from workflow.auditing.rights import auditor_of
from workflow.auditing.sealed import seal_holds
from workflow.auditing.search import Wanted, reading_filter
from workflow.errors import NotVisible
from workflow.models import AccessRecord, DailySeal
from workflow.naming import names_of


class AccessListQuery(ListQuery):
    """Filters of the readings."""

    kind = serializers.CharField(required=False, max_length=100)
    by = serializers.CharField(required=False, max_length=100, help_text=_("Name or NIP of who read."))
    about = serializers.CharField(required=False, max_length=100, help_text=_("Name or NIP of whom it is about."))
    role = serializers.CharField(required=False, max_length=100, help_text=_("Ground on which it was read."))
    since = serializers.DateTimeField(required=False, source="read_at__gte")
    until = serializers.DateTimeField(required=False, source="read_at__lt")


class AccessShape(serializers.ModelSerializer[AccessRecord]):
    """One reading of confidential fields by somebody else than the person they are about."""

    subject = serializers.SerializerMethodField()
    reader = serializers.SerializerMethodField()
    fields_read = serializers.SerializerMethodField()

    class Meta:
        model = AccessRecord
        fields = ("kind", "subject", "reader", "fields_read", "ground", "channel", "read_at")
        read_only_fields = fields

    def get_subject(self, record: AccessRecord) -> str:
        """The subject's id."""
        name = self.context["names"].get((record.kind, record.subject_id))
        return name.public_id if name else ""

    def get_reader(self, record: AccessRecord) -> str:
        """The id of the account that read."""
        return str(self.context["readers"].get(record.reader_id, ""))

    def get_fields_read(self, record: AccessRecord) -> list[str]:
        """Names of the fields or groups that were read."""
        return record.fields.split(",")


class AccessViewSet(ReadViewSet[AccessRecord]):
    """Who read what of the subjects in an auditor's units, newest first. A reading has no address of its own."""

    model = AccessRecord
    serializer_class = AccessShape
    query_class = AccessListQuery
    keyset = Keyset(order=("-pk",), anchor="pk")
    http_method_names = ["get", "head", "options"]

    @property
    def auditor(self) -> Actor:
        """The person as auditor; 403 for everybody else."""
        return auditor_of(self.actor)

    def visible(self) -> "QuerySet[AccessRecord]":
        """Readings of every subject the auditor may know of."""
        return AccessRecord.objects.filter(reading_filter(self.auditor, Wanted()))

    def narrow(self, queryset: "QuerySet[AccessRecord]", query: ListQuery) -> "QuerySet[AccessRecord]":
        """By who read, of whom, on what ground; the rest are columns."""
        lookups = query.lookups()
        asked = {name: lookups.pop(name, "") for name in ("by", "about", "role")}
        if any(asked.values()):
            wanted = Wanted(kind=lookups.get("kind", ""), **asked)
            queryset = queryset.filter(reading_filter(self.auditor, wanted))
        return queryset.filter(**lookups)

    def shape_context(self, rows: Sequence[AccessRecord]) -> dict[str, Any]:
        """Names of subjects and readers, in two statements."""
        users = get_user_model()._default_manager.filter(pk__in={row.reader_id for row in rows})
        return {
            **self.get_serializer_context(),
            "names": names_of({(row.kind, row.subject_id) for row in rows}),
            "readers": dict(users.values_list("pk", "public_id")),
        }

    @extend_schema(exclude=True)
    def retrieve(self, request: Request, id: str) -> Response:
        """A reading has no address."""
        raise NotVisible


class SealShape(serializers.ModelSerializer[DailySeal]):
    """One daily seal. Those made before seals were chained have no hash and no code."""

    class Meta:
        model = DailySeal
        fields = ("on", "events", "subjects", "root", "prev_hash", "hash", "code", "sealed_at")
        read_only_fields = fields


class SealStateShape(serializers.ModelSerializer[DailySeal]):
    """A seal, and whether the record still is what was sealed (null where a seal is older than the chain)."""

    holds = serializers.SerializerMethodField()

    class Meta:
        model = DailySeal
        fields = (*SealShape.Meta.fields, "holds")
        read_only_fields = fields

    def get_holds(self, seal: DailySeal) -> bool | None:
        """Computed now."""
        return seal_holds(seal) if seal.hash else None


class RunShape(serializers.Serializer[Any]):
    """The last verification of the whole record; `places` are those in the auditor's units."""

    finished_at = serializers.DateTimeField(allow_null=True)
    count = serializers.IntegerField()
    places = serializers.ListField(child=serializers.CharField())


class OrderShape(serializers.Serializer[Any]):
    """The job that verifies."""

    job = serializers.UUIDField()


class SealViewSet(ReadViewSet[DailySeal]):
    """The daily seals, newest first; for auditors."""

    model = DailySeal
    serializer_class = SealShape
    query_class = ListQuery
    keyset = Keyset(order=("-pk",), anchor="on")
    lookup_field = "on"
    lookup_url_kwarg = "id"
    lookup_value_regex = r"\d{4}-\d{2}-\d{2}"

    def visible(self) -> "QuerySet[DailySeal]":
        """Every seal, to auditors."""
        auditor_of(self.actor)
        return DailySeal.objects.all()

    @extend_schema(responses={200: SealStateShape})
    def retrieve(self, request: Request, id: str) -> Response:
        """One seal by its day, held against the record now."""
        found = self.visible().filter(on=_day(id)).first()
        if found is None:
            raise NotVisible
        return Response(SealStateShape(found).data)

    @extend_schema(responses={200: RunShape}, filters=False, methods=["GET"], operation_id="seals_verification")
    @extend_schema(request=None, responses={202: OrderShape}, methods=["POST"], operation_id="seals_verify")
    @action(detail=False, methods=["get", "post"])
    def verification(self, request: Request) -> Response:
        """GET: how the last verification of the whole record ended. POST: order one; it runs as a job."""
        if request.method == "POST":
            return Response({"job": str(running.order(self.actor).public_id)}, status=202)
        found = verification_of(self.actor)
        if found is None:
            return Response({"finished_at": None, "count": 0, "places": []})
        places = [f"{line.label}, {line.place}: {line.sentence}" for line in found.lines]
        return Response({"finished_at": found.run.finished_at, "count": found.count, "places": places})


def _day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotVisible from None
