"""Feedback over REST: rounds, what one is asked for, giving with or without a name, giving unasked.

An answer never repeats what was given without a name, and never says who or how many gave.
"""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.dialogue import giving, rounds, selectors
from appraisal.dialogue.policies import ASKED, WORDS
from appraisal.dialogue.rounds import MOST_PEOPLE, Question
from appraisal.dialogue.targets import read_target, target_of
from appraisal.models import Feedback, FeedbackRound
from appraisal.models.feedback import LONGEST_QUESTION, LONGEST_TEXT
from organization.models import Employee
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.shapes import ReceiptShape
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order, key_from, receipt
from workflow.api.viewsets import IDEMPOTENCY_KEY, SubjectViewSet
from workflow.engine import Outcome
from workflow.errors import FieldFault, InvalidInput, NotVisible
from workflow.policies import policy_for


class TargetShape(serializers.Serializer[Any]):
    """One thing that is asked about."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class TextShape(serializers.Serializer[Any]):
    """What is said about one thing; nothing else is kept with it."""

    target = serializers.SerializerMethodField()
    target_label = serializers.CharField()
    text = serializers.CharField()

    def get_target(self, row: Any) -> str:
        """What it is about."""
        return target_of(row).key


class AskedShape(serializers.Serializer[Any]):
    """One person who was asked; the state only where names are shown."""

    name = serializers.CharField()
    relation = serializers.CharField()
    state = serializers.SerializerMethodField()

    def get_state(self, one: dict[str, Any]) -> str | None:
        """What became of it."""
        return str(one["row"].state) if one["row"] else None


class RoundShape(SubjectSerializer[FeedbackRound]):
    """A round. `texts`: of one without names, after it closed; `asked`: only for those who may know."""

    employee = serializers.UUIDField(source="year.employee.public_id", read_only=True)
    employee_name = serializers.CharField(source="year.employee.full_name", read_only=True)
    opened_by = serializers.CharField(source="opened_by.full_name", read_only=True)
    targets = serializers.SerializerMethodField()
    texts = serializers.SerializerMethodField()
    asked = serializers.SerializerMethodField()

    guarded = {"texts": WORDS, "asked": ASKED}

    class Meta:
        model = FeedbackRound
        fields = (
            *SUBJECT_FIELDS,
            "employee",
            "employee_name",
            "opened_by",
            "unnamed",
            "question",
            "targets",
            "opened_on",
            "closes_on",
            "texts",
            "asked",
        )
        read_only_fields = fields

    @extend_schema_field(TargetShape(many=True))
    def get_targets(self, one: FeedbackRound) -> Any:
        """What was asked about."""
        return TargetShape([read_target(target) for target in one.targets], many=True).data

    @extend_schema_field(TextShape(many=True))
    def get_texts(self, one: FeedbackRound) -> Any:
        """Texts without names."""
        return TextShape(one.unnamed_texts.all(), many=True).data

    @extend_schema_field(AskedShape(many=True))
    def get_asked(self, one: FeedbackRound) -> Any:
        """Who was asked."""
        if isinstance(self.parent, serializers.ListSerializer):
            return []
        fields = policy_for(one).fields_for(self.actor, one)
        return AskedShape(selectors.asked_people(one, fields), many=True).data


class RoundInput(StrictSerializer):
    """Asks people about a person: yourself, or somebody you stand above."""

    employee = serializers.UUIDField()
    question = serializers.CharField(max_length=LONGEST_QUESTION)
    targets = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=60)
    people = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_PEOPLE)
    unnamed = serializers.BooleanField(default=False)
    closes_on = serializers.DateField()


class RoundQuery(ListQuery):
    """Filters of the list of rounds."""

    state = states_filter(FeedbackRound.States)
    employee = serializers.UUIDField(source="year__employee__public_id", required=False)


class FeedbackRoundViewSet(SubjectViewSet[FeedbackRound]):
    """Rounds about you and about the people you stand above."""

    model = FeedbackRound
    serializer_class = RoundShape
    query_class = RoundQuery
    history_group = "history"
    keyset = Keyset(order=("-opened_on",))

    def select(self, queryset: QuerySet[FeedbackRound]) -> QuerySet[FeedbackRound]:
        """The texts without names."""
        return queryset.prefetch_related("unnamed_texts")

    def act(self, order: Order) -> Outcome:
        """What the clock owes takes effect first."""
        return rounds.take(order.subject.public_id, order.name, actor=order.actor, version=order.version, key=order.key)

    @extend_schema(request=RoundInput, responses={201: RoundShape})
    def create(self, request: Request) -> Response:
        """Ask people."""
        values = dict(self.read_body(RoundInput))
        employee = person_of(values.pop("employee"))
        wanted = values.pop("people")
        people = list(Employee.objects.filter(public_id__in=wanted))
        faults = [] if len(people) == len(wanted) else [FieldFault("people", "")]
        question = Question(people=people, targets=values.pop("targets", []), faults=faults, **values)
        made = rounds.ask(employee, question, actor=self.actor)
        found = self.get_queryset().get(pk=made.pk)
        return Response(RoundShape(found, context=self.get_serializer_context()).data, status=201)


class FeedbackShape(SubjectSerializer[Feedback]):
    """One giver's feedback. Without a name only the giver sees it, and no texts."""

    employee_name = serializers.CharField(read_only=True)
    question = serializers.CharField(source="round.question", read_only=True, allow_null=True, default=None)
    closes_on = serializers.DateField(source="round.closes_on", read_only=True, allow_null=True, default=None)
    targets = serializers.SerializerMethodField()
    texts = serializers.SerializerMethodField()

    guarded = {"texts": WORDS}

    class Meta:
        model = Feedback
        fields = (
            *SUBJECT_FIELDS,
            "giver_name",
            "employee_name",
            "relation",
            "unnamed",
            "on",
            "question",
            "closes_on",
            "targets",
            "texts",
        )
        read_only_fields = fields

    @extend_schema_field(TargetShape(many=True))
    def get_targets(self, one: Feedback) -> Any:
        """What is asked about, at last the work as a whole (an empty key)."""
        return TargetShape([read_target(target) for target in giving.asked_about(one)], many=True).data

    @extend_schema_field(TextShape(many=True))
    def get_texts(self, one: Feedback) -> Any:
        """What a named giver said."""
        return TextShape(one.texts.all(), many=True).data


class WrittenText(StrictSerializer):
    """What is said about one thing."""

    target = serializers.CharField(max_length=60, allow_blank=True)
    text = serializers.CharField(max_length=LONGEST_TEXT)


class GiveInput(StrictSerializer):
    """Gives what was asked for, on the version read; there is no draft and no second time."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    texts = serializers.ListField(child=WrittenText(), max_length=60)


class UnaskedInput(StrictSerializer):
    """Gives named feedback unasked, by full name; the unit only where several people have it."""

    to = serializers.CharField(max_length=200)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)
    texts = serializers.ListField(child=WrittenText(), max_length=60)


class FeedbackQuery(ListQuery):
    """Filters of the list of feedback."""

    state = states_filter(Feedback.States)


class FeedbackViewSet(SubjectViewSet[Feedback]):
    """Feedback you are asked for or gave, and with names that about you and about those you stand above."""

    model = Feedback
    serializer_class = FeedbackShape
    query_class = FeedbackQuery
    history_group = "history"
    keyset = Keyset(order=("-on",))

    def select(self, queryset: QuerySet[Feedback]) -> QuerySet[Feedback]:
        """What a named giver said."""
        return queryset.prefetch_related("texts")

    def act(self, order: Order) -> Outcome:
        """What the clock owes takes effect first."""
        return giving.take(order.subject.public_id, order.name, actor=order.actor, version=order.version, key=order.key)

    @extend_schema(request=UnaskedInput, responses={201: FeedbackShape})
    def create(self, request: Request) -> Response:
        """Give named feedback unasked."""
        values = dict(self.read_body(UnaskedInput))
        made = giving.give_unasked(actor=self.actor, written=_by_key(values.pop("texts")), **values)
        found = self.get_queryset().get(pk=made.pk)
        return Response(FeedbackShape(found, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=GiveInput, responses={200: ReceiptShape}, parameters=[IDEMPOTENCY_KEY])
    @action(detail=True, methods=["post"])
    def give(self, request: Request, id: str) -> Response:
        """Give what you are asked for."""
        one = self.find(self.visible())
        values, key = self.read_body(GiveInput), key_from(request)
        version, written = values["version"], _by_key(values["texts"])
        outcome = giving.give(one.public_id, actor=self.actor, version=version, written=written, key=key)
        order = Order(one, "give", self.actor, version, {}, key)
        headers = {"Idempotent-Replayed": "true"} if outcome.replayed else {}
        return Response(receipt(order, outcome), headers=headers)


def _by_key(texts: list[dict[str, str]]) -> dict[str, str]:
    written = {row["target"]: row["text"] for row in texts}
    if len(written) != len(texts):
        raise InvalidInput(details=[FieldFault("texts", "")])
    return written


def person_of(public_id: Any) -> Employee:
    found = Employee.objects.select_related("unit").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found
