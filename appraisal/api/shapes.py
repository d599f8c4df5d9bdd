"""What evaluations look like to a program. Who may read which field group says the policy of evaluations."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appraisal.api.facts import FactsShape, facts_shape
from appraisal.models import Evaluation, EvaluationItem, Evidence
from appraisal.pages.review import is_nudged, nudges_of
from appraisal.rules import RATINGS
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.policies import policy_for

ROW_FIELDS = (
    *SUBJECT_FIELDS,
    "cycle",
    "cycle_name",
    "employee",
    "employee_name",
    "employee_post",
    "unit",
    "unit_name",
    "assessor",
    "assessor_name",
    "predicate",
    "predicate_label",
    "disputed",
    "window_ends_at",
)


class EvidenceShape(StrictModelSerializer[Evidence]):
    """A file put to an item; its bytes are read at `evidence/<id>/`."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Evidence
        fields = ("id", "name", "size", "media_type", "sha256", "uploaded_at")
        read_only_fields = fields


class ItemShape(StrictModelSerializer[EvaluationItem]):
    """One indicator with both sides; what the reader may not see yet is absent."""

    GROUPS = {
        "self_realisation": "self",
        "self_rating": "self",
        "self_story": "self",
        "evidence": "self",
        "facts": "self",
        "assessor_rating": "ratings",
        "assessor_comment": "review",
        "return_note": "returns",
    }

    id = serializers.UUIDField(source="public_id", read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    evidence = serializers.SerializerMethodField()
    facts = serializers.SerializerMethodField()

    class Meta:
        model = EvaluationItem
        fields = (
            "id",
            "code",
            "section",
            "label",
            "weight",
            "target",
            "position",
            "self_realisation",
            "self_rating",
            "self_story",
            "evidence",
            "facts",
            "assessor_rating",
            "assessor_comment",
            "return_note",
        )
        read_only_fields = fields

    @extend_schema_field(EvidenceShape(many=True))
    def get_evidence(self, item: EvaluationItem) -> list[dict[str, Any]]:
        """Files not taken away, in the order of their arrival."""
        rows = [row for row in item.evidence.all() if row.removed_at is None]
        return [dict(row) for row in EvidenceShape(rows, many=True).data]

    @extend_schema_field(FactsShape(allow_null=True))
    def get_facts(self, item: EvaluationItem) -> dict[str, Any] | None:
        """What the source of the item says, beside what people write."""
        return facts_shape(item, readable=self.context["readable"])

    def to_representation(self, item: EvaluationItem) -> dict[str, Any]:
        """Only the groups named by `readable` in the context."""
        readable = self.context["readable"]
        shape: dict[str, Any] = dict(super().to_representation(item))
        return {name: value for name, value in shape.items() if self.GROUPS.get(name, "") in {"", *readable}}


class EvaluationRowShape(SubjectSerializer[Evaluation]):
    """An evaluation in a list."""

    cycle = serializers.UUIDField(source="cycle.public_id", read_only=True)
    cycle_name = serializers.CharField(source="cycle.name", read_only=True)
    employee = serializers.UUIDField(source="employee.public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    assessor = serializers.UUIDField(source="assessor.public_id", read_only=True, allow_null=True, default=None)
    predicate_label = serializers.CharField(read_only=True)

    guarded = {
        "predicate": "predicate",
        "predicate_label": "predicate",
        "disputed": "history",
        "window_ends_at": "history",
    }

    class Meta:
        model = Evaluation
        fields = ROW_FIELDS
        read_only_fields = ROW_FIELDS


class EvaluationShape(EvaluationRowShape):
    """An evaluation with its items and everything the reader may know of its result."""

    superior = serializers.UUIDField(source="superior.public_id", read_only=True, allow_null=True, default=None)
    your_roles = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()
    nudges = serializers.SerializerMethodField()

    guarded = {
        **EvaluationRowShape.guarded,
        "results_rating": "ratings",
        "behaviour_rating": "ratings",
        "narrative": "review",
        "return_note": "returns",
        "score": "result",
        "rated_by_name": "result",
        "rated_on_behalf": "result",
        "assessor_contested": "history",
        "self_revision": "self",
        "review_revision": "review",
        "unfilled": "history",
        "submitted_at": "history",
        "handed_over_at": "history",
        "accepted_at": "history",
        "finalised_at": "history",
    }

    class Meta:
        model = Evaluation
        fields = (
            *ROW_FIELDS,
            "superior",
            "superior_name",
            "your_roles",
            "self_revision",
            "review_revision",
            "results_rating",
            "behaviour_rating",
            "narrative",
            "return_note",
            "score",
            "rated_by_name",
            "rated_on_behalf",
            "assessor_contested",
            "unfilled",
            "submitted_at",
            "handed_over_at",
            "accepted_at",
            "finalised_at",
            "items",
            "nudges",
        )
        read_only_fields = fields

    def get_your_roles(self, evaluation: Evaluation) -> list[str]:
        """In which relations the reader stands to this evaluation."""
        return sorted(policy_for(evaluation).roles_of(self.actor, evaluation))

    @extend_schema_field(ItemShape(many=True))
    def get_items(self, evaluation: Evaluation) -> list[dict[str, Any]]:
        """The items in the order of the form; a reader without any of their groups sees their names alone."""
        readable = policy_for(evaluation).fields_for(self.actor, evaluation)
        rows = ItemShape(evaluation.items.all(), many=True, context={**self.context, "readable": readable})
        return [dict(row) for row in rows.data]

    def get_nudges(self, evaluation: Evaluation) -> list[str]:
        """What the assessor may want to look at again before handing over; for the assessor alone, while rating."""
        items = ((one, any(file.removed_at is None for file in one.evidence.all())) for one in evaluation.items.all())
        return list(nudges_of(evaluation, items)) if is_nudged(evaluation, self.actor) else []

    def to_representation(self, evaluation: Evaluation) -> dict[str, Any]:
        """Nobody but the assessor learns that there could be nudges."""
        shape = super().to_representation(evaluation)
        if not is_nudged(evaluation, self.actor):
            shape.pop("nudges")
        return shape


class SelfPatch(StrictSerializer):
    """What the employee saves of one item; any of the three texts, on the revision of the own section."""

    revision = serializers.IntegerField(min_value=0, required=False)
    realisation = serializers.CharField(max_length=4000, allow_blank=True, required=False, trim_whitespace=False)
    rating = serializers.ChoiceField(choices=RATINGS, allow_null=True, required=False)
    story = serializers.CharField(max_length=4000, allow_blank=True, required=False, trim_whitespace=False)


class ReviewPatch(StrictSerializer):
    """What the assessor saves of one item, on the revision of the review."""

    revision = serializers.IntegerField(min_value=0, required=False)
    rating = serializers.ChoiceField(choices=RATINGS, allow_null=True, required=False)
    comment = serializers.CharField(max_length=4000, allow_blank=True, required=False, trim_whitespace=False)


class RatingsPatch(StrictSerializer):
    """What the assessor saves of the whole form, on the revision of the review."""

    revision = serializers.IntegerField(min_value=0, required=False)
    results_rating = serializers.ChoiceField(choices=RATINGS, allow_null=True, required=False)
    behaviour_rating = serializers.ChoiceField(choices=RATINGS, allow_null=True, required=False)
    narrative = serializers.CharField(max_length=4000, allow_blank=True, required=False, trim_whitespace=False)


class SavedShape(serializers.Serializer[Any]):
    """A stored draft: the section's new revision, and when."""

    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField()


class ResultShape(serializers.Serializer[Any]):
    """The result with its trace: every number unfolds to its inputs and rule."""

    predicate = serializers.CharField()
    predicate_label = serializers.CharField()
    score = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    results_rating = serializers.IntegerField(allow_null=True)
    behaviour_rating = serializers.IntegerField(allow_null=True)
    trace = serializers.DictField()
    rule_hash = serializers.CharField(source="cycle.rule_hash")
    window_ends_at = serializers.DateTimeField(allow_null=True)
    disputed = serializers.BooleanField()
