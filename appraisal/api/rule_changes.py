"""Changes of the rules of a running cycle over REST: draft, dry run, put into force, the forms; the rules of a form."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.api.shapes import ItemShape
from appraisal.models import Evaluation, EvaluationItem, RuleChange
from appraisal.pages.form_rules import moved_by
from appraisal.pages.lists import PAGE, read_cursor
from appraisal.pages.rule_change_words import sentences_between, told
from appraisal.pages.rule_changes import forms_page, is_asked
from appraisal.rule_changes import actions
from appraisal.rule_changes.plan import KEPT, LONGEST_WAIT, MOVABLE, Choice
from appraisal.rule_changes.reading import dry_run_of
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer, note_reading
from workflow.api.transitions import Order
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome
from workflow.errors import GuardRefused
from workflow.policies import policy_for

KEEP, MOVE, ASK = Choice.values


class RuleChangeShape(SubjectSerializer[RuleChange]):
    """A change: which edition for which cycle, what becomes of the forms by state, why, until when people answer."""

    cycle = serializers.UUIDField(source="cycle.public_id", read_only=True)
    cycle_name = serializers.CharField(source="cycle.name", read_only=True)
    rule_set = serializers.UUIDField(source="rule_set.public_id", read_only=True)
    choices = serializers.DictField(child=serializers.ChoiceField(Choice.choices), read_only=True)

    class Meta:
        model = RuleChange
        fields = (
            *SUBJECT_FIELDS,
            "cycle",
            "cycle_name",
            "rule_set",
            "rule_hash",
            "choices",
            "ask_days",
            "reason",
            "drafted_at",
            "applied_at",
            "asked_until",
        )
        read_only_fields = fields


class ChoicesInput(StrictSerializer):
    """What becomes of the forms in each state; what is not named is kept."""

    draft = serializers.ChoiceField([KEEP, MOVE], required=False)
    self_assessment = serializers.ChoiceField(Choice.choices, required=False)
    supervisor_review = serializers.ChoiceField(Choice.choices, required=False)
    calibration = serializers.ChoiceField([KEEP, MOVE], required=False)


class NewRuleChange(StrictSerializer):
    """A draft. It changes nothing before another officer puts it into force."""

    cycle = serializers.UUIDField()
    rule_set = serializers.UUIDField()
    choices = ChoicesInput()
    reason = serializers.CharField(max_length=actions.LONGEST_REASON)
    ask_days = serializers.IntegerField(min_value=1, max_value=LONGEST_WAIT, default=5)


class StateLineShape(serializers.Serializer[Any]):
    """Forms in one state: how many, what becomes of them, how many are reached, and why others stay."""

    state = serializers.ChoiceField((*MOVABLE, *KEPT))
    choice = serializers.ChoiceField(Choice.choices)
    number = serializers.IntegerField()
    concerned = serializers.IntegerField()
    in_rooms = serializers.IntegerField()
    reopened = serializers.IntegerField()
    already = serializers.IntegerField()


class EffectsShape(serializers.Serializer[Any]):
    """What would happen to what is there already, if everybody who is asked agrees."""

    items_added = serializers.IntegerField()
    items_removed = serializers.IntegerField()
    items_written = serializers.IntegerField()
    items_rated = serializers.IntegerField()
    unheard = serializers.IntegerField()
    segments = serializers.IntegerField()
    reminders = serializers.IntegerField()
    programmes = serializers.IntegerField()


class MovedDateShape(serializers.Serializer[Any]):
    """Open dates of one kind that would go from one day to another."""

    deadline = serializers.CharField()
    first = serializers.DateField()
    last = serializers.DateField()
    number = serializers.IntegerField()


class ChangeDryRunShape(serializers.Serializer[Any]):
    """What a draft would do now, in numbers and in sentences of the asked language."""

    states = StateLineShape(many=True)
    effects = EffectsShape()
    dates = MovedDateShape(many=True)
    joiners = serializers.BooleanField()
    sentences = serializers.ListField(child=serializers.CharField())


class ConcernedFormShape(serializers.Serializer[Any]):
    """A form the change concerns, and what becomes or became of it, in words."""

    id = serializers.UUIDField(source="evaluation.public_id")
    employee_name = serializers.CharField(source="evaluation.employee_name")
    unit_name = serializers.CharField(source="evaluation.unit_name")
    state = serializers.CharField(source="evaluation.state")
    what = serializers.CharField()


class ConcernedFormsShape(serializers.Serializer[Any]):
    """One page of them by name; ``next`` is handed back as ``after``, empty at the end."""

    results = ConcernedFormShape(many=True)
    next = serializers.CharField(allow_blank=True)


class AfterQuery(StrictSerializer):
    """Where the list goes on."""

    after = serializers.CharField(required=False, max_length=500, help_text=f"as given; {PAGE} forms a page")


class RuleChangeQuery(ListQuery):
    """Filters of the list."""

    state = states_filter(RuleChange.States)
    cycle = serializers.UUIDField(source="cycle__public_id", required=False)


def _take(order: Order) -> Outcome:
    return actions.take(
        order.subject.public_id,
        order.name,
        actor=order.actor,
        version=order.version,
        payload=order.payload,
        key=order.key,
    )


class RuleChangeViewSet(SubjectViewSet[RuleChange]):
    """Another edition of the rules for a running cycle: drafted by one officer, put into force by another."""

    model = RuleChange
    serializer_class = RuleChangeShape
    query_class = RuleChangeQuery
    history_group = "history"
    keyset = Keyset(order=("-drafted_at",))
    transition_actions = {"apply": _take, "discard": _take}

    def select(self, queryset: QuerySet[RuleChange]) -> QuerySet[RuleChange]:
        """Cycle and rules."""
        return queryset.select_related("cycle__unit", "cycle__rule_set", "rule_set")

    @extend_schema(request=NewRuleChange, responses={201: RuleChangeShape})
    def create(self, request: Request) -> Response:
        """Draft a change of a running cycle."""
        values = self.read_body(NewRuleChange)
        made = actions.draft_change(values.pop("cycle"), actor=self.actor, **values)
        found = self.get_queryset().get(pk=made.pk)
        return Response(RuleChangeShape(found, context=self.get_serializer_context()).data, status=201)

    @extend_schema(responses={200: ChangeDryRunShape})
    @action(detail=True, methods=["get"], url_path="dry-run")
    def dry_run(self, request: Request, id: str) -> Response:
        """What the draft would do now. Changes nothing; 422 once it is put into force or discarded."""
        change = self.get_object()
        if str(change.state) != "drafted":
            raise GuardRefused(code="not_a_draft")
        found = dry_run_of(change)
        words = told(found)
        said = [line for edition in words.editions for line in edition.sentences]
        sentences = [*said, *words.effects, *words.dates]
        shown = {"states": found.states, "effects": found.effects, "dates": found.dates, "joiners": found.joiners}
        return Response(ChangeDryRunShape({**shown, "sentences": sentences}).data)

    @extend_schema(parameters=[AfterQuery], responses={200: ConcernedFormsShape})
    @action(detail=True, methods=["get"])
    def forms(self, request: Request, id: str) -> Response:
        """The forms the change concerns, by name: those it would reach, later those it moved or asked about."""
        query = AfterQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        after = read_cursor(query.validated_data.get("after", ""))
        lines, cursor = forms_page(self.get_object(), self.actor, after)
        return Response(ConcernedFormsShape({"results": lines, "next": cursor}).data)


class MovedByShape(serializers.Serializer[Any]):
    """The change that brought a form under its rules, and why."""

    reason = serializers.CharField()
    applied_at = serializers.DateTimeField()


class OfferShape(serializers.Serializer[Any]):
    """Other rules that may apply to the form, why, until when somebody may agree, and what would change."""

    rule_hash = serializers.CharField()
    reason = serializers.CharField()
    asked_until = serializers.DateTimeField()
    sentences = serializers.ListField(child=serializers.CharField())


class FormRulesShape(serializers.Serializer[Any]):
    """The rules one form is under; items they name no longer, with the sides the reader may read."""

    name = serializers.CharField()
    edition = serializers.IntegerField()
    rule_hash = serializers.CharField()
    moved_by = MovedByShape(allow_null=True)
    offer = OfferShape(allow_null=True)
    retired_items = ItemShape(many=True)


class ReadsFormRules:
    """What `EvaluationViewSet` answers about the rules of one form."""

    @extend_schema(responses={200: FormRulesShape})
    @action(detail=True, methods=["get"])
    def rules(self: Any, request: Request, id: str) -> Response:
        """Which rules the form is under, why they changed, what is offered, and what counts no more."""
        form: Evaluation = self.get_object()
        readable = policy_for(form).fields_for(self.actor, form)
        rows = EvaluationItem.every.filter(evaluation=form, retired_at__isnull=False).select_related("facts")
        retired = list(rows.prefetch_related("evidence").order_by("position", "id"))
        if retired:
            note_reading(form, actor=self.actor, groups=set(ItemShape.GROUPS.values()))
        context = {**self.get_serializer_context(), "readable": readable}
        shown = {
            "name": form.rules.name.pick(get_language()),
            "edition": form.rule_edition,
            "rule_hash": form.rules_hash,
            "moved_by": moved_by(form),
            "offer": _offer(form),
            "retired_items": retired,
        }
        return Response(FormRulesShape(shown, context=context).data)


def _offer(form: Evaluation) -> dict[str, Any] | None:
    change = form.rule_offer if form.rule_offer_id is not None else None
    if change is None or not is_asked(change, form):
        return None
    return {
        "rule_hash": change.rule_hash,
        "reason": change.reason,
        "asked_until": change.asked_until,
        "sentences": sentences_between(form.rules, change.rule_set.rules),
    }
