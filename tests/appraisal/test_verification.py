"""Two computations agree, and a planted fault of any kind is named: by the command, the night, the health page."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from appraisal.default_rules import banded_rules, default_rules
from appraisal.models import Evaluation, EvaluationItem, ResultRecord, RuleSet
from appraisal.numeric_rules import numeric_rules
from appraisal.scoring import Innovation, Rated, compute
from appraisal.verification import nightly
from appraisal.verification.results import differences
from appraisal.verification.statement import computed_from_forms, computed_from_values
from tests.appraisal import generated
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow import clock, health, incidents
from workflow.errors import GuardRefused
from workflow.models import Event, Incident, Job

SET_WISE_SECONDS = 20


def agree_on_forms(world: World, number: int) -> float:
    """Generated forms of three rule sets, computed both ways; gives the seconds of the statement."""
    chance, unit = random.Random(4), world.units["regency"]
    contents = [default_rules(), banded_rules(), generated.odd_weights(banded_rules(), chance)]
    rule_sets = [generated.frozen(unit, content, f"Generated {at}") for at, content in enumerate(contents)]
    by_rules = dict(zip([one.pk for one in rule_sets], contents, strict=True))
    first, last = generated.make_forms(unit, rule_sets, number)
    begun = time.perf_counter()
    computed = computed_from_forms(first, last, states=("draft",))
    seconds = time.perf_counter() - begun
    assert len(computed) == number
    forms = generated.rated_forms(first, last)
    for (key, score, predicate), (form, ratings) in zip(computed, forms, strict=True):
        content = by_rules[form.cycle.rule_set_id]
        rated = {code: Rated(value) for code, value in ratings.items()}
        found = compute(content, rated, results=Rated(form.results_rating), behaviour=Rated(form.behaviour_rating))
        assert (key, score, predicate) == (form.pk, int(found.score * 100), found.predicate)
    return seconds


def agree_on_values(world: World, number: int, seed: int) -> None:
    """Ratings of all three schemes and odd weights, handed over, computed both ways."""
    chance, unit = random.Random(seed), world.units["regency"]
    usual = [default_rules(), banded_rules(), numeric_rules(), numeric_rules(peers_heard=True)]
    contents = [*usual, *(generated.odd_weights(chance.choice(usual), chance) for _turn in range(12))]
    rules = [(generated.frozen(unit, one, f"Values {seed}-{at}"), one) for at, one in enumerate(contents)]
    by_rules = {rule_set.pk: content for rule_set, content in rules}
    values = generated.random_values(rules, number, chance)
    computed = computed_from_values(json.dumps(values))
    assert len(computed) == number
    for (key, score, predicate), row in zip(computed, values, strict=True):
        found = compute(
            by_rules[row["rules"]],
            {code: Rated(value) for code, value in row["ratings"].items()},
            results=Rated(row["results"]),
            behaviour=Rated(row["behaviour"]),
            innovation=Innovation() if row["innovation"] else None,
        )
        assert (key, score, predicate) == (row["number"], int(found.score * 100), found.predicate)


def test_the_statement_agrees_with_scoring_on_stored_forms(world: World) -> None:
    agree_on_forms(world, 2_000)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_statement_agrees_with_scoring_in_every_scheme(world: World, seed: int) -> None:
    agree_on_values(world, 2_000, seed)


@pytest.mark.exhaustive
def test_both_agree_over_a_hundred_thousand_and_the_set_takes_seconds(world: World, capsys: Any) -> None:
    seconds = agree_on_forms(world, 100_000)
    with capsys.disabled():
        sys.stdout.write(f"\n100,000 evaluations scored set-wise on {connection.vendor} in {seconds:.1f} s\n")
    assert seconds < SET_WISE_SECONDS


@pytest.mark.exhaustive
def test_both_agree_over_a_hundred_thousand_of_all_schemes(world: World) -> None:
    for seed in range(10):
        agree_on_values(world, 10_000, 100 + seed)


def test_a_form_with_a_missing_or_a_surplus_rating_has_no_score(world: World) -> None:
    content = default_rules()
    rules = generated.frozen(world.units["regency"], content, "Missing")
    whole = {one.code: 2 for one in content.indicators}
    less = {code: value for code, value in whole.items() if code != "loyal"}
    row = {"rules": rules.pk, "results": 2, "behaviour": 2, "innovation": False}
    rows = [
        {**row, "number": 1, "ratings": whole},
        {**row, "number": 2, "ratings": less},
        {**row, "number": 3, "ratings": {**whole, "x": 2}},
    ]
    assert computed_from_values(json.dumps(rows)) == [(1, 200, "baik"), (2, None, None), (3, None, None)]


def test_a_draft_with_nonsense_disturbs_nobody(world: World) -> None:
    RuleSet.objects.create(
        unit=world.units["regency"],
        name="Nonsense",
        created_at=do.NOW,
        content={"sections": 4, "indicators": [{"weight": "x"}], "bands": "x", "matrix": [1]},
    )
    assert computed_from_forms(0, 10**9) == []


# Planted faults


@pytest.fixture
def office(world: World) -> World:
    """One result decided on objection, one approved and open; everything by the product's own steps."""
    with clock.frozen(do.NOW):
        do.running_cycle(world)
    do.let_clock_work()
    do.approve(world, "siti", low=("hasil_utama", "loyal"), results=1)
    objection = do.answer_objection(world, do.file_objection(world, "siti", "hasil_utama"))
    do.decide(objection, {"hasil_utama": 3})
    do.approve(world, "bawahan")
    return world


def plant(model: Any, key: int, **changes: Any) -> None:
    """A fault as a slip in the database would make it, past every door."""
    assert model.objects.filter(pk=key).update(**changes) == 1


def named(world: World) -> dict[str, tuple[str, ...]]:
    """What differs, by the short name of the person."""
    people = {world.form_of(name).pk: name for name in ("siti", "bawahan")}
    last = Evaluation.objects.order_by("pk").last()
    assert last is not None
    return {people[one.evaluation]: one.what for one in differences(1, last.pk)}


def test_results_made_by_the_products_own_steps_agree(office: World) -> None:
    assert {office.form_of(name).state for name in ("siti", "bawahan")} == {"final", "objection"}
    assert named(office) == {}
    assert "confirmed" in command()


def command() -> str:
    out = StringIO()
    call_command("verify_results", stdout=out)
    return out.getvalue()


def of_siti(**changes: Any) -> Callable[[World], None]:
    return lambda world: plant(Evaluation, world.form_of("siti").pk, **changes)


def of_bawahan(**changes: Any) -> Callable[[World], None]:
    return lambda world: plant(Evaluation, world.form_of("bawahan").pk, **changes)


def an_items_rating(world: World) -> None:
    plant(EvaluationItem, world.form_of("bawahan").items.get(code="disiplin").pk, assessor_rating=3)


def a_rating_in_the_trace(world: World) -> None:
    trace = json.loads(json.dumps(world.form_of("siti").result))
    trace["sections"][0]["items"][1]["rating"] = 3
    plant(Evaluation, world.form_of("siti").pk, result=trace)


def the_first_record(world: World) -> None:
    plant(ResultRecord, world.form_of("siti").results.order_by("sequence")[0].pk, trace={"x": 1})


def the_ruling(world: World) -> None:
    world.form_of("siti").objections.get().items.update(ruling_rating=2)


FAULTS: dict[str, tuple[Callable[[World], None], dict[str, tuple[str, ...]]]] = {
    "predicate": (of_bawahan(predicate="sangat_baik"), {"bawahan": ("ratings", "trace")}),
    "score": (of_siti(score="2.99"), {"siti": ("ratings", "trace")}),
    "rating of an item": (an_items_rating, {"bawahan": ("ratings",)}),
    "rating of an area": (of_bawahan(results_rating=1), {"bawahan": ("ratings",)}),
    "trace": (a_rating_in_the_trace, {"siti": ("record", "trace")}),
    "trace that is none": (of_siti(result={}), {"siti": ("record", "trace")}),
    "record": (the_first_record, {"siti": ("record",)}),
    "ruling": (the_ruling, {"siti": ("ratings",)}),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_planted_fault_is_named(office: World, what: str) -> None:
    fault, expected = FAULTS[what]
    fault(office)
    assert named(office) == expected
    form = office.form_of(next(iter(expected)))
    out = StringIO()
    with pytest.raises(CommandError, match=r"^1 of"):
        call_command("verify_results", stdout=out)
    assert f"evaluation {form.pk} ({form.public_id}): {', '.join(expected[next(iter(expected))])}" in out.getvalue()
    assert form.employee_name not in out.getvalue()


def test_rules_changed_behind_their_hash_are_named_for_every_result(office: World) -> None:
    rules = RuleSet.objects.get()
    plant(RuleSet, rules.pk, content={**rules.content, "low": []})
    assert named(office) == {"siti": ("rules",), "bawahan": ("rules",)}


def test_the_night_names_what_differs_and_ends_what_agrees_again(office: World) -> None:
    form, before = office.form_of("bawahan"), Event.objects.count()
    plant(Evaluation, form.pk, score="2.99")
    assert part().value == "not yet"
    night()
    found = Incident.objects.get(resolved_at__isnull=True)
    assert (found.source_kind, found.source_id, found.cause) == ("result", form.pk, "result_differs")
    assert found.detail == "ratings, trace"
    assert (part().verdict, part().value) == ("degraded", "1")
    night()
    assert Incident.objects.filter(resolved_at__isnull=True).count() == 1
    plant(Evaluation, form.pk, score=form.score)
    night()
    assert not Incident.objects.filter(resolved_at__isnull=True).exists()
    assert (part().verdict, part().value) == ("ok", "0")
    assert Event.objects.count() == before


def test_an_incident_stays_until_the_result_agrees(office: World) -> None:
    form, hana = office.form_of("bawahan"), office.actor("hana")
    plant(Evaluation, form.pk, score="2.99")
    night()
    incident = Incident.objects.get(resolved_at__isnull=True)
    with pytest.raises(GuardRefused):
        incidents.retry_incident(incident.public_id, actor=hana)
    assert Incident.objects.get(pk=incident.pk).resolved_at is None
    plant(Evaluation, form.pk, score=form.score)
    incidents.retry_incident(incident.public_id, actor=hana)
    assert Incident.objects.get(pk=incident.pk).resolved_at is not None


def night(**params: Any) -> None:
    """One run of the job by itself."""
    from workflow.actors import CLOCK
    from workflow.jobs import start_job

    start_job(nightly.KIND, params, actor=CLOCK)
    assert do.run_jobs() == ["done"]


def part() -> health.Part:
    return next(one for one in health.examine().parts if one.name == "results")


def test_chunks_find_the_same(office: World) -> None:
    plant(Evaluation, office.form_of("siti").pk, score="2.99")
    plant(Evaluation, office.form_of("bawahan").pk, score="2.99")
    night(chunk=1)
    assert Incident.objects.filter(resolved_at__isnull=True).count() == 2
    assert Job.objects.filter(kind=nightly.KIND).latest("pk").message.startswith("2 ")


@pytest.mark.parametrize(
    ("moment", "started"),
    [
        # One in the morning in Bangko is 18.00 UTC of the day before.
        (datetime(2026, 10, 20, 17, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 20, 18, 0, 0, tzinfo=UTC), 1),
    ],
)
def test_the_night_begins_at_one_and_once(world: World, moment: datetime, started: int) -> None:
    with clock.frozen(moment):
        for _turn in range(2):
            nightly.start_when_due()
    assert Job.objects.filter(kind=nightly.KIND).count() == started


def test_the_statements_do_not_grow_with_the_forms(office: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        differences(1, 10**9)
