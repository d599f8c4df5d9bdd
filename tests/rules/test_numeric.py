"""PP 30/2019 Ps 41: 70/30 and 60/40, the bands on both sides of each edge, the innovation, trace and replay."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.numeric_rules import numeric_rules
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import NUMERIC_2019, SCORE_SCALE, RuleContent
from appraisal.scoring import CannotScore, Innovation, Rated, band_of, compute, replay, score_of, weak_codes
from appraisal.triggers import asks_for_help, grounds_of
from tests.rules.contents import ALONE, BANDS, HEARD, MATRIX, data_of, faults, points, put, rated, read

POINTS = st.integers(0, 120)
CODES = [one.code for one in ALONE.indicators]

# Written out once more from PP 30/2019; below 70 from memory (DOMAIN 3.4).
EDGES = (
    ("0.00", "sangat_kurang"),
    ("49.99", "sangat_kurang"),
    ("50.00", "kurang"),
    ("69.99", "kurang"),
    ("70.00", "butuh_perbaikan"),
    ("89.99", "butuh_perbaikan"),
    ("90.00", "baik"),
    ("109.99", "baik"),
    ("110.00", "baik"),
    ("120.00", "baik"),
)


@pytest.mark.parametrize(("score", "predicate"), EDGES)
def test_the_bands_without_an_innovation(score: str, predicate: str) -> None:
    assert band_of(ALONE, Decimal(score)) == predicate


@pytest.mark.parametrize(
    ("score", "predicate"),
    [*EDGES[:-2], ("110.00", "sangat_baik"), ("119.99", "sangat_baik"), ("120.00", "sangat_baik")],
)
def test_an_innovation_counts_from_110_and_not_below(score: str, predicate: str) -> None:
    assert band_of(ALONE, Decimal(score), innovation=True) == predicate


@pytest.mark.parametrize("score", ["-0.01", "120.01"])
@pytest.mark.parametrize("innovation", [True, False])
def test_outside_the_scale_there_is_no_predicate(score: str, innovation: bool) -> None:
    with pytest.raises(CannotScore, match=r"no band"):
        band_of(ALONE, Decimal(score), innovation=innovation)


@pytest.mark.parametrize(
    ("content", "plan", "conduct", "score"),
    [
        (ALONE, 100, 0, "70.00"),
        (ALONE, 0, 100, "30.00"),
        (HEARD, 100, 0, "60.00"),
        (HEARD, 0, 100, "40.00"),
        (ALONE, 120, 120, "120.00"),
        (ALONE, 0, 0, "0.00"),
    ],
)
def test_the_plan_weighs_70_or_60_where_peers_are_heard(content, plan, conduct, score) -> None:
    assert str(points(content, plan, conduct).score) == score


@pytest.mark.parametrize(
    ("plan", "conduct", "without", "with_innovation"),
    [
        # 0.7 * 110 + 0.3 * 110 and one point of the plan less.
        (110, 110, "baik", "sangat_baik"),
        (109, 110, "baik", "baik"),
        (90, 90, "baik", "baik"),
        (90, 89, "butuh_perbaikan", "butuh_perbaikan"),
        (70, 70, "butuh_perbaikan", "butuh_perbaikan"),
        (70, 69, "kurang", "kurang"),
        (50, 50, "kurang", "kurang"),
        (50, 49, "sangat_kurang", "sangat_kurang"),
    ],
)
def test_from_points_to_the_predicate(plan, conduct, without, with_innovation) -> None:
    assert points(ALONE, plan, conduct).predicate == without
    assert points(ALONE, plan, conduct, innovation=True).predicate == with_innovation


def test_the_choice_of_share_can_change_the_predicate() -> None:
    assert points(ALONE, 95, 80).predicate == "baik"
    assert (points(ALONE, 95, 80).score, points(HEARD, 95, 80).score) == (Decimal("90.50"), Decimal("89.00"))
    assert points(HEARD, 95, 80).predicate == "butuh_perbaikan"


def test_the_score_is_rounded_half_up_before_the_band_is_looked_up() -> None:
    # One aspect weighs 20 % of 30 %: 0.06 of the score.
    almost = {**dict.fromkeys(CODES, 90), "komitmen": 89}
    assert score_of(ALONE, almost) == Decimal("89.94")
    finer = read(ALONE, put("indicators.1.weight", "19.99"), put("indicators.2.weight", "20.01"))
    # 0.3 * (20.01 * 1) / 100 = 0.06003 less.
    assert score_of(finer, almost) == Decimal("89.94")


@given(plan=POINTS, conduct=POINTS, proven=st.booleans())
def test_a_trace_replays_with_and_without_an_innovation(plan: int, conduct: int, proven: bool) -> None:
    found = points(ALONE, plan, conduct, innovation=proven)
    again = replay(ALONE, json.loads(json.dumps(found.trace)))
    assert again == found
    assert again.trace_hash == found.trace_hash
    assert ("innovation" in found.trace) is proven


@given(ratings=st.fixed_dictionaries(dict.fromkeys(CODES, POINTS)))
def test_an_innovation_only_ever_leads_from_good_to_very_good(ratings: dict[str, int]) -> None:
    given_points = {code: Rated(value) for code, value in ratings.items()}
    plain = compute(ALONE, given_points, results=None, behaviour=None)
    proven = compute(ALONE, given_points, results=None, behaviour=None, innovation=Innovation("superior"))
    if plain.score >= 110:
        assert (plain.predicate, proven.predicate) == ("baik", "sangat_baik")
    else:
        assert plain.predicate == proven.predicate
    assert proven.trace["innovation"] == {"author": "superior"}


def test_the_trace_shows_the_band_that_decided() -> None:
    assert points(ALONE, 115, 115).trace["band"] == {"at_least": "90", "below": "120"}
    assert points(ALONE, 115, 115, innovation=True).trace["band"] == {"at_least": "110", "below": "120"}


@pytest.mark.parametrize("value", [-1, 121])
def test_points_outside_0_to_120_are_refused(value: int) -> None:
    with pytest.raises(CannotScore, match="komitmen"):
        compute(ALONE, rated(ALONE, 90, komitmen=value), results=None, behaviour=None)


@pytest.mark.parametrize("value", [0, 120])
def test_both_ends_of_the_scale_are_points(value: int) -> None:
    assert compute(ALONE, rated(ALONE, value), results=None, behaviour=None).score == value


def test_the_levels_of_the_matrix_are_not_points_and_points_are_no_levels() -> None:
    assert (ALONE.scheme, ALONE.scale, ALONE.lowest, ALONE.highest) == (NUMERIC_2019, SCORE_SCALE, 0, 120)
    assert (MATRIX.lowest, MATRIX.highest) == (1, 3)
    with pytest.raises(CannotScore):
        compute(MATRIX, rated(MATRIX, 4), results=Rated(2), behaviour=Rated(2))


def test_points_are_shown_as_they_are() -> None:
    assert [ALONE.level_label(value, "id") for value in (None, 0, 3, 120)] == ["", "0", "3", "120"]


@pytest.mark.parametrize(
    ("changed", "weak"),
    [
        ({"komitmen": 69}, ("komitmen",)),
        ({"komitmen": 70}, ("komitmen",)),
        ({"komitmen": 69, "skp": 49}, ("skp", "komitmen")),
        ({}, tuple(CODES)),
    ],
)
def test_the_weak_items_are_those_whose_points_alone_would_be_low(changed, weak) -> None:
    trace = compute(ALONE, rated(ALONE, 90, **changed), results=None, behaviour=None).trace
    assert weak_codes(ALONE, trace) == weak


def test_low_results_of_that_time_ask_for_help_like_others() -> None:
    low = points(ALONE, 60, 60)
    assert [one.kind for one in grounds_of(ALONE, low.trace)] == ["predicate"]
    assert not asks_for_help(ALONE, points(ALONE, 70, 70).trace)


@pytest.mark.parametrize("heard", [True, False])
def test_the_rules_of_history_are_sensible_and_read_back(heard: bool) -> None:
    content = numeric_rules(peers_heard=heard)
    assert read(content) == content
    assert content.peers_heard is heard


def said_of_shares(content: RuleContent, *, heard: bool) -> str:
    """The sentence about shares that belong to the other answer."""
    data = data_of(content)
    put("peers_heard", heard)(data)
    with pytest.raises(RuleFaults) as refused:
        parse_rules(data)
    return str(next(fault.message for fault in refused.value.faults if fault.code == "wrong_share"))


def test_the_share_must_be_the_one_of_the_choice() -> None:
    assert faults(ALONE, put("peers_heard", True)) == {"sections": {"wrong_share"}}
    assert faults(HEARD, put("peers_heard", False)) == {"sections": {"wrong_share"}}
    assert "60" in said_of_shares(ALONE, heard=True)
    assert "70" in said_of_shares(HEARD, heard=False)
    moved = faults(ALONE, put("sections.0.weight", "69.99"), put("sections.1.weight", "30.01"))
    assert moved == {"sections": {"wrong_share"}}


def test_the_choice_belongs_to_this_scheme_alone() -> None:
    assert faults(ALONE, lambda data: data.pop("peers_heard")) == {"peers_heard": {"missing"}}
    assert faults(MATRIX, put("peers_heard", False)) == {"peers_heard": {"not_in_scheme"}}
    assert faults(ALONE, put("peers_heard", "yes")) == {"peers_heard": {"not_yes_or_no"}}


def test_a_scale_belongs_to_its_scheme() -> None:
    assert faults(ALONE, put("indicators.0.scale", "expectation_3")) == {"indicators.skp.scale": {"not_in_scheme"}}
    assert faults(MATRIX, put("indicators.0.scale", "score_120")) == {"indicators.hasil_utama.scale": {"not_in_scheme"}}
    level = {"id": "Baik", "en": "Good"}
    assert faults(ALONE, put("levels", [level])) == {"levels": {"not_in_scheme"}}


def test_bands_for_an_innovation_lie_on_top_and_not_upon_each_other() -> None:
    second = {"at_least": "105", "below": "111", "predicate": "baik", "innovation": True}
    assert faults(ALONE, lambda data: data["bands"].append(second)) == {"bands.sangat_baik": {"overlap"}}
    second["below"] = "110"
    assert faults(ALONE, lambda data: data["bands"].append(second)) == {}


def test_only_this_scheme_asks_for_an_innovation() -> None:
    found = faults(BANDS, put("bands.0.innovation", True))
    assert "not_in_scheme" in found["bands.sangat_kurang"]


@pytest.mark.parametrize(("at_most", "known"), [("119", True), ("120", False), ("0", True)])
def test_grounds_are_on_the_scale_of_the_scheme(at_most: str, known: bool) -> None:
    ground = {"kind": "low_score", "at_most": at_most}
    assert (faults(ALONE, put("triggers", [ground])) == {}) is known
    assert faults(MATRIX, put("triggers", [{"kind": "low_score", "at_most": "3.01"}])) != {}
