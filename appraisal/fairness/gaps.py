"""Gaps between groups of people, with intervals, and which groups may be shown at all. Pure.

A gap is the mean of a group less the mean of everybody else, with Welch's 95 % interval. The same gap is given once
more after each rater's own level is taken out, so that a group that merely has a strict rater can be told from one
that is rated lower by the same people. A group under five is hidden, and never comes back by subtraction.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Generic, TypeVar

from appraisal.effect_figures import Interval, Z

SMALLEST: Final = 5
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rating(Generic[K]):
    """One person's rating with the groups he belongs to by dimension, and the level of whoever rated."""

    value: float
    rater_level: float
    groups: Mapping[str, K]


@dataclass(frozen=True, slots=True)
class Gap(Generic[K]):
    """A group against everybody else: as rated, and among people of the same rater."""

    key: K
    people: int
    mean: float
    gap: Interval
    within_raters: Interval

    @property
    def is_clear(self) -> bool:
        """Whether chance alone is a poor explanation of the gap."""
        return self.gap.low > 0 or self.gap.high < 0

    @property
    def stays(self) -> bool:
        """Whether the gap is clear also among people of the same rater, and goes the same way."""
        low, high = self.within_raters.low, self.within_raters.high
        return self.is_clear and (low > 0 if self.gap.value > 0 else high < 0)


@dataclass(frozen=True, slots=True)
class Gaps(Generic[K]):
    """The groups of one dimension that may be shown, the lowest first, and how many are hidden."""

    dimension: str
    groups: tuple[Gap[K], ...]
    hidden: int


def shown_groups(sizes: Mapping[K, int], *, smallest: int = SMALLEST) -> frozenset[K]:
    """The groups that may be shown beside their total: none under ``smallest``, none found by subtraction.

    Where the hidden groups together are fewer than ``smallest``, or a single one, the smallest of the shown ones is
    hidden with them. A group whose rest is too small to be spoken of is not shown either.
    """
    there = {key: size for key, size in sizes.items() if size > 0}
    shown = {key for key, size in there.items() if size >= smallest}
    while shown and not _is_safe({key: there[key] for key in there.keys() - shown}, smallest):
        shown.remove(min(shown, key=lambda key: (there[key], str(key))))
    total = sum(there.values())
    return frozenset(key for key in shown if total - there[key] >= smallest)


def _is_safe(hidden: Mapping[K, int], smallest: int) -> bool:
    return not hidden or (len(hidden) > 1 and sum(hidden.values()) >= smallest)


def gaps_of(ratings: Sequence[Rating[K]], dimension: str) -> Gaps[K]:
    """The gaps of one dimension; people without a group in it are left out of it."""
    known = [one for one in ratings if dimension in one.groups]
    by_group: dict[K, list[Rating[K]]] = {}
    for one in known:
        by_group.setdefault(one.groups[dimension], []).append(one)
    shown = shown_groups({key: len(own) for key, own in by_group.items()})
    found = [_gap(key, by_group[key], known, dimension) for key in shown]
    found.sort(key=lambda one: (one.gap.value, str(one.key)))
    return Gaps(dimension, tuple(found), len(by_group) - len(found))


def _gap(key: K, own: Sequence[Rating[K]], known: Iterable[Rating[K]], dimension: str) -> Gap[K]:
    rest = [one for one in known if one.groups[dimension] != key]
    values, others = [one.value for one in own], [one.value for one in rest]
    level, other_level = ([one.value - one.rater_level for one in part] for part in (own, rest))
    return Gap(key, len(own), sum(values) / len(values), welch(values, others), welch(level, other_level))


def welch(own: Sequence[float], others: Sequence[float]) -> Interval:
    """The difference of two means with Welch's 95 % interval. Raises ValueError with fewer than two on a side."""
    if len(own) < 2 or len(others) < 2:
        raise ValueError("a difference of means needs two people on each side")
    means = [sum(part) / len(part) for part in (own, others)]
    parts = [_variance(part, mean) / len(part) for part, mean in zip((own, others), means, strict=True)]
    value, error = means[0] - means[1], sqrt(sum(parts))
    if error == 0:
        return Interval(value, value, value)
    freedom = sum(parts) ** 2 / sum(
        part * part / (len(side) - 1) for part, side in zip(parts, (own, others), strict=True)
    )
    reach = student(freedom) * error
    return Interval(value, value - reach, value + reach)


def _variance(values: Sequence[float], mean: float) -> float:
    return sum((one - mean) ** 2 for one in values) / (len(values) - 1)


def student(freedom: float) -> float:
    """The 97.5 % quantile of Student's t by Cornish and Fisher's expansion; within 0.01 from four degrees on."""
    z, v = Z, freedom
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / v + second / v**2 + third / v**3
