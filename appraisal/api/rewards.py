"""Rewards over REST: programmes with their candidates, awards, and the public list of those who agree."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.awards import actions
from appraisal.awards.candidates import Candidates
from appraisal.awards.criteria import CRITERIA, words_of
from appraisal.awards.policies import honours_visible_to, programmes_visible_to
from appraisal.awards.selectors import candidates_for
from appraisal.models import Award, RewardProgramme
from appraisal.models.rewards import MOST_PERIODS
from appraisal.pages.rewards import criteria_of
from appraisal.policies import PREDICATE
from appraisal.views.doors import note_list
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.viewsets import ReadViewSet, SubjectViewSet
from workflow.engine import Outcome

MOST_LISTED = 500


class ProgrammeShape(StrictModelSerializer[RewardProgramme]):
    """What is rewarded among the people of a unit; the criteria as data and in words."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    cycle = serializers.UUIDField(source="cycle.public_id", read_only=True)
    criteria = serializers.ListField(child=serializers.DictField(child=serializers.CharField()), read_only=True)
    criteria_words = serializers.SerializerMethodField()

    class Meta:
        model = RewardProgramme
        fields = ("id", "name", "purpose", "unit", "cycle", "periods", "criteria", "criteria_words", "ended_at")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_criteria_words(self, one: RewardProgramme) -> list[str]:
        """Each criterion as a sentence."""
        return list(criteria_of(one))


class CriterionInput(StrictSerializer):
    """One criterion: its kind and what it asks for."""

    kind = serializers.ChoiceField(choices=sorted(CRITERIA))
    item = serializers.CharField(max_length=40, required=False)
    at_least = serializers.CharField(max_length=40, required=False)


class NewProgramme(StrictSerializer):
    """A programme; it is never changed afterwards."""

    name = serializers.CharField(max_length=120)
    purpose = serializers.CharField(max_length=600)
    unit = serializers.UUIDField()
    cycle = serializers.UUIDField()
    periods = serializers.IntegerField(min_value=1, max_value=MOST_PERIODS, default=1)
    criteria = CriterionInput(many=True)


class CandidateShape(serializers.Serializer[Any]):
    """A person with the reasons: every criterion as a sentence."""

    employee = serializers.UUIDField(source="form.employee.public_id")
    employee_name = serializers.CharField(source="form.employee_name")
    unit_name = serializers.CharField(source="form.unit_name")
    reasons = serializers.ListField(child=serializers.CharField())


class WaitingShape(serializers.Serializer[Any]):
    """A person whose result may still change; not judged until then."""

    employee = serializers.UUIDField(source="form.employee.public_id")
    employee_name = serializers.CharField(source="form.employee_name")
    unit_name = serializers.CharField(source="form.unit_name")


class CandidatesShape(serializers.Serializer[Any]):
    """Those who meet the criteria, those who wait, and how many have no final result yet."""

    fulfilled = CandidateShape(many=True)
    waiting = WaitingShape(many=True)
    pending = serializers.IntegerField()


class AwardShape(SubjectSerializer[Award]):
    """One person's award, from the nomination on."""

    programme = serializers.UUIDField(source="programme.public_id", read_only=True)
    programme_name = serializers.CharField(source="programme.name", read_only=True)
    reasons = serializers.SerializerMethodField()

    guarded = {
        **dict.fromkeys(("reasons",), "grounds"),
        **dict.fromkeys(("nomination", "nominator_name"), "nomination"),
        "decline_reason": "decision",
        "public": "consent",
    }

    class Meta:
        model = Award
        fields = (
            *SUBJECT_FIELDS,
            "programme",
            "programme_name",
            "employee_name",
            "employee_post",
            "unit_name",
            "nominated_at",
            "nominator_name",
            "nomination",
            "reasons",
            "decider_name",
            "decline_reason",
            "awarded_at",
            "public",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_reasons(self, one: Award) -> list[str]:
        """The criteria as they were met on the day of the nomination."""
        return [words_of(ground) for ground in one.grounds]


class NewAward(StrictSerializer):
    """Nominates a person who meets the criteria of a programme."""

    programme = serializers.UUIDField()
    employee = serializers.UUIDField()
    reason = serializers.CharField(max_length=2000)


class HonourShape(StrictModelSerializer[Award]):
    """One line of the public list."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    programme_name = serializers.CharField(source="programme.name", read_only=True)

    class Meta:
        model = Award
        fields = ("id", "employee_name", "employee_post", "unit_name", "programme_name", "awarded_at")
        read_only_fields = fields


class AwardQuery(ListQuery):
    """Filters of the list of awards."""

    state = states_filter(Award.States)
    programme = serializers.UUIDField(source="programme__public_id", required=False)


class ProgrammeViewSet(ReadViewSet[RewardProgramme]):
    """What is rewarded, open to everybody who is signed in."""

    model = RewardProgramme
    serializer_class = ProgrammeShape
    keyset = Keyset(order=("-created_at",))

    def visible(self) -> QuerySet[RewardProgramme]:
        """Every programme."""
        return programmes_visible_to(self.actor)

    @extend_schema(request=NewProgramme, responses={201: ProgrammeShape})
    def create(self, request: Request) -> Response:
        """Set up a programme; for HR of the unit."""
        values = self.read_body(NewProgramme)
        criteria = [dict(one) for one in values["criteria"]]
        made = actions.create_programme(actor=self.actor, values={**values, "criteria": criteria})
        found = self.get_queryset().get(pk=made.pk)
        return Response(ProgrammeShape(found).data, status=201)

    @extend_schema(request=None, responses={200: ProgrammeShape})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, id: str) -> Response:
        """Take no further nominations."""
        ended = actions.end_programme(self.get_object().public_id, actor=self.actor)
        return Response(ProgrammeShape(self.get_queryset().get(pk=ended.pk)).data)

    @extend_schema(responses={200: CandidatesShape})
    @action(detail=True, methods=["get"])
    def candidates(self, request: Request, id: str) -> Response:
        """Who meets the criteria among the people you may nominate; your reading is written down."""
        found = candidates_for(self.actor, self.get_object())
        shown = Candidates(
            found.fulfilled[:MOST_LISTED], found.waiting[:MOST_LISTED], pending=found.pending, judged=found.judged
        )
        forms = [one.form for one in (*shown.fulfilled, *shown.waiting)]
        note_list(forms, actor=self.actor, fields={PREDICATE})
        return Response(CandidatesShape(shown).data)


class AwardViewSet(SubjectViewSet[Award]):
    """Nominations and awards you may know of."""

    model = Award
    serializer_class = AwardShape
    query_class = AwardQuery
    history_group = "history"
    keyset = Keyset(order=("-nominated_at",))

    def act(self, order: Order) -> Outcome:
        """Every step locks the results first."""
        return actions.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    @extend_schema(request=NewAward, responses={201: AwardShape})
    def create(self, request: Request) -> Response:
        """Nominate, as the assessor or HR."""
        values = self.read_body(NewAward)
        made = actions.nominate(values["programme"], values["employee"], actor=self.actor, reason=values["reason"])
        found = self.get_queryset().get(pk=made.pk)
        return Response(AwardShape(found, context=self.get_serializer_context()).data, status=201)


class HonourViewSet(ReadViewSet[Award]):
    """The public list: awards whose person agrees to be named, for everybody who is signed in."""

    model = Award
    serializer_class = HonourShape
    keyset = Keyset(order=("-awarded_at",))

    def visible(self) -> QuerySet[Award]:
        """Given and agreed to, as of now."""
        return honours_visible_to(self.actor)
