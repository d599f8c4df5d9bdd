"""Counselling over REST. The note has an address of its own; opening it there is recorded like on the page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.shapes import PersonShape
from cases.appointments import entry_of_talk
from cases.counselling import actions, selectors
from cases.models import Counselling, CounsellingSession, ImprovementCase
from cases.views.downloads import calendar_file
from workflow.api.files import FILE_ANSWER
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.viewsets import SubjectViewSet
from workflow.errors import NotPermitted, NotVisible
from workflow.policies import policy_for


class CounsellingShape(SubjectSerializer[Counselling]):
    """A counselling: that it is, and since when; who listens only for those concerned."""

    case = serializers.UUIDField(source="case.public_id", read_only=True)
    employee = PersonShape(source="case.employee", read_only=True)
    counsellor = PersonShape(read_only=True, allow_null=True)
    wished = PersonShape(read_only=True, allow_null=True)

    guarded = {"counsellor": "people", "wished": "people", "asked_by_employee": "people"}

    class Meta:
        model = Counselling
        fields = (*SUBJECT_FIELDS, "case", "employee", "counsellor", "wished", "asked_by_employee", "asked_at")


class TalkShape(SubjectSerializer[CounsellingSession]):
    """A confidential talk: its dates for all who may know of it, the rest for the two who talk."""

    counselling = serializers.UUIDField(source="counselling.public_id", read_only=True)
    note_written_at = serializers.DateTimeField(read_only=True, allow_null=True)

    guarded = {"place": "talk", "minutes": "talk", "absent": "talk"}

    class Meta:
        model = CounsellingSession
        fields = (
            *SUBJECT_FIELDS,
            "counselling",
            "planned_at",
            "place",
            "held_at",
            "minutes",
            "absent",
            "note_written_at",
        )


class AskInput(StrictSerializer):
    """Counselling asked for (whom one wishes is optional) or offered by HR (naming who listens)."""

    case = serializers.UUIDField()
    counsellor = serializers.UUIDField(required=False, allow_null=True)


class TalkInput(StrictSerializer):
    """A talk to be arranged."""

    counselling = serializers.UUIDField()
    planned_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class NoteInput(StrictSerializer):
    """The note with the revision read; 0 before the first save."""

    revision = serializers.IntegerField(min_value=0, required=False)
    text = serializers.CharField(max_length=actions.LONGEST_NOTE)


class NoteShape(serializers.Serializer[Any]):
    """An opened note; revision 0 and no text while none is written."""

    revision = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)


class OpeningShape(serializers.Serializer[Any]):
    """Somebody opened a note."""

    name = serializers.CharField()
    at = serializers.DateTimeField()
    channel = serializers.CharField()
    ground = serializers.CharField()


class CounsellingQuery(ListQuery):
    """Filters of the list of counsellings."""

    state = states_filter(Counselling.States)
    case = serializers.UUIDField(source="case__public_id", required=False)


class TalkQuery(ListQuery):
    """Filters of the list of talks."""

    state = states_filter(CounsellingSession.States)
    counselling = serializers.UUIDField(source="counselling__public_id", required=False)


class CounsellingViewSet(SubjectViewSet[Counselling]):
    """Counsellings you may know of."""

    model = Counselling
    serializer_class = CounsellingShape
    query_class = CounsellingQuery
    history_group = "people"
    keyset = Keyset(order=("-asked_at",))

    def select(self, queryset: QuerySet[Counselling]) -> QuerySet[Counselling]:
        """The people, and the case and unit the policy asks for."""
        return queryset.select_related("case__unit", "case__employee", "counsellor", "wished")

    @extend_schema(request=AskInput, responses={201: CounsellingShape})
    def create(self, request: Request) -> Response:
        """Ask for counselling, or offer it."""
        values = self.read_body(AskInput)
        case = policy_for(ImprovementCase).visible_to(self.actor).filter(public_id=values["case"]).first()
        if case is None:
            raise NotVisible
        made = actions.ask_counselling(case, actor=self.actor, counsellor=values.get("counsellor"))
        found = self.get_queryset().get(pk=made.pk)
        return Response(CounsellingShape(found, context=self.get_serializer_context()).data, status=201)


class TalkViewSet(SubjectViewSet[CounsellingSession]):
    """Confidential talks you may know of."""

    model = CounsellingSession
    serializer_class = TalkShape
    query_class = TalkQuery
    history_group = "talk"
    keyset = Keyset(order=("-planned_at",))

    def select(self, queryset: QuerySet[CounsellingSession]) -> QuerySet[CounsellingSession]:
        """The counselling with the case and unit the policy asks for, and when a note was written."""
        return selectors.with_notes(queryset.select_related("counselling__case__unit", "counselling__counsellor"))

    @extend_schema(request=TalkInput, responses={201: TalkShape})
    def create(self, request: Request) -> Response:
        """Arrange a talk."""
        values = dict(self.read_body(TalkInput))
        rows = policy_for(Counselling).visible_to(self.actor).filter(public_id=values.pop("counselling"))
        counselling = rows.first()
        if counselling is None:
            raise NotVisible
        made = actions.plan_talk(counselling, actor=self.actor, **values)
        found = self.get_queryset().get(pk=made.pk)
        return Response(TalkShape(found, context=self.get_serializer_context()).data, status=201)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"])
    def calendar(self, request: Request, id: str) -> HttpResponse:
        """The appointment as a calendar file (RFC 5545) for the two who talk; it says when, and nothing else."""
        talk = self.get_object()
        if "talk" not in policy_for(talk).fields_for(self.actor, talk):
            raise NotPermitted
        return calendar_file(entry_of_talk(talk), name="appointment")

    @extend_schema(responses={200: NoteShape})
    @action(detail=True, methods=["get"])
    def note(self, request: Request, id: str) -> Response:
        """Open the note; the opening is recorded."""
        text, revision = actions.open_note(self.get_object(), actor=self.actor)
        return Response({"revision": revision, "text": text})

    @extend_schema(request=NoteInput, responses={200: NoteShape})
    @note.mapping.put
    def save_note(self, request: Request, id: str) -> Response:
        """Save the note of a talk that took place."""
        values = self.read_body(NoteInput)
        saved = actions.write_note(
            self.get_object(), actor=self.actor, revision=values.get("revision"), text=values["text"]
        )
        return Response({"revision": saved.revision, "text": values["text"].strip()})

    @extend_schema(responses={200: OpeningShape(many=True)})
    @action(detail=True, methods=["get"])
    def openings(self, request: Request, id: str) -> Response:
        """Every opening of the note, newest first; for the two who talk."""
        talk = self.get_object()
        if "openings" not in policy_for(talk).fields_for(self.actor, talk):
            raise NotPermitted
        return Response(OpeningShape(selectors.openings_of(talk), many=True).data)
