"""The sample machine over REST: addresses of its own, so that the base is tested without any appraisal."""

from typing import Any

from django.urls import include, path
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.routers import SimpleRouter

from tests.sample.models import Parcel, S
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order, fire_order
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome


class Challenge(SessionAuthentication):
    """Answers 401 instead of 403, as the token sign-in of the product does."""

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class ParcelSerializer(SubjectSerializer[Parcel]):
    weight = serializers.IntegerField(read_only=True)
    remark = serializers.CharField(read_only=True)
    guarded = {"remark": "remark"}

    class Meta:
        model = Parcel
        fields = (*SUBJECT_FIELDS, "weight", "remark")


class ParcelQuery(ListQuery):
    state = states_filter(S)
    weight = serializers.IntegerField(required=False)


class WeighInput(StrictSerializer):
    grams = serializers.IntegerField(min_value=1)


def weigh(order: Order) -> Outcome:
    """An act of an app: takes a richer input than the machine's row."""
    assert order.payload["grams"] > 0
    return fire_order(Order(order.subject, order.name, order.actor, order.version, {}, order.key))


class ParcelViewSet(SubjectViewSet[Parcel]):
    authentication_classes = [Challenge]
    model = Parcel
    serializer_class = ParcelSerializer
    query_class = ParcelQuery
    keyset = Keyset(order=("-weight",))
    transition_actions = {"weigh": weigh}
    transition_inputs = {"weigh": WeighInput}


router = SimpleRouter()
router.register("parcels", ParcelViewSet, basename="parcel")
urlpatterns = [path("api/v1/", include(router.urls)), path("", include("config.urls"))]
