"""What the ratings of one item say over several periods: its level now, the way it went, its group. Pure.

No average and no forecast: a level is the last rating, the way is what everybody can read off the row of ratings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from appraisal.rules import HIGHEST, LOWEST

# So many of the newest periods say which way an item goes: one year of quarters.
LOOKS_BACK: Final = 4


class Trend(StrEnum):
    """Which way the newest ratings of an item went."""

    FIRST = "first"
    RISES = "rises"
    FALLS = "falls"
    STEADY = "steady"
    VARIES = "varies"


class Standing(StrEnum):
    """The group of an item, in the order in which a person reads them."""

    STRENGTH = "strength"
    AS_EXPECTED = "as_expected"
    TO_DEVELOP = "to_develop"


@dataclass(frozen=True, slots=True)
class Reading:
    """One final rating (1 to 3) of an item in a period that ended on a day."""

    until: date
    period: str
    rating: int


@dataclass(frozen=True, slots=True)
class ItemPath:
    """One item with its readings, oldest first; at least one."""

    code: str
    label: str
    readings: tuple[Reading, ...]

    @property
    def now(self) -> int:
        """The last rating."""
        return self.readings[-1].rating

    @property
    def trend(self) -> Trend:
        """Which way it went."""
        return trend_of([one.rating for one in self.readings])

    @property
    def standing(self) -> Standing:
        """Strength, as expected, or something to develop."""
        return standing_of(self.now, self.trend)


def trend_of(ratings: Sequence[int]) -> Trend:
    """The way of the newest four ratings, oldest first: up only, down only, neither, or both. ValueError for none."""
    if not ratings:
        raise ValueError("an item without a rating has no way")
    newest = ratings[-LOOKS_BACK:]
    if len(newest) == 1:
        return Trend.FIRST
    steps = {(after > before) - (after < before) for before, after in pairwise(newest)} - {0}
    if len(steps) == 2:
        return Trend.VARIES
    return {1: Trend.RISES, -1: Trend.FALLS}[steps.pop()] if steps else Trend.STEADY


def standing_of(rating: int, trend: Trend) -> Standing:
    """The highest level is a strength; the lowest, and whatever falls, is to be developed."""
    if rating == HIGHEST:
        return Standing.STRENGTH
    if rating == LOWEST or trend == Trend.FALLS:
        return Standing.TO_DEVELOP
    return Standing.AS_EXPECTED


def in_order(paths: Iterable[ItemPath]) -> list[ItemPath]:
    """Strengths first, what is to be developed last; inside a group the order given stays."""
    places = {standing: place for place, standing in enumerate(Standing)}
    return sorted(paths, key=lambda path: places[path.standing])
