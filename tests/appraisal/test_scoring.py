"""From ratings to a result: the nine cells, the edges of the bands, the advice, and a trace that replays."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.default_rules import banded_rules, default_rules
from appraisal.rules import BEHAVIOUR, RATINGS, RESULTS
from appraisal.scoring import (
    CannotScore,
    Rated,
    band_of,
    cell_of,
    compute,
    replay,
    score_of,
    suggestion_for,
    weak_codes,
)

MATRIX, BANDS = default_rules(), banded_rules()
CODES = [one.code for one in MATRIX.indicators]
RATING = st.sampled_from(RATINGS)
ALL = st.fixed_dictionaries(dict.fromkeys(CODES, RATING))

# PermenPANRB 6/2022, written out here once more: results, behaviour, predicate.
NINE = (
    (3, 1, "kurang"),
    (3, 2, "baik"),
    (3, 3, "sangat_baik"),
    (2, 1, "kurang"),
    (2, 2, "baik"),
    (2, 3, "baik"),
    (1, 1, "sangat_kurang"),
    (1, 2, "butuh_perbaikan"),
    (1, 3, "butuh_perbaikan"),
)


@pytest.mark.parametrize(("results", "behaviour", "predicate"), NINE)
def test_each_of_the_nine_cells(results: int, behaviour: int, predicate: str) -> None:
    assert cell_of(MATRIX, results, behaviour) == predicate
    ratings = {code: Rated(2) for code in CODES}
    found = compute(MATRIX, ratings, results=Rated(results), behaviour=Rated(behaviour))
    assert found.predicate == predicate
    assert found.trace["cell"] == {"results": results, "behaviour": behaviour}
    assert found.trace["low"] is (predicate in ("kurang", "sangat_kurang", "butuh_perbaikan"))


@pytest.mark.parametrize(("results", "behaviour"), [(0, 1), (4, 1), (1, 0), (1, 4)])
def test_there_is_no_tenth_cell(results: int, behaviour: int) -> None:
    with pytest.raises(CannotScore):
        cell_of(MATRIX, results, behaviour)


@pytest.mark.parametrize(
    ("score", "predicate"),
    [
        ("1.00", "sangat_kurang"),
        ("1.39", "sangat_kurang"),
        ("1.40", "kurang"),
        ("1.69", "kurang"),
        ("1.70", "butuh_perbaikan"),
        ("1.99", "butuh_perbaikan"),
        ("2.00", "baik"),
        ("2.59", "baik"),
        ("2.60", "sangat_baik"),
        ("3.00", "sangat_baik"),
    ],
)
def test_the_edges_of_the_bands(score: str, predicate: str) -> None:
    assert band_of(BANDS, Decimal(score)) == predicate


@pytest.mark.parametrize("score", ["0.99", "3.01"])
def test_outside_the_bands_there_is_no_predicate(score: str) -> None:
    with pytest.raises(CannotScore):
        band_of(BANDS, Decimal(score))


@given(ratings=ALL, results=RATING, behaviour=RATING)
def test_the_judgement_decides_and_the_items_only_advise(ratings: dict[str, int], results: int, behaviour: int) -> None:
    rated = {code: Rated(value) for code, value in ratings.items()}
    found = compute(MATRIX, rated, results=Rated(results), behaviour=Rated(behaviour))
    assert found.predicate == cell_of(MATRIX, results, behaviour)
    assert Decimal(1) <= found.score <= Decimal(3)


@given(ratings=ALL, results=RATING, behaviour=RATING)
def test_a_trace_replays_identically_also_through_json(ratings: dict[str, int], results: int, behaviour: int) -> None:
    rated = {code: Rated(value) for code, value in ratings.items()}
    found = compute(MATRIX, rated, results=Rated(results), behaviour=Rated(behaviour, "superior"))
    again = replay(MATRIX, json.loads(json.dumps(found.trace)))
    assert again == found
    assert again.trace_hash == found.trace_hash


@given(ratings=ALL)
def test_a_better_item_never_makes_the_score_worse(ratings: dict[str, int]) -> None:
    before = score_of(BANDS, ratings)
    for code, value in ratings.items():
        assert score_of(BANDS, {**ratings, code: min(3, value + 1)}) >= before


@given(ratings=ALL)
def test_the_bands_decide_by_the_score_alone(ratings: dict[str, int]) -> None:
    found = compute(BANDS, {code: Rated(value) for code, value in ratings.items()}, results=None, behaviour=None)
    assert found.predicate == band_of(BANDS, found.score)
    assert replay(BANDS, found.trace) == found


def test_the_score_weighs_sections_and_items_exactly() -> None:
    ratings = dict.fromkeys(CODES, 2)
    # 60 % of 40 % of one level more: 0.24.
    assert score_of(MATRIX, {**ratings, "hasil_utama": 3}) == Decimal("2.24")
    # 40 % of 15 %: 0.06.
    assert score_of(MATRIX, {**ratings, "akuntabel": 3}) == Decimal("2.06")


@pytest.mark.parametrize(
    ("raised", "mean", "rating"),
    [
        ((), "2.00", 2),
        (("hasil_utama",), "2.40", 2),
        (("disiplin", "mutu_layanan"), "2.45", 2),
        (("hasil_utama", "inovasi"), "2.55", 3),
    ],
)
def test_the_advice_rounds_half_up(raised: tuple[str, ...], mean: str, rating: int) -> None:
    ratings = {**dict.fromkeys(CODES, 2), **dict.fromkeys(raised, 3)}
    found = suggestion_for(MATRIX, RESULTS, ratings)
    assert found is not None
    assert (str(found.mean), found.rating) == (mean, rating)


def test_there_is_no_advice_while_an_item_is_missing() -> None:
    ratings = dict.fromkeys(CODES, 2)
    del ratings["loyal"]
    assert suggestion_for(MATRIX, BEHAVIOUR, ratings) is None
    assert suggestion_for(MATRIX, RESULTS, ratings) is not None


@pytest.mark.parametrize("change", [{"loyal": None}, {"loyal": 0}, {"loyal": 4}, {"rahasia": 2}])
def test_missing_wrong_and_unknown_ratings_are_refused(change: dict[str, int | None]) -> None:
    ratings = {code: Rated(2) for code in CODES}
    for code, value in change.items():
        ratings.pop(code, None)
        if value is not None:
            ratings[code] = Rated(value)
    with pytest.raises(CannotScore):
        compute(MATRIX, ratings, results=Rated(2), behaviour=Rated(2))


def test_the_matrix_needs_both_judgements() -> None:
    with pytest.raises(CannotScore):
        compute(MATRIX, {code: Rated(2) for code in CODES}, results=Rated(2), behaviour=None)


def test_a_trace_of_other_rules_does_not_replay() -> None:
    found = compute(MATRIX, {code: Rated(2) for code in CODES}, results=Rated(2), behaviour=Rated(2))
    with pytest.raises(CannotScore):
        replay(BANDS, found.trace)


@pytest.mark.parametrize(
    ("low", "results", "behaviour", "expected"),
    [
        (("disiplin", "loyal"), 1, 2, ("disiplin", "loyal")),
        ((), 1, 2, ("hasil_utama", "disiplin", "mutu_layanan", "inovasi")),
        ((), 2, 2, tuple(CODES)),
    ],
)
def test_the_weak_items(low: tuple[str, ...], results: int, behaviour: int, expected: tuple[str, ...]) -> None:
    ratings = {code: Rated(1 if code in low else 2) for code in CODES}
    trace = compute(MATRIX, ratings, results=Rated(results), behaviour=Rated(behaviour)).trace
    assert weak_codes(MATRIX, trace) == expected
