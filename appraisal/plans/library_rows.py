"""Putting results of the library onto many plans: a constant number of statements, whatever the number of people."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Max

from appraisal.plans.content import read_indicator
from appraisal.plans.rows import fitting
from workflow.transactions import within_action


@within_action
def put(plans: Sequence[Any], entries: Sequence[str]) -> None:
    """New results at the end of each plan; a result of the library that stands on a plan already is passed over."""
    from appraisal.models import LibraryResult, Plan, PlanIndicator, PlanResult

    ids = [plan.pk for plan in plans]
    rows = list(LibraryResult.objects.filter(public_id__in=entries).order_by("pk"))
    kept = PlanResult.objects.filter(plan_id__in=ids, removed=False)
    there = set(kept.filter(entry__in=rows).values_list("plan_id", "entry_id"))
    last = dict(kept.values_list("plan_id").annotate(last=Max("position")).values_list("plan_id", "last"))
    made = [
        (plan, row, PlanResult(plan=plan, entry=row, **_columns(row), position=last.get(plan.pk, 0) + place))
        for plan in plans
        for place, row in enumerate(rows, 1)
        if (plan.pk, row.pk) not in there
    ]
    PlanResult.objects.bulk_create([result for _plan, _row, result in made], batch_size=1_000)
    PlanIndicator.objects.bulk_create(
        (
            PlanIndicator(result=result, position=place, **fitting(read_indicator(one), head=plan.is_head))
            for plan, row, result in made
            for place, one in enumerate(row.indicators, 1)
        ),
        batch_size=1_000,
    )
    Plan.objects.filter(pk__in=ids).update(revision=F("revision") + 1)


def _columns(row: Any) -> dict[str, Any]:
    return {"kind": row.kind, "title": row.title, "basis": row.basis}
