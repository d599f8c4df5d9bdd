"""Shrunken raters: against published figures, and what must hold for any ratings."""

from __future__ import annotations

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.fairness.severity import chi_square, severity_of

# Davies (1947): yield of six batches of dyestuff, five preparations each; the example of mixed models since then.
DYESTUFF = {
    "A": [1545, 1440, 1440, 1520, 1580],
    "B": [1540, 1555, 1490, 1560, 1495],
    "C": [1595, 1550, 1605, 1510, 1560],
    "D": [1445, 1440, 1595, 1465, 1545],
    "E": [1595, 1630, 1515, 1635, 1625],
    "F": [1520, 1455, 1450, 1480, 1445],
}


def test_the_dyestuff_of_davies() -> None:
    """Bates, Mixed-effects models with R: variances 1764.05 and 2451.25, mean 1527.5, and these predictions."""
    found = severity_of(DYESTUFF)
    assert found is not None
    assert found.mean == pytest.approx(1527.5)
    assert found.between == pytest.approx(1764.05)
    assert found.within == pytest.approx(2451.25)
    offsets = {one.key: one.offset.value for one in found.raters}
    assert offsets == pytest.approx(
        {"A": -17.60, "B": 0.39, "C": 28.56, "D": -23.08, "E": 56.73, "F": -44.99}, abs=0.02
    )
    assert [one.key for one in found.raters] == ["F", "D", "A", "B", "C", "E"]


def test_the_limits_by_hand() -> None:
    found = severity_of(DYESTUFF)
    assert found is not None
    strict = found.raters[0]
    believed = 1764.05 / (1764.05 + 2451.25 / 5)
    deviation = sqrt(1764.05 * (1 - believed))
    assert strict.believed == pytest.approx(believed)
    assert strict.offset.high - strict.offset.value == pytest.approx(1.959964 * deviation)
    assert strict.is_clear
    assert not next(one for one in found.raters if one.key == "B").is_clear


def test_where_raters_agree_nobody_is_strict() -> None:
    found = severity_of({"a": [1, 2, 3], "b": [1, 2, 3], "c": [3, 2, 1]})
    assert found is not None
    assert found.between == 0
    assert {one.offset.value for one in found.raters} == {0}
    assert not any(one.is_clear for one in found.raters)
    assert found.share_of_rater == 0


def test_a_rater_who_never_differs_has_a_small_spread_and_is_not_believed_to_have_none() -> None:
    found = severity_of({"flat": [2.0] * 8, "wide": [1, 3, 1, 3, 1, 3, 1, 3], "usual": [2, 2, 1, 3, 2, 2, 3, 2]})
    assert found is not None
    spread = {one.key: one.spread for one in found.raters}
    assert 0 < spread["flat"].value < spread["usual"].value < spread["wide"].value
    assert spread["flat"].low < spread["flat"].value < spread["flat"].high


@pytest.mark.parametrize("ratings", [{}, {"a": [1, 2]}, {"a": [1], "b": [2]}, {"a": [1, 2], "b": []}])
def test_too_little_says_nothing(ratings: dict[str, list[float]]) -> None:
    assert severity_of(ratings) is None


@pytest.mark.parametrize(
    ("freedom", "z", "known"),
    [(10, 1.959964, 20.483), (10, -1.959964, 3.247), (30, 1.959964, 46.979), (5, -1.959964, 0.831)],
)
def test_quantiles_of_chi_square(freedom: float, z: float, known: float) -> None:
    assert chi_square(freedom, z) == pytest.approx(known, rel=0.05)


RATINGS = st.dictionaries(
    st.integers(0, 9),
    st.lists(st.sampled_from([1.0, 1.5, 2.0, 2.5, 3.0]), min_size=1, max_size=12),
    min_size=2,
    max_size=8,
)


@given(RATINGS)
def test_what_holds_for_any_ratings(ratings: dict[int, list[float]]) -> None:
    found = severity_of(ratings)
    if found is None:
        assert sum(map(len, ratings.values())) <= len(ratings)
        return
    assert found.between >= 0
    assert found.within >= 0
    assert len(found.raters) == len(ratings)
    for one in found.raters:
        raw = one.mean - found.mean
        assert 0 <= one.believed <= 1
        assert abs(one.offset.value) <= abs(raw) + 1e-9
        assert one.offset.value * raw >= -1e-12
        assert one.offset.low <= one.offset.value <= one.offset.high
        assert one.spread.low <= one.spread.value + 1e-12
        assert one.spread.value <= one.spread.high + 1e-12
    values = [one.offset.value for one in found.raters]
    assert values == sorted(values)


@given(RATINGS, st.floats(-5, 5))
def test_a_scale_that_is_moved_changes_no_severity(ratings: dict[int, list[float]], by: float) -> None:
    first, moved = severity_of(ratings), severity_of({key: [one + by for one in own] for key, own in ratings.items()})
    if first is None or moved is None:
        assert first is moved
        return
    before = {one.key: one.offset.value for one in first.raters}
    assert all(isclose(before[one.key], one.offset.value, abs_tol=1e-6) for one in moved.raters)


@given(st.integers(2, 40))
def test_more_people_are_believed_more(people: int) -> None:
    ratings = {"few": [1.0, 2.0], "many": [1.0, 2.0] * people, "other": [2.0, 3.0] * 4, "third": [2.0, 2.5] * 4}
    found = severity_of(ratings)
    assert found is not None
    believed = {one.key: one.believed for one in found.raters}
    assert believed["many"] >= believed["few"]
