"""What the segments of a period propose for the whole of it: the mean of their levels, weighted by months. Pure.

A month belongs to the segment that holds its fifteenth day, as it belongs to a period of a year (`annual.months`). The
levels of results and of behaviour are added up apart, each times its months; the exact mean is rounded to the nearest
level, a half upwards, in favour of the person. A segment nobody rated counts no months, and neither does one without
a fifteenth day. It is a proposal: how segments make a period is laid down nowhere (DOMAIN 2.3), the assessor decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from appraisal.annual.months import MIDDLE, Stretch, months_of
from appraisal.annual.proposal import nearest, shown

RESULTS, BEHAVIOUR = "results", "behaviour"
AREAS: Final = (RESULTS, BEHAVIOUR)


@dataclass(frozen=True, slots=True)
class Part:
    """One segment: its days, whether it still counts, and its two levels (None: not rated)."""

    key: int
    first: date
    last: date
    counts: bool
    results: int | None = None
    behaviour: int | None = None

    @property
    def levels(self) -> Mapping[str, int | None]:
        """The levels by area."""
        return {RESULTS: self.results, BEHAVIOUR: self.behaviour}


@dataclass(frozen=True, slots=True)
class Term:
    """One summand: a level times the months of a segment."""

    key: int
    months: int
    level: int

    @property
    def points(self) -> int:
        """Months times level."""
        return self.months * self.level


@dataclass(frozen=True, slots=True)
class AreaProposal:
    """The proposal for one area, with every number it is made of."""

    area: str
    terms: tuple[Term, ...]
    months: int
    total: int
    mean: Fraction
    level: int

    @property
    def shown_mean(self) -> Decimal:
        """The mean with two decimals."""
        return shown(self.mean)


@dataclass(frozen=True, slots=True)
class Combined:
    """The months of each segment, and the proposals by area; an area nobody rated has none."""

    months: Mapping[int, tuple[date, ...]]
    proposals: Mapping[str, AreaProposal]

    def differs(self, area: str, level: int | None) -> bool:
        """Whether a rating is another one than what is proposed; nothing proposed, nothing differs."""
        found = self.proposals.get(area)
        return found is not None and level is not None and level != found.level


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The fifteenth days from a day to a day, both included: one for each month that belongs to the stretch."""
    stretch = Stretch(0, first, last)
    return tuple(
        date(year, month, MIDDLE) for year in range(first.year, last.year + 1) for month in months_of(year, stretch)
    )


def combine(parts: Sequence[Part]) -> Combined:
    """The sum of a period's segments."""
    months = {one.key: months_between(one.first, one.last) for one in parts}
    proposals = {}
    for area in AREAS:
        terms = tuple(
            Term(one.key, len(months[one.key]), level)
            for one in parts
            if one.counts and months[one.key] and (level := one.levels[area]) is not None
        )
        if terms:
            proposals[area] = _proposal(area, terms)
    return Combined(months, proposals)


def _proposal(area: str, terms: tuple[Term, ...]) -> AreaProposal:
    months, total = sum(one.months for one in terms), sum(one.points for one in terms)
    mean = Fraction(total, months)
    return AreaProposal(area, terms, months, total, mean, nearest(mean))
