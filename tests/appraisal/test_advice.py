"""From figures to an advised level: every threshold on both sides, and rule sets that say so."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from appraisal.advice import AdviceLevel
from appraisal.default_advice import ATTENDANCE, DEFAULT_ADVICE, INNOVATION, SERVICE_METRIC
from appraisal.default_rules import default_rules
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import RuleContent, as_json, canonical_text
from appraisal.sources import register
from appraisal.sources.advising import Advice, advise
from appraisal.sources.punishments import step_of
from appraisal.ways import mean_way, way_of


def advice(levels: Any, **figures: str) -> Advice:
    source = register.BY_KEY[levels.source]
    found = advise(levels.levels, source.measures, {name: Decimal(value) for name, value in figures.items()})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("days", "minutes", "level"),
    [
        ("0", "0", 3),
        ("0", "15", 3),
        ("0", "15.01", 2),
        ("1", "0", 2),
        ("2", "120", 2),
        ("3", "0", 1),
        ("2", "120.01", 1),
    ],
)
def test_attendance_advises_by_its_limits(days: str, minutes: str, level: int) -> None:
    assert advice(ATTENDANCE, absent_days=days, late_minutes=minutes).level == level


@pytest.mark.parametrize(("way", "level"), [("100", 3), ("99.99", 2), ("50", 2), ("49.99", 1), ("0", 1)])
def test_a_metric_advises_by_its_way(way: str, level: int) -> None:
    assert advice(SERVICE_METRIC, way=way).level == level


@pytest.mark.parametrize(
    ("advanced", "confirmed", "share", "level"),
    [("1", "1", "20", 3), ("1", "1", "19.99", 2), ("1", "0", "100", 2), ("0", "0", "0", 1)],
)
def test_an_innovation_advises_by_what_came_of_it(advanced: str, confirmed: str, share: str, level: int) -> None:
    assert advice(INNOVATION, advanced=advanced, confirmed=confirmed, share=share).level == level


def test_the_trace_names_each_level_and_what_was_missed() -> None:
    assert advice(ATTENDANCE, absent_days="1", late_minutes="200").steps == (
        {"level": 3, "limits": {"absent_days": "0", "late_minutes": "15"}, "missed": ["absent_days", "late_minutes"]},
        {"level": 2, "limits": {"absent_days": "2", "late_minutes": "120"}, "missed": ["late_minutes"]},
    )


def test_without_thresholds_nothing_is_advised() -> None:
    assert advise((), register.BY_KEY["attendance"].measures, {}) is None


@pytest.mark.parametrize(
    ("value", "baseline", "target", "way"),
    [
        ("5", "5", "2", "0.00"),
        ("2", "5", "2", "100.00"),
        ("1", "5", "2", "100.00"),
        ("6", "5", "2", "0.00"),
        ("4", "5", "2", "33.33"),
        ("3.5", "3", "4", "50.00"),
        ("2", "3", "4", "0.00"),
        ("3", "3", "3", "100"),
        ("2", "3", "3", "0"),
    ],
)
def test_the_way_from_baseline_to_target(value: str, baseline: str, target: str, way: str) -> None:
    assert way_of(Decimal(value), baseline=Decimal(baseline), target=Decimal(target)) == Decimal(way)


def test_ways_are_weighted_by_the_shares() -> None:
    assert mean_way([(Decimal(100), Decimal(30)), (Decimal(0), Decimal(60))]) == Decimal("33.33")
    assert mean_way([(Decimal(70), Decimal(5))]) == Decimal(70)


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (3, 3, 3),
        (4, 4, 6),
        (6, 4, 6),
        (7, 7, 10),
        (10, 7, 10),
        (11, 11, 13),
        (13, 11, 13),
        (14, 14, 16),
        (16, 14, 16),
        (17, 17, 20),
        (20, 17, 20),
        (21, 21, 24),
        (24, 21, 24),
        (25, 25, 27),
        (27, 25, 27),
        (28, 28, None),
        (200, 28, None),
    ],
)
def test_the_steps_of_the_regulation(days: int, first: int, last: int | None) -> None:
    step = step_of(days)
    assert step is not None
    assert (step.first, step.last) == (first, last)


def test_two_days_reach_no_step() -> None:
    assert step_of(2) is None
    assert step_of(0) is None


# In a rule set


def without_advice() -> RuleContent:
    data = as_json(default_rules())
    del data["advice"]
    return parse_rules(data)


def test_rules_frozen_before_sources_advised_keep_their_text_and_hash() -> None:
    old = without_advice()
    assert "advice" not in json.loads(canonical_text(old))
    assert old.advice_of("attendance") == ()
    assert old.digest != default_rules().digest


def test_thresholds_come_back_as_they_were_written() -> None:
    assert parse_rules(as_json(default_rules())) == default_rules()
    assert default_rules().advice == DEFAULT_ADVICE
    assert parse_rules(as_json(default_rules())).digest == default_rules().digest


def faults_of(advice_json: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleFaults) as refused:
        parse_rules({**as_json(default_rules()), "advice": advice_json})
    return [(fault.path, fault.code) for fault in refused.value.faults]


def level(number: Any, **limits: Any) -> dict[str, Any]:
    return {"level": number, "limits": limits}


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], ("advice.0.levels", "empty")),
        ([level(3)], ("advice.0.levels.0.limits", "empty")),
        ([level(3, nope="1")], ("advice.0.levels.0.limits.nope", "unknown_measure")),
        ([level(4, absent_days="1")], ("advice.0.levels.0.level", "out_of_range")),
        ([level(1, absent_days="1")], ("advice.0.levels.0.level", "out_of_range")),
        ([level(3, absent_days="-1")], ("advice.0.levels.0.limits.absent_days", "out_of_range")),
        ([level(3, absent_days="0.001")], ("advice.0.levels.0.limits.absent_days", "too_fine")),
        ([level(3, absent_days="x")], ("advice.0.levels.0.limits.absent_days", "not_a_number")),
        ([level(2, absent_days="2"), level(3, absent_days="0")], ("advice.0.levels.1.level", "not_falling")),
        ([level(3, absent_days="0"), level(3, absent_days="1")], ("advice.0.levels.1.level", "not_falling")),
        ([level(3, absent_days="3"), level(2, absent_days="2")], ("advice.0.levels.1.limits.absent_days", "stricter")),
        ([{"level": 3, "limits": []}], ("advice.0.levels.0.limits", "not_an_object")),
    ],
)
def test_thresholds_that_make_no_sense_are_named_by_their_place(levels: Any, expected: tuple[str, str]) -> None:
    assert expected in faults_of([{"source": "attendance", "levels": levels}])


def test_a_source_nobody_registered_is_a_fault() -> None:
    assert faults_of([{"source": "horoscope", "levels": [level(3, stars="1")]}]) == [
        ("advice.0.source", "unknown_source")
    ]
    data = as_json(default_rules())
    data["indicators"][0]["source"] = "horoscope"
    with pytest.raises(RuleFaults) as refused:
        parse_rules(data)
    assert [(one.path, one.code) for one in refused.value.faults] == [("indicators.0.source", "unknown_source")]


def test_a_source_twice_is_a_fault() -> None:
    one = {"source": "service_metric", "levels": [level(3, way="100")]}
    assert faults_of([one, one]) == [("advice.1", "duplicate")]


def test_a_higher_level_may_ask_for_as_much() -> None:
    same = [level(3, way="50"), level(2, way="50")]
    content = parse_rules({**as_json(default_rules()), "advice": [{"source": "service_metric", "levels": same}]})
    assert content.advice_of("service_metric") == (
        AdviceLevel(3, {"way": Decimal(50)}),
        AdviceLevel(2, {"way": Decimal(50)}),
    )


def test_every_measure_and_source_has_words_in_both_languages() -> None:
    from django.utils import translation

    for source in register.REGISTER:
        for words in (source.label, *(one.label for one in source.measures)):
            with translation.override("id"):
                indonesian = str(words)
            with translation.override("en"):
                assert str(words) != indonesian
