"""Shapes of the parts of a case: lines of the plan, stages, causes, warnings, duties."""

from typing import Any

from rest_framework import serializers

from cases.models import CaseTrigger, PlanItem, ProgressEntry
from workflow.api.serializers import StrictModelSerializer


class EntryShape(StrictModelSerializer[ProgressEntry]):
    """What one side said about an item, or the file it handed in."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = ProgressEntry
        fields = ("id", "at", "text", "done", "evidence_name")
        read_only_fields = fields


class PlanItemShape(StrictModelSerializer[PlanItem]):
    """One line of a plan."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    training = serializers.UUIDField(source="training.public_id", read_only=True, allow_null=True, default=None)
    evidence_name = serializers.CharField(read_only=True)
    entries = EntryShape(many=True, read_only=True)

    class Meta:
        model = PlanItem
        fields = (
            "id",
            "revision",
            "kind",
            "title",
            "owner",
            "due_on",
            "first_due_on",
            "required",
            "indicator_code",
            "indicator_label",
            "measure",
            "baseline",
            "target",
            "training",
            "progress",
            "done_at",
            "evidence_name",
            "entries",
        )
        read_only_fields = fields


class CauseShape(StrictModelSerializer[CaseTrigger]):
    """One result that asked for the case."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = CaseTrigger
        fields = ("id", "kind", "source_kind", "predicate", "weak_items", "live", "linked_at", "fell_away_at")
        read_only_fields = fields


class CheckShape(serializers.Serializer[Any]):
    """One closing criterion and what it still misses."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    fulfilled = serializers.BooleanField()
    missing = serializers.ListField(child=serializers.CharField())


class StageShape(serializers.Serializer[Any]):
    """One stage of the work, with what it still needs and the statement that closed it."""

    id = serializers.UUIDField(source="stage.public_id")
    position = serializers.IntegerField(source="stage.position")
    month = serializers.IntegerField(source="stage.month")
    due_on = serializers.DateField(source="stage.due_on")
    first_due_on = serializers.DateField(source="stage.first_due_on")
    closed_at = serializers.DateTimeField(source="stage.closed_at", allow_null=True)
    statement = serializers.CharField(source="stage.statement")
    is_next = serializers.BooleanField()
    missing = serializers.ListField(child=serializers.CharField())


class WarningShape(serializers.Serializer[Any]):
    """One early warning with its reason."""

    code = serializers.CharField()
    reason = serializers.CharField()
    since = serializers.DateField()


class DutyShape(serializers.Serializer[Any]):
    """One duty around the case, and whether it was done in time."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    owner = serializers.CharField()
    due_at = serializers.DateTimeField()
    state = serializers.CharField()


class HandoverShape(serializers.Serializer[Any]):
    """What the former coach leaves to the present one, and whether it was acknowledged."""

    note = serializers.SerializerMethodField()
    at = serializers.DateTimeField(source="handover_at")
    acknowledged_at = serializers.DateTimeField(source="handover_acknowledged_at", allow_null=True)

    def get_note(self, _case: Any) -> str:
        """The words; empty once they were erased."""
        return str(self.context.get("note", ""))


class TransferShape(serializers.Serializer[Any]):
    """The case followed its person: from where to where."""

    at = serializers.DateTimeField()
    from_unit = serializers.CharField(source="from_unit.name")
    to_unit = serializers.CharField(source="to_unit.name")
    from_supervisor = serializers.CharField(source="from_supervisor.full_name", allow_null=True, default=None)
    to_supervisor = serializers.CharField(source="to_supervisor.full_name", allow_null=True, default=None)


class MovedShape(serializers.Serializer[Any]):
    """A case that has not followed its person: where it is and where it would go. Nothing happened yet."""

    id = serializers.UUIDField(source="case.public_id")
    employee = serializers.CharField(source="case.employee.full_name")
    from_unit = serializers.CharField(source="case.unit.name")
    to_unit = serializers.CharField(source="unit.name")
    from_supervisor = serializers.CharField(source="case.supervisor.full_name", allow_null=True, default=None)
    to_supervisor = serializers.CharField(source="supervisor.full_name", allow_null=True, default=None)


class ChoiceShape(serializers.Serializer[Any]):
    """One outcome, what it means, and the step that writes it (`close`, `end_early`, or the system's `withdraw`)."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    meaning = serializers.CharField()
    step = serializers.CharField()


class ComparedShape(serializers.Serializer[Any]):
    """One weak item, then and now."""

    item = serializers.CharField()
    before = serializers.CharField()
    target = serializers.CharField()
    after = serializers.CharField()
    done = serializers.BooleanField()


class TemplateUsed(serializers.Serializer[Any]):
    """The edition of a template a plan was drafted from."""

    id = serializers.UUIDField(source="template.public_id")
    name = serializers.CharField()
    edition = serializers.IntegerField()
