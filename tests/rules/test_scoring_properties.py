"""Every rule of scoring held against arithmetic with fractions: all cells, all weights, both sides of each edge."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.rules import AREAS, BEHAVIOUR, RATINGS, RESULTS, Band, RuleContent
from appraisal.scoring import (
    CannotScore,
    Innovation,
    Rated,
    Result,
    band_of,
    canonical_trace,
    cell_of,
    compute,
    replay,
    rounded,
    score_of,
    suggestion_for,
    weak_codes,
)
from tests.rules.contents import ALONE, BANDS, HEARD, MATRIX, each_content, rated

CENT = Fraction(1, 100)


def half_up(number: Fraction) -> Decimal:
    """To hundredths, half up, by whole numbers alone."""
    hundredths = (number * 200 + 1) // 2
    return Decimal(int(hundredths)) / 100


@st.composite
def weighted(draw: st.DrawFn, content: RuleContent = BANDS) -> RuleContent:
    """The same rules with any weights that total 100."""

    def parts(count: int) -> list[Decimal]:
        cuts = draw(st.lists(st.integers(1, 9_999), min_size=count - 1, max_size=count - 1, unique=True))
        ends = [0, *sorted(cuts), 10_000]
        return [Decimal(upper - lower) / 100 for lower, upper in pairwise(ends)]

    sections = tuple(
        replace(one, weight=weight) for one, weight in zip(content.sections, parts(len(content.sections)), strict=True)
    )
    indicators: list[Any] = []
    for section in sections:
        own = content.indicators_of(section.code)
        indicators += [replace(one, weight=weight) for one, weight in zip(own, parts(len(own)), strict=True)]
    return replace(content, sections=sections, indicators=tuple(indicators))


def ratings_for(content: RuleContent) -> st.SearchStrategy[dict[str, int]]:
    """Any ratings of the scale, its ends among them."""
    return st.fixed_dictionaries({one.code: st.integers(content.lowest, content.highest) for one in content.indicators})


def exact(content: RuleContent, ratings: dict[str, int]) -> Fraction:
    """The score before rounding."""
    return sum(
        (
            Fraction(one.weight) * Fraction(content.section(one.section).weight) * ratings[one.code] / 10_000
            for one in content.indicators
        ),
        Fraction(0),
    )


@given(data=st.data())
@each_content()
def test_the_score_is_the_exact_weighted_mean_rounded_once(content: RuleContent, data: st.DataObject) -> None:
    weighed = data.draw(weighted(content))
    ratings = data.draw(ratings_for(weighed))
    assert score_of(weighed, ratings) == half_up(exact(weighed, ratings))


@given(data=st.data())
def test_the_advice_is_the_exact_mean_of_its_area(data: st.DataObject) -> None:
    content = data.draw(weighted(MATRIX))
    ratings = data.draw(ratings_for(content))
    for area in AREAS:
        sections = content.sections_in(area)
        codes = {one.code for section in sections for one in content.indicators_of(section.code)}
        part = sum(
            (
                Fraction(one.weight) * Fraction(content.section(one.section).weight) * ratings[one.code] / 100
                for one in content.indicators
                if one.code in codes
            ),
            Fraction(0),
        )
        mean = half_up(part / Fraction(sum(section.weight for section in sections)))
        found = suggestion_for(content, area, ratings)
        assert found is not None
        assert found.mean == mean
        assert found.rating == int(mean + Decimal("0.5"))


def test_the_advice_weighs_the_sections_of_an_area() -> None:
    """Two sections of one area with unlike weights."""
    first, second = MATRIX.sections
    content = replace(MATRIX, sections=(first, replace(second, area=RESULTS)))
    low = dict.fromkeys((one.code for one in content.indicators), 1)
    ratings = low | {one.code: 3 for one in content.indicators_of(first.code)}
    found = suggestion_for(content, RESULTS, ratings)
    assert found is not None
    assert (found.mean, found.rating) == (Decimal("2.20"), 2)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("1.004", "1.00"), ("1.005", "1.01"), ("1.014999", "1.01"), ("1.015", "1.02"), ("0.005", "0.01"), ("2", "2.00")],
)
def test_rounding_is_half_up_at_two_decimals(number: str, shown: str) -> None:
    assert str(rounded(Decimal(number))) == shown


@pytest.mark.parametrize(("results", "behaviour"), list(product(RATINGS, RATINGS)))
def test_each_cell_is_looked_up_by_both_judgements(results: int, behaviour: int) -> None:
    """Nine different predicates, so that no cell can stand in for another."""
    cells = tuple(replace(cell, predicate=f"{cell.results}{cell.behaviour}") for cell in MATRIX.matrix)
    assert cell_of(replace(MATRIX, matrix=cells), results, behaviour) == f"{results}{behaviour}"


@pytest.mark.parametrize("content", [BANDS, ALONE])
def test_each_band_begins_at_its_edge_and_ends_before_the_next(content: RuleContent) -> None:
    ordinary = [band for band in content.bands if not band.innovation]
    for lower, upper in pairwise(ordinary):
        edge = upper.at_least
        assert band_of(content, edge) == upper.predicate
        assert band_of(content, edge - Decimal("0.01")) == lower.predicate
    assert band_of(content, Decimal(content.lowest)) == ordinary[0].predicate
    assert band_of(content, Decimal(content.highest)) == ordinary[-1].predicate
    for outside in (Decimal(content.lowest) - Decimal("0.01"), Decimal(content.highest) + Decimal("0.01")):
        with pytest.raises(CannotScore, match=str(outside)):
            band_of(content, outside)


def test_an_inner_edge_belongs_to_the_upper_band_alone() -> None:
    """Also where both bands have the same predicate, the trace names the band that decided."""
    bands = (Band(Decimal(1), Decimal(2), "baik"), Band(Decimal(2), Decimal(3), "baik"))
    found = compute(replace(BANDS, bands=bands), rated(BANDS), results=None, behaviour=None)
    assert found.trace["band"] == {"at_least": "2", "below": "3"}
    low = compute(replace(BANDS, bands=bands[:1]), rated(BANDS, 1), results=None, behaviour=None)
    assert low.predicate == "baik"
    with pytest.raises(CannotScore):
        compute(replace(BANDS, bands=bands[:1]), rated(BANDS), results=None, behaviour=None)


def test_a_band_for_an_innovation_wins_wherever_it_is_listed() -> None:
    turned = replace(ALONE, bands=ALONE.bands[::-1])
    assert band_of(turned, Decimal(110), innovation=True) == "sangat_baik"
    assert band_of(turned, Decimal(110)) == "baik"


@given(data=st.data())
@each_content()
def test_a_trace_holds_everything_and_replays(content: RuleContent, data: st.DataObject) -> None:
    ratings = data.draw(ratings_for(content))
    author = data.draw(st.sampled_from(("assessor", "superior", "decider")))
    given_ratings = {code: Rated(value, author) for code, value in ratings.items()}
    areas = {"results": Rated(2, "superior"), "behaviour": Rated(3)}
    proven = data.draw(st.sampled_from((None, Innovation("decider"))))
    found = compute(content, given_ratings, **areas, innovation=proven)
    trace = json.loads(json.dumps(found.trace))
    items = [item for section in trace["sections"] for item in section["items"]]
    assert {item["code"]: (item["rating"], item["author"]) for item in items} == {
        code: (value, author) for code, value in ratings.items()
    }
    assert all(Decimal(item["points"]) == Decimal(item["weight"]) * item["rating"] for item in items)
    assert replay(content, trace) == found
    assert found.trace_hash == replay(content, trace).trace_hash


def test_the_whole_trace_of_one_result() -> None:
    """Written out once, so that no part can go missing or change its name unseen."""
    found = compute(MATRIX, rated(MATRIX, hasil_utama=3, loyal=1), results=Rated(3), behaviour=Rated(1, "superior"))
    assert (found.predicate, found.score) == ("kurang", Decimal("2.18"))
    assert (found.results_rating, found.behaviour_rating) == (3, 1)
    trace = dict(found.trace)
    sections = trace.pop("sections")
    assert trace == {
        "format": 1,
        "rule": {"hash": MATRIX.digest, "scheme": "matrix_2022"},
        "rounding": {"mode": "half_up", "to": "0.01"},
        "areas": {
            RESULTS: {"rating": 3, "author": "assessor", "advice": {"mean": "2.40", "rating": 2}},
            BEHAVIOUR: {"rating": 1, "author": "superior", "advice": {"mean": "1.86", "rating": 2}},
        },
        "score": "2.18",
        "cell": {"results": 3, "behaviour": 1},
        "predicate": "kurang",
        "low": True,
    }
    assert [(one["code"], one["area"], one["weight"], one["mean"]) for one in sections] == [
        ("hasil_kerja", RESULTS, "60", "2.40"),
        ("perilaku", BEHAVIOUR, "40", "1.86"),
    ]
    assert sections[0]["items"][0] == {
        "code": "hasil_utama",
        "weight": "40",
        "source": "self",
        "rating": 3,
        "author": "assessor",
        "points": "120",
    }


def test_what_is_not_asked_for_is_not_in_the_trace() -> None:
    found = compute(BANDS, rated(BANDS), results=None, behaviour=None)
    assert "cell" not in found.trace
    assert "innovation" not in found.trace
    assert (found.results_rating, found.behaviour_rating) == (None, None)
    assert found.trace["areas"][RESULTS] == {"rating": None, "author": "", "advice": {"mean": "2.00", "rating": 2}}
    assert found.trace["low"] is False


def test_the_hash_of_a_trace_is_that_of_its_canonical_text() -> None:
    found = compute(MATRIX, rated(MATRIX), results=Rated(2), behaviour=Rated(2))
    assert canonical_trace({"b": "é", "a": [1]}) == '{"a":[1],"b":"é"}'
    turned = Result("x", Decimal(1), None, None, dict(reversed(list(found.trace.items()))))
    assert turned.trace_hash == found.trace_hash
    assert len(found.trace_hash) == 64


@pytest.mark.parametrize("missing", ["results", "behaviour"])
def test_a_missing_judgement_is_named(missing: str) -> None:
    given_areas = {"results": Rated(2), "behaviour": Rated(2), missing: None}
    with pytest.raises(CannotScore, match="both areas"):
        compute(MATRIX, rated(MATRIX), **given_areas)


def test_all_that_is_wrong_with_ratings_is_named_at_once() -> None:
    ratings = {**dict.fromkeys((one.code for one in MATRIX.indicators), 2), "rahasia": 2, "adaptif": 0}
    del ratings["loyal"]
    with pytest.raises(CannotScore) as refused:
        score_of(MATRIX, ratings)
    assert str(refused.value) == "missing ['loyal'], outside the scale ['adaptif'], unknown ['rahasia']"


@pytest.mark.parametrize("content", [MATRIX, ALONE])
def test_ratings_on_the_ends_of_the_scale_count_and_beyond_do_not(content: RuleContent) -> None:
    for value in (content.lowest, content.highest):
        assert score_of(content, dict.fromkeys((one.code for one in content.indicators), value)) == value
    for value in (content.lowest - 1, content.highest + 1):
        ratings = dict.fromkeys((one.code for one in content.indicators), content.lowest)
        with pytest.raises(CannotScore, match="outside the scale"):
            score_of(content, {**ratings, content.indicators[-1].code: value})


def test_there_is_no_cell_and_no_replay_by_other_rules() -> None:
    with pytest.raises(CannotScore, match="no cell 4 x 1"):
        cell_of(MATRIX, 4, 1)
    trace = compute(ALONE, rated(ALONE, 90), results=None, behaviour=None).trace
    with pytest.raises(CannotScore, match="other rules"):
        replay(HEARD, trace)


@given(data=st.data())
def test_weak_items_are_those_below_else_those_of_a_low_area_else_the_lowest(data: st.DataObject) -> None:
    ratings = data.draw(ratings_for(MATRIX))
    results, behaviour = data.draw(st.tuples(st.sampled_from(RATINGS), st.sampled_from(RATINGS)))
    given_ratings = {code: Rated(value) for code, value in ratings.items()}
    trace = compute(MATRIX, given_ratings, results=Rated(results), behaviour=Rated(behaviour)).trace
    areas = {one.code: MATRIX.section(one.section).area for one in MATRIX.indicators}
    low_areas = {area for area, rating in ((RESULTS, results), (BEHAVIOUR, behaviour)) if rating == 1}
    below = [code for code, value in ratings.items() if value == 1]
    in_low = [code for code in ratings if areas[code] in low_areas]
    lowest = [code for code, value in ratings.items() if value == min(ratings.values())]
    assert set(weak_codes(MATRIX, trace)) == set(below or in_low or lowest)
