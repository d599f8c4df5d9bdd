"""Levels over periods: trend and standing at each boundary."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.development.paths import (
    LOOKS_BACK,
    ItemPath,
    Reading,
    Standing,
    Trend,
    in_order,
    standing_of,
    trend_of,
)

levels = st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=9)


def path(*ratings: int) -> ItemPath:
    return ItemPath("a", "A", tuple(Reading(date(2026, 1 + n, 1), f"P{n}", one) for n, one in enumerate(ratings)))


@pytest.mark.parametrize(
    ("ratings", "trend"),
    [
        ([2], Trend.FIRST),
        ([2, 2], Trend.STEADY),
        ([1, 2], Trend.RISES),
        ([3, 2], Trend.FALLS),
        ([1, 2, 2, 3], Trend.RISES),
        ([3, 3, 2, 1], Trend.FALLS),
        ([2, 3, 2], Trend.VARIES),
        ([2, 1, 2], Trend.VARIES),
        # The fifth period back no longer speaks.
        ([3, 1, 1, 2, 3], Trend.RISES),
        ([1, 2, 2, 2, 2], Trend.STEADY),
        ([1, 2, 2, 2], Trend.RISES),
    ],
)
def test_the_way_of_the_newest_four(ratings: list[int], trend: Trend) -> None:
    assert trend_of(ratings) == trend


def test_an_item_without_a_rating_has_no_way() -> None:
    with pytest.raises(ValueError, match="no way"):
        trend_of([])


@pytest.mark.parametrize(
    ("ratings", "standing"),
    [
        ((3,), Standing.STRENGTH),
        ((2,), Standing.AS_EXPECTED),
        ((1,), Standing.TO_DEVELOP),
        ((1, 3), Standing.STRENGTH),
        ((3, 2), Standing.TO_DEVELOP),
        ((1, 2), Standing.AS_EXPECTED),
        ((3, 1, 2), Standing.AS_EXPECTED),
        ((3, 2, 2, 2, 2), Standing.AS_EXPECTED),
    ],
)
def test_the_group_of_an_item(ratings: tuple[int, ...], standing: Standing) -> None:
    assert path(*ratings).standing == standing


def test_strengths_come_first_and_the_order_of_the_form_stays() -> None:
    found = in_order([path(1), path(2), path(3), path(2, 3), path(3, 1)])
    assert [one.now for one in found] == [3, 3, 2, 1, 1]
    assert [len(one.readings) for one in found] == [1, 2, 1, 1, 2]


@given(levels)
def test_only_the_newest_periods_count(ratings: list[int]) -> None:
    assert trend_of(ratings) == trend_of(ratings[-LOOKS_BACK:])


@given(levels)
def test_turning_every_level_round_turns_the_way_round(ratings: list[int]) -> None:
    turned = {Trend.RISES: Trend.FALLS, Trend.FALLS: Trend.RISES}
    found = trend_of(ratings)
    assert trend_of([4 - one for one in ratings]) == turned.get(found, found)


@given(levels)
def test_every_item_is_in_one_group(ratings: list[int]) -> None:
    assert standing_of(ratings[-1], trend_of(ratings)) in Standing
