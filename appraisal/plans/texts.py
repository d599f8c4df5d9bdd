"""Reading what plans say: the text being worked on, the agreed versions, the results a plan may carry on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Prefetch, Q

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
    return found if any(one is plan for one in found) else [plan, *found]


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
    """The text being worked on; one query for all plans that were read together, one more where superiors are named."""
    if "_working_text" not in plan.__dict__:
        plans = together(plan, "_working_text")
        results = _results_of([one.pk for one in plans])
        for one in plans:
            one.__dict__["_working_text"] = _assembled(one, tuple(results.get(one.pk, {}).values()))
    return plan.__dict__["_working_text"]  # type: ignore[no-any-return]


_RESULT = ("plan_id", "public_id", "kind", "title", "basis", "parent__public_id")
_INDICATOR = ("public_id", "text", "aspect", "perspective", "number", "unit", "words")


def _results_of(ids: Collection[int]) -> dict[int, dict[str, ResultText]]:
    """The results being worked on by plan and id, without objects of the ORM: this is read with every step."""
    from appraisal.models import PlanResult

    kept = FilteredRelation("indicators", condition=Q(indicators__removed=False))
    rows = PlanResult.objects.filter(plan_id__in=ids, removed=False).annotate(kept=kept)
    columns = (*_RESULT, *(f"kept__{name}" for name in _INDICATOR))
    found: dict[int, dict[str, ResultText]] = {}
    for plan_id, key, kind, title, basis, parent, *row in rows.order_by(
        "plan_id", "position", "pk", "kept__position", "kept__pk"
    ).values_list(*columns):
        results = found.setdefault(plan_id, {})
        known = results.get(str(key)) or ResultText(str(key), kind, title, basis, str(parent or ""))
        more = (IndicatorText(str(row[0]), *row[1:]),) if row[0] is not None else ()
        results[str(key)] = replace(known, indicators=known.indicators + more)
    return found


def _assembled(plan: Any, results: tuple[ResultText, ...]) -> PlanText:
    """The text with the agreed wordings of the superior's results."""
    if any(one.parent for one in results):
        titles = {parent.id: parent.title for parent in offered_parents(plan)}
        results = tuple(replace(one, parent_title=titles.get(one.parent, "")) for one in results)
    lists = {name: lines_of(getattr(plan, name)) for name in ANNEXES}
    return PlanText(results, dict(plan.expectations), lists)


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
    above: dict[int, list[tuple[Any, tuple[Parent, ...]]]] = {}
    if below:
        first, last = min(plan.period_from for plan in below), max(plan.period_until for plan in below)
        for version in in_force_of({plan.assessor_id for plan in below}, first=first, last=last):
            parents = tuple(Parent(one.id, one.title, one.kind) for one in read_text(version.content).results)
            above.setdefault(version.plan.employee_id, []).append((version.plan, parents))
    for plan in plans:
        found = () if plan.top else above.get(plan.assessor_id, ())
        kept = tuple(one for upper, parents in found if _share_days(upper, plan) for one in parents)
        plan.__dict__["_offered_parents"] = kept


def _share_days(upper: Any, plan: Any) -> bool:
    """Whether two plans have a time in common."""
    return bool(upper.period_from <= plan.period_until and upper.period_until >= plan.period_from)


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
