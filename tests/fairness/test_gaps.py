"""Gaps and suppression: figures by hand, known quantiles, and that nobody is found by subtraction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.fairness.gaps import Rating, gaps_of, shown_groups, student, welch


def rated(value: float, group: str, level: float = 0.0) -> Rating[str]:
    return Rating(value, level, {"kind": group})


@pytest.mark.parametrize(
    ("freedom", "known"), [(4, 2.776), (5, 2.571), (10, 2.228), (20, 2.086), (30, 2.042), (120, 1.980)]
)
def test_quantiles_of_student(freedom: float, known: float) -> None:
    assert student(freedom) == pytest.approx(known, abs=0.01)


def test_welch_by_hand() -> None:
    """Means 2 and 4, variances 1 and 4, three on each side: error sqrt(1/3 + 4/3), 2.94 degrees of freedom."""
    found = welch([1, 2, 3], [2, 4, 6])
    assert found.value == -2
    error, freedom = (5 / 3) ** 0.5, (5 / 3) ** 2 / ((1 / 3) ** 2 / 2 + (4 / 3) ** 2 / 2)
    assert freedom == pytest.approx(2.941, abs=0.001)
    assert found.high - found.value == pytest.approx(student(freedom) * error)


def test_people_who_are_all_the_same_have_no_interval() -> None:
    found = welch([2, 2], [3, 3])
    assert (found.value, found.low, found.high) == (-1, -1, -1)
    with pytest.raises(ValueError, match="two people"):
        welch([1], [1, 2])


def test_a_gap_that_stays_and_one_that_is_the_raters() -> None:
    """Two groups one level apart: once by their raters, once under the same rater."""
    by_rater = [rated(1 + step, "low", 1.5) for step in (0, 0.5, 1, 0.5, 0.5, 0.5)]
    by_rater += [rated(2 + step, "high", 2.5) for step in (0, 0.5, 1, 0.5, 0.5, 0.5)]
    low = gaps_of(by_rater, "kind").groups[0]
    assert (low.key, low.gap.value, low.is_clear) == ("low", -1, True)
    assert low.within_raters.value == 0
    assert not low.stays
    same = [rated(one.value, one.groups["kind"], 2.0) for one in by_rater]
    assert gaps_of(same, "kind").groups[0].stays


def test_who_has_no_group_is_left_out() -> None:
    people = [rated(2, "a") for _ in range(6)] + [rated(3, "b") for _ in range(6)]
    found = gaps_of([*people, Rating(1, 0, {})], "kind")
    assert [(one.key, one.people) for one in found.groups] == [("a", 6), ("b", 6)]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"a": 5, "b": 5}, {"a", "b"}),
        ({"a": 30, "b": 4}, set()),
        ({"a": 30, "b": 9, "c": 4}, {"a"}),
        ({"a": 30, "b": 9, "c": 3, "d": 3}, {"a", "b"}),
        ({"a": 30, "b": 9, "c": 2, "d": 2}, {"a"}),
        ({"a": 30}, set()),
        ({"a": 4, "b": 4}, set()),
        ({"a": 8, "b": 0}, set()),
        ({}, set()),
    ],
)
def test_which_groups_are_shown(sizes: dict[str, int], shown: set[str]) -> None:
    assert shown_groups(sizes) == shown


SIZES = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12)


@given(SIZES)
def test_nobody_is_found_by_subtraction(sizes: dict[int, int]) -> None:
    shown = shown_groups(sizes)
    hidden = [size for key, size in sizes.items() if key not in shown and size]
    assert all(sizes[key] >= 5 for key in shown)
    total = sum(sizes.values())
    if shown:
        rest = total - sum(sizes[key] for key in shown)
        assert rest == 0 or (rest >= 5 and len(hidden) > 1)
        assert all(total - sizes[key] >= 5 for key in shown)


@given(st.lists(st.tuples(st.sampled_from([1.0, 2.0, 3.0]), st.sampled_from("abcd")), max_size=60))
def test_what_holds_for_any_people(people: list[tuple[float, str]]) -> None:
    found = gaps_of([rated(value, group) for value, group in people], "kind")
    sizes = {group: sum(one == group for _value, one in people) for _value, group in people}
    assert found.hidden == len(sizes) - len(found.groups)
    for one in found.groups:
        assert one.people == sizes[one.key] >= 5
        assert 1 <= one.mean <= 3
        assert one.gap.low <= one.gap.value <= one.gap.high
        assert one.gap.value == pytest.approx(one.within_raters.value)
    values = [one.gap.value for one in found.groups]
    assert values == sorted(values)
