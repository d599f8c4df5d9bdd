"""Grounds of a rule set that open a case: what they match at the boundary, their faults, and what they do."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from appraisal import triggers
from appraisal.default_rules import default_rules
from appraisal.pages.triggers import KIND_LABELS, trigger_sentences
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import LOW_SCORE, TRIGGER_KINDS, WEAK_ITEM, RuleContent, Trigger, as_json, canonical_text
from appraisal.scoring import Rated, compute
from appraisal.triggers import grounds_of
from cases.models import CaseTrigger, CauseKind, ImprovementCase
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow import clock

DISCIPLINE = Trigger(WEAK_ITEM, Decimal(1), ("disiplin",))


def rules(*grounds: Trigger, low: tuple[str, ...] | None = None) -> RuleContent:
    content = default_rules()
    return replace(content, triggers=grounds, low=content.low if low is None else low)


def found(content: RuleContent, *, results: int = 2, behaviour: int = 2, **ratings: int) -> dict[str, tuple[str, ...]]:
    given = {one.code: Rated(ratings.get(one.code, 2), "assessor") for one in content.indicators}
    result = compute(content, given, results=Rated(results, "assessor"), behaviour=Rated(behaviour, "assessor"))
    return {one.kind: one.codes for one in grounds_of(content, result.trace)}


@pytest.mark.parametrize(("rating", "asked"), [(1, {WEAK_ITEM: ("disiplin",)}), (2, {}), (3, {})])
def test_a_weak_item_asks_at_its_level_and_not_above(rating: int, asked: dict[str, Any]) -> None:
    assert found(rules(DISCIPLINE), disiplin=rating) == asked


def test_a_weak_item_that_is_not_looked_at_asks_for_nothing() -> None:
    assert found(rules(DISCIPLINE), inovasi=1) == {}


def test_so_many_weak_items_are_needed_as_the_ground_says() -> None:
    content = rules(Trigger(WEAK_ITEM, Decimal(1), least=2))
    assert found(content, disiplin=1) == {}
    assert found(content, disiplin=1, inovasi=1) == {WEAK_ITEM: ("disiplin", "inovasi")}


def test_a_score_asks_at_its_level_and_not_above() -> None:
    # 60 % of results, 20 % of it discipline: one level less is 0.12 of the score.
    assert found(rules(Trigger(LOW_SCORE, Decimal("1.88"))), disiplin=1) == {LOW_SCORE: ("disiplin",)}
    assert found(rules(Trigger(LOW_SCORE, Decimal("1.87"))), disiplin=1) == {}


def test_one_result_may_ask_on_several_grounds() -> None:
    assert found(rules(DISCIPLINE), results=1, disiplin=1) == {"predicate": ("disiplin",), WEAK_ITEM: ("disiplin",)}
    assert found(rules(low=()), results=1, disiplin=1) == {}


@pytest.mark.parametrize(
    ("trigger", "path", "code"),
    [
        ({"kind": "attendance", "at_most": "1"}, "triggers.0.kind", "unknown_trigger"),
        ({"kind": "weak_item", "at_most": "3"}, "triggers.0.at_most", "everyone"),
        ({"kind": "weak_item", "at_most": "1.5"}, "triggers.0.at_most", "not_a_level"),
        ({"kind": "weak_item", "at_most": "x"}, "triggers.0.at_most", "not_a_number"),
        (
            {"kind": "weak_item", "at_most": "1", "indicators": ["nope"]},
            "triggers.0.indicators.nope",
            "unknown_indicator",
        ),
        ({"kind": "weak_item", "at_most": "1", "indicators": ["disiplin"], "least": 2}, "triggers.0.least", "never"),
        ({"kind": "low_score", "at_most": "1.5", "indicators": ["disiplin"]}, "triggers.0", "not_for_score"),
        ({"kind": "low_score", "at_most": "1.5", "then": "dismiss"}, "triggers.0.then", "unknown_field"),
    ],
)
def test_a_ground_that_makes_no_sense_is_named_by_its_place(trigger: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(RuleFaults) as refused:
        parse_rules({**as_json(default_rules()), "triggers": [trigger]})
    assert (path, code) in {(fault.path, fault.code) for fault in refused.value.faults}


def test_the_same_ground_twice_is_a_fault() -> None:
    one = {"kind": "low_score", "at_most": "1.5"}
    with pytest.raises(RuleFaults) as refused:
        parse_rules({**as_json(default_rules()), "triggers": [one, one]})
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("triggers.1", "duplicate")]


def test_rules_without_further_grounds_keep_the_text_and_hash_they_were_frozen_with() -> None:
    text = canonical_text(default_rules())
    assert "triggers" not in json.loads(text)
    assert default_rules().digest == hashlib.sha256(text.encode()).hexdigest()
    with_ground = rules(DISCIPLINE)
    assert parse_rules(json.loads(canonical_text(with_ground))) == with_ground
    assert with_ground.digest != default_rules().digest


def test_every_kind_has_its_facts_its_name_and_its_cause() -> None:
    assert set(TRIGGER_KINDS) == set(triggers.MATCHERS) == set(KIND_LABELS)
    assert {*TRIGGER_KINDS, triggers.PREDICATE} <= set(CauseKind.values)


def test_a_ground_reads_as_a_sentence() -> None:
    sentences = trigger_sentences(rules(DISCIPLINE, Trigger(LOW_SCORE, Decimal("1.5"))), "en")
    assert "Discipline" in sentences[0]
    assert "Below expectation" in sentences[0]
    assert len(sentences) == 2


def running(world: World) -> None:
    with clock.frozen(do.NOW):
        do.running_cycle(world, rules(DISCIPLINE))
    do.let_clock_work()


def test_one_final_result_with_two_grounds_opens_one_case_and_both_fall_away_together(world: World) -> None:
    running(world)
    do.approve(world, "siti", results=1, low=("disiplin", "inovasi"))
    with clock.frozen(do.later(days=60)):
        do.let_clock_work()
    case = ImprovementCase.objects.get(employee=world.people["siti"])
    assert case.live_causes == 2
    kinds = dict(CaseTrigger.objects.filter(case=case).values_list("kind", "weak_items"))
    assert {kind: [item["code"] for item in items] for kind, items in kinds.items()} == {
        "predicate": ["disiplin", "inovasi"],
        "weak_item": ["disiplin"],
    }


def test_a_good_predicate_with_a_weak_item_opens_a_case_only_where_the_rules_say_so(world: World) -> None:
    running(world)
    do.approve(world, "siti", low=("disiplin",))
    do.approve(world, "rekan", low=("inovasi",))
    with clock.frozen(do.later(days=60)):
        do.let_clock_work()
        assert world.form_of("siti").predicate == world.form_of("rekan").predicate == "baik"
    assert [case.employee for case in ImprovementCase.objects.all()] == [world.people["siti"]]
