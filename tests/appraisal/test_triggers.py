"""Grounds of a rule set that open a case: what they match at the boundary, their faults, and what they do."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from appraisal import triggers
from appraisal.default_rules import default_rules
from appraisal.models import AttendanceMonth, MetricReading, MetricShare, ServiceMetric
from appraisal.pages.result import result_of
from appraisal.pages.triggers import KIND_LABELS, ground_sentences, trigger_sentences
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import (
    ATTENDANCE,
    LOW_SCORE,
    TRIGGER_KINDS,
    UNMET_TARGETS,
    WEAK_ITEM,
    RuleContent,
    Trigger,
    as_json,
    canonical_text,
)
from appraisal.scoring import Rated, compute
from appraisal.sources.gathering import refresh
from appraisal.sources.recorded import figures_where_needed, recorded_figures
from appraisal.triggers import grounds_of
from cases.models import CaseTrigger, CauseKind, ImprovementCase
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow import clock
from workflow.transactions import durable

DISCIPLINE = Trigger(WEAK_ITEM, Decimal(1), ("disiplin",))
ABSENT = Trigger(ATTENDANCE, Decimal(0), least=3)
HALF_WAY = Trigger(UNMET_TARGETS, Decimal(50))


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
        ({"kind": "punctuality", "at_most": "1"}, "triggers.0.kind", "unknown_trigger"),
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


def test_of_the_grounds_of_a_rule_set_only_those_that_hold_are_told() -> None:
    content = rules(DISCIPLINE, Trigger(LOW_SCORE, Decimal("1.5")), low=("kurang",))
    with translation.override("en"):
        assert ground_sentences(content, "kurang", set(), "en") == []
        assert ground_sentences(content, "baik", {WEAK_ITEM}, "en") == trigger_sentences(content, "en")[:1]
        both = ground_sentences(content, "kurang", {triggers.PREDICATE, LOW_SCORE}, "en")
        others = trigger_sentences(content, "en")[1:]
    label = content.predicate("kurang").label.pick("en")
    assert both == [f"The predicate “{label}” counts as low in this rule set.", *others]


def test_grounds_of_facts_read_as_sentences_that_promise_help() -> None:
    content = rules(ABSENT, HALF_WAY)
    with translation.override("en"):
        days, way = trigger_sentences(content, "en")
        single = trigger_sentences(rules(replace(ABSENT, least=1)), "en")[0]
    assert days.startswith("At least 3 days absent without a valid reason")
    assert single.startswith("At least 1 day absent without a valid reason")
    assert "never a punishment" in days
    assert "at most 50 % of the way" in way
    with translation.override("id"):
        days, way = trigger_sentences(content, "id")
    assert "3 hari" in days
    assert "bukan hukuman" in days
    assert "50 %" in way


def running(world: World, *grounds: Trigger) -> None:
    with clock.frozen(do.NOW):
        do.running_cycle(world, rules(*(grounds or (DISCIPLINE,))))
    do.let_clock_work()


def absent(world: World, name: str, days: int) -> None:
    """What the attendance file of August says; the open form follows it."""
    person = world.people[name]
    AttendanceMonth.objects.create(
        employee=person, month=date(2026, 8, 1), absent_days=days, late_minutes=0, recorded_at=do.NOW
    )
    with durable():
        refresh([person.pk])


def shared(world: World, name: str, value: str) -> None:
    """The whole of a metric from 6 days down to 2 is the person's share, with one reading of the period."""
    metric = ServiceMetric.objects.create(
        unit=world.units["office"], name=f"Waktu terbit {name}", unit_of_measure="hari", direction="down",
        baseline=Decimal(6), target=Decimal(2),
    )  # fmt: skip
    MetricReading.objects.create(metric=metric, on=date(2026, 9, 1), value=Decimal(value))
    person = world.people[name]
    MetricShare.objects.create(
        metric=metric, employee=person, share=Decimal(100), period_from=date(2026, 7, 1), period_until=date(2026, 9, 30)
    )
    with durable():
        refresh([person.pk])


def let_it_become_final() -> None:
    with clock.frozen(do.later(days=60)):
        do.let_clock_work()


def causes(world: World, name: str) -> dict[str, list[str]]:
    """The live causes of the one case of a person, with the items to work on."""
    rows = CaseTrigger.objects.filter(case__employee=world.people[name], live=True)
    assert rows.values("case").distinct().count() <= 1
    return {one.kind: [item["code"] for item in one.weak_items] for one in rows}


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


@pytest.mark.parametrize(("days", "asked"), [(2, {}), (3, {"attendance": ["disiplin"]})])
def test_days_of_absence_open_a_case_beside_a_good_result(world: World, days: int, asked: dict[str, Any]) -> None:
    running(world, ABSENT)
    absent(world, "siti", days)
    do.approve(world, "siti")
    let_it_become_final()
    form = world.form_of("siti")
    assert (form.state, form.predicate) == ("final", "baik")
    assert causes(world, "siti") == asked
    page = result_of(form, world.actor("siti"))
    assert (page.low, bool(page.case_url)) == (bool(asked), bool(asked))
    assert [one.view.item.code for one in page.weak] == asked.get("attendance", [])


@pytest.mark.parametrize(("value", "asked"), [("3.99", {}), ("4", {"unmet_targets": ["mutu_layanan"]})])
def test_own_targets_missed_open_a_case(world: World, value: str, asked: dict[str, Any]) -> None:
    """From 6 to 2 days: four is half of the way, a little less than four is more than half."""
    running(world, HALF_WAY)
    shared(world, "siti", value)
    do.approve(world, "siti")
    do.approve(world, "rekan")
    let_it_become_final()
    assert causes(world, "siti") == asked
    assert causes(world, "rekan") == {}


def test_every_further_ground_links_to_the_same_case(world: World) -> None:
    running(world, ABSENT, HALF_WAY)
    absent(world, "siti", 5)
    shared(world, "siti", "6")
    do.approve(world, "siti", results=1, low=("inovasi",))
    let_it_become_final()
    assert causes(world, "siti") == {
        "predicate": ["inovasi"],
        "attendance": ["disiplin"],
        "unmet_targets": ["mutu_layanan"],
    }
    assert ImprovementCase.objects.get(employee=world.people["siti"]).live_causes == 3


def test_what_is_recorded_after_the_review_asks_for_nothing(world: World) -> None:
    running(world, ABSENT)
    do.approve(world, "siti")
    absent(world, "siti", 20)
    let_it_become_final()
    assert world.form_of("siti").state == "final"
    assert causes(world, "siti") == {}


def test_figures_are_read_in_one_statement_and_in_none_without_such_a_ground(world: World) -> None:
    running(world, ABSENT)
    absent(world, "siti", 4)
    absent(world, "rekan", 1)
    forms = {world.form_of(name).pk: world.form_of(name) for name in ("siti", "rekan", "wati")}
    with CaptureQueriesContext(connection) as seen:
        found = figures_where_needed(dict.fromkeys(forms, rules(ABSENT)))
    assert len(seen) == 1
    by_name = {forms[pk].employee.full_name: one["disiplin"]["absent_days"] for pk, one in found.items()}
    assert by_name == {"Siti": Decimal(4), "Rekan": Decimal(1)}
    with CaptureQueriesContext(connection) as seen:
        assert figures_where_needed(dict.fromkeys(forms, rules(DISCIPLINE))) == {}
        assert recorded_figures([]) == {}
    assert len(seen) == 0
