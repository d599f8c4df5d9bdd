"""The lawful officials of a form on a day over REST, each with the reason."""

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.models import Evaluation
from appraisal.officials import officials_on
from appraisal.policies import HISTORY
from organization.api.shapes import DayQuery
from organization.days import today
from workflow.api.viewsets import SubjectViewSet
from workflow.errors import NotPermitted
from workflow.policies import policy_for

if TYPE_CHECKING:
    Base = SubjectViewSet[Evaluation]
else:
    Base = object


class StandInShape(serializers.Serializer[Any]):
    """Who acts in the place of an official, by which letter."""

    name = serializers.CharField()
    letter_number = serializers.CharField(source="letter")


class OfficialShape(serializers.Serializer[Any]):
    """Who is called to an act on the day; `name` is empty where nobody is, `capacity` but for an acting official."""

    act = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    name = serializers.CharField(allow_blank=True)
    post = serializers.CharField(allow_blank=True)
    capacity = serializers.CharField(allow_blank=True)
    letter_number = serializers.CharField(source="letter", allow_blank=True)
    ground = serializers.CharField(allow_blank=True)
    stand_ins = StandInShape(many=True)


class OfficialsShape(serializers.Serializer[Any]):
    """The officials of a form on one day."""

    on = serializers.DateField()
    officials = OfficialShape(many=True)


class OfficialsAction(Base):
    """The officials of the form of the address; part of the resource of evaluations."""

    @extend_schema(parameters=[DayQuery], responses={200: OfficialsShape})
    @action(detail=True, methods=["get"])
    def officials(self, request: Request, id: str) -> Response:
        """Who assesses, stands above, decides and signs on a day (`on`, today by default), each with the reason."""
        form = self.get_object()
        if HISTORY not in policy_for(form).fields_for(self.actor, form):
            raise NotPermitted
        query = DayQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        on: Any = query.validated_data["on"] or today(form.cycle.zone)
        return Response(OfficialsShape({"on": on, "officials": officials_on(form, on)}).data)
