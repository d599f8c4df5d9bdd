"""The training catalogue and enrolments over REST."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions, files, selectors
from cases.api.shapes import PersonShape
from cases.models import Certificate, Enrolment, Training
from workflow.api.files import attachment, uploaded_file
from workflow.api.pagination import Keyset
from workflow.api.parsers import LimitedMultiPartParser
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.viewsets import ReadViewSet, SubjectViewSet
from workflow.errors import NotVisible
from workflow.policies import policy_for

BINARY = {"multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}}


class TrainingShape(StrictModelSerializer[Training]):
    """One training of the catalogue."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    indicators: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField(
        many=True, slug_field="code", read_only=True
    )
    seats_taken = serializers.IntegerField(read_only=True)
    people_waiting = serializers.IntegerField(read_only=True)

    class Meta:
        model = Training
        fields = (
            "id",
            "code",
            "title",
            "kind",
            "form",
            "provider",
            "place",
            "description",
            "jp_hours",
            "cost",
            "seats",
            "seats_taken",
            "people_waiting",
            "starts_on",
            "ends_on",
            "active",
            "indicators",
        )


class TrainingInput(StrictSerializer):
    """A training to put into the catalogue."""

    code = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=200)
    kind = serializers.CharField(max_length=12)
    form = serializers.CharField(max_length=60, required=False, allow_blank=True)
    provider = serializers.CharField(max_length=160)
    place = serializers.CharField(max_length=160, required=False, allow_blank=True)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    jp_hours = serializers.IntegerField()
    cost = serializers.IntegerField(required=False, help_text="whole rupiah per participant; 0: free of charge")
    seats = serializers.IntegerField(required=False, allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    indicators = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=40)


class TrainingQuery(ListQuery):
    """Filters of the catalogue."""

    kind = serializers.CharField(max_length=12, required=False)
    indicator = serializers.CharField(source="indicators__code", max_length=40, required=False)


class TrainingViewSet(ReadViewSet[Training]):
    """The training catalogue, open to everyone who is signed in."""

    model = Training
    serializer_class = TrainingShape
    query_class = TrainingQuery
    keyset = Keyset(order=("-starts_on",))

    def visible(self) -> QuerySet[Training]:
        """Every training on offer."""
        return Training.objects.filter(active=True)

    def select(self, queryset: QuerySet[Training]) -> QuerySet[Training]:
        """Seats and codes in constant statements."""
        return selectors.with_seats(queryset).prefetch_related("indicators")

    @extend_schema(request=TrainingInput, responses={201: TrainingShape})
    def create(self, request: Request) -> Response:
        """Put a training into the catalogue (training officers and HR)."""
        values = dict(self.read_body(TrainingInput))
        codes = values.pop("indicators", ())
        made = actions.add_training(actor=self.actor, values=values, indicators=codes)
        found = self.get_queryset().get(pk=made.pk)
        return Response(TrainingShape(found, context=self.get_serializer_context()).data, status=201)


class CertificateShape(StrictModelSerializer[Certificate]):
    """A certificate that was handed in."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Certificate
        fields = ("id", "number", "name", "media_type", "size", "digest", "uploaded_at")


class EnrolmentShape(SubjectSerializer[Enrolment]):
    """One person in one training."""

    training = serializers.UUIDField(source="training.public_id", read_only=True)
    training_title = serializers.CharField(source="training.title", read_only=True)
    employee = PersonShape(read_only=True)
    case = serializers.UUIDField(source="case.public_id", read_only=True, allow_null=True, default=None)
    certificates = CertificateShape(many=True, read_only=True)

    guarded = {
        "wish": "wish",
        "case": "wish",
        "result": "result",
        "jp_hours": "result",
        "certificates": "certificate",
        "usefulness": "verdict",
        "recommended": "verdict",
        "remarks": "verdict",
        "evaluated_at": "verdict",
    }

    class Meta:
        model = Enrolment
        fields = (
            *SUBJECT_FIELDS,
            "training",
            "training_title",
            "employee",
            "case",
            "wish",
            "requested_at",
            "attended_on",
            "result",
            "jp_hours",
            "completed_on",
            "certificates",
            "usefulness",
            "recommended",
            "remarks",
            "evaluated_at",
        )


class EnrolmentInput(StrictSerializer):
    """A seat asked for: for oneself, or for the person of an open case."""

    training = serializers.UUIDField()
    employee = serializers.UUIDField(required=False)
    wish = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class EnrolmentQuery(ListQuery):
    """Filters of the list of enrolments."""

    state = states_filter(Enrolment.States)
    training = serializers.UUIDField(source="training__public_id", required=False)
    employee = serializers.UUIDField(source="employee__public_id", required=False)


class EnrolmentViewSet(SubjectViewSet[Enrolment]):
    """Enrolments from the request to the certificate."""

    model = Enrolment
    serializer_class = EnrolmentShape
    query_class = EnrolmentQuery
    keyset = Keyset(order=("-requested_at",))

    def select(self, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        """What shape and policy read."""
        rows = queryset.select_related("training", "employee", "unit", "case")
        return rows.prefetch_related("certificates")

    @extend_schema(request=EnrolmentInput, responses={201: EnrolmentShape})
    def create(self, request: Request) -> Response:
        """Ask for a seat."""
        values = dict(self.read_body(EnrolmentInput))
        training = Training.objects.filter(active=True, public_id=values["training"]).first()
        if training is None:
            raise NotVisible
        person = selectors.person_of_visible_case(self.actor, values.get("employee"))
        made = actions.request_enrolment(training, actor=self.actor, employee=person, wish=values["wish"])
        found = self.get_queryset().get(pk=made.pk)
        return Response(EnrolmentShape(found, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=BINARY, responses={201: CertificateShape})
    @action(detail=True, methods=["post"], parser_classes=[LimitedMultiPartParser])
    def certificates(self, request: Request, id: str) -> Response:
        """Hand in a certificate; PDF, JPG or PNG up to 10 MB."""
        found = self.get_object()
        stored = files.store(uploaded_file(request), folder="certificates")
        made = files.keep(stored, lambda: actions.upload_certificate(found, actor=self.actor, stored=stored))
        return Response(CertificateShape(made, context=self.get_serializer_context()).data, status=201)

    @extend_schema(responses={(200, "application/octet-stream"): bytes})
    @action(detail=True, methods=["get"], url_path="certificates/(?P<certificate>[0-9a-f-]{36})")
    def certificate_file(self, request: Request, id: str, certificate: str) -> Any:
        """Download a certificate."""
        found = self.get_object()
        if "certificate" not in policy_for(found).fields_for(self.actor, found):
            raise NotVisible
        row = found.certificates.filter(public_id=certificate).first()
        if row is None:
            raise NotVisible
        return attachment(row.file, name=row.name, media_type=row.media_type)
