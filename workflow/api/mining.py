"""The process map for programs: the same figures as the page, times in seconds, small groups hidden alike."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from workflow.api.serializers import StrictSerializer
from workflow.api.views import ApiView
from workflow.mining.cases import behind
from workflow.mining.conformance import FAULTS
from workflow.mining.pages import asked_of
from workflow.mining.places import mapped_machines
from workflow.mining.reading import read
from workflow.mining.results import figures_of
from workflow.mining.stories import break_lines
from workflow.tables import table_of


class ProcessQuery(StrictSerializer):
    """Which process, agency and period; unknown values count as not asked."""

    machine = serializers.CharField(required=False, max_length=100)
    unit = serializers.CharField(required=False, max_length=40)
    period = serializers.CharField(required=False, max_length=40)


class ProcessCasesQuery(ProcessQuery):
    """Names a step (`step`, `from`, `to`) or a `state` in which cases stand."""

    step = serializers.CharField(required=False, max_length=100)
    to = serializers.CharField(required=False, max_length=30)
    state = serializers.CharField(required=False, max_length=30)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python, so that it cannot be declared."""
        return {**super().get_fields(), "from": serializers.CharField(required=False, max_length=30)}


class TimesShape(serializers.Serializer[Any]):
    """How often and how long, in seconds; null where fewer than five people stand behind it."""

    count = serializers.IntegerField()
    median = serializers.FloatField()
    ninetieth = serializers.FloatField()


class UnitTimesShape(serializers.Serializer[Any]):
    """The same for one agency."""

    unit = serializers.CharField(allow_blank=True, help_text="public id of the agency; empty: of none")
    name = serializers.CharField()
    times = TimesShape()


class StepShape(serializers.Serializer[Any]):
    """One step that was taken."""

    transition = serializers.CharField()
    from_state = serializers.CharField()
    to_state = serializers.CharField()
    by_clock = serializers.BooleanField()
    times = TimesShape(allow_null=True)
    units = UnitTimesShape(many=True)
    hidden_units = serializers.IntegerField()


class StateShape(serializers.Serializer[Any]):
    """One state: finished stays, and those that last."""

    state = serializers.CharField()
    awaits_people = serializers.BooleanField()
    stays = TimesShape(allow_null=True)
    open = TimesShape(allow_null=True)


class PathShape(serializers.Serializer[Any]):
    """States in the order they were walked, and how many cases went so."""

    states = serializers.ListField(child=serializers.CharField())
    cases = serializers.IntegerField()


class BottleneckShape(serializers.Serializer[Any]):
    """The state that holds most of the time in which people are waited for; `share` of 1."""

    state = serializers.CharField()
    share = serializers.FloatField()


class BreakShape(serializers.Serializer[Any]):
    """One event that is no step of the machine."""

    subject = serializers.UUIDField()
    version = serializers.IntegerField()
    fault = serializers.ChoiceField(choices=sorted(FAULTS))


class ProcessShape(serializers.Serializer[Any]):
    """A process map."""

    machine = serializers.CharField()
    machines = serializers.ListField(child=serializers.CharField())
    steps = StepShape(many=True)
    states = StateShape(many=True)
    paths = PathShape(many=True)
    other_paths = serializers.IntegerField()
    bottleneck = BottleneckShape(allow_null=True)
    breaks = BreakShape(many=True)
    unseen_breaks = serializers.IntegerField()


class ProcessCaseShape(serializers.Serializer[Any]):
    """One case behind a number; the wait in seconds."""

    subject = serializers.UUIDField()
    seconds = serializers.FloatField()


class ProcessCasesShape(serializers.Serializer[Any]):
    """The cases behind a number that the reader may open, longest wait first; `hidden` for a group under five."""

    count = serializers.IntegerField()
    hidden = serializers.BooleanField()
    cases = ProcessCaseShape(many=True)


class ProcessMapViewSet(ApiView, ViewSet):
    """Process maps for HR officers, leaders and auditors, each in their units."""

    @extend_schema(parameters=[ProcessQuery], responses={200: ProcessShape})
    def list(self, request: Request) -> Response:
        """Real paths, waiting times, the bottleneck, and events that form no path of the machine."""
        asked = asked_of(self.actor, _query(ProcessQuery, request))
        table = table_of(asked.mapped.model)
        found = read(asked.mapped, self.actor, asked.choice)
        figures = figures_of(found.measured, table)
        lines, unseen = break_lines(asked.mapped, self.actor, found.breaks)
        return Response(
            {
                "machine": asked.mapped.kind,
                "machines": list(mapped_machines()),
                "steps": [_step(one, asked.options.units) for one in figures.steps],
                "states": [
                    {
                        "state": one.state,
                        "awaits_people": one.awaits_people,
                        "stays": _times(one.stays),
                        "open": _times(one.open),
                    }
                    for one in figures.states
                ],
                "paths": [{"states": list(path), "cases": number} for path, number in figures.paths],
                "other_paths": figures.other_paths,
                "bottleneck": _bottleneck(figures.bottleneck),
                "breaks": [{"subject": b.public_id, "version": b.version, "fault": b.fault} for b in lines],
                "unseen_breaks": unseen,
            }
        )

    @extend_schema(parameters=[ProcessCasesQuery], responses={200: ProcessCasesShape}, filters=False)
    @action(detail=False, methods=["get"])
    def cases(self, request: Request) -> Response:
        """The cases behind one number."""
        page = behind(self.actor, _query(ProcessCasesQuery, request))
        lines = [{"subject": line.public_id, "seconds": line.seconds} for line in page.found.lines]
        return Response({"count": page.found.count, "hidden": page.hidden, "cases": lines})


def _query(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    query = shape(data=request.query_params)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)


def _times(group: Any) -> dict[str, Any] | None:
    spread = group.spread
    return spread and {"count": spread.count, "median": spread.median, "ninetieth": spread.ninetieth}


def _step(one: Any, names: dict[str, str]) -> dict[str, Any]:
    transition, source, target = one.move
    return {
        "transition": transition,
        "from_state": source,
        "to_state": target,
        "by_clock": one.by_clock,
        "times": _times(one.whole),
        "units": [
            {"unit": each.unit, "name": names.get(each.unit, ""), "times": _times(each.group)} for each in one.units
        ],
        "hidden_units": one.hidden_units,
    }


def _bottleneck(found: Any) -> dict[str, Any] | None:
    return found and {"state": found.figures.state, "share": found.share}
