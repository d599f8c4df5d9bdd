"""Strengths and weaknesses of a unit: how many people were rated at which level in each item of one cycle.

Groups only. A group under five is hidden, also from subtraction (``report_counts.protected``): the reports and this
page leave out the same agencies, so that neither can be taken from the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count
from django.utils.translation import get_language

from appraisal.final_ratings import with_final_rating
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import EvaluationItem
from appraisal.pages.report_counts import Scope, Spread, grouped, protected
from appraisal.rule_changes.editions import editions_of
from appraisal.rules import HIGHEST, LOWEST, Words
from cases.models import Training
from cases.selectors import catalogue
from organization.days import today

MOST_WEAK: Final = 3
MOST_TRAININGS: Final = 6


@dataclass(frozen=True, slots=True)
class ItemSpread:
    """People by level of one item; `spread` holds the levels as text ("1" to "3")."""

    code: str
    label: str
    spread: Spread

    def share(self, level: int) -> int | None:
        """People at a level in whole per cent; None where the group is too small to be shown."""
        if not self.spread.total:
            return None
        return round(100 * self.at(level) / self.spread.total)

    def at(self, level: int) -> int:
        """People at a level."""
        return self.spread.numbers.get(str(level), 0)


def spreads_of(scope: Scope) -> tuple[ItemSpread, ...]:
    """Every item of the cycle in the order of its rules, then those a change of the rules brought; two statements."""
    if scope.cycle is None:
        return ()
    rows = EvaluationItem.objects.filter(
        scope.where("evaluation__unit__"),
        evaluation__cycle=scope.cycle,
        evaluation__state=EvaluationState.FINAL,
    )
    counted = with_final_rating(rows).order_by().values_list("code", "evaluation__unit__opd_id", "final_rating")
    by_code: dict[str, list[tuple[int | None, str, int]]] = {}
    for code, agency, rating, number in counted.annotate(number=Count("pk")):
        by_code.setdefault(code, []).append((agency, str(rating), number))
    language = get_language()
    known: dict[str, Words] = {}
    for rules in editions_of(scope.cycle).values():
        for one in rules.indicators:
            known.setdefault(one.code, one.label)
    return tuple(
        ItemSpread(code, label.pick(language), protected(grouped(by_code.get(code, ()))))
        for code, label in known.items()
    )


def weakest(spreads: tuple[ItemSpread, ...]) -> tuple[ItemSpread, ...]:
    """The items with the largest shares below expectation, at most three, none without anybody."""
    return _most(spreads, LOWEST)


def strongest(spreads: tuple[ItemSpread, ...]) -> tuple[ItemSpread, ...]:
    """The items with the largest shares above expectation."""
    return _most(spreads, HIGHEST)


def _most(spreads: tuple[ItemSpread, ...], level: int) -> tuple[ItemSpread, ...]:
    some = [one for one in spreads if one.at(level)]
    return tuple(sorted(some, key=lambda one: -(one.share(level) or 0))[:MOST_WEAK])


def trainings_against(weak: tuple[ItemSpread, ...]) -> tuple[tuple[Training, tuple[str, ...]], ...]:
    """Trainings not over yet for the weakest items, each with the items it is meant for; two statements."""
    labels: Mapping[str, Any] = {one.code: one.label for one in weak}
    if not labels:
        return ()
    rows = catalogue(today=today(), indicators=labels).prefetch_related("indicators").order_by("starts_on", "pk")
    return tuple(
        (one, tuple(labels[i.code] for i in one.indicators.all() if i.code in labels)) for one in rows[:MOST_TRAININGS]
    )
