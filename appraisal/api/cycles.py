"""Cycles and rule sets over REST: prepare, dry run, open with progress, late joiners; drafts, editions, content."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.actions import cycles as cycle_actions
from appraisal.actions import rule_sets as rule_set_actions
from appraisal.api.cycle_papers import PrintsCycles
from appraisal.api.evaluations import ONE_ID, identity, saved
from appraisal.api.plans import (
    ContentPatch,
    CycleInput,
    CyclePatch,
    CycleRowShape,
    CycleShape,
    DryRunShape,
    ExemptionInput,
    ExemptionShape,
    LateJoiner,
    ProgressShape,
    RemindedShape,
    RuleSetInput,
    RuleSetRowShape,
    RuleSetShape,
)
from appraisal.api.rule_set_reading import ReadsRuleSets
from appraisal.api.shapes import EvaluationRowShape, SavedShape
from appraisal.models import Cycle, RuleSet
from appraisal.selectors import progress_by_unit
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.viewsets import SubjectViewSet
from workflow.errors import NotPermitted
from workflow.models import Job
from workflow.policies import policy_for


class CycleQuery(ListQuery):
    """Filters of the list of cycles."""

    state = states_filter(Cycle.States)
    unit = serializers.UUIDField(source="unit__public_id", required=False)


class CycleViewSet(PrintsCycles, SubjectViewSet[Cycle]):
    """Cycles: a period with its windows, its rules and everyone in it."""

    model = Cycle
    serializer_class = CycleShape
    list_serializer_class = CycleRowShape
    query_class = CycleQuery
    history_group = "calendar"
    keyset = Keyset(order=("-period_from",))

    def select(self, queryset: QuerySet[Cycle]) -> QuerySet[Cycle]:
        """Unit and rules."""
        return queryset.select_related("unit", "rule_set")

    def counters(self, row: Cycle) -> tuple[int, ...]:
        """Version and revision of the draft."""
        return (row.version, row.revision)

    @extend_schema(request=CycleInput, responses={201: CycleShape})
    def create(self, request: Request) -> Response:
        """Prepare a cycle."""
        cycle = cycle_actions.create_cycle(actor=self.actor, values=self.read_body(CycleInput))
        self.kwargs["id"] = str(cycle.public_id)
        return Response(CycleShape(self.get_object(), context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=CyclePatch, responses={200: SavedShape})
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a cycle that is being prepared, on its revision."""
        cycle = self.get_object()
        values = self.read_body(CyclePatch)
        revision = values.pop("revision", None)
        return saved(cycle_actions.save_cycle(cycle.public_id, actor=self.actor, revision=revision, values=values))

    @extend_schema(responses={200: DryRunShape})
    @action(detail=True, methods=["get"], url_path="dry-run")
    def dry_run(self, request: Request, id: str) -> Response:
        """What opening would do now: who is in, who lacks an assessor, who is left out. Changes nothing."""
        found = cycle_actions.dry_run(self.get_object().public_id, actor=self.actor)
        return Response(DryRunShape(found).data)

    @extend_schema(responses={200: ProgressShape})
    @action(detail=True, methods=["get"])
    def progress(self, request: Request, id: str) -> Response:
        """How far the job of opening is, and how the forms stand by agency."""
        cycle = self.get_object()
        if "progress" not in policy_for(cycle).fields_for(self.actor, cycle):
            raise NotPermitted
        job = Job.objects.filter(pk=cycle.job_id).first() if cycle.job_id else None
        units = [
            {"unit": one.unit.public_id, "name": one.unit.name, "numbers": dict(one.numbers)}
            for one in progress_by_unit(self.actor, cycle)
        ]
        return Response(ProgressShape({"job": job, "units": units}).data)

    @extend_schema(request=ExemptionInput, responses={201: ExemptionShape})
    @action(detail=True, methods=["post"])
    def exemptions(self, request: Request, id: str) -> Response:
        """Leave somebody out of a cycle that is being prepared, with the reason."""
        found = cycle_actions.exempt(self.get_object().public_id, actor=self.actor, **self.read_body(ExemptionInput))
        return Response(ExemptionShape(found).data, status=201)

    @extend_schema(responses={204: None})
    @action(detail=True, methods=["delete"], url_path=f"exemptions/(?P<employee>{ONE_ID})")
    def exemption(self, request: Request, id: str, employee: str) -> Response:
        """Take an exemption back, by the person's id."""
        cycle = self.get_object()
        cycle_actions.include_again(cycle.public_id, actor=self.actor, employee=identity(employee))
        return Response(status=204)

    @extend_schema(request=LateJoiner, responses={201: EvaluationRowShape})
    @action(detail=True, methods=["post"], url_path="late-joiners")
    def late_joiners(self, request: Request, id: str) -> Response:
        """A form for somebody who came after the opening."""
        cycle = self.get_object()
        form = cycle_actions.add_late_joiner(cycle.public_id, actor=self.actor, **self.read_body(LateJoiner))
        return Response(EvaluationRowShape(form, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=None, responses={200: RemindedShape})
    @action(detail=True, methods=["post"])
    def reminders(self, request: Request, id: str) -> Response:
        """Remind everyone who has not opened a delivered result."""
        return Response({"reminded": cycle_actions.remind_unopened(self.get_object().public_id, actor=self.actor)})


class RuleSetQuery(ListQuery):
    """Filters of the list of rule sets."""

    state = states_filter(RuleSet.States)
    unit = serializers.UUIDField(source="unit__public_id", required=False)


class RuleSetViewSet(ReadsRuleSets, SubjectViewSet[RuleSet]):
    """Rule sets: the policy as data, in editions that never change once published."""

    model = RuleSet
    serializer_class = RuleSetShape
    list_serializer_class = RuleSetRowShape
    query_class = RuleSetQuery
    history_group = "content"
    keyset = Keyset(order=("name", "-edition"))

    def select(self, queryset: QuerySet[RuleSet]) -> QuerySet[RuleSet]:
        """Unit and the edition before."""
        return queryset.select_related("unit", "previous")

    def counters(self, row: RuleSet) -> tuple[int, ...]:
        """Version and revision of the draft."""
        return (row.version, row.revision)

    def _made(self, draft: RuleSet) -> Response:
        self.kwargs["id"] = str(draft.public_id)
        return Response(RuleSetShape(self.get_object(), context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=RuleSetInput, responses={201: RuleSetShape})
    def create(self, request: Request) -> Response:
        """A first draft for a unit; without content it begins with the default rules."""
        return self._made(rule_set_actions.create_rule_set(actor=self.actor, **self.read_body(RuleSetInput)))

    @extend_schema(request=ContentPatch, responses={200: SavedShape})
    def partial_update(self, request: Request, id: str) -> Response:
        """Save the content of a draft, complete or not, on its revision."""
        draft, body = self.get_object(), self.read_body(ContentPatch)
        found = rule_set_actions.save_rule_set(
            draft.public_id, actor=self.actor, revision=body.get("revision"), content=body["content"]
        )
        return saved(found)

    @extend_schema(request=None, responses={201: RuleSetShape})
    @action(detail=True, methods=["post"])
    def editions(self, request: Request, id: str) -> Response:
        """A new draft that begins with this edition's content."""
        return self._made(rule_set_actions.new_edition(self.get_object().public_id, actor=self.actor))
