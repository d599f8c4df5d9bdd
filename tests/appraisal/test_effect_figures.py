"""Intervals against published values, matching, and what may be shown for how many."""

import random

import pytest

from appraisal.effect_figures import Observed, course_figures, effect_of, newcombe, wilson


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 10, 0.0000, 0.2775),
        (10, 10, 0.7225, 1.0000),
    ],
)
def test_wilson_gives_the_published_limits(successes, total, low, high):
    found = wilson(successes, total)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),  # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_gives_the_published_limits(first, second, low, high):
    found = newcombe(first, second)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("successes", "total"), [(0, 0), (-1, 5), (6, 5), (1, -1)])
def test_what_is_no_share_has_no_interval(successes, total):
    with pytest.raises(ValueError, match="no share"):
        wilson(successes, total)


def test_the_interval_of_a_difference_turns_with_its_sides():
    there, back = newcombe((56, 70), (48, 80)), newcombe((48, 80), (56, 70))
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))


def people(name: str, improved: int, same: int, stratum: str = "a") -> list[Observed]:
    verdicts = [True] * improved + [False] * same
    return [Observed(f"{name}-{stratum}-{n}", (stratum,), verdict) for n, verdict in enumerate(verdicts)]


def test_ten_pairs_are_shown_and_nine_are_not():
    assert effect_of(people("h", 9, 0), people("o", 0, 40)) is None
    found = effect_of(people("h", 10, 0), people("o", 0, 10))
    assert found is not None
    assert (found.pairs, found.with_help, found.without_help, found.unmatched) == (10, 10, 0, 0)
    assert (round(found.difference.low, 4), found.difference.high) == (0.6075, 1.0)
    assert found.is_clear


def test_only_people_of_one_stratum_are_compared_and_the_rest_is_counted():
    found = effect_of([*people("h", 12, 0), *people("h", 5, 0, "b")], [*people("o", 0, 30), *people("o", 0, 30, "c")])
    assert found is not None
    assert (found.pairs, found.unmatched) == (12, 5)


def test_nobody_is_compared_with_twice():
    found = effect_of(people("h", 20, 0), people("o", 0, 11))
    assert found is not None
    assert (found.pairs, found.unmatched) == (11, 9)


def test_the_pairs_do_not_hang_on_the_order_of_reading():
    helped, others = people("h", 15, 10), people("o", 20, 40)
    first = effect_of(helped, others)
    for seed in range(5):
        random.Random(seed).shuffle(helped)
        random.Random(seed + 9).shuffle(others)
        assert effect_of(helped, others) == first


def test_where_help_does_nothing_the_interval_holds_zero():
    """The same chance of improving on both sides: about 95 of 100 intervals hold the truth."""
    draw, held = random.Random(20261123), 0
    for _round in range(400):
        helped = [Observed(f"h{n}", (), draw.random() < 0.4) for n in range(60)]
        others = [Observed(f"o{n}", (), draw.random() < 0.4) for n in range(60)]
        found = effect_of(helped, others)
        assert found is not None
        held += not found.is_clear
    assert 370 <= held <= 396


class TestCourses:
    def test_a_person_counts_once_whatever_the_number_of_items(self):
        changes = [("a", 1), ("a", 1), ("b", 1), ("b", -1), ("c", -1), ("d", None), ("e", 0)]
        found = course_figures(changes, people=6)
        assert (found.people, found.rerated, found.improved, found.same, found.worse) == (6, 4, 1, 2, 1)

    def test_figures_wait_for_five_people_rated_again(self):
        four = course_figures([(n, 1) for n in range(4)], people=9)
        five = course_figures([(n, 1) for n in range(5)], people=9)
        assert (four.is_hidden, four.share, five.is_hidden) == (True, None, False)
        assert five.share is not None
        assert round(five.share.low, 4) == 0.5655

    def test_a_course_is_called_useless_only_when_enough_people_show_it(self):
        assert not course_figures([(n, 0) for n in range(4)], people=4).never_helped
        assert course_figures([(n, 0) for n in range(5)], people=5).never_helped
        assert not course_figures([(n, n == 0) for n in range(5)], people=5).never_helped
