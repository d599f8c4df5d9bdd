"""Annual results over REST: lists, one year with its periods and proposal, the decision, the job for a whole year."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.annual import actions
from appraisal.annual.policies import CREDIT, HISTORY, PERIODS, REASON
from appraisal.annual.reading import Period, with_dispute, year_of
from appraisal.annual.years import Years, own_years, section_paths, years_of_person
from appraisal.api.development import identity_of
from appraisal.api.plans import JobShape
from appraisal.models import AnnualResult
from appraisal.models.annual import YEARS
from appraisal.pages.years import lines_of
from appraisal.policies import PREDICATE, RATINGS
from appraisal.views.doors import note_list
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.views import ApiView
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome


class AnnualRowShape(SubjectSerializer[AnnualResult]):
    """A year in a list; `disputed`: an objection to one of its periods is not decided yet."""

    employee = serializers.UUIDField(source="employee.public_id", read_only=True)
    disputed = serializers.BooleanField(source="is_disputed", read_only=True)
    guarded = {"predicate": PREDICATE}

    class Meta:
        model = AnnualResult
        fields = (
            *SUBJECT_FIELDS,
            "year",
            "employee",
            "employee_name",
            "unit_name",
            "assessor_name",
            "disputed",
            "predicate",
            "decided_at",
            "acknowledged_at",
        )
        read_only_fields = fields


class AnnualPeriodShape(serializers.Serializer[Any]):
    """One period: its months of the year, and its predicate once the result stands."""

    evaluation = serializers.UUIDField(source="form.public_id")
    cycle = serializers.UUIDField(source="form.cycle.public_id")
    name = serializers.CharField(source="form.cycle.name")
    months = serializers.ListField(child=serializers.IntegerField())
    settled = serializers.BooleanField()
    disputed = serializers.BooleanField()
    predicate = serializers.SerializerMethodField()

    def get_predicate(self, one: Period) -> str:
        """Empty while it is open or contested."""
        return str(one.form.predicate) if one.settled else ""


class AnnualShape(AnnualRowShape):
    """A year with its periods, the present proposal and its trace, the decision and the credit points.

    `basis` is the digest of the proposal; it goes with a decision, so that nothing is decided unread.
    """

    periods = serializers.SerializerMethodField()
    proposal = serializers.SerializerMethodField()
    basis = serializers.SerializerMethodField()
    trace = serializers.JSONField(read_only=True)
    credit = serializers.JSONField(read_only=True)
    credit_points = serializers.DecimalField(max_digits=7, decimal_places=2, read_only=True, allow_null=True)

    guarded = {
        **AnnualRowShape.guarded,
        **dict.fromkeys(("periods", "proposal", "basis", "trace", "proposed"), PERIODS),
        **dict.fromkeys(("decision_reason", "reopen_reason"), REASON),
        **dict.fromkeys(("credit", "credit_points"), CREDIT),
    }

    class Meta:
        model = AnnualResult
        fields = (
            *AnnualRowShape.Meta.fields,
            "proposed",
            "decision_reason",
            "reopen_reason",
            "periods",
            "proposal",
            "basis",
            "trace",
            "credit",
            "credit_points",
        )
        read_only_fields = fields

    @extend_schema_field(AnnualPeriodShape(many=True))
    def get_periods(self, annual: AnnualResult) -> list[dict[str, Any]]:
        """The periods as they stand now."""
        return list(AnnualPeriodShape(year_of(annual).periods, many=True).data)

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_proposal(self, annual: AnnualResult) -> Any:
        """The trace of the present proposal; null while there is none."""
        found = year_of(annual).proposal()
        return found.trace if found else None

    def get_basis(self, annual: AnnualResult) -> str:
        """What a decision on this page would rest on."""
        return year_of(annual).basis


class AnnualQuery(ListQuery):
    """Filters of the list of annual results."""

    state = states_filter(AnnualResult.States)
    year = serializers.IntegerField(required=False, min_value=YEARS[0], max_value=YEARS[1])
    employee = serializers.UUIDField(source="employee__public_id", required=False)


class NewYear(StrictSerializer):
    """Makes the annual results of a unit and everything below it."""

    unit = serializers.UUIDField()
    year = serializers.IntegerField(min_value=YEARS[0], max_value=YEARS[1])


class AnnualViewSet(SubjectViewSet[AnnualResult]):
    """Annual results: yours, those you decide, those of your office."""

    model = AnnualResult
    serializer_class = AnnualShape
    list_serializer_class = AnnualRowShape
    query_class = AnnualQuery
    history_group = HISTORY
    words_groups = frozenset({REASON})
    keyset = Keyset(order=("-year", "employee_name"))

    def select(self, queryset: "QuerySet[AnnualResult]") -> "QuerySet[AnnualResult]":
        """Marked where a period is contested."""
        marked: QuerySet[AnnualResult] = with_dispute(queryset)
        return marked

    def act(self, order: Order) -> Outcome:
        """Every step goes through the action, which locks the periods first."""
        return actions.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=dict(order.payload),
            key=order.key,
        )

    @extend_schema(request=NewYear, responses={202: JobShape})
    def create(self, request: Request) -> Response:
        """Make the annual results of a year for everybody of a unit who has none; for HR. A job does the work."""
        job = actions.make_year(actor=self.actor, **self.read_body(NewYear))
        return Response(JobShape(job).data, status=202)


class PastPeriodShape(serializers.Serializer[Any]):
    """One period: its predicate, the place from low (1) to high, and of how many."""

    period = serializers.CharField(source="cycle.name")
    until = serializers.DateField(source="cycle.period_until")
    predicate = serializers.CharField()
    place = serializers.SerializerMethodField()
    places = serializers.SerializerMethodField()

    def get_place(self, form: Any) -> int:
        """From 1 for the lowest."""
        return [one.code for one in form.rules.predicates].index(form.predicate) + 1

    def get_places(self, form: Any) -> int:
        """How many predicates the rules of the period know."""
        return len(form.rules.predicates)


class SectionMeanShape(serializers.Serializer[Any]):
    """The mean of a section at the end of a period."""

    until = serializers.DateField()
    mean = serializers.DecimalField(max_digits=6, decimal_places=2)


class SectionMeansShape(serializers.Serializer[Any]):
    """One section over the periods."""

    code = serializers.CharField()
    readings = SectionMeanShape(many=True)


class DecidedYearShape(serializers.Serializer[Any]):
    """One decided year with its credit points and their sum up to it."""

    id = serializers.UUIDField(source="annual.public_id")
    year = serializers.IntegerField(source="annual.year")
    predicate = serializers.CharField(source="annual.predicate")
    proposed = serializers.CharField(source="annual.proposed")
    disputed = serializers.BooleanField()
    credit_points = serializers.DecimalField(source="points", max_digits=7, decimal_places=2, allow_null=True)
    credit_total = serializers.DecimalField(source="total", max_digits=8, decimal_places=2, allow_null=True)


class YearsShape(serializers.Serializer[Any]):
    """A person's periods, sections and decided years over time; contested periods are named only."""

    employee = serializers.UUIDField()
    periods = PastPeriodShape(many=True)
    sections = SectionMeansShape(many=True)
    years = DecidedYearShape(many=True)
    credit_total = serializers.DecimalField(max_digits=8, decimal_places=2)
    contested = serializers.ListField(child=serializers.CharField())


def shape_of(found: Years) -> dict[str, Any]:
    """What both addresses of a person answer."""
    sections = [
        {"code": path.code, "readings": [{"until": on, "mean": mean} for on, mean in path.points]}
        for path in section_paths(found.forms)
    ]
    values = {
        "employee": found.person.public_id,
        "periods": found.forms,
        "sections": sections,
        "years": lines_of(found),
        "credit_total": found.total,
        "contested": [form.cycle.name for form in found.contested],
    }
    return dict(YearsShape(values).data)


class MyYearsView(ApiView):
    """GET /api/v1/years/: one's own results over the years."""

    @extend_schema(operation_id="years_mine", responses={200: YearsShape})
    def get(self, request: Request) -> Response:
        """Your periods, decided years and credit points."""
        return Response(shape_of(own_years(self.actor)))


class YearsView(ApiView):
    """GET /api/v1/years/<id>/: for whoever may know a period or a year; every reading is written down."""

    @extend_schema(operation_id="years_of_person", responses={200: YearsShape})
    def get(self, request: Request, id: str) -> Response:
        """A person's periods, decided years and credit points."""
        found = years_of_person(self.actor, identity_of(id))
        if not found.own:
            note_list((*found.forms, *found.contested), actor=self.actor, fields={RATINGS})
            note_list(found.annuals, actor=self.actor, fields={PREDICATE})
        return Response(shape_of(found))
