"""The fairness watch over REST: the same figures as the page, groups only."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.fairness.copies import KINDS
from appraisal.fairness.gaps import gaps_of
from appraisal.fairness.reading import DIMENSIONS, suspicions, watched
from appraisal.fairness.severity import Rater
from appraisal.pages.fairness import shown_raters, watches
from appraisal.pages.report_counts import intervals_of
from appraisal.pages.reports import choice_of
from workflow.api.serializers import StrictSerializer
from workflow.api.views import ApiView
from workflow.errors import NotPermitted


class LimitsShape(serializers.Serializer[Any]):
    """An estimate and the limits of its 95 % interval, in points of a rating."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class RaterShape(serializers.Serializer[Any]):
    """One rater with enough people to be shown. `offset`: shrunken difference from all others, negative is stricter."""

    name = serializers.CharField()
    people = serializers.IntegerField()
    mean = serializers.FloatField()
    offset = LimitsShape()
    spread = LimitsShape()
    is_clear = serializers.BooleanField(help_text="whether the interval of the difference leaves out zero")


class GroupShape(serializers.Serializer[Any]):
    """One group against everybody else, as rated and among people of the same rater."""

    group = serializers.CharField(source="key")
    people = serializers.IntegerField()
    mean = serializers.FloatField()
    gap = LimitsShape()
    within_raters = LimitsShape()
    is_clear = serializers.BooleanField()
    stays = serializers.BooleanField(help_text="clear and of the same sign among people of the same rater")


class GapsShape(serializers.Serializer[Any]):
    """The groups of one dimension; those under five, and what would betray them, are hidden."""

    dimension = serializers.ChoiceField(choices=DIMENSIONS)
    hidden = serializers.IntegerField()
    groups = GroupShape(many=True)


class CopySignShape(serializers.Serializer[Any]):
    """One reason to look again."""

    kind = serializers.ChoiceField(choices=KINDS)
    people = serializers.IntegerField()


class CopiedShape(serializers.Serializer[Any]):
    """One rater whose ratings look copied; never what was written."""

    name = serializers.CharField()
    people = serializers.IntegerField()
    signs = CopySignShape(many=True)


class FairnessShape(serializers.Serializer[Any]):
    """A cycle as the watch sees it; `mean` is null where there is too little to compare."""

    cycle = serializers.UUIDField(allow_null=True)
    forms = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    share_of_rater = serializers.FloatField(allow_null=True)
    raters = RaterShape(many=True)
    gaps = GapsShape(many=True)
    copied = CopiedShape(many=True)


class FairnessQuery(StrictSerializer):
    """Which cycle; without it the newest running one."""

    cycle = serializers.UUIDField(required=False)


class FairnessView(ApiView):
    """GET /api/v1/fairness/: for HR, leaders and auditors, about their units."""

    @extend_schema(operation_id="fairness", parameters=[FairnessQuery], responses={200: FairnessShape})
    def get(self, request: Request) -> Response:
        """Raters, gaps between groups, ratings that look copied."""
        if not intervals_of(self.actor):
            raise NotPermitted
        query = FairnessQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        scope = choice_of(self.actor, query.validated_data).scope
        found, ratings = watched(scope) if watches(scope) else None, []
        if found is not None:
            ratings = found.ratings()
        shown = shown_raters(found.raters if found else None)
        values = {
            "cycle": scope.cycle.public_id if scope.cycle else None,
            "forms": len(ratings),
            "mean": found.raters.mean if found and found.raters and shown else None,
            "share_of_rater": found.raters.share_of_rater if found and found.raters and shown else None,
            "raters": [_named(one, found.names.get(one.key, "")) for one in shown] if found else [],
            "gaps": [gaps_of(ratings, name) for name in DIMENSIONS],
            "copied": suspicions(scope) if watches(scope) else [],
        }
        return Response(FairnessShape(values).data)


def _named(one: Rater[int], name: str) -> dict[str, Any]:
    return {
        "name": name,
        "people": one.people,
        "mean": one.mean,
        "offset": one.offset,
        "spread": one.spread,
        "is_clear": one.is_clear,
    }
