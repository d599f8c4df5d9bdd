"""Learning hours of a year over REST: one's own, and those of the people an officer looks after."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from cases.api.shapes import PersonShape
from cases.learning_hours import FIRST_YEAR, JP_GOAL, people_of, with_hours
from organization.days import today
from organization.models import Employee
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.viewsets import ReadViewSet


class HoursShape(serializers.Serializer[Any]):
    """One person's learning hours in the year asked for."""

    id = serializers.UUIDField(source="public_id")
    employee = PersonShape(source="*")
    unit = serializers.UUIDField(source="unit.public_id")
    unit_name = serializers.CharField(source="unit.name")
    hours = serializers.IntegerField(help_text="JP of trainings completed in the year")
    goal = serializers.SerializerMethodField()
    reached = serializers.SerializerMethodField()

    def get_goal(self, _person: Any) -> int:
        """What every civil servant has a right to."""
        return JP_GOAL

    def get_reached(self, person: Any) -> bool:
        """Whether the hours come up to it."""
        return bool(person.hours >= JP_GOAL)


class HoursQuery(ListQuery):
    """Filters of the list; without a year the present one."""

    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=2100, required=False)
    unit = serializers.UUIDField(required=False, help_text="a unit or any above it")
    below = serializers.BooleanField(
        required=False, help_text="only those below the goal, or only those who reached it"
    )


class HoursViewSet(ReadViewSet[Employee]):
    """Hours of completed trainings by person; `id` is that of the employee. One person: the present year."""

    model = Employee
    serializer_class = HoursShape
    query_class = HoursQuery
    keyset = Keyset(order=("full_name",))

    def visible(self) -> QuerySet[Employee]:
        """Oneself, and the active people of the units the actor looks after."""
        own = Q(pk=self.actor.employee_id) if self.actor.employee_id is not None else Q(pk__in=())
        return Employee.objects.filter(own | people_of(self.actor) & Q(active=True))

    def select(self, queryset: QuerySet[Employee]) -> QuerySet[Employee]:
        """The hours and the unit's name in the same statement."""
        asked = str(self.request.query_params.get("year", ""))
        year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today().year
        return with_hours(queryset, year).select_related("unit")

    def narrow(self, queryset: QuerySet[Any], query: ListQuery) -> QuerySet[Any]:
        """Unit and goal; the year is part of the hours already."""
        given = query.lookups()
        if "unit" in given:
            queryset = queryset.filter(Q(unit__public_id=given["unit"]) | Q(unit__opd__public_id=given["unit"]))
        if "below" in given:
            queryset = queryset.filter(hours__lt=JP_GOAL) if given["below"] else queryset.filter(hours__gte=JP_GOAL)
        return queryset
