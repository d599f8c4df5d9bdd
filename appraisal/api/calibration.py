"""Calibration over REST: rooms with their seats and version, the people on their table, moves."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.calibration import actions
from appraisal.calibration.selectors import versions_of
from appraisal.models import CalibrationEntry, CalibrationMove, CalibrationRoom
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome


class SeatsInput(StrictSerializer):
    """Who sits in a room."""

    moderator = serializers.UUIDField()
    members = serializers.ListField(child=serializers.UUIDField(), max_length=actions.MOST_SEATS)


class NewRoom(SeatsInput):
    """Prepares a room of a unit in a cycle."""

    cycle = serializers.UUIDField()
    unit = serializers.UUIDField()


class SeatsChange(SeatsInput):
    """Other people, on the revision that was read."""

    revision = serializers.IntegerField(min_value=0, required=False)


class RoomShape(SubjectSerializer[CalibrationRoom]):
    """A room. `room_version` grows with everything that happens in it; the frame of the socket names it too."""

    cycle = serializers.UUIDField(source="cycle.public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    moderator = serializers.UUIDField(source="moderator.public_id", read_only=True, allow_null=True)
    members = serializers.SerializerMethodField()
    room_version = serializers.SerializerMethodField()

    guarded = {**dict.fromkeys(("moderator", "members", "revision"), "seats"), "conclusion": "minutes"}

    class Meta:
        model = CalibrationRoom
        fields = (
            *SUBJECT_FIELDS,
            "cycle",
            "unit",
            "unit_name",
            "moderator",
            "members",
            "revision",
            "room_version",
            "opened_at",
            "sealed_at",
            "released_at",
            "conclusion",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_members(self, one: CalibrationRoom) -> list[UUID]:
        """The invited assessors."""
        return [seat.employee.public_id for seat in one.seats.all()]

    @extend_schema_field(serializers.IntegerField())
    def get_room_version(self, one: CalibrationRoom) -> int:
        """How far the room has come."""
        known: dict[int, int] = self.context["room_versions"]
        return known[one.pk]


class RoomMoveShape(StrictModelSerializer[CalibrationMove]):
    """One move, never changed."""

    class Meta:
        model = CalibrationMove
        fields = (
            "sequence",
            "results_from",
            "behaviour_from",
            "predicate_from",
            "results_to",
            "behaviour_to",
            "predicate_to",
            "mover_name",
            "reason",
            "moved_at",
        )
        read_only_fields = fields


class RoomEntryShape(SubjectSerializer[CalibrationEntry]):
    """One person in a room: what was proposed, what it is now, every move."""

    room = serializers.UUIDField(source="room.public_id", read_only=True)
    moves = RoomMoveShape(many=True, read_only=True)

    guarded = dict.fromkeys(
        (
            "results_before",
            "behaviour_before",
            "predicate_before",
            "results_rating",
            "behaviour_rating",
            "predicate",
            "moves",
        ),
        "ratings",
    )

    class Meta:
        model = CalibrationEntry
        fields = (
            *SUBJECT_FIELDS,
            "room",
            "employee_name",
            "employee_post",
            "unit_name",
            "assessor_name",
            "results_before",
            "behaviour_before",
            "predicate_before",
            "results_rating",
            "behaviour_rating",
            "predicate",
            "moves",
        )
        read_only_fields = fields


class RoomQuery(ListQuery):
    """Filters of the list of rooms."""

    state = states_filter(CalibrationRoom.States)
    cycle = serializers.UUIDField(source="cycle__public_id", required=False)


class EntryQuery(ListQuery):
    """Filters of the list of people."""

    state = states_filter(CalibrationEntry.States)
    room = serializers.UUIDField(source="room__public_id", required=False)


class RoomViewSet(SubjectViewSet[CalibrationRoom]):
    """Rooms in which you sit, and those of the units you look after."""

    model = CalibrationRoom
    serializer_class = RoomShape
    query_class = RoomQuery
    history_group = "history"
    keyset = Keyset(order=("-created_at",))

    def select(self, queryset: QuerySet[CalibrationRoom]) -> QuerySet[CalibrationRoom]:
        """Unit, cycle, moderator and the seats."""
        return queryset.select_related("unit", "cycle", "moderator").prefetch_related("seats__employee")

    def shape_context(self, rows: Any) -> dict[str, Any]:
        """The versions of all rooms of a page at once."""
        return {**self.get_serializer_context(), "room_versions": versions_of([row.pk for row in rows])}

    def act(self, order: Order) -> Outcome:
        """Every step goes through the action."""
        return actions.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    @extend_schema(request=NewRoom, responses={201: RoomShape})
    def create(self, request: Request) -> Response:
        """Prepare a room; for HR of the unit."""
        made = actions.prepare_room(actor=self.actor, **self.read_body(NewRoom))
        return Response(self._shape(made), status=201)

    @extend_schema(request=SeatsChange, responses={200: RoomShape})
    @action(detail=True, methods=["put"])
    def seats(self, request: Request, id: str) -> Response:
        """Seat other people while the room is prepared or open; 428 without the revision, 409 on an older one."""
        values = self.read_body(SeatsChange)
        seats = {"moderator": values["moderator"], "members": values["members"]}
        room = self.get_object()
        saved = actions.save_seats(room.public_id, actor=self.actor, revision=values.get("revision"), **seats)
        return Response(self._shape(saved))

    def _shape(self, one: CalibrationRoom) -> Any:
        found = self.get_queryset().get(pk=one.pk)
        return RoomShape(found, context=self.shape_context([found])).data


class EntryViewSet(SubjectViewSet[CalibrationEntry]):
    """The people on the table of the rooms that show them to you."""

    model = CalibrationEntry
    serializer_class = RoomEntryShape
    query_class = EntryQuery
    history_group = "history"
    keyset = Keyset(order=("employee_name",))

    def select(self, queryset: QuerySet[CalibrationEntry]) -> QuerySet[CalibrationEntry]:
        """The room, the rules and every move."""
        related = ("room__unit", "evaluation__cycle__rule_set")
        return queryset.select_related(*related).prefetch_related("moves")

    def act(self, order: Order) -> Outcome:
        """A move goes through the action, which says in words who was first."""
        return actions.move(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )
