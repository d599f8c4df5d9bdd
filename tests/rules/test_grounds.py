"""Grounds for a case at both sides of every level, alone and together, in every scheme."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.rules import ATTENDANCE, LOW_SCORE, UNMET_TARGETS, WEAK_ITEM, RuleContent, Trigger
from appraisal.scoring import Rated, compute
from appraisal.triggers import NO_FIGURES, PREDICATE, Figures, Ground, asks_for_help, grounds_of, looks_at_facts
from tests.rules.contents import ALONE, MATRIX, points, rated

QUIET = replace(MATRIX, low=())


def found(
    content: RuleContent, *grounds: Trigger, results: int = 2, figures: Figures = NO_FIGURES, **ratings: int
) -> tuple[Ground, ...]:
    rules = replace(content, triggers=grounds)
    trace = compute(rules, rated(rules, **ratings), results=Rated(results), behaviour=Rated(2)).trace
    assert asks_for_help(rules, trace, figures) is bool(grounds_of(rules, trace, figures))
    return grounds_of(rules, trace, figures)


def absent(days: int, code: str = "disiplin") -> Figures:
    return {code: {"absent_days": Decimal(days), "late_minutes": Decimal(0)}}


def went(way: str, code: str = "mutu_layanan") -> Figures:
    return {code: {"way": Decimal(way)}}


def days(least: int) -> Trigger:
    return Trigger(ATTENDANCE, Decimal(0), least=least)


def per_cent(at_most: str) -> Trigger:
    return Trigger(UNMET_TARGETS, Decimal(at_most))


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("rating", [1, 2, 3])
def test_an_item_asks_up_to_its_level(level: int, rating: int) -> None:
    asked = found(QUIET, Trigger(WEAK_ITEM, Decimal(level), ("disiplin",)), disiplin=rating)
    assert asked == ((Ground(WEAK_ITEM, ("disiplin",)),) if rating <= level else ())


@given(least=st.integers(1, 11), weak=st.integers(0, 11))
def test_as_many_weak_items_as_the_ground_says_and_not_one_fewer(least: int, weak: int) -> None:
    codes = [one.code for one in MATRIX.indicators][:weak]
    asked = found(QUIET, Trigger(WEAK_ITEM, Decimal(1), least=least), **dict.fromkeys(codes, 1))
    assert asked == ((Ground(WEAK_ITEM, tuple(codes)),) if weak >= least else ())


def test_only_the_named_items_are_counted_and_none_named_means_all() -> None:
    named = Trigger(WEAK_ITEM, Decimal(1), ("disiplin", "loyal"), least=2)
    assert found(QUIET, named, disiplin=1, inovasi=1) == ()
    assert found(QUIET, named, disiplin=1, loyal=1) == (Ground(WEAK_ITEM, ("disiplin", "loyal")),)
    assert found(QUIET, Trigger(WEAK_ITEM, Decimal(1)), inovasi=1) == (Ground(WEAK_ITEM, ("inovasi",)),)


@pytest.mark.parametrize(("at_most", "asks"), [("1.87", False), ("1.88", True), ("1.89", True)])
def test_a_score_asks_up_to_its_level(at_most: str, asks: bool) -> None:
    asked = found(QUIET, Trigger(LOW_SCORE, Decimal(at_most)), disiplin=1)
    assert asked == ((Ground(LOW_SCORE, ("disiplin",)),) if asks else ())


def test_grounds_of_one_kind_are_one_with_all_their_items_once() -> None:
    first, second = Trigger(WEAK_ITEM, Decimal(1), ("loyal",)), Trigger(WEAK_ITEM, Decimal(2), ("disiplin", "loyal"))
    assert found(QUIET, first, second, loyal=1) == (Ground(WEAK_ITEM, ("loyal", "disiplin")),)


def test_a_low_predicate_and_grounds_hold_beside_each_other() -> None:
    ground = Trigger(WEAK_ITEM, Decimal(1), ("disiplin",))
    asked = found(MATRIX, ground, results=1, disiplin=1)
    assert asked == (Ground(PREDICATE, ("disiplin",)), Ground(WEAK_ITEM, ("disiplin",)))
    assert found(MATRIX, ground) == ()


@pytest.mark.parametrize(("plan", "asks"), [(69, True), (70, True), (71, False)])
def test_points_ask_up_to_their_level(plan: int, asks: bool) -> None:
    rules = replace(ALONE, low=(), triggers=(Trigger(LOW_SCORE, Decimal(70)),))
    assert asks_for_help(rules, points(rules, plan, plan).trace) is asks


@given(least=st.integers(1, 366), recorded=st.integers(0, 366))
def test_days_of_absence_ask_from_the_number_of_the_ground_on(least: int, recorded: int) -> None:
    asked = found(QUIET, days(least), figures=absent(recorded))
    assert asked == ((Ground(ATTENDANCE, ("disiplin",)),) if recorded >= least else ())


@pytest.mark.parametrize(("recorded", "asks"), [(2, False), (3, True), (4, True)])
def test_both_sides_of_three_days(recorded: int, asks: bool) -> None:
    assert bool(found(QUIET, days(3), figures=absent(recorded))) is asks


@pytest.mark.parametrize(
    ("way", "asks"), [("0", True), ("49.99", True), ("50", True), ("50.01", False), ("100", False)]
)
def test_own_targets_ask_up_to_the_per_cent_of_the_ground(way: str, asks: bool) -> None:
    asked = found(QUIET, per_cent("50"), figures=went(way))
    assert asked == ((Ground(UNMET_TARGETS, ("mutu_layanan",)),) if asks else ())


@pytest.mark.parametrize(("way", "asks"), [("0", True), ("0.01", False)])
def test_no_per_cent_at_all_asks_only_for_those_who_stand_still(way: str, asks: bool) -> None:
    assert bool(found(QUIET, per_cent("0"), figures=went(way))) is asks


@pytest.mark.parametrize("figures", [{}, {"disiplin": {}}, {"disiplin": {"late_minutes": Decimal(900)}}])
def test_what_is_not_recorded_is_no_ground(figures: Figures) -> None:
    assert found(QUIET, days(1), per_cent("99"), figures=figures) == ()


def test_figures_count_only_at_an_item_with_the_source_of_the_ground() -> None:
    elsewhere = {**absent(30, "inovasi"), **went("0", "disiplin"), **absent(30, "gone")}
    assert found(QUIET, days(1), per_cent("99"), figures=elsewhere) == ()


def test_every_item_with_the_source_is_one_to_work_on() -> None:
    two = replace(
        QUIET,
        indicators=tuple(replace(one, source="attendance") if one.code == "loyal" else one for one in QUIET.indicators),
    )
    asked = found(two, days(3), figures={**absent(3), **absent(3, "loyal")})
    assert asked == (Ground(ATTENDANCE, ("disiplin", "loyal")),)


def test_facts_and_a_low_predicate_hold_beside_each_other_each_once() -> None:
    asked = found(MATRIX, days(3), per_cent("50"), days(5), results=1, disiplin=1, figures=absent(5) | went("10"))
    assert asked == (
        Ground(PREDICATE, ("disiplin",)),
        Ground(ATTENDANCE, ("disiplin",)),
        Ground(UNMET_TARGETS, ("mutu_layanan",)),
    )
    assert found(MATRIX, days(3), per_cent("50"), figures=absent(2) | went("50.01")) == ()


def test_facts_are_read_only_for_rules_that_look_at_them() -> None:
    assert not looks_at_facts(MATRIX)
    assert not looks_at_facts(replace(MATRIX, triggers=(Trigger(LOW_SCORE, Decimal(1)),)))
    assert looks_at_facts(replace(MATRIX, triggers=(Trigger(LOW_SCORE, Decimal(1)), days(3))))
    assert looks_at_facts(replace(MATRIX, triggers=(per_cent("50"),)))
