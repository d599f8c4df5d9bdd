"""Writing whole texts into the rows being worked on: the agreed text back, or another plan's text as a beginning."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from appraisal.plans.content import ANNEXES, IndicatorText, PlanText, ResultText, read_text
from workflow.transactions import within_action


@within_action
def restore(plan: Any) -> None:
    """The newest agreed text becomes what stands in the plan; what was typed since goes."""
    from appraisal.models import Plan, PlanIndicator, PlanResult

    text = read_text(plan.versions.get(edition=plan.edition).content)
    PlanResult.objects.filter(plan=plan).update(removed=True)
    PlanIndicator.objects.filter(result__plan=plan).update(removed=True)
    parents = _ids(one.parent for one in text.results if one.parent)
    for position, one in enumerate(text.results, 1):
        PlanResult.objects.filter(plan=plan, public_id=one.id).update(
            **_columns(one), parent_id=parents.get(one.parent), position=position, removed=False
        )
        for place, row in enumerate(one.indicators, 1):
            PlanIndicator.objects.filter(result__plan=plan, public_id=row.id).update(
                **_indicator_columns(row), position=place, removed=False
            )
    Plan.objects.filter(pk=plan.pk).update(**_other_columns(text), revision=F("revision") + 1)


@within_action
def begin_from(plan: Any, text: PlanText, *, parents: dict[str, int]) -> None:
    """New rows with another plan's text. `parents`: rows of results that may still be carried on, by public id."""
    from appraisal.models import Plan, PlanIndicator, PlanResult

    results = [
        PlanResult(plan=plan, position=position, parent_id=parents.get(one.parent), **_columns(one))
        for position, one in enumerate(text.results, 1)
    ]
    PlanResult.objects.bulk_create(results)
    PlanIndicator.objects.bulk_create(
        PlanIndicator(result=made, position=place, **fitting(row, head=plan.is_head))
        for made, one in zip(results, text.results, strict=True)
        for place, row in enumerate(one.indicators, 1)
    )
    Plan.objects.filter(pk=plan.pk).update(**_other_columns(text), revision=F("revision") + 1)


def fitting(row: IndicatorText, *, head: bool) -> dict[str, Any]:
    """The columns of an indicator; plans of heads have perspectives, all others aspects."""
    columns = _indicator_columns(row)
    columns["aspect" if head else "perspective"] = ""
    return columns


def _ids(public_ids: Iterable[str]) -> dict[str, int]:
    from appraisal.models import PlanResult

    rows = PlanResult.objects.filter(public_id__in=set(public_ids)).values_list("public_id", "pk")
    return {str(public_id): pk for public_id, pk in rows}


def _columns(one: ResultText) -> dict[str, Any]:
    return {"kind": one.kind, "title": one.title, "basis": one.basis}


def _indicator_columns(row: IndicatorText) -> dict[str, Any]:
    return {
        "text": row.text,
        "aspect": row.aspect,
        "perspective": row.perspective,
        "number": row.number,
        "unit": row.unit,
        "words": row.words,
    }


def _other_columns(text: PlanText) -> dict[str, Any]:
    lists = {name: "\n".join(text.annexes.get(name, ())) for name in ANNEXES}
    return {"expectations": dict(text.expectations), **lists}
