"""Notices over REST: one's own, and nobody else's."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from notifications import actions
from notifications.api.serializers import READ, STATES, UNREAD, CountShape, NoticeSerializer, ReadAllShape, ReadShape
from notifications.models import InboxItem
from notifications.selectors import inbox_of
from workflow.api.conditional import version_from_header
from workflow.api.queries import ListQuery
from workflow.api.shapes import ReceiptShape
from workflow.api.viewsets import ReadViewSet
from workflow.errors import PreconditionRequired, StateConflict, VersionConflict


class NoticeQuery(ListQuery):
    """Filters of notices."""

    state = serializers.ChoiceField(choices=STATES, required=False)
    # Without allow_null an address that does not name it would read as false.
    urgent = serializers.BooleanField(required=False, allow_null=True)


class NoticeViewSet(ReadViewSet[InboxItem]):
    """All of your notices, newest first."""

    model = InboxItem
    serializer_class = NoticeSerializer
    query_class = NoticeQuery

    def visible(self) -> QuerySet[InboxItem]:
        """Only one's own."""
        return inbox_of(self.actor)

    def narrow(self, queryset: QuerySet[InboxItem], query: ListQuery) -> QuerySet[InboxItem]:
        """By state and urgency."""
        wanted = query.lookups()
        if "state" in wanted:
            queryset = queryset.filter(read_at__isnull=wanted["state"] == UNREAD)
        if wanted.get("urgent") is not None:
            urgent = InboxItem.Urgency.URGENT
            queryset = queryset.filter(urgency=urgent) if wanted["urgent"] else queryset.exclude(urgency=urgent)
        return queryset

    def counters(self, row: InboxItem) -> tuple[int, ...]:
        """The version leads the entity tag."""
        return (int(row.read_at is not None),)

    @extend_schema(request=ReadShape, responses={200: ReceiptShape})
    @action(detail=True, methods=["post"], url_path="transitions")
    def move(self, request: Request, id: str) -> Response:
        """Mark one notice as read."""
        row = self.get_object()
        body = self.read_body(ReadShape)
        version = body.get("version", version_from_header(request))
        if version is None:
            raise PreconditionRequired
        if row.read_at is not None:
            raise StateConflict(state=READ, version=1)
        if version != 0:
            raise VersionConflict(state=UNREAD, version=0)
        read = actions.mark_read(row.public_id, actor=self.actor)
        shape = NoticeSerializer(read, context=self.get_serializer_context()).data
        receipt = {name: shape[name] for name in ("id", "state", "state_label", "version")}
        return Response({**receipt, "transition": READ})

    @extend_schema(request=ReadAllShape, responses={200: CountShape})
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """Mark all of your notices as read, or all up to the newest one you have seen."""
        body = self.read_body(ReadAllShape)
        return Response({"count": actions.mark_all_read(actor=self.actor, up_to=body.get("up_to"))})


class InboxViewSet(NoticeViewSet):
    """Your unread notices, newest first: what is new for you."""

    def visible(self) -> QuerySet[InboxItem]:
        """Only what was not read yet."""
        return super().visible().filter(read_at__isnull=True)
