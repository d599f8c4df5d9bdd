"""Shapes of cases and sessions. A field the policy does not open to the reader is absent."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases import closing, criteria, selectors
from cases.api.parts import (
    CauseShape,
    CheckShape,
    ChoiceShape,
    ComparedShape,
    DutyShape,
    HandoverShape,
    PlanItemShape,
    StageShape,
    TemplateUsed,
    TransferShape,
    WarningShape,
)
from cases.duties import Duty, duties_of, summary_of
from cases.early_warning import warnings_of
from cases.models import CoachingSession, ImprovementCase
from cases.stages import track
from workflow import clock
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer


class PersonShape(serializers.Serializer[Any]):
    """A person by id and name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="full_name")


class CaseListShape(SubjectSerializer[ImprovementCase]):
    """A case in a list."""

    employee = PersonShape(read_only=True)
    supervisor = PersonShape(read_only=True, allow_null=True)
    coach = PersonShape(read_only=True, allow_null=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    guarded = {"goal": "plan", "outcome": "outcome"}

    class Meta:
        model = ImprovementCase
        fields: tuple[str, ...] = (
            *SUBJECT_FIELDS,
            "employee",
            "unit",
            "unit_name",
            "supervisor",
            "coach",
            "predicate",
            "goal",
            "opened_at",
            "target_on",
            "duty_due_at",
            "duty_overdue",
            "outcome",
        )


class CaseShape(CaseListShape):
    """A case with its plan, causes and what is missing to close it."""

    items = serializers.SerializerMethodField()
    causes = CauseShape(source="triggers", many=True, read_only=True)
    closing_criteria = serializers.SerializerMethodField()
    stages = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    duties = serializers.SerializerMethodField()
    handover = serializers.SerializerMethodField()
    transfers = TransferShape(many=True, read_only=True)
    template = TemplateUsed(source="template_edition", read_only=True, allow_null=True)

    guarded = {
        **CaseListShape.guarded,
        "items": "plan",
        "stages": "plan",
        "warnings": "plan",
        "transfers": "plan",
        "handover": "handover",
        "duties": "outcome",
        "employee_dissent": "views",
        "extension_reason": "views",
        "review_summary": "views",
        "outcome_note": "outcome",
        "follow_up": "outcome",
        "causes": "outcome",
    }

    class Meta(CaseListShape.Meta):
        fields = (
            *CaseListShape.Meta.fields,
            "plan_revision",
            "sessions_required",
            "sessions_every_days",
            "stage_months",
            "stages",
            "warnings",
            "duties",
            "transfers",
            "handover",
            "template",
            "proposed_at",
            "employee_agreed_at",
            "supervisor_agreed_at",
            "employee_dissent",
            "first_target_on",
            "extensions",
            "extension_asked_on",
            "extension_reason",
            "started_at",
            "submitted_at",
            "review_summary",
            "held_since",
            "closed_at",
            "outcome_note",
            "follow_up",
            "items",
            "causes",
            "closing_criteria",
        )

    def get_items(self, case: ImprovementCase) -> list[dict[str, Any]]:
        """Lines of the plan in their order."""
        lines = [item for item in case.items.all() if not item.removed]
        return list(PlanItemShape(lines, many=True, context=self.context).data)

    def get_stages(self, case: ImprovementCase) -> list[dict[str, Any]]:
        """The track: each stage with what it still needs."""
        return list(StageShape(track(case), many=True, context=self.context).data)

    def get_warnings(self, case: ImprovementCase) -> list[dict[str, Any]]:
        """Early warnings; a case just made or acted on is read again to have them."""
        return list(WarningShape(warnings_of(case, now=clock.now()), many=True).data)

    def get_duties(self, case: ImprovementCase) -> list[dict[str, Any]]:
        """Each duty so far: met, late or still open."""
        return list(DutyShape(duties_of(case, now=clock.now()), many=True).data)

    @extend_schema_field(HandoverShape(allow_null=True))
    def get_handover(self, case: ImprovementCase) -> dict[str, Any] | None:
        """The note for the present coach; nothing where none was written."""
        if case.handover_at is None:
            return None
        note = selectors.reason_of(case, "case.coach_replaced", of="handover")
        return dict(HandoverShape(case, context={"note": note}).data)

    def get_closing_criteria(self, case: ImprovementCase) -> list[dict[str, Any]]:
        """The same checklist as on the page."""
        return list(CheckShape(criteria.checklist(criteria.facts_of(case)), many=True).data)


class ClosingShape(serializers.Serializer[ImprovementCase]):
    """What one looks at before a case is closed. Nothing follows from an outcome by itself."""

    outcome = serializers.CharField(read_only=True)
    closing_criteria = serializers.SerializerMethodField()
    outcomes = serializers.SerializerMethodField()
    weak_items = serializers.SerializerMethodField()
    duties = serializers.SerializerMethodField()
    duties_summary = serializers.SerializerMethodField()
    follow_up = serializers.CharField(read_only=True)
    about_follow_up = serializers.SerializerMethodField()

    def _duties(self, case: ImprovementCase) -> tuple[Duty, ...]:
        return duties_of(case, now=case.closed_at or clock.now())

    def get_closing_criteria(self, case: ImprovementCase) -> list[dict[str, Any]]:
        """The same checklist as on the page."""
        return list(CheckShape(criteria.checklist(criteria.facts_of(case)), many=True).data)

    def get_outcomes(self, _case: ImprovementCase) -> list[dict[str, Any]]:
        """Every outcome with its meaning."""
        return list(ChoiceShape(closing.choices(), many=True).data)

    def get_weak_items(self, case: ImprovementCase) -> list[dict[str, Any]]:
        """Then and now."""
        return list(ComparedShape(closing.compared(case), many=True).data)

    def get_duties(self, case: ImprovementCase) -> list[dict[str, Any]]:
        """Each duty: met, late, missed or still open."""
        return list(DutyShape(self._duties(case), many=True).data)

    def get_duties_summary(self, case: ImprovementCase) -> str:
        """How many were met, late and missed, in one sentence."""
        return summary_of(self._duties(case))

    def get_about_follow_up(self, _case: ImprovementCase) -> list[str]:
        """What is said about a follow-up where the target was not met: people decide."""
        return list(closing.follow_up_words())


class SessionShape(SubjectSerializer[CoachingSession]):
    """A coaching session; what was said is only for those who said it."""

    case = serializers.UUIDField(source="case.public_id", read_only=True)
    led_by = PersonShape(read_only=True, allow_null=True)

    guarded = {
        "notes": "notes",
        "agenda": "notes",
        "agreements": "agreements",
        "employee_dissent": "views",
        "leader_dissent": "views",
        "absent": "absence",
    }

    class Meta:
        model = CoachingSession
        fields = (
            *SUBJECT_FIELDS,
            "case",
            "led_by",
            "planned_at",
            "place",
            "agenda",
            "held_at",
            "minutes",
            "notes",
            "agreements",
            "employee_answer",
            "employee_answered_at",
            "employee_dissent",
            "leader_answer",
            "leader_answered_at",
            "leader_dissent",
            "absent",
        )


class OpeningInput(StrictSerializer):
    """A case opened by a person: for whom, why, and what should get better."""

    employee = serializers.UUIDField()
    reason = serializers.CharField(max_length=4000)
    focus = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class PlanInput(StrictSerializer):
    """Goal, day and number of sessions, with the revision read."""

    revision = serializers.IntegerField(min_value=0, required=False)
    goal = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    target_on = serializers.DateField(required=False)
    sessions_required = serializers.IntegerField(required=False)
    sessions_every_days = serializers.IntegerField(required=False)
    stage_months = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=6)


class PlanItemInput(StrictSerializer):
    """One line of the plan."""

    kind = serializers.CharField(max_length=12, required=False)
    title = serializers.CharField(max_length=200, required=False)
    owner = serializers.CharField(max_length=12, required=False)
    due_on = serializers.DateField(required=False, allow_null=True)
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]
    indicator_code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    indicator_label = serializers.CharField(max_length=200, required=False, allow_blank=True)
    measure = serializers.CharField(max_length=200, required=False, allow_blank=True)
    baseline = serializers.CharField(max_length=80, required=False, allow_blank=True)
    target = serializers.CharField(max_length=80, required=False, allow_blank=True)
    training = serializers.UUIDField(required=False, allow_null=True)


class PlanItemChange(PlanItemInput):
    """Changes of one line, with the revision read of it."""

    revision = serializers.IntegerField(min_value=0, required=False)


class RevisionInput(StrictSerializer):
    """The revision read of a line that is taken out."""

    revision = serializers.IntegerField(min_value=0, required=False)


class SessionInput(StrictSerializer):
    """A talk to be planned."""

    case = serializers.UUIDField()
    planned_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    agenda = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
