"""From figures to an advised level by the thresholds of the rules. Pure: values in, a level and the way there out.

Levels are looked at from the highest down; the first whose limits all hold is advised, and where none holds the
lowest level of the scale. A measure without a limit in a level does not count there. Advice never rates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from appraisal import rules
from appraisal.advice import AdviceLevel
from appraisal.sources.base import Measure


@dataclass(frozen=True, slots=True)
class Advice:
    """The level, and each level looked at with the limits that did not hold (plain JSON data)."""

    level: int
    steps: tuple[Mapping[str, Any], ...]


def advise(levels: Sequence[AdviceLevel], measures: Sequence[Measure], figures: Mapping[str, Decimal]) -> Advice | None:
    """The advised level; None where the rules set no thresholds for the source."""
    if not levels:
        return None
    senses = {one.name: one.at_most for one in measures}
    steps = []
    for one in sorted(levels, key=lambda level: -level.level):
        missed = [name for name, limit in one.limits.items() if not holds(figures[name], limit, at_most=senses[name])]
        limits = {name: plain(limit) for name, limit in one.limits.items()}
        steps.append({"level": one.level, "limits": limits, "missed": missed})
        if not missed:
            return Advice(one.level, tuple(steps))
    return Advice(rules.LOWEST, tuple(steps))


def holds(figure: Decimal, limit: Decimal, *, at_most: bool) -> bool:
    """Whether a figure keeps to a limit; the limit itself is inside."""
    return figure <= limit if at_most else figure >= limit


def plain(value: Decimal) -> str:
    """A number as the trace stores it."""
    return format(value.normalize(), "f")
