"""The effect of cases and courses over REST: the same figures as on the page, groups only."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal import help_effects as reading
from workflow.api.views import ApiView
from workflow.errors import NotPermitted


class IntervalShape(serializers.Serializer[Any]):
    """An estimate and the limits of its 95 % interval, as shares from -1 to 1."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class PairsShape(serializers.Serializer[Any]):
    """Matched pairs; absent for fewer than ten."""

    pairs = serializers.IntegerField()
    improved_with_case = serializers.IntegerField(source="with_help")
    improved_without_case = serializers.IntegerField(source="without_help")
    difference = IntervalShape()
    is_clear = serializers.BooleanField(help_text="whether the interval leaves out zero")


class HelpEffectShape(serializers.Serializer[Any]):
    """One kind of help: all, coached, trained, or one course by name."""

    kind = serializers.CharField()
    name = serializers.CharField()
    rated_again = serializers.IntegerField(source="helped")
    effect = PairsShape(allow_null=True)


class CourseShape(serializers.Serializer[Any]):
    """One course; figures are null where fewer than five participants were rated again."""

    title = serializers.CharField()
    participants = serializers.IntegerField(source="figures.people")
    rated_again = serializers.SerializerMethodField()
    improved = serializers.SerializerMethodField()
    same = serializers.SerializerMethodField()
    worse = serializers.SerializerMethodField()
    share_improved = IntervalShape(source="figures.share", allow_null=True)
    never_helped = serializers.BooleanField(source="figures.never_helped")

    def get_rated_again(self, one: Any) -> int | None:
        """Participants with a rating before and after."""
        return None if one.figures.is_hidden else int(one.figures.rerated)

    def get_improved(self, one: Any) -> int | None:
        """Of them, with more weak items risen than fallen."""
        return None if one.figures.is_hidden else int(one.figures.improved)

    def get_same(self, one: Any) -> int | None:
        """Of them, unchanged."""
        return None if one.figures.is_hidden else int(one.figures.same)

    def get_worse(self, one: Any) -> int | None:
        """Of them, with more items fallen than risen."""
        return None if one.figures.is_hidden else int(one.figures.worse)


class HelpEffectsShape(serializers.Serializer[Any]):
    """Both tables."""

    effects = HelpEffectShape(many=True)
    courses = CourseShape(many=True)


class HelpEffectsView(ApiView):
    """GET /api/v1/help-effects/: for HR, training officers, auditors and leaders, about their units."""

    @extend_schema(operation_id="help_effects", responses={200: HelpEffectsShape})
    def get(self, request: Request) -> Response:
        """Before and after on the weak items."""
        intervals = reading.intervals_of(self.actor)
        if not intervals:
            raise NotPermitted
        found = {"effects": reading.effects_of(intervals), "courses": reading.courses_of(intervals)}
        return Response(HelpEffectsShape(found).data)
