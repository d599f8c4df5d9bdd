"""Recognition notes over REST: given, read, hidden, taken back."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.models import Recognition
from appraisal.models.recognition import LONGEST_NOTE
from appraisal.recognition import actions
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.viewsets import SubjectViewSet


class RecognitionShape(SubjectSerializer[Recognition]):
    """A note from one named person to another."""

    guarded = {"text": "note"}

    class Meta:
        model = Recognition
        fields = (*SUBJECT_FIELDS, "giver_name", "receiver_name", "given_on", "text")
        read_only_fields = fields


class NewRecognition(StrictSerializer):
    """Thanks a person by full name; the unit only where several people have the name."""

    to = serializers.CharField(max_length=200)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)
    text = serializers.CharField(max_length=LONGEST_NOTE)


class RecognitionQuery(ListQuery):
    """Filters of the list of notes."""

    state = states_filter(Recognition.States)


class RecognitionViewSet(SubjectViewSet[Recognition]):
    """Notes to you, from you, and to the people you rate in the period."""

    model = Recognition
    serializer_class = RecognitionShape
    query_class = RecognitionQuery
    history_group = "history"
    keyset = Keyset(order=("-given_on",))

    @extend_schema(request=NewRecognition, responses={201: RecognitionShape})
    def create(self, request: Request) -> Response:
        """Thank somebody: at most five a day, and one to the same person."""
        made = actions.give(actor=self.actor, **self.read_body(NewRecognition))
        found = self.get_queryset().get(pk=made.pk)
        return Response(RecognitionShape(found, context=self.get_serializer_context()).data, status=201)
