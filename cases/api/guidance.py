"""The two forms that follow guidance over REST: feedback of the employee (B.1.8), evaluation of competence (B.1.9)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.shapes import PersonShape
from cases.guidance import actions, selectors
from cases.guidance.fields import REASON, REMARKS, SCORE
from cases.guidance.wording import HIGHEST, LOWEST
from cases.models import GuidanceEvaluation, GuidanceFeedback
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.viewsets import SubjectViewSet

SHARED = ("case", "employee", "guide", "begun_at", "asked_at", "handed_in_at")


class StatementShape(serializers.Serializer[Any]):
    """One statement of feedback with its answer from 1 (not at all) to 5 (fully); null while it is open."""

    code = serializers.CharField()
    about = serializers.CharField()
    text = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)


class CompetenceShape(StatementShape):
    """One competence with its score from 1 to 5 and the reason."""

    reason = serializers.CharField(allow_blank=True)


class FeedbackListShape(SubjectSerializer[GuidanceFeedback]):
    """Feedback in a list: that it is, since when, to whom it went; never what it says."""

    case = serializers.UUIDField(source="case.public_id", read_only=True)
    employee = PersonShape(source="case.employee", read_only=True)
    guide = PersonShape(read_only=True, allow_null=True)
    reader = PersonShape(read_only=True, allow_null=True)

    class Meta:
        model = GuidanceFeedback
        fields: tuple[str, ...] = (*SUBJECT_FIELDS, *SHARED, "reader", "read_at")


class FeedbackShape(FeedbackListShape):
    """Feedback on guidance; what it says only for the employee and the reader."""

    statements = serializers.SerializerMethodField()

    guarded: ClassVar[dict[str, str]] = {"statements": "content", "remarks": "content", "revision": "content"}

    class Meta(FeedbackListShape.Meta):
        fields = (*FeedbackListShape.Meta.fields, "revision", "statements", "remarks")

    @extend_schema_field(StatementShape(many=True))
    def get_statements(self, form: GuidanceFeedback) -> list[dict[str, Any]]:
        """The nine statements in the reader's language."""
        return [{**_words(one), "score": form.scores.get(one.code)} for one in form.questions]


class EvaluationListShape(SubjectSerializer[GuidanceEvaluation]):
    """An evaluation of competence in a list, without its scores."""

    case = serializers.UUIDField(source="case.public_id", read_only=True)
    employee = PersonShape(source="case.employee", read_only=True)
    guide = PersonShape(source="written_by", read_only=True, allow_null=True)

    class Meta:
        model = GuidanceEvaluation
        fields: tuple[str, ...] = (*SUBJECT_FIELDS, *SHARED)


class EvaluationShape(EvaluationListShape):
    """An evaluation of competence; before it is handed in only its writer receives the scores."""

    competencies = serializers.SerializerMethodField()

    guarded: ClassVar[dict[str, str]] = {"competencies": "content", "revision": "content"}

    class Meta(EvaluationListShape.Meta):
        fields = (*EvaluationListShape.Meta.fields, "revision", "competencies")

    @extend_schema_field(CompetenceShape(many=True))
    def get_competencies(self, form: GuidanceEvaluation) -> list[dict[str, Any]]:
        """Each competence, what the plan was to make better among them."""
        return [
            {**_words(one), "score": form.scores.get(one.code), "reason": form.reasons.get(one.code, "")}
            for one in form.questions
        ]


def _words(one: Any) -> dict[str, Any]:
    return {"code": one.code, "about": str(one.about), "text": str(one.text)}


class ScoreInput(StrictSerializer):
    """One answer; null takes it back."""

    code = serializers.CharField(max_length=60)
    score = serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST, required=False, allow_null=True)


class CompetenceInput(ScoreInput):
    """One score, its reason, or both."""

    reason = serializers.CharField(max_length=2_000, required=False, allow_blank=True)


class FeedbackInput(StrictSerializer):
    """Some answers with the revision read; what is left out stays."""

    revision = serializers.IntegerField(min_value=0, required=False)
    statements = ScoreInput(many=True, required=False)
    remarks = serializers.CharField(max_length=4_000, required=False, allow_blank=True)


class EvaluationInput(StrictSerializer):
    """Some scores and reasons with the revision read; what is left out stays."""

    revision = serializers.IntegerField(min_value=0, required=False)
    competencies = CompetenceInput(many=True, required=False)


def values_of(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Answers by the names of their fields."""
    scores = {f"{SCORE}{one['code']}": one["score"] for one in answers if "score" in one}
    return scores | {f"{REASON}{one['code']}": one["reason"] for one in answers if "reason" in one}


class FeedbackQuery(ListQuery):
    """Filters of the list of feedback."""

    state = states_filter(GuidanceFeedback.States)
    case = serializers.UUIDField(source="case__public_id", required=False)


class EvaluationQuery(ListQuery):
    """Filters of the list of evaluations."""

    state = states_filter(GuidanceEvaluation.States)
    case = serializers.UUIDField(source="case__public_id", required=False)


class FeedbackViewSet(SubjectViewSet[GuidanceFeedback]):
    """Feedback on guidance you may know of."""

    model = GuidanceFeedback
    serializer_class = FeedbackShape
    list_serializer_class = FeedbackListShape
    query_class = FeedbackQuery
    keyset = Keyset(order=("-begun_at",))

    def select(self, queryset: QuerySet[GuidanceFeedback]) -> QuerySet[GuidanceFeedback]:
        """The case with its people, and to whom it went."""
        return selectors.with_people(queryset)

    @extend_schema(request=FeedbackInput, responses={200: FeedbackShape})
    @action(detail=True, methods=["patch"])
    def answers(self, request: Request, id: str) -> Response:
        """Save answers of a draft; refused with what is stored where it was saved elsewhere meanwhile."""
        body = self.read_body(FeedbackInput)
        values = values_of(body.get("statements", ()))
        if REMARKS in body:
            values[REMARKS] = body[REMARKS]
        actions.save_answers(self.get_object(), actor=self.actor, revision=body.get("revision"), values=values)
        return self.answer(self.get_object())


class EvaluationViewSet(SubjectViewSet[GuidanceEvaluation]):
    """Evaluations of competence you may know of."""

    model = GuidanceEvaluation
    serializer_class = EvaluationShape
    list_serializer_class = EvaluationListShape
    query_class = EvaluationQuery
    keyset = Keyset(order=("-begun_at",))

    def select(self, queryset: QuerySet[GuidanceEvaluation]) -> QuerySet[GuidanceEvaluation]:
        """The case with its people, and who signed."""
        return selectors.with_people(queryset)

    @extend_schema(request=EvaluationInput, responses={200: EvaluationShape})
    @action(detail=True, methods=["patch"])
    def answers(self, request: Request, id: str) -> Response:
        """Save scores and reasons of a draft; refused with what is stored where it was saved elsewhere meanwhile."""
        body = self.read_body(EvaluationInput)
        values = values_of(body.get("competencies", ()))
        actions.save_answers(self.get_object(), actor=self.actor, revision=body.get("revision"), values=values)
        return self.answer(self.get_object())
