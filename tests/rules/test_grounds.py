"""Grounds for a case at both sides of every level, alone and together, in every scheme."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.rules import LOW_SCORE, WEAK_ITEM, RuleContent, Trigger
from appraisal.scoring import Rated, compute
from appraisal.triggers import PREDICATE, Ground, asks_for_help, grounds_of
from tests.rules.contents import ALONE, MATRIX, points, rated

QUIET = replace(MATRIX, low=())


def found(content: RuleContent, *grounds: Trigger, results: int = 2, **ratings: int) -> tuple[Ground, ...]:
    rules = replace(content, triggers=grounds)
    trace = compute(rules, rated(rules, **ratings), results=Rated(results), behaviour=Rated(2)).trace
    assert asks_for_help(rules, trace) is bool(grounds_of(rules, trace))
    return grounds_of(rules, trace)


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
