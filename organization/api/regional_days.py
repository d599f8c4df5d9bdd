"""Regional holidays over REST: the list, the dry run, entering and withdrawing."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from organization.models import RegionalDay
from organization.models.regional_days import ZONES
from organization.regional_days import actions, reading
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.viewsets import ReadViewSet
from workflow.calendars import ClosedDay
from workflow.errors import NotPermitted


class RegionalDayShape(StrictModelSerializer[RegionalDay]):
    """A closed day of a region, with author, reason and validity."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    author = serializers.CharField(source="author.display_name", read_only=True, default=None)
    withdrawn_by = serializers.CharField(source="withdrawn_by.display_name", read_only=True, default=None)

    class Meta:
        model = RegionalDay
        fields = (
            "id",
            "on",
            "zone",
            "name_id",
            "name_en",
            "reason",
            "author",
            "entered_at",
            "moved",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawn_reason",
        )
        read_only_fields = fields


class RegionalDayInput(StrictSerializer):
    """A day to enter, or to look at beforehand."""

    on = serializers.DateField()
    zone = serializers.ChoiceField(choices=ZONES)
    name_id = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=400)


class RegionalDayWithdrawal(StrictSerializer):
    """Why a day is taken off the list."""

    reason = serializers.CharField(max_length=400)


class CalendarMoveShape(StrictSerializer):
    """Deadlines of one kind that go from one day to another."""

    kind = serializers.CharField()
    first = serializers.DateField()
    last = serializers.DateField()
    number = serializers.IntegerField()


class CalendarDryRunShape(StrictSerializer):
    """What a change of the calendar would move."""

    number = serializers.IntegerField()
    lines = CalendarMoveShape(many=True)


class RegionalDayQuery(ListQuery):
    """Filters of the list."""

    zone = serializers.ChoiceField(choices=ZONES, required=False)


class RegionalDayViewSet(ReadViewSet[RegionalDay]):
    """Days on which the offices of a region are closed; withdrawn ones stay on the list."""

    model = RegionalDay
    serializer_class = RegionalDayShape
    query_class = RegionalDayQuery
    keyset = Keyset(order=("-on",))

    def visible(self) -> QuerySet[RegionalDay]:
        return reading.visible_to(self.actor)

    @extend_schema(request=RegionalDayInput, responses={201: RegionalDayShape})
    def create(self, request: Request) -> Response:
        """Enter a day; every open date of its zone is counted anew in the same transaction."""
        self._may()
        body = RegionalDayInput(data=request.data)
        body.is_valid(raise_exception=True)
        row = actions.enter(actions.NewDay(**body.validated_data), actor=self.actor)
        fresh = self.visible().get(pk=row.pk)
        return Response(RegionalDayShape(fresh, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=RegionalDayInput, responses={200: CalendarDryRunShape})
    @action(detail=False, methods=["post"], url_path="dry-run", pagination_class=None)
    def dry_run(self, request: Request) -> Response:
        """What entering the day would move; nothing is stored."""
        self._may()
        body = RegionalDayInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        day = ClosedDay(values["on"], values["name_id"], values["name_en"], reading.REGIONAL)
        return Response(CalendarDryRunShape(reading.dry_run(values["zone"], more=[day])).data)

    @extend_schema(request=RegionalDayWithdrawal, responses={200: RegionalDayShape})
    @action(detail=True, methods=["post"])
    def withdrawal(self, request: Request, id: str) -> Response:
        """Take the day off the list, with a reason; open dates are counted anew, none to before today ends."""
        row = self.get_object()
        self._may()
        body = RegionalDayWithdrawal(data=request.data)
        body.is_valid(raise_exception=True)
        actions.withdraw(row.public_id, actor=self.actor, reason=body.validated_data["reason"])
        return Response(RegionalDayShape(self.get_object(), context=self.get_serializer_context()).data)

    def _may(self) -> None:
        if not reading.may_keep(self.actor):
            raise NotPermitted
