"""What plans and the library look like to a program. Who may read which field group says the policy of plans."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appraisal.models import LibraryResult, Plan
from appraisal.models.plans import BASIS, LONG, MEASURE, TITLE, WORDS, Aspect, Perspective, ResultKind
from appraisal.plans.content import PlanText, read_indicator
from appraisal.plans.fields import LONGEST_EXPECTATION
from appraisal.plans.texts import working_text
from appraisal.plans.wording import target_words
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.policies import policy_for


class PlanIndicatorShape(serializers.Serializer[Any]):
    """An indicator. `target` says in words what `number` with `unit`, or `words`, asks for."""

    id = serializers.CharField()
    text = serializers.CharField()
    aspect = serializers.CharField()
    perspective = serializers.CharField()
    number = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    unit = serializers.CharField()
    words = serializers.CharField()
    target = serializers.SerializerMethodField()

    def get_target(self, row: Any) -> str:
        """The target in words."""
        return target_words(row)


class PlanResultShape(serializers.Serializer[Any]):
    """A result with its indicators; `parent` is the id of the superior's result it carries on, or empty."""

    id = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    basis = serializers.CharField()
    parent = serializers.CharField()  # type: ignore[assignment]
    parent_title = serializers.CharField()
    indicators = PlanIndicatorShape(many=True)


class PlanTextShape(serializers.Serializer[Any]):
    """The whole text of a plan: results, expected conduct by code of the value, the three annex lists."""

    results = PlanResultShape(many=True)
    expectations = serializers.DictField(child=serializers.CharField())
    annexes = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class PlanVersionShape(serializers.Serializer[Any]):
    """One agreed version."""

    edition = serializers.IntegerField()
    agreed_at = serializers.DateTimeField()
    agreed_on = serializers.DateField()
    assessor_name = serializers.CharField()
    reason = serializers.CharField()
    content_hash = serializers.CharField()
    text = serializers.SerializerMethodField()

    @extend_schema_field(PlanTextShape)
    def get_text(self, version: Any) -> dict[str, Any]:
        """The text, as it was agreed."""
        return text_shape(version.text)


def text_shape(text: PlanText) -> dict[str, Any]:
    """A text as data."""
    return dict(PlanTextShape(text).data)


class PlanRowShape(SubjectSerializer[Plan]):
    """A plan in a list."""

    employee = serializers.UUIDField(source="employee.public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    assessor = serializers.UUIDField(source="assessor.public_id", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Plan
        fields: tuple[str, ...] = (
            *SUBJECT_FIELDS,
            "employee",
            "employee_name",
            "employee_post",
            "unit",
            "unit_name",
            "assessor",
            "assessor_name",
            "year",
            "period_from",
            "period_until",
            "edition",
        )
        read_only_fields = fields


class PlanShape(PlanRowShape):
    """A plan with the text being worked on, where it is open to the reader, and what the reader needs to write it."""

    your_roles = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    guarded = {
        "revision": "working",
        "text": "working",
        "content_hash": "agreed",
        "agreed_at": "agreed",
        "return_note": "returns",
        "change_reason": "returns",
        "proposed_at": "history",
    }

    class Meta(PlanRowShape.Meta):
        fields = (
            *PlanRowShape.Meta.fields,
            "superior_name",
            "top",
            "your_roles",
            "revision",
            "text",
            "content_hash",
            "agreed_at",
            "return_note",
            "change_reason",
            "proposed_at",
        )
        read_only_fields = fields

    def get_your_roles(self, plan: Plan) -> list[str]:
        """In which relations the reader stands to this plan."""
        return sorted(policy_for(plan).roles_of(self.actor, plan))

    @extend_schema_field(PlanTextShape)
    def get_text(self, plan: Plan) -> dict[str, Any]:
        """The text being worked on; of an agreed plan the version in force."""
        if "working" not in policy_for(plan).fields_for(self.actor, plan):
            return {}
        return text_shape(working_text(plan))


class NewPlan(StrictSerializer):
    """Begins a plan; for somebody else with the reason, by HR."""

    period_from = serializers.DateField()
    period_until = serializers.DateField(required=False)
    person = serializers.UUIDField(required=False)
    reason = serializers.CharField(max_length=4000, required=False)


class NewResult(StrictSerializer):
    """One more result."""

    kind = serializers.ChoiceField(choices=ResultKind.choices, default="main")


class Revised(StrictSerializer):
    """Which revision a save is based on."""

    revision = serializers.IntegerField(min_value=0, required=False)


class ResultPatch(Revised):
    """Any field of a result, on the revision of the plan."""

    title = serializers.CharField(max_length=TITLE, allow_blank=True, required=False)
    kind = serializers.ChoiceField(choices=ResultKind.choices, required=False)
    basis = serializers.CharField(max_length=BASIS, allow_blank=True, required=False)
    parent = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]


class IndicatorFields(StrictSerializer):
    """The fields of an indicator."""

    text = serializers.CharField(max_length=TITLE, allow_blank=True, required=False)
    aspect = serializers.ChoiceField(choices=Aspect.choices, allow_blank=True, required=False)
    perspective = serializers.ChoiceField(choices=Perspective.choices, allow_blank=True, required=False)
    number = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, min_value=0, required=False)
    unit = serializers.CharField(max_length=MEASURE, allow_blank=True, required=False)
    words = serializers.CharField(max_length=WORDS, allow_blank=True, required=False)


class IndicatorPatch(IndicatorFields):
    """Any field of an indicator, on the revision of the plan."""

    revision = serializers.IntegerField(min_value=0, required=False)


def _expectation() -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_EXPECTATION, allow_blank=True, required=False)


class ConductPatch(Revised):
    """The expected conduct of any of the seven values, by code."""

    berorientasi_pelayanan = _expectation()
    akuntabel = _expectation()
    kompeten = _expectation()
    harmonis = _expectation()
    loyal = _expectation()
    adaptif = _expectation()
    kolaboratif = _expectation()


class AnnexPatch(Revised):
    """Any of the three lists, one entry per line."""

    support = serializers.CharField(max_length=LONG, allow_blank=True, required=False)
    accountability = serializers.CharField(max_length=LONG, allow_blank=True, required=False)
    consequences = serializers.CharField(max_length=LONG, allow_blank=True, required=False)


class AddedShape(serializers.Serializer[Any]):
    """The id of what was added."""

    id = serializers.UUIDField(source="public_id")


class LibraryShape(StrictModelSerializer[LibraryResult]):
    """A result of the library."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    indicators = serializers.SerializerMethodField()

    class Meta:
        model = LibraryResult
        fields = ("id", "unit", "unit_name", "title", "kind", "basis", "indicators", "in_use", "revision", "saved_at")
        read_only_fields = fields

    @extend_schema_field(PlanIndicatorShape(many=True))
    def get_indicators(self, entry: LibraryResult) -> list[dict[str, Any]]:
        """The indicators in their order."""
        rows = [read_indicator(row) for row in entry.indicators]
        return [dict(one) for one in PlanIndicatorShape(rows, many=True).data]


class LibraryInput(StrictSerializer):
    """A result for the people of a unit and below it."""

    title = serializers.CharField(max_length=TITLE)
    kind = serializers.ChoiceField(choices=ResultKind.choices, default="main")
    basis = serializers.CharField(max_length=BASIS, allow_blank=True, default="")
    indicators = IndicatorFields(many=True)
    in_use = serializers.BooleanField(default=True)


class NewLibraryResult(LibraryInput):
    """A new one, with its unit."""

    unit = serializers.UUIDField()


class LibraryPut(LibraryInput):
    """The whole result, on its revision."""

    revision = serializers.IntegerField(min_value=0, required=False)


class PlacementInput(StrictSerializer):
    """Which results go onto which draft plans."""

    entries = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=50)
    plans = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=2000)


class PlacedShape(serializers.Serializer[Any]):
    """How many plans got the results, and how many were passed over."""

    plans = serializers.IntegerField()
    passed_over = serializers.IntegerField()
