"""Shapes of cycles and rule sets."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appraisal.models import Cycle, CycleExemption, PeriodKind, RuleSet
from appraisal.selectors import rule_faults
from organization.models import EmployeeKind
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.models import Job

APPRAISED = [(kind.value, kind.label) for kind in (EmployeeKind.PNS, EmployeeKind.PPPK)]


class CycleRowShape(SubjectSerializer[Cycle]):
    """A cycle in a list."""

    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    rule_set = serializers.UUIDField(source="rule_set.public_id", read_only=True)

    class Meta:
        model = Cycle
        fields = (
            *SUBJECT_FIELDS,
            "name",
            "period_kind",
            "period_from",
            "period_until",
            "self_from",
            "self_until",
            "review_until",
            "calibration_until",
            "close_by",
            "zone",
            "unit",
            "unit_name",
            "rule_set",
        )
        read_only_fields = fields


class CycleShape(CycleRowShape):
    """A cycle with the hash of its frozen rules."""

    guarded = {"revision": "progress", "kinds": "progress", "extensions": "progress"}
    extensions = serializers.ListField(read_only=True)
    kinds = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Cycle
        fields = (*CycleRowShape.Meta.fields, "rule_hash", "opened_at", "kinds", "extensions", "revision")
        read_only_fields = fields


class CycleInput(StrictSerializer):
    """A cycle to prepare. Days are days of the unit's zone, inclusive."""

    name = serializers.CharField(max_length=200)
    period_kind = serializers.ChoiceField(choices=PeriodKind.choices, required=False)
    period_from = serializers.DateField()
    period_until = serializers.DateField()
    self_from = serializers.DateField()
    self_until = serializers.DateField()
    review_until = serializers.DateField()
    calibration_until = serializers.DateField(required=False, allow_null=True)
    close_by = serializers.DateField()
    unit = serializers.UUIDField()
    rule_set = serializers.UUIDField()
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=APPRAISED), required=False, allow_empty=False, max_length=2
    )


class CyclePatch(CycleInput):
    """Any field of a cycle that is being prepared, on its revision."""

    revision = serializers.IntegerField(min_value=0, required=False)

    def get_fields(self) -> dict[str, Any]:
        """Nothing is required of a change but that it says what changes."""
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return dict(fields)


class PersonShape(serializers.Serializer[Any]):
    """A person named by a dry run, with the reason where somebody gave one."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    unit = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)


class DryRunShape(serializers.Serializer[Any]):
    """What opening would do now."""

    included = serializers.IntegerField()
    without_assessor = PersonShape(many=True)
    without_superior = serializers.IntegerField()
    exempt = PersonShape(many=True)
    other_kinds = serializers.IntegerField()
    inactive = serializers.IntegerField()


class JobShape(StrictModelSerializer[Job]):
    """A long task: how much is done of how much."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Job
        fields = ("id", "state", "done", "total", "started_at", "finished_at")
        read_only_fields = fields


class UnitProgressShape(serializers.Serializer[Any]):
    """Forms of an agency by state."""

    unit = serializers.UUIDField()
    name = serializers.CharField()
    numbers = serializers.DictField(child=serializers.IntegerField())


class ProgressShape(serializers.Serializer[Any]):
    """The job of opening (null before), and the forms by agency."""

    job = JobShape(allow_null=True)
    units = UnitProgressShape(many=True)


class ExemptionInput(StrictSerializer):
    """Who is left out, and why."""

    employee = serializers.UUIDField()
    reason = serializers.CharField(max_length=400)


class ExemptionShape(StrictModelSerializer[CycleExemption]):
    """Somebody left out of a cycle."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    employee = serializers.UUIDField(source="employee.public_id", read_only=True)

    class Meta:
        model = CycleExemption
        fields = ("id", "employee", "reason", "created_at")
        read_only_fields = fields


class LateJoiner(StrictSerializer):
    """Who came after the opening."""

    employee = serializers.UUIDField()


class RemindedShape(serializers.Serializer[Any]):
    """How many were reminded."""

    reminded = serializers.IntegerField()


class RuleFaultShape(serializers.Serializer[Any]):
    """One thing that keeps a draft from being published."""

    path = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class RuleSetRowShape(SubjectSerializer[RuleSet]):
    """A rule set in a list."""

    unit = serializers.UUIDField(source="unit.public_id", read_only=True)

    class Meta:
        model = RuleSet
        fields = (*SUBJECT_FIELDS, "name", "edition", "unit", "content_hash", "created_at")
        read_only_fields = fields


class RuleSetShape(RuleSetRowShape):
    """A rule set with its content; a draft also with what is still wrong in it."""

    previous = serializers.UUIDField(source="previous.public_id", read_only=True, allow_null=True, default=None)
    content = serializers.DictField(read_only=True)
    faults = serializers.SerializerMethodField()

    guarded = {"content": "content", "faults": "content", "revision": "content"}

    class Meta:
        model = RuleSet
        fields = (*RuleSetRowShape.Meta.fields, "previous", "content", "revision", "faults")
        read_only_fields = fields

    @extend_schema_field(RuleFaultShape(many=True))
    def get_faults(self, rule_set: RuleSet) -> list[dict[str, str]]:
        """Empty for what is published."""
        if rule_set.state != "draft":
            return []
        return [{"path": one.path, "code": one.code, "message": str(one.message)} for one in rule_faults(rule_set)]


class RuleSetInput(StrictSerializer):
    """A first draft."""

    unit = serializers.UUIDField()
    name = serializers.CharField(max_length=200)
    content = serializers.DictField(required=False)


class ContentPatch(StrictSerializer):
    """The whole content of a draft, on its revision."""

    revision = serializers.IntegerField(min_value=0, required=False)
    content = serializers.DictField()
