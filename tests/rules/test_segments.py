"""The pure rules of segments: where a period is cut, which months a segment has, what the whole is proposed to be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.annual.months import Stretch, months_of
from appraisal.segments.combining import Part, combine, months_between
from appraisal.segments.cutting import cuts, is_over, partition

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
DAYS = st.dates(min_value=date(2026, 9, 1), max_value=date(2027, 1, 31))


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, False),
        (FIRST + timedelta(days=1), True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_only_a_change_inside_cuts(day: date, answer: bool) -> None:
    assert cuts(day, first=FIRST, last=LAST) is answer
    assert len(partition([day], first=FIRST, last=LAST)) == 1 + answer


def test_the_period_is_over_after_its_last_day() -> None:
    assert [is_over(day, last=LAST) for day in (LAST, LAST + timedelta(days=1))] == [False, True]


@given(st.lists(DAYS, max_size=6))
def test_segments_cover_the_period_without_gap_or_overlap(days: list[date]) -> None:
    found = partition(days, first=FIRST, last=LAST)
    covered = [one.first + timedelta(days=n) for one in found for n in range((one.last - one.first).days + 1)]
    assert covered == [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert {one.first for one in found} == {FIRST} | {day for day in days if FIRST < day <= LAST}


@given(st.lists(DAYS, max_size=6), st.dates(date(2025, 1, 1), date(2026, 6, 30)), st.integers(1, 700))
def test_the_months_of_the_segments_add_up_to_those_of_the_period(days: list[date], first: date, length: int) -> None:
    last = first + timedelta(days=length)
    parts = [Part(n, one.first, one.last, counts=True) for n, one in enumerate(partition(days, first=first, last=last))]
    months = [month for one in parts for month in combine(parts).months[one.key]]
    assert months == list(months_between(first, last))
    years = range(first.year, last.year + 1)
    assert len(months) == sum(len(months_of(year, Stretch(0, first, last))) for year in years)


@pytest.mark.parametrize(
    ("change", "months"),
    [
        (date(2026, 11, 15), (1, 2)),
        (date(2026, 11, 16), (2, 1)),
        (date(2026, 10, 15), (0, 3)),
        (date(2026, 10, 16), (1, 2)),
        (date(2026, 12, 15), (2, 1)),
        (date(2026, 12, 16), (3, 0)),
    ],
)
def test_a_month_belongs_to_who_had_its_fifteenth_day(change: date, months: tuple[int, int]) -> None:
    before, after = partition([change], first=FIRST, last=LAST)
    assert (len(months_between(before.first, before.last)), len(months_between(after.first, after.last))) == months


def parts(*levels: tuple[int, int | None, bool]) -> list[Part]:
    """One segment after the other: months, level of results (of behaviour always as expected), whether it counts."""
    found, month = [], 1
    for key, (months, level, counts) in enumerate(levels):
        first, last = date(2026, month, 1), date(2026, month + months, 1) - timedelta(days=1)
        found.append(Part(key, first, last, counts=counts, results=level, behaviour=None if level is None else 2))
        month += months
    return found


@pytest.mark.parametrize(
    ("levels", "proposed", "mean"),
    [
        (((1, 3, True), (2, 2, True)), 2, "2.33"),
        (((2, 3, True), (2, 2, True)), 3, "2.50"),
        (((1, 1, True), (1, 2, True)), 2, "1.50"),
        (((2, 1, True), (1, 2, True)), 1, "1.33"),
        (((5, 1, True), (1, 3, False)), 1, "1.00"),
        (((1, 3, True), (2, None, True)), 3, "3.00"),
    ],
)
def test_the_mean_is_rounded_to_the_nearest_level_a_half_upwards(
    levels: tuple[tuple[int, int | None, bool], ...], proposed: int, mean: str
) -> None:
    found = combine(parts(*levels)).proposals["results"]
    assert (found.level, str(found.shown_mean)) == (proposed, mean)


def test_where_nobody_rated_nothing_is_proposed_and_nothing_differs() -> None:
    found = combine(parts((1, 3, False), (2, None, True)))
    assert found.proposals == {}
    assert not found.differs("results", 1)


def test_a_segment_without_a_fifteenth_day_weighs_nothing() -> None:
    short = Part(0, date(2026, 10, 1), date(2026, 10, 14), counts=True, results=1, behaviour=1)
    long = Part(1, date(2026, 10, 15), LAST, counts=True, results=3, behaviour=3)
    found = combine([short, long])
    assert [one.key for one in found.proposals["results"].terms] == [1]
    assert (found.differs("results", 3), found.differs("results", 2)) == (False, True)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=3))
def test_the_proposal_lies_between_the_lowest_and_the_highest(levels: list[tuple[int, int]]) -> None:
    found = combine(parts(*((months, level, True) for months, level in levels))).proposals["results"]
    given_levels = [level for _months, level in levels]
    assert min(given_levels) <= found.level <= max(given_levels)
    assert found.months == sum(months for months, _level in levels)
