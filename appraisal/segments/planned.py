"""Names of what was planned in a segment, for its assessor: no rating, no text, nothing agreed after its last day."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from appraisal.models import EvaluationItem, PlanVersion
from appraisal.plans.content import read_text
from appraisal.plans.texts import version_at
from workflow.calendars import end_of_day


def planned_in(segment: Any) -> tuple[str, ...]:
    """Titles of the results of the plan in force on the last day, then the items of the form; two statements."""
    form = segment.evaluation
    rows = PlanVersion.objects.filter(
        plan__employee_id=form.employee_id,
        plan__period_from__lte=segment.last_day,
        plan__period_until__gte=segment.first_day,
        agreed_on__lte=segment.last_day,
    )
    found = version_at(rows.select_related("plan"), segment.last_day)
    titles = [one.title for one in read_text(found[0].content).results] if found else []
    return (*titles, *(item.label for item in _items_then(form, segment.last_day)))


def _items_then(form: Any, last_day: date) -> "QuerySet[EvaluationItem]":
    """The items the form had at the end of a day; a later change of the rules is none of the former assessor's."""
    end = end_of_day(last_day, zone=form.cycle.zone)
    there = Q(added_at__isnull=True) | Q(added_at__lte=end)
    return EvaluationItem.every.filter(there & (Q(retired_at__isnull=True) | Q(retired_at__gt=end)), evaluation=form)
