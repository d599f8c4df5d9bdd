"""The board of HR over REST: the figures, the board as a file, one act on many cases."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions, board, exports, selectors
from cases.actions.board import with_absent
from cases.board import NOBODY, Filters
from cases.bulk import MOST_ROWS, BulkLine
from cases.machines.improvement_case import CaseState
from cases.views.downloads import sheet_answer
from organization.days import today
from organization.models import Employee
from workflow import clock
from workflow.api.files import FILE_ANSWER
from workflow.api.serializers import StrictSerializer
from workflow.api.transitions import key_from
from workflow.api.viewsets import IDEMPOTENCY_KEY
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible, PreconditionRequired

STATES = (*CaseState.values, "ended")


class StageCountShape(serializers.Serializer[Any]):
    """Cases in one state, the ended ones too."""

    state = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    cases = serializers.IntegerField()


class UnitCountShape(serializers.Serializer[Any]):
    """Open cases of one agency."""

    unit_name = serializers.CharField()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()


class MonthCountShape(serializers.Serializer[Any]):
    """Cases opened and ended in one month; `month` is its first day."""

    month = serializers.DateField(source="first")
    opened = serializers.IntegerField()
    ended = serializers.IntegerField()


class AgeCountShape(serializers.Serializer[Any]):
    """Open cases by whole days in their state; `last` is null in the open bucket."""

    first = serializers.IntegerField()
    last = serializers.IntegerField(allow_null=True)
    open = serializers.IntegerField()


class LoadShape(serializers.Serializer[Any]):
    """Open cases of one coach; null for those nobody coaches."""

    coach = serializers.UUIDField(allow_null=True)
    coach_name = serializers.CharField(source="name")
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()


class BoardShape(serializers.Serializer[Any]):
    """The figures of the cases you see."""

    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    stages = StageCountShape(many=True)
    units = UnitCountShape(many=True)
    months = MonthCountShape(many=True)
    ages = AgeCountShape(many=True)
    coaches = LoadShape(many=True)


class BoardQuery(StrictSerializer):
    """Filters of the file, as on the page."""

    state = serializers.ChoiceField(choices=STATES, required=False)
    unit = serializers.CharField(max_length=40, required=False, help_text="code of a unit")
    late = serializers.BooleanField(required=False)
    warned = serializers.BooleanField(required=False)
    mine = serializers.BooleanField(required=False)
    coach = serializers.CharField(max_length=36, required=False, help_text="id of a coach, or `none`")

    def validate_coach(self, text: str) -> str:
        """An id or the word for nobody."""
        return text if text == NOBODY else str(serializers.UUIDField().to_internal_value(text))


class BulkRow(StrictSerializer):
    """One case of an act on many; `version` as it was read, needed for `assign_coach`."""

    case = serializers.UUIDField()
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class BulkInput(StrictSerializer):
    """One act on many cases: `assign_coach` needs `coach`, `enrol` needs `training`."""

    act = serializers.ChoiceField(choices=("assign_coach", "enrol"))
    rows = serializers.ListField(child=BulkRow(), allow_empty=False, max_length=MOST_ROWS)
    coach = serializers.UUIDField(required=False)
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    handover = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    training = serializers.UUIDField(required=False)
    wish = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class BulkLineShape(serializers.Serializer[Any]):
    """What became of one case: done, or refused with a code and a sentence."""

    case = serializers.UUIDField(source="public_id")
    done = serializers.BooleanField(source="taken")
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(source="said")


class BoardOfCases:
    """The part of the cases' viewset that HR steers by."""

    @extend_schema(responses={200: BoardShape}, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def board(self: Any, request: Request) -> Response:
        """Cases by stage, agency and month, how long they wait, and the load of each coach."""
        actor = self.actor
        if not board.reads_figures(actor):
            raise NotPermitted
        counts = selectors.board_counts(actor)
        stages = [{"state": s.value, "label": s.label, "cases": counts.by_state.get(s.value, 0)} for s in CaseState]
        units = [{"unit_name": name, "open": n, "overdue": late} for name, n, late in board.by_agency(actor)]
        loads = [
            {"coach": one.public_id or None, "name": one.name, "open": one.open, "overdue": one.overdue}
            for one in board.workload(actor)
        ]
        found = {
            "open": counts.open,
            "overdue": counts.overdue,
            "stages": stages,
            "units": units,
            "months": board.by_month(actor, today=today()),
            "ages": board.ages(actor, now=clock.now()),
            "coaches": loads,
        }
        return Response(BoardShape(found).data)

    @extend_schema(parameters=[BoardQuery], responses=FILE_ANSWER)
    @action(detail=False, methods=["get"], url_path=r"board/(?P<kind>[^/.]+)", pagination_class=None)
    def board_file(self: Any, request: Request, kind: str) -> HttpResponse:
        """The cases under the filters as a file (`csv` or `xlsx`), as the page hands it out."""
        query = BoardQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return sheet_answer(exports.board_file(self.actor, Filters(**query.validated_data), kind=kind))

    @extend_schema(request=BulkInput, responses={200: BulkLineShape(many=True)}, parameters=[IDEMPOTENCY_KEY])
    @action(detail=False, methods=["post"], pagination_class=None)
    def bulk(self: Any, request: Request) -> Response:
        """One coach or one training for many cases; each is answered by itself, refusals stop nobody else."""
        if not board.may_assign(self.actor):
            raise NotPermitted
        asked, key = self.read_body(BulkInput), key_from(request)
        ids = list(dict.fromkeys(str(row["case"]) for row in asked["rows"]))
        act = _assign_coach if asked["act"] == "assign_coach" else _enrol
        lines = act(self.actor, ids, asked, key)
        return Response(BulkLineShape(with_absent(ids, lines), many=True).data)


def _assign_coach(actor: Any, ids: Sequence[str], asked: dict[str, Any], key: str | None) -> list[BulkLine]:
    coach = Employee.objects.filter(public_id=_needed(asked, "coach")).first()
    if coach is None:
        raise InvalidInput(details=[FieldFault("coach", str(NotVisible.message))])
    versions = {str(row["case"]): row["version"] for row in asked["rows"] if "version" in row}
    if len(versions) < len(ids):
        raise PreconditionRequired
    words = {name: asked.get(name, "") for name in ("reason", "handover")}
    return actions.assign_coach_each(ids, coach=coach, actor=actor, versions=versions, key=key, **words)


def _enrol(actor: Any, ids: Sequence[str], asked: dict[str, Any], key: str | None) -> list[BulkLine]:
    offer = selectors.offer_of(_needed(asked, "training"))
    if offer is None:
        raise InvalidInput(details=[FieldFault("training", str(NotVisible.message))])
    return actions.enrol_each(ids, training=offer, actor=actor, wish=asked.get("wish", ""), key=key)


def _needed(asked: dict[str, Any], name: str) -> Any:
    """What this act needs; the schema cannot say that it depends on the act."""
    if name not in asked:
        raise InvalidInput(details=[FieldFault(name, str(serializers.Field.default_error_messages["required"]))])
    return asked[name]
