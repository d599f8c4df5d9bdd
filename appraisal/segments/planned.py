"""Names of what was planned in a segment, for its assessor: no rating, no text, nothing agreed after its last day."""

from typing import Any

from appraisal.models import PlanVersion
from appraisal.plans.content import read_text
from appraisal.plans.texts import version_at


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
    return (*titles, *(item.label for item in form.items.all()))
