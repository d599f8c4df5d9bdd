"""Reading what plans say: the text being worked on, the agreed versions, the results a plan may carry on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q

from appraisal.plans.content import ANNEXES, IndicatorText, PlanText, ResultText, lines_of, read_text


@dataclass(frozen=True, slots=True)
class Parent:
    """A result of the superior's agreed plan that may be carried on."""

    id: str
    title: str
    kind: str


def together(plan: Any, kept_as: str) -> list[Any]:
    """The plan and those it was read with that do not know something yet."""
    found = [one for one in plan.__dict__.get("_together") or (plan,) if kept_as not in one.__dict__]
    return found if plan in found else [plan, *found]


def working_rows(plans: Collection[Any]) -> dict[int, list[Any]]:
    """The results being worked on by plan, each with its indicators as `rows`; two queries whatever their number."""
    from appraisal.models import PlanIndicator, PlanResult

    kept = PlanIndicator.objects.filter(removed=False)
    rows = PlanResult.objects.filter(plan_id__in=[plan.pk for plan in plans], removed=False).select_related("parent")
    found: dict[int, list[Any]] = {plan.pk: [] for plan in plans}
    for row in rows.prefetch_related(Prefetch("indicators", queryset=kept, to_attr="rows")):
        found[row.plan_id].append(row)
    return found


def working_text(plan: Any) -> PlanText:
    """The text being worked on; read once for all plans that were read together."""
    if "_working_text" not in plan.__dict__:
        plans = together(plan, "_working_text")
        rows = working_rows(plans)
        for one in plans:
            titles = {parent.id: parent.title for parent in offered_parents(one)}
            one.__dict__["_working_text"] = text_of(one, rows[one.pk], titles)
    return plan.__dict__["_working_text"]  # type: ignore[no-any-return]


def text_of(plan: Any, rows: Iterable[Any], titles: dict[str, str]) -> PlanText:
    """The same from rows that were read before; `titles`: agreed wordings of the superior's results."""
    return PlanText(
        results=tuple(_result(row, titles) for row in rows),
        expectations=dict(plan.expectations),
        annexes={name: lines_of(getattr(plan, name)) for name in ANNEXES},
    )


def _result(row: Any, titles: dict[str, str]) -> ResultText:
    parent = str(row.parent.public_id) if row.parent else ""
    return ResultText(
        id=str(row.public_id),
        kind=row.kind,
        title=row.title,
        basis=row.basis,
        parent=parent,
        parent_title=titles.get(parent, ""),
        indicators=tuple(_indicator(one) for one in row.rows),
    )


def _indicator(one: Any) -> IndicatorText:
    return IndicatorText(
        id=str(one.public_id),
        text=one.text,
        aspect=one.aspect,
        perspective=one.perspective,
        number=one.number,
        unit=one.unit,
        words=one.words,
    )


def offered_parents(plan: Any) -> tuple[Parent, ...]:
    """The results of the assessor's agreed plan of the same time; none at the top of the tree.

    They belong to the plan of the one below: whoever may see that plan may read which results it can carry on. Read
    once for all plans that were read together.
    """
    if "_offered_parents" not in plan.__dict__:
        _read_parents(together(plan, "_offered_parents"))
    return plan.__dict__["_offered_parents"]  # type: ignore[no-any-return]


def _read_parents(plans: Collection[Any]) -> None:
    below = [plan for plan in plans if not plan.top and plan.assessor_id is not None]
    days = [plan.period_from for plan in below], [plan.period_until for plan in below]
    above: list[Any] = []
    if below:
        above = list(in_force_of({plan.assessor_id for plan in below}, first=min(days[0]), last=max(days[1])))
    texts = [(version.plan, read_text(version.content)) for version in above]
    for plan in plans:
        found = [text for upper, text in texts if plan in below and _stands_above(upper, plan)]
        parents = (Parent(one.id, one.title, one.kind) for text in found for one in text.results)
        plan.__dict__["_offered_parents"] = tuple(parents)


def _stands_above(upper: Any, plan: Any) -> bool:
    """The assessor's plan, of a time the two share."""
    touching = upper.period_from <= plan.period_until and upper.period_until >= plan.period_from
    return bool(upper.employee_id == plan.assessor_id and touching)


def in_force_of(employee_ids: Collection[int], *, first: date, last: date) -> Any:
    """The newest agreed version of every plan of these people that touches some days."""
    from appraisal.models import PlanVersion

    touching = Q(plan__period_from__lte=last, plan__period_until__gte=first)
    rows = PlanVersion.objects.filter(touching, plan__employee_id__in=employee_ids, edition=F("plan__edition"))
    return rows.select_related("plan").order_by("-plan__period_from", "-plan_id")


def version_at(versions: Iterable[Any], on: date) -> tuple[Any, bool] | None:
    """The version in force at the end of a day, and whether it was agreed only after that day.

    Of several plans the one that began last by then; where none of its versions was agreed by the day, its first one.
    """
    begun = sorted(
        (one for one in versions if one.plan.period_from <= on),
        key=lambda one: (one.plan.period_from, one.plan_id, one.edition),
    )
    if not begun:
        return None
    newest = [one for one in begun if one.plan_id == begun[-1].plan_id]
    timely = [one for one in newest if one.agreed_on <= on]
    return (timely[-1], False) if timely else (newest[0], True)
