"""Shapes of objections: both sides item by item, as far as the reader may know them, and what each may send."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appraisal.models import Objection, ObjectionEvidence, ObjectionItem, ObjectionQuestion
from appraisal.pages.objection_receipt import receipt_of
from appraisal.rules import RATINGS
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.history import history_of
from workflow.policies import policy_for

TEXT = {"max_length": 4000, "allow_blank": True, "required": False, "trim_whitespace": False}


class ObjectionEvidenceShape(StrictModelSerializer[ObjectionEvidence]):
    """A file put to a contested item; its bytes are read at `evidence/<id>/`."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = ObjectionEvidence
        fields = ("id", "name", "size", "media_type", "sha256", "uploaded_at")
        read_only_fields = fields


class ContestedShape(StrictModelSerializer[ObjectionItem]):
    """One contested item: claim, answer and ruling, as far as the reader may know them."""

    groups: ClassVar[dict[str, str]] = {
        "claim": "claims",
        "wished_rating": "claims",
        "evidence": "claims",
        "answer": "answers",
        "ruling": "rulings",
        "ruling_rating": "rulings",
        "ruling_reason": "rulings",
    }

    id = serializers.UUIDField(source="public_id", read_only=True)
    item = serializers.UUIDField(source="item.public_id", read_only=True)
    code = serializers.CharField(source="item.code", read_only=True)
    label = serializers.CharField(source="item.label", read_only=True)  # type: ignore[assignment]
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = ObjectionItem
        fields = (
            "id",
            "item",
            "code",
            "label",
            "rating",
            "claim",
            "wished_rating",
            "evidence",
            "answer",
            "ruling",
            "ruling_rating",
            "ruling_reason",
        )
        read_only_fields = fields

    @extend_schema_field(ObjectionEvidenceShape(many=True))
    def get_evidence(self, row: ObjectionItem) -> list[dict[str, Any]]:
        """Files not taken away, in the order of their arrival."""
        rows = [one for one in row.evidence.all() if one.removed_at is None]
        return [dict(one) for one in ObjectionEvidenceShape(rows, many=True).data]

    def to_representation(self, row: ObjectionItem) -> dict[str, Any]:
        """Only the groups named by `readable` in the context."""
        readable = self.context["readable"]
        shape: dict[str, Any] = dict(super().to_representation(row))
        return {name: value for name, value in shape.items() if self.groups.get(name, "") in {"", *readable}}


class QuestionShape(StrictModelSerializer[ObjectionQuestion]):
    """A question of the decider to one side, and its answer; put and answered by transitions."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    item = serializers.UUIDField(source="item.public_id", read_only=True, allow_null=True, default=None)

    class Meta:
        model = ObjectionQuestion
        fields = ("id", "item", "addressee", "text", "asked_at", "answer", "answered_at")
        read_only_fields = fields


class ReceiptOfFilingShape(serializers.Serializer[Any]):
    """When an objection arrived, whether in time, and the hash of its entry in the record."""

    number = serializers.CharField()
    received_at = serializers.DateTimeField(source="at")
    in_time = serializers.BooleanField()
    window_ended_at = serializers.DateTimeField(source="window_until", allow_null=True)
    fingerprint = serializers.CharField()


class ObjectionRowShape(SubjectSerializer[Objection]):
    """An objection in a list."""

    evaluation = serializers.UUIDField(source="evaluation.public_id", read_only=True)
    employee_name = serializers.CharField(source="evaluation.employee_name", read_only=True)
    cycle_name = serializers.CharField(source="evaluation.cycle.name", read_only=True)

    class Meta:
        model = Objection
        fields = (*SUBJECT_FIELDS, "evaluation", "employee_name", "cycle_name", "decider_name", "filed_at")
        read_only_fields = fields


class ObjectionShape(ObjectionRowShape):
    """An objection with its items and both sides, as far as the reader may know them."""

    items = serializers.SerializerMethodField()
    questions = QuestionShape(many=True, read_only=True)
    receipt = serializers.SerializerMethodField()

    guarded = {
        "statement": "claims",
        "questions": "questions",
        "receipt": "claims",
        "claim_revision": "claims",
        "answer_revision": "answers",
        "ruling_revision": "rulings",
        "private_note": "private",
        "results_rating": "decision",
        "behaviour_rating": "decision",
        "predicate_before": "decision",
        "predicate_after": "decision",
        "signed_name": "decision",
        "signed_on_behalf": "decision",
    }

    class Meta:
        model = Objection
        fields = (
            *ObjectionRowShape.Meta.fields,
            "decider_post",
            "statement",
            "claim_revision",
            "answer_revision",
            "ruling_revision",
            "private_note",
            "answered_at",
            "unanswered",
            "decided_at",
            "results_rating",
            "behaviour_rating",
            "predicate_before",
            "predicate_after",
            "signed_name",
            "signed_on_behalf",
            "items",
            "questions",
            "receipt",
        )
        read_only_fields = fields

    @extend_schema_field(ReceiptOfFilingShape(allow_null=True))
    def get_receipt(self, objection: Objection) -> dict[str, Any] | None:
        """The receipt; null before filing."""
        found = receipt_of(objection, list(history_of(objection)))
        return dict(ReceiptOfFilingShape(found).data) if found else None

    @extend_schema_field(ContestedShape(many=True))
    def get_items(self, objection: Objection) -> list[dict[str, Any]]:
        """The contested items in the order of the form."""
        readable = policy_for(objection).fields_for(self.actor, objection)
        context = {**self.context, "readable": readable}
        return [dict(row) for row in ContestedShape(objection.items.all(), many=True, context=context).data]


class PrecedentShape(serializers.Serializer[Any]):
    """How earlier deciders ruled on one item; zero where too few people stand behind it."""

    label = serializers.CharField()  # type: ignore[assignment]
    decided = serializers.IntegerField()
    raised = serializers.IntegerField()
    quarters = serializers.ListField(child=serializers.CharField())


class PrecedentsShape(serializers.Serializer[Any]):
    """Earlier decisions on the same items, without names, units and reasons."""

    total = serializers.IntegerField()
    hidden = serializers.BooleanField()
    outcomes = serializers.SerializerMethodField()
    rows = PrecedentShape(many=True)

    def get_outcomes(self, found: Any) -> dict[str, int]:
        """Number of decisions by outcome."""
        return dict(found.outcomes)


class StandingShape(serializers.Serializer[Any]):
    """One result in the codes of the rule set."""

    predicate = serializers.CharField()
    predicate_label = serializers.CharField()
    score = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    results_rating = serializers.IntegerField(allow_null=True)
    behaviour_rating = serializers.IntegerField(allow_null=True)


class ChangedItemShape(serializers.Serializer[Any]):
    """A contested item whose rating would rise; `item` is the id of the contested item."""

    item = serializers.UUIDField()
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    rating_before = serializers.IntegerField()
    rating_after = serializers.IntegerField()


class PreviewShape(serializers.Serializer[Any]):
    """The result before and after the rulings as they stand; `after` is null while something for it is missing."""

    before = StandingShape()
    after = StandingShape(allow_null=True)
    changed = ChangedItemShape(many=True)


class DecisionBody(StrictSerializer):
    """The decider's own judgements, where they shall not follow the items."""

    results_rating = serializers.ChoiceField(choices=RATINGS, allow_null=True, required=False)
    behaviour_rating = serializers.ChoiceField(choices=RATINGS, allow_null=True, required=False)


class NewObjection(StrictSerializer):
    """Begins an objection to an evaluation."""

    evaluation = serializers.UUIDField()


class StatementPatch(StrictSerializer):
    """The words that go with all items, on the revision of the claims."""

    revision = serializers.IntegerField(min_value=0, required=False)
    statement = serializers.CharField(max_length=4000, allow_blank=True, trim_whitespace=False)


class ClaimPatch(StrictSerializer):
    """Contests one item of the evaluation."""

    revision = serializers.IntegerField(min_value=0, required=False)
    claim = serializers.CharField(**TEXT)  # type: ignore[arg-type]
    wished_rating = serializers.ChoiceField(choices=RATINGS, allow_null=True, required=False)


class RevisionBody(StrictSerializer):
    """The revision a removal is based on."""

    revision = serializers.IntegerField(min_value=0, required=False)


class AnswerPatch(StrictSerializer):
    """The assessor's answer to one contested item."""

    revision = serializers.IntegerField(min_value=0, required=False)
    answer = serializers.CharField(max_length=4000, allow_blank=True, trim_whitespace=False)


class RulingPatch(StrictSerializer):
    """The decider's ruling on one contested item."""

    revision = serializers.IntegerField(min_value=0, required=False)
    ruling = serializers.ChoiceField(choices=("uphold", "grant"), allow_blank=True, required=False)
    ruling_rating = serializers.ChoiceField(choices=RATINGS, allow_null=True, required=False)
    ruling_reason = serializers.CharField(**TEXT)  # type: ignore[arg-type]


class NotePatch(StrictSerializer):
    """The decider's own note; nobody else reads it."""

    revision = serializers.IntegerField(min_value=0, required=False)
    note = serializers.CharField(max_length=4000, allow_blank=True, trim_whitespace=False)
