"""Dialogue meetings over REST: planned, held, answered; their agreements; agenda templates of HR."""

from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.api.evaluations import ONE_ID, identity
from appraisal.api.feedback import person_of
from appraisal.dialogue import agenda, meetings
from appraisal.dialogue.meetings import Appointment
from appraisal.dialogue.targets import target_of
from appraisal.models import AgendaTemplate, Agreement, DialogueMeeting
from appraisal.models.meetings import LONGEST_AGENDA, LONGEST_AGREEMENT, LONGEST_NOTE, FollowUp, Owner
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.viewsets import ReadViewSet, SubjectViewSet
from workflow.engine import Outcome

VERSION: Final[dict[str, Any]] = {"min_value": 0, "max_value": 2**31 - 1, "required": False}


class AgreementShape(StrictModelSerializer[Agreement]):
    """What was agreed, and what a later meeting found."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    target = serializers.SerializerMethodField()
    target_label = serializers.CharField(read_only=True)
    carried_from = serializers.UUIDField(source="carried_from.public_id", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Agreement
        fields = ("id", "text", "owner", "due_on", "target", "target_label", "outcome", "note", "carried_from")
        read_only_fields = fields

    def get_target(self, one: Agreement) -> str:
        """What it belongs to."""
        return target_of(one).key


class MeetingShape(SubjectSerializer[DialogueMeeting]):
    """A talk with its record and what both sides say of it."""

    employee = serializers.UUIDField(source="year.employee.public_id", read_only=True)
    employee_name = serializers.CharField(source="year.employee.full_name", read_only=True)
    year = serializers.IntegerField(source="year.year", read_only=True)
    agreements = serializers.SerializerMethodField()

    guarded = {
        **dict.fromkeys(("planned_at", "length", "place", "agenda"), "meeting"),
        **dict.fromkeys(("held_at", "minutes", "employee_view", "assessor_view", "agreements"), "minutes"),
    }

    class Meta:
        model = DialogueMeeting
        fields = (
            *SUBJECT_FIELDS,
            "employee",
            "employee_name",
            "year",
            "planned_at",
            "length",
            "place",
            "agenda",
            "held_at",
            "minutes",
            "employee_answer",
            "employee_answered_at",
            "employee_view",
            "assessor_answer",
            "assessor_answered_at",
            "assessor_view",
            "agreements",
        )
        read_only_fields = fields

    @extend_schema_field(AgreementShape(many=True))
    def get_agreements(self, one: DialogueMeeting) -> Any:
        """What was agreed in it."""
        return AgreementShape(one.agreements.all(), many=True).data


class MeetingInput(StrictSerializer):
    """Plans a talk about a year of a person: yourself, or somebody you stand above."""

    employee = serializers.UUIDField()
    year = serializers.IntegerField(min_value=2000, max_value=9999)
    planned_at = serializers.DateTimeField()
    length = serializers.IntegerField(min_value=0, max_value=1440, default=60)
    place = serializers.CharField(max_length=200)
    agenda = serializers.CharField(max_length=LONGEST_AGENDA)


class AgreementInput(StrictSerializer):
    """Writes down what was agreed, on the version of the meeting."""

    version = serializers.IntegerField(**VERSION)
    text = serializers.CharField(max_length=LONGEST_AGREEMENT)
    owner = serializers.ChoiceField(choices=Owner.choices)
    due_on = serializers.DateField()
    target = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class FollowUpInput(StrictSerializer):
    """Says what became of an agreement of an earlier meeting; an empty outcome takes that back."""

    version = serializers.IntegerField(**VERSION)
    outcome = serializers.ChoiceField(choices=FollowUp.choices, allow_blank=True)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")


class DropInput(StrictSerializer):
    """Strikes out what was written in this meeting."""

    version = serializers.IntegerField(**VERSION)


class MeetingQuery(ListQuery):
    """Filters of the list of meetings."""

    state = states_filter(DialogueMeeting.States)
    employee = serializers.UUIDField(source="year__employee__public_id", required=False)


class DialogueMeetingViewSet(SubjectViewSet[DialogueMeeting]):
    """Talks about your work and about that of the people you stand above."""

    model = DialogueMeeting
    serializer_class = MeetingShape
    query_class = MeetingQuery
    history_group = "history"
    keyset = Keyset(order=("-planned_at",))

    def select(self, queryset: QuerySet[DialogueMeeting]) -> QuerySet[DialogueMeeting]:
        """What was agreed."""
        return queryset.prefetch_related(Prefetch("agreements", Agreement.objects.select_related("carried_from")))

    def act(self, order: Order) -> Outcome:
        """Every step goes through the action."""
        return meetings.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    @extend_schema(request=MeetingInput, responses={201: MeetingShape})
    def create(self, request: Request) -> Response:
        """Plan a talk."""
        values = dict(self.read_body(MeetingInput))
        employee, year = person_of(values.pop("employee")), values.pop("year")
        made = meetings.plan(employee, year, Appointment(**values), actor=self.actor)
        return Response(self._shape(made), status=201)

    @extend_schema(request=AgreementInput, responses={201: MeetingShape})
    @action(detail=True, methods=["post"])
    def agreements(self, request: Request, id: str) -> Response:
        """Write down what was agreed; both sides answer the record anew."""
        one, values = self.get_object(), dict(self.read_body(AgreementInput))
        meetings.add_agreement(one.public_id, actor=self.actor, version=values.pop("version", None), values=values)
        return Response(self._shape(one), status=201)

    @extend_schema(request=FollowUpInput, responses={200: MeetingShape})
    @action(detail=True, methods=["post"], url_path=f"agreements/(?P<agreement>{ONE_ID})/follow-up")
    def follow_up(self, request: Request, id: str, agreement: str) -> Response:
        """Say what became of an agreement of an earlier meeting."""
        one, values = self.get_object(), dict(self.read_body(FollowUpInput))
        version = values.pop("version", None)
        meetings.follow_up(one.public_id, identity(agreement), actor=self.actor, version=version, values=values)
        return Response(self._shape(one))

    @extend_schema(request=DropInput, responses={200: MeetingShape})
    @action(detail=True, methods=["post"], url_path=f"agreements/(?P<agreement>{ONE_ID})/drop")
    def drop(self, request: Request, id: str, agreement: str) -> Response:
        """Strike out an agreement of this meeting."""
        one, values = self.get_object(), self.read_body(DropInput)
        version = values.get("version")
        meetings.drop_agreement(one.public_id, identity(agreement), actor=self.actor, version=version)
        return Response(self._shape(one))

    def _shape(self, one: DialogueMeeting) -> Any:
        found = self.get_queryset().get(pk=one.pk)
        return MeetingShape(found, context=self.get_serializer_context()).data


class TemplateShape(StrictModelSerializer[AgendaTemplate]):
    """Points to talk about."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = AgendaTemplate
        fields = ("id", "unit", "unit_name", "name", "points", "in_use", "revision")
        read_only_fields = fields


class TemplateInput(StrictSerializer):
    """A template of a unit and those below it."""

    unit = serializers.UUIDField()
    name = serializers.CharField(max_length=200)
    points = serializers.CharField(max_length=LONGEST_AGENDA)
    in_use = serializers.BooleanField(default=True)


class TemplatePatch(StrictSerializer):
    """Any field of a template, on its revision."""

    revision = serializers.IntegerField(min_value=0, required=False)
    name = serializers.CharField(max_length=200, required=False)
    points = serializers.CharField(max_length=LONGEST_AGENDA, required=False)
    in_use = serializers.BooleanField(required=False)


class AgendaTemplateViewSet(ReadViewSet[AgendaTemplate]):
    """Agenda templates of the units you keep as HR."""

    model = AgendaTemplate
    serializer_class = TemplateShape
    keyset = Keyset(order=("name",))

    def visible(self) -> QuerySet[AgendaTemplate]:
        """Those of HR."""
        return agenda.templates_visible_to(self.actor).order_by()

    @extend_schema(request=TemplateInput, responses={201: TemplateShape})
    def create(self, request: Request) -> Response:
        """Write a template."""
        values = dict(self.read_body(TemplateInput))
        made = agenda.add_template(actor=self.actor, unit=values.pop("unit"), values=values)
        return Response(TemplateShape(made).data, status=201)

    @extend_schema(request=TemplatePatch, responses={200: TemplateShape})
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a template."""
        one, values = self.get_object(), dict(self.read_body(TemplatePatch))
        revision = values.pop("revision", None)
        made = agenda.save_template(one.public_id, actor=self.actor, revision=revision, values=values)
        return Response(TemplateShape(made).data)
