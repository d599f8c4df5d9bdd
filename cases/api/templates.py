"""Plan templates over REST: HR reads all, HR of the unit writes."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions
from cases.models import PlanTemplate, PlanTemplateEdition
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.api.viewsets import ReadViewSet


class LineShape(StrictSerializer):
    """One line with its day counted from the opening of the case."""

    kind = serializers.CharField(max_length=12)
    title = serializers.CharField(max_length=200)
    owner = serializers.CharField(max_length=12)
    after_days = serializers.IntegerField()
    required = serializers.BooleanField(required=False, default=True)  # type: ignore[assignment]
    each = serializers.BooleanField(required=False, default=False)
    measure = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    baseline = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    target = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class ContentShape(StrictSerializer):
    """What a template says."""

    goal = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    days = serializers.IntegerField(required=False, default=180)
    sessions = serializers.IntegerField(required=False, default=3)
    every_days = serializers.IntegerField(required=False, default=30)
    offer_training = serializers.BooleanField(required=False, default=True)
    stages = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=6)
    lines = LineShape(many=True)


class TemplateInput(StrictSerializer):
    """A whole template; `edition` is the one that was read, absent for a new one."""

    unit = serializers.UUIDField(required=False)
    edition = serializers.IntegerField(min_value=1, required=False)
    name = serializers.CharField(max_length=120)
    codes = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=40, default=list
    )
    in_use = serializers.BooleanField(required=False, default=True)
    content = ContentShape()


class EditionShape(StrictModelSerializer[PlanTemplateEdition]):
    """One saved text."""

    class Meta:
        model = PlanTemplateEdition
        fields = ("edition", "name", "indicator_codes", "content", "in_use", "saved_at")


class TemplateShape(StrictModelSerializer[PlanTemplate]):
    """The present edition and the former ones."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    editions = EditionShape(many=True, read_only=True)

    class Meta:
        model = PlanTemplate
        fields = ("id", "unit", "name", "indicator_codes", "content", "in_use", "edition", "saved_at", "editions")


class TemplateQuery(ListQuery):
    """Filters of the list of templates."""

    unit = serializers.UUIDField(source="unit__public_id", required=False)
    in_use = serializers.BooleanField(required=False)


class TemplateViewSet(ReadViewSet[PlanTemplate]):
    """Templates that plans are drafted from."""

    model = PlanTemplate
    serializer_class = TemplateShape
    query_class = TemplateQuery
    keyset = Keyset(order=("-saved_at",))

    def visible(self) -> QuerySet[PlanTemplate]:
        """All of them for HR, none for anybody else."""
        rows = PlanTemplate.objects.all()
        return rows if actions.may_read_templates(self.actor) else rows.none()

    def select(self, queryset: QuerySet[PlanTemplate]) -> QuerySet[PlanTemplate]:
        """The unit and the editions, in constant statements."""
        return queryset.select_related("unit").prefetch_related("editions")

    def counters(self, row: PlanTemplate) -> tuple[int, ...]:
        """The edition leads the entity tag."""
        return (row.edition,)

    @extend_schema(request=TemplateInput, responses={201: TemplateShape})
    def create(self, request: Request) -> Response:
        """Write a template for the people of a unit."""
        values = dict(self.read_body(TemplateInput))
        values.pop("edition", None)
        made = actions.add_template(actor=self.actor, unit=values.pop("unit", None), **values)
        return self._shape(made, status=201)

    @extend_schema(request=TemplateInput, responses={200: TemplateShape})
    def update(self, request: Request, id: str) -> Response:
        """Save the next edition of a template."""
        found = self.get_object()
        values = dict(self.read_body(TemplateInput))
        values.pop("unit", None)
        edition: Any = values.pop("edition", None)
        return self._shape(actions.change_template(found.public_id, actor=self.actor, edition=edition, **values))

    def _shape(self, row: PlanTemplate, *, status: int = 200) -> Response:
        found = self.get_queryset().get(pk=row.pk)
        return Response(TemplateShape(found, context=self.get_serializer_context()).data, status=status)
