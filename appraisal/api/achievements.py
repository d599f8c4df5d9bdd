"""Achievements of units over REST: set, changed, explained, with the spread held against the pattern."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.models import UnitAchievement
from appraisal.patterns import actions
from appraisal.patterns.policies import HISTORY, SPREAD, roles_towards
from appraisal.patterns.selectors import pattern_of
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.viewsets import SubjectViewSet


class AchievementRowShape(SubjectSerializer[UnitAchievement]):
    """What a unit achieved in a cycle, with its source."""

    cycle = serializers.UUIDField(source="cycle.public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = UnitAchievement
        fields = (*SUBJECT_FIELDS, "cycle", "unit", "unit_name", "achievement", "source", "author_name", "set_at")
        read_only_fields = fields


class SpreadLineShape(serializers.Serializer[Any]):
    """One predicate: people and share, what the pattern foresees, and whether the difference is clear."""

    predicate = serializers.CharField(source="code")
    number = serializers.IntegerField()
    share = serializers.DecimalField(max_digits=5, decimal_places=1)
    expected = serializers.DecimalField(max_digits=9, decimal_places=1)
    expected_share = serializers.DecimalField(max_digits=5, decimal_places=1)
    more = serializers.BooleanField()
    fewer = serializers.BooleanField()


class SpreadShape(serializers.Serializer[Any]):
    """The spread of final results; `hidden`: too few people, also by difference, so there are no lines."""

    hidden = serializers.BooleanField(source="spread.hidden")
    total = serializers.SerializerMethodField()
    deviates = serializers.BooleanField()
    lines = SpreadLineShape(many=True)

    def get_total(self, one: Any) -> int | None:
        """Final results counted; null where they are hidden."""
        return None if one.spread.hidden else int(one.spread.total)


class AchievementShape(AchievementRowShape):
    """The same with the spread against the pattern and the explanation, for those who may read them."""

    spread = serializers.SerializerMethodField()
    guarded = dict.fromkeys(("reason", "deviation", "explainer_name", "explained_at", "spread"), SPREAD)

    class Meta:
        model = UnitAchievement
        fields = (
            *AchievementRowShape.Meta.fields,
            "reason",
            "deviation",
            "explainer_name",
            "explained_at",
            "spread",
        )
        read_only_fields = fields

    @extend_schema_field(SpreadShape)
    def get_spread(self, one: UnitAchievement) -> dict[str, Any]:
        """Final results of the unit in the cycle, groups under five hidden."""
        roles = roles_towards(self.actor, one.cycle, one.unit)
        return dict(SpreadShape(pattern_of(self.actor, one.cycle, one.unit, roles=roles)).data)


class AchievementQuery(ListQuery):
    """Filters of the list of achievements."""

    state = states_filter(UnitAchievement.States)
    cycle = serializers.UUIDField(source="cycle__public_id", required=False)
    unit = serializers.UUIDField(source="unit__public_id", required=False)


class NewAchievement(StrictSerializer):
    """Says what an agency achieved in a cycle; `achievement` is a key of the pattern in the rules of the cycle."""

    cycle = serializers.UUIDField()
    unit = serializers.UUIDField()
    achievement = serializers.CharField(max_length=40)
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]
    reason = serializers.CharField(max_length=4000)


class AchievementViewSet(SubjectViewSet[UnitAchievement]):
    """Achievements of units: set first, by HR or a leader; the pattern they name warns and blocks nothing."""

    model = UnitAchievement
    serializer_class = AchievementShape
    list_serializer_class = AchievementRowShape
    query_class = AchievementQuery
    history_group = HISTORY
    words_groups = frozenset({SPREAD})
    keyset = Keyset(order=("-set_at",))

    def select(self, queryset: "QuerySet[UnitAchievement]") -> "QuerySet[UnitAchievement]":
        """Unit and cycle with its rules."""
        return queryset.select_related("unit", "cycle__unit", "cycle__rule_set")

    @extend_schema(request=NewAchievement, responses={201: AchievementShape})
    def create(self, request: Request) -> Response:
        """Set the achievement of an agency in a cycle, with source and reason."""
        made = actions.set_achievement(actor=self.actor, **self.read_body(NewAchievement))
        found = self.get_queryset().get(pk=made.pk)
        return Response(AchievementShape(found, context=self.get_serializer_context()).data, status=201)
