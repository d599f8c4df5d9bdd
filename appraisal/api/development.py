"""Strengths and weaknesses over REST: one's own, a person's, and the figures of an office."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.development.paths import Standing, Trend
from appraisal.development.proposals import topics_for, trainings_for
from appraisal.development.reading import Development, development_of, own_development
from appraisal.development.units import spreads_of
from appraisal.pages.report_counts import intervals_of
from appraisal.pages.reports import choice_of
from appraisal.policies import RATINGS
from appraisal.views.doors import note_list
from workflow.api.serializers import StrictSerializer
from workflow.api.views import ApiView
from workflow.errors import NotPermitted, NotVisible


class LevelShape(serializers.Serializer[Any]):
    """The final rating (1 to 3) of an item in one period."""

    period = serializers.CharField()
    until = serializers.DateField()
    rating = serializers.IntegerField()


class PathShape(serializers.Serializer[Any]):
    """One item over the periods, oldest first."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    standing = serializers.ChoiceField(choices=[one.value for one in Standing])
    trend = serializers.ChoiceField(choices=[one.value for one in Trend])
    readings = LevelShape(many=True)


class ProposalShape(serializers.Serializer[Any]):
    """A training of the catalogue and the weak items it is meant for."""

    training = serializers.UUIDField(source="training.public_id")
    title = serializers.CharField(source="training.title")
    starts_on = serializers.DateField(source="training.starts_on")
    items = serializers.ListField(child=serializers.CharField(), source="labels")


class TopicShape(serializers.Serializer[Any]):
    """What to talk about for one weak item."""

    item = serializers.CharField(source="label")
    lines = serializers.ListField(child=serializers.CharField())


class DevelopmentShape(serializers.Serializer[Any]):
    """A person's items, strengths first, with what is proposed for the weak ones."""

    employee = serializers.UUIDField()
    items = PathShape(many=True)
    trainings = ProposalShape(many=True)
    topics = TopicShape(many=True)


class ItemSpreadShape(serializers.Serializer[Any]):
    """How many people were rated at each level of an item; null where the group is hidden."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    hidden = serializers.BooleanField(source="spread.hidden")
    left_out = serializers.IntegerField(source="spread.left_out", help_text="agencies under five that are not counted")
    below = serializers.SerializerMethodField()
    as_expected = serializers.SerializerMethodField()
    above = serializers.SerializerMethodField()

    def get_below(self, one: Any) -> int | None:
        """People below expectation."""
        return self._at(one, 1)

    def get_as_expected(self, one: Any) -> int | None:
        """People as expected."""
        return self._at(one, 2)

    def get_above(self, one: Any) -> int | None:
        """People above expectation."""
        return self._at(one, 3)

    def _at(self, one: Any, level: int) -> int | None:
        return None if one.spread.hidden else int(one.at(level))


class UnitQuery(StrictSerializer):
    """Which cycle and agency; without them the newest running cycle and the whole office."""

    cycle = serializers.UUIDField(required=False)
    unit = serializers.UUIDField(required=False)


def identity_of(raw: str) -> UUID:
    """The id of the address; a malformed one looks like an absent one."""
    try:
        return UUID(raw)
    except ValueError:
        raise NotVisible from None


def shape_of(found: Development) -> dict[str, Any]:
    """What both addresses of a person answer."""
    rules = found.forms[-1].rules if found.forms else None
    values = {
        "employee": found.person.public_id,
        "items": found.items,
        "trainings": trainings_for(found.person, found.weak),
        "topics": topics_for(found.person, found.weak, rules),
    }
    return dict(DevelopmentShape(values).data)


class MyDevelopmentView(ApiView):
    """GET /api/v1/development/: the items of one's own final results."""

    @extend_schema(operation_id="development_mine", responses={200: DevelopmentShape})
    def get(self, request: Request) -> Response:
        """Your strengths and what to develop."""
        return Response(shape_of(own_development(self.actor)))


class DevelopmentView(ApiView):
    """GET /api/v1/development/<id>/: for whoever may know the ratings; every reading is written down."""

    @extend_schema(operation_id="development_of_person", responses={200: DevelopmentShape})
    def get(self, request: Request, id: str) -> Response:
        """A person's strengths and what to develop."""
        found = development_of(self.actor, identity_of(id))
        if not found.own:
            note_list(found.forms, actor=self.actor, fields={RATINGS})
        return Response(shape_of(found))


class UnitDevelopmentView(ApiView):
    """GET /api/v1/unit-development/: figures by item for HR, auditors and leaders; groups of five or more."""

    @extend_schema(
        operation_id="development_of_units", parameters=[UnitQuery], responses={200: ItemSpreadShape(many=True)}
    )
    def get(self, request: Request) -> Response:
        """People by level of each item in one cycle."""
        if not intervals_of(self.actor):
            raise NotPermitted
        query = UnitQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = {name: str(value) for name, value in query.validated_data.items()}
        return Response(ItemSpreadShape(spreads_of(choice_of(self.actor, asked).scope), many=True).data)
