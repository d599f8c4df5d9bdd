"""The weak item of each participant before and after a course, for readers who may know those very ratings.

Unlike ``help_effects`` this names people: a row stands here only where the policy opens the ratings of both
evaluations to the reader, and the reading is recorded.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from appraisal.final_ratings import with_final_rating
from appraisal.help_effects import LAG
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Evaluation, EvaluationItem
from appraisal.policies import RATINGS as RATINGS_GROUP
from appraisal.rules import RATINGS
from cases.models import Enrolment
from workflow.actors import Actor
from workflow.policies import policy_for

MOST = 500


@dataclass(frozen=True, slots=True)
class Rerated:
    """One item of one participant; `after` is empty while it was not rated again."""

    enrolment: Enrolment
    label: str
    before: str
    before_period: str
    after: str
    after_period: str
    change: int


@dataclass(frozen=True, slots=True)
class Found:
    """The rows, and the evaluations whose ratings are in them."""

    rows: tuple[Rerated, ...]
    read: tuple[Evaluation, ...]


def participants(actor: Actor, title: str) -> Found:
    """Participants of a course, in all its runs, whose item it is meant for had room to improve; three statements."""
    rows = policy_for(Enrolment).visible_to(actor).filter(state="completed", training__title=title)
    done = list(
        rows.select_related("employee", "unit", "training").prefetch_related("training__indicators").order_by(
            "-completed_on", "pk"
        )[:MOST]
    )  # fmt: skip
    items = _items(
        actor, {one.employee_id for one in done}, {i.code for one in done for i in one.training.indicators.all()}
    )
    found, read = [], {}
    for one in done:
        for indicator in one.training.indicators.all():
            row = _row(one, items.get((one.employee_id, indicator.code), []))
            if row is not None:
                found.append(row[0])
                read.update({form.pk: form for form in row[1]})
    return Found(tuple(found), tuple(read.values()))


def _items(actor: Actor, people: set[int], codes: set[str]) -> dict[tuple[int, str], list[Any]]:
    """Final ratings the reader may know, by (person, indicator), oldest period first."""
    policy = policy_for(Evaluation)
    rows = EvaluationItem.objects.filter(
        Q(evaluation__in=policy.visible_to(actor).filter(employee_id__in=people, state=EvaluationState.FINAL)),
        code__in=codes,
    )
    rows = with_final_rating(rows).select_related("evaluation__cycle__rule_set", "evaluation__unit")
    found: dict[tuple[int, str], list[Any]] = {}
    for item in rows.order_by("evaluation__cycle__period_until", "evaluation_id"):
        if RATINGS_GROUP in policy.fields_for(actor, item.evaluation):
            found.setdefault((item.evaluation.employee_id, item.code), []).append(item)
    return found


def _row(one: Enrolment, items: list[Any]) -> tuple[Rerated, list[Evaluation]] | None:
    day = one.completed_on or date.max
    before = [item for item in items if item.evaluation.cycle.period_until < day]
    after = [item for item in items if item.evaluation.cycle.period_until - LAG >= day]
    if not before or before[-1].final_rating == RATINGS[-1]:
        return None
    first, last = before[-1], after[0] if after else None
    row = Rerated(
        enrolment=one,
        label=first.label,
        before=_level(first),
        before_period=first.evaluation.cycle.name,
        after=_level(last) if last else "",
        after_period=last.evaluation.cycle.name if last else "",
        change=last.final_rating - first.final_rating if last else 0,
    )
    return row, [item.evaluation for item in (first, last) if item is not None]


def _level(item: Any) -> str:
    return str(item.evaluation.rules.level_label(item.final_rating, get_language() or "id"))
