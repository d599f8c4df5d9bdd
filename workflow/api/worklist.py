"""The worklist for programs: what waits for the person and what the person waits for, as on the page of tasks."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from workflow import clock
from workflow.api.pagination import MAXIMUM_LIMIT
from workflow.api.serializers import StrictSerializer
from workflow.api.views import ApiView
from workflow.narrowing import Choice, narrowed
from workflow.worklist import Seat, Task, Waiting, task_kinds

MINE: Final = "mine"
AWAITED: Final = "awaited"
MOST_GIVEN: Final = 50
# The rows of one half, and whether there are more.
Half = tuple[Sequence[Task | Waiting], bool]


class WorklistQuery(StrictSerializer):
    """Which half, and the filters of the page; what is not given does not narrow."""

    side = serializers.ChoiceField(choices=(MINE, AWAITED), required=False)
    kind = serializers.CharField(max_length=40, required=False)
    capacity = serializers.ChoiceField(choices=Seat.choices, required=False)
    late = serializers.BooleanField(default=False)
    limit = serializers.IntegerField(min_value=1, max_value=MAXIMUM_LIMIT, default=MOST_GIVEN)

    def get_fields(self) -> dict[str, Any]:
        """The kinds are those the apps registered."""
        kinds = [(kind, str(label)) for kind, label in task_kinds().items()]
        return super().get_fields() | {"kind": serializers.ChoiceField(choices=kinds, required=False)}


class RowShape(serializers.Serializer[Any]):
    """One row. `side` is `mine` or `awaited`; `id` is the subject's, `path` its page.

    `reason` says why the person is asked and `capacity` as what (`capacity_label` in words, with the letter, when it
    is not the own office); `holder` and `since`, of what is awaited, say with whom it is. `due_at` is null where no
    time runs; `explanation` says why it is this date; `late` that the time is over.
    """

    side = serializers.CharField()
    kind = serializers.CharField()
    id = serializers.UUIDField()
    title = serializers.CharField()
    reason = serializers.CharField()
    capacity = serializers.CharField()
    capacity_label = serializers.CharField()
    action = serializers.CharField()
    mark = serializers.CharField()
    holder = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    explanation = serializers.ListField(child=serializers.CharField())
    late = serializers.BooleanField()
    path = serializers.CharField()


class WorklistShape(serializers.Serializer[Any]):
    """The rows, each half by urgency; `more` says that there are others than those given."""

    results = RowShape(many=True)
    more = serializers.BooleanField()


class WorklistViewSet(ApiView, ViewSet):
    """What waits for me, and what I wait for."""

    @extend_schema(parameters=[WorklistQuery], responses={200: WorklistShape})
    def list(self, request: Request) -> Response:
        """Both halves, or one; at most `limit` rows of each."""
        query = WorklistQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        choice = Choice(kind=asked.get("kind", ""), late=asked["late"], seat=asked.get("capacity", ""))
        work = narrowed(self.actor, choice, limit=asked["limit"])
        halves: dict[str, Half] = {
            MINE: (work.tasks, work.more),
            AWAITED: (work.waiting, work.more_waiting),
        }
        wanted = [asked["side"]] if "side" in asked else list(halves)
        rows = [row for side in wanted for row in rows_of(side, halves[side][0])]
        more = any(halves[side][1] for side in wanted)
        return Response(WorklistShape({"results": rows, "more": more}).data)


def rows_of(side: str, rows: Iterable[Task | Waiting]) -> list[dict[str, Any]]:
    """The rows of one half as the shape takes them."""
    now = clock.now()
    return [row_of(row, late=row.is_late(now)) | {"side": side} for row in rows]


def row_of(row: Task | Waiting, *, late: bool) -> dict[str, Any]:
    """One row; what only the other half has is empty."""
    common = {
        "kind": row.kind,
        "id": row.subject,
        "title": row.title,
        "due_at": row.due_at,
        "explanation": row.explanation,
        "late": late,
        "path": row.url,
    }
    if isinstance(row, Waiting):
        own = {"reason": "", "capacity": Seat.OWN.value, "capacity_label": "", "action": "", "mark": ""}
        return common | own | {"holder": row.holder, "since": row.since}
    said = {"reason": row.why, "capacity": row.seat, "capacity_label": row.capacity, "action": row.action}
    return common | said | {"mark": row.state, "holder": "", "since": None}
