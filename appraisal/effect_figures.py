"""What a before and an after can and cannot say: shares, their intervals, and a simple matched comparison. Pure.

Intervals are 95 %: Wilson's for one share (Wilson 1927), Newcombe's method 10 for the difference of two independent
shares (Newcombe, Statistics in Medicine 17, 1998). Both stay between the limits and behave with few people, which the
textbook interval does not. Nothing here reads the database, a clock or a random number: the same people give the same
figures on every day.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 1.959963984540054
# Below five people a figure would speak of persons; below ten pairs an interval says nothing that is worth reading.
LEAST_PEOPLE: Final = 5
LEAST_PAIRS: Final = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the limits of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Observed:
    """One person seen twice. Only people of one stratum are compared; `key` is an id nobody chose."""

    key: str
    stratum: tuple[object, ...]
    improved: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """Matched pairs: how many improved with help and without, and the difference of the shares."""

    pairs: int
    with_help: int
    without_help: int
    difference: Interval
    unmatched: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero: only then the figures tell help and chance apart."""
        return self.difference.low > 0 or self.difference.high < 0


def wilson(successes: int, total: int) -> Interval:
    """Wilson's 95 % interval of a share. Raises ValueError where there is no share."""
    if total <= 0 or not 0 <= successes <= total:
        raise ValueError(f"{successes} of {total} is no share")
    share, square = successes / total, Z * Z
    middle = share + square / (2 * total)
    reach = Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    scale = 1 + square / total
    return Interval(share, max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale))


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> Interval:
    """First share minus second with Newcombe's 95 % interval (method 10); each is (successes, total)."""
    one, two = wilson(*first), wilson(*second)
    difference = one.value - two.value
    down = sqrt((one.value - one.low) ** 2 + (two.high - two.value) ** 2)
    up = sqrt((one.high - one.value) ** 2 + (two.value - two.low) ** 2)
    return Interval(difference, max(-1.0, difference - down), min(1.0, difference + up))


def effect_of(helped: Sequence[Observed], others: Iterable[Observed]) -> Effect | None:
    """Pair each helped person with one other of the same stratum and compare; None under ten pairs.

    Who is paired follows from a digest of the keys, so that nobody picks the comparison; people for whom there is
    nobody comparable are left out and counted.
    """
    pool: dict[tuple[object, ...], list[Observed]] = {}
    for one in sorted(others, key=_drawn):
        pool.setdefault(one.stratum, []).append(one)
    pairs = [(one, pool[one.stratum].pop()) for one in sorted(helped, key=_drawn) if pool.get(one.stratum)]
    if len(pairs) < LEAST_PAIRS:
        return None
    with_help = sum(one.improved for one, _other in pairs)
    without_help = sum(other.improved for _one, other in pairs)
    difference = newcombe((with_help, len(pairs)), (without_help, len(pairs)))
    return Effect(len(pairs), with_help, without_help, difference, len(helped) - len(pairs))


def _drawn(one: Observed) -> str:
    return hashlib.sha256(one.key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CourseFigures:
    """What became of the weak items a course is meant for, one verdict per participant re-rated."""

    people: int
    rerated: int
    improved: int
    same: int
    worse: int

    @property
    def is_hidden(self) -> bool:
        """Too few people were rated again to show a figure without pointing at one of them."""
        return self.rerated < LEAST_PEOPLE

    @property
    def share(self) -> Interval | None:
        """The share that improved, where it may be shown."""
        return None if self.is_hidden else wilson(self.improved, self.rerated)

    @property
    def never_helped(self) -> bool:
        """Enough people were rated again, and none of them improved."""
        return not self.is_hidden and self.improved == 0


def course_figures(changes: Iterable[tuple[object, int | None]], *, people: int) -> CourseFigures:
    """Figures of one course from (person, change of a rating; None: not rated again) per weak item.

    A person with several weak items counts once: improved when more items rose than fell, worse the other way round.
    """
    sums: dict[object, int] = {}
    for person, change in changes:
        if change is not None:
            sums[person] = sums.get(person, 0) + (change > 0) - (change < 0)
    ups, downs = sum(total > 0 for total in sums.values()), sum(total < 0 for total in sums.values())
    return CourseFigures(people, len(sums), ups, len(sums) - ups - downs, downs)
