"""Pages and REST about rule sets that change nothing: differences, an example, simulations; and who gets them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from appraisal.actions import rule_sets
from appraisal.models import Cycle, RuleSet, Simulation
from appraisal.numeric_rules import numeric_rules
from appraisal.rules import as_json
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter

SITI, SARI = "Siti Aminah", "Sari Melinda"
HANA, AUDI, LIA = "Hana Pertiwi", "Audi Ramadhan", "Lia Marlina"
ABSENT = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def draft(world: w.World) -> RuleSet:
    """A new edition with another weight and a longer time to answer."""
    made = rule_sets.new_edition(world.cycle.rule_set.public_id, actor=world.actor(HANA))
    content = made.content
    content["indicators"][0]["weight"], content["indicators"][1]["weight"] = "45", "15"
    content["clocks"]["answer"]["days"] = 8
    rule_sets.save_rule_set(made.public_id, actor=world.actor(HANA), revision=made.revision, content=content)
    return RuleSet.objects.get(pk=made.pk)


def at(name: str, row: Any) -> str:
    return reverse(f"appraisal:{name}", args=[row.public_id])


def api(world: w.World, name: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(world.users[name])
    return client


def test_differences_to_the_edition_before_are_told_part_by_part(draft: RuleSet, sign_in: Enter) -> None:
    page = sign_in(HANA).get(at("rule-set-changes", draft))
    found = {part.part: [one.sentence for one in part.changes] for part in page.context["changes"].parts}
    assert {part: len(sentences) for part, sentences in found.items()} == {"items": 2, "clocks": 1}
    text = page.content.decode()
    assert all(sentence.replace("'", "&#x27;") in text for sentences in found.values() for sentence in sentences)


def test_any_other_edition_of_the_unit_can_be_compared_with(draft: RuleSet, sign_in: Enter, world: w.World) -> None:
    other = rule_sets.create_rule_set(
        actor=world.actor(HANA), unit=draft.unit.public_id, name="Riwayat", content=as_json(numeric_rules())
    )
    client, address = sign_in(HANA), at("rule-set-changes", draft)
    page = client.get(address, {"with": str(other.public_id)})
    assert page.context["changes"].old == other
    assert str(other.public_id) in dict(page.context["options"])
    assert client.get(address, {"with": ABSENT}).status_code == 404
    assert client.get(address, {"with": "x"}).status_code == 404


def test_a_first_edition_and_the_same_edition_have_nothing_to_tell(sign_in: Enter, world: w.World) -> None:
    rules = world.cycle.rule_set
    page = sign_in(SITI).get(at("rule-set-changes", rules))
    assert (page.status_code, page.context["changes"].old) == (200, None)
    same = sign_in(SITI).get(at("rule-set-changes", rules), {"with": str(rules.public_id)})
    assert same.context["changes"].parts == []


def test_a_draft_is_no_edition_for_people_outside_the_office(draft: RuleSet, sign_in: Enter, world: w.World) -> None:
    for name in (SITI, SARI):
        client = sign_in(name)
        for page in ("rule-set-changes", "rule-set-example"):
            assert client.get(at(page, draft)).status_code == 404
        published = at("rule-set-changes", world.cycle.rule_set)
        assert client.get(published, {"with": str(draft.public_id)}).status_code == 404
        assert str(draft.public_id) not in client.get(published).content.decode()


def test_an_unreadable_draft_says_so(draft: RuleSet, sign_in: Enter, world: w.World) -> None:
    content = {**draft.content, "levels": "x"}
    rule_sets.save_rule_set(draft.public_id, actor=world.actor(HANA), revision=draft.revision, content=content)
    page = sign_in(HANA).get(at("rule-set-changes", draft))
    assert page.context["refused"].code == "rules_unreadable"
    answer = api(world, HANA).get(f"/api/v1/rule-sets/{draft.public_id}/changes/")
    assert (answer.status_code, answer.data["code"]) == (422, "rules_unreadable")
    assert sign_in(HANA).get(at("rule-set-example", draft)).status_code == 404


def test_an_unfinished_draft_is_compared_all_the_same(draft: RuleSet, sign_in: Enter, world: w.World) -> None:
    content = {**draft.content, "low": ["nothing"]}
    rule_sets.save_rule_set(draft.public_id, actor=world.actor(HANA), revision=draft.revision, content=content)
    parts = {part.part for part in sign_in(HANA).get(at("rule-set-changes", draft)).context["changes"].parts}
    assert parts == {"items", "triggers", "clocks"}


def test_rest_tells_the_same_differences(draft: RuleSet, world: w.World) -> None:
    road = f"/api/v1/rule-sets/{draft.public_id}/changes/"
    found = api(world, HANA).get(road, headers={"Accept-Language": "en"}).data
    assert (found["total"], found["old"], found["new"]) == (3, str(draft.previous.public_id), str(draft.public_id))
    clocks = next(part for part in found["parts"] if part["part"] == "clocks")
    assert clocks["changes"] == [
        {
            "sentence": "Time for the assessor's answer: from 5 working days to 8 working days.",
            "old": "5 working days",
            "new": "8 working days",
        }
    ]
    own = api(world, HANA).get(road, {"other": str(draft.public_id)}).data
    assert (own["total"], own["parts"]) == (0, [])
    assert api(world, HANA).get(road, {"other": ABSENT}).status_code == 404
    assert api(world, HANA).get(road, {"other": "x"}).status_code == 400
    assert api(world, HANA).get(road, {"with": ABSENT}).status_code == 400
    assert api(world, SITI).get(road).status_code == 404
    first = api(world, SITI).get(f"/api/v1/rule-sets/{draft.previous.public_id}/changes/").data
    assert (first["old"], first["total"]) == (None, 0)


# An example


def whole(rules: RuleSet, rating: str = "2") -> dict[str, str]:
    ratings = {f"item-{one['code']}": rating for one in rules.content["indicators"]}
    return {**ratings, "area-results": "2", "area-behaviour": "2"}


def test_an_example_shows_the_way_to_its_result(sign_in: Enter, world: w.World) -> None:
    rules = world.cycle.rule_set
    page = sign_in(SITI).get(at("rule-set-example", rules), whole(rules) | {"item-hasil_utama": "3"})
    assert (str(page.context["result"].score), page.context["result"].predicate) == ("2.24", "baik")
    assert len(page.context["lines"]) == len(rules.content["indicators"]) + 2
    assert not page.context["asks"]
    low = sign_in(SITI).get(at("rule-set-example", rules), whole(rules) | {"area-results": "1"})
    assert low.context["asks"]


@pytest.mark.parametrize("value", ["", "0", "4", "x", "٣", "2.5", "9" * 50])
def test_an_example_with_a_wrong_rating_names_the_field(sign_in: Enter, world: w.World, value: str) -> None:
    rules = world.cycle.rule_set
    page = sign_in(SITI).get(at("rule-set-example", rules), whole(rules) | {"item-disiplin": value})
    assert page.status_code == 400
    assert set(page.context["faults"]) == {"item-disiplin"}
    assert page.context["result"] is None


def test_an_example_of_history_asks_for_points_and_the_innovation(sign_in: Enter, world: w.World) -> None:
    rules = rule_sets.create_rule_set(
        actor=world.actor(HANA), unit=world.units["regency"].public_id, name="Riwayat", content=as_json(numeric_rules())
    )
    client, address = sign_in(HANA), at("rule-set-example", rules)
    points = {f"item-{one['code']}": "115" for one in rules.content["indicators"]}
    assert client.get(address, points).context["result"].predicate == "baik"
    assert client.get(address, points | {"innovation": "on"}).context["result"].predicate == "sangat_baik"
    assert client.get(address, points | {"item-skp": "121"}).status_code == 400
    assert 'name="innovation"' in client.get(address).content.decode()
    other = client.get(at("rule-set-example", world.cycle.rule_set)).content.decode()
    assert 'name="innovation"' not in other


# Simulations


@pytest.fixture
def closed(world: w.World) -> Cycle:
    """The running cycle as if it were over; six results."""
    for name in w.OFFICE:
        w.bring_to(world, name, "final")
    return w.close(world)


def begun(client: Client, rules: RuleSet, cycle: Cycle) -> Any:
    return client.post(at("simulations", rules), {"cycle": str(cycle.public_id)})


def test_a_simulation_is_begun_and_read_in_pages(draft: RuleSet, closed: Cycle, sign_in: Enter) -> None:
    client = sign_in(HANA)
    page = client.get(at("simulations", draft))
    assert [label for _key, label in page.context["cycles"]] == [closed.name]
    answer = begun(client, draft, closed)
    found = Simulation.objects.get()
    assert answer["Location"] == at("simulation", found)
    shown = client.get(answer["Location"])
    outcome = shown.context["page"].outcome
    assert outcome.counts["total"] == len(w.OFFICE)
    assert found.rule_hash[:16] in shown.content.decode()
    assert found.cycle_hash[:16] in shown.content.decode()
    assert list(client.get(at("simulations", draft)).context["earlier"]) == [found]


def test_simulations_are_hrs(draft: RuleSet, closed: Cycle, sign_in: Enter) -> None:
    answers = {name: begun(sign_in(name), draft, closed).status_code for name in (AUDI, LIA, SARI, SITI)}
    assert answers == {AUDI: 403, LIA: 403, SARI: 404, SITI: 404}
    assert not Simulation.objects.exists()
    begun(sign_in(HANA), draft, closed)
    found = Simulation.objects.get()
    for name in (AUDI, LIA, SARI, SITI):
        assert sign_in(name).get(at("simulation", found)).status_code == 404
        assert sign_in(name).get(at("simulations", draft)).status_code in (403, 404)
    assert sign_in(HANA).post(at("simulation", found)).status_code == 405


def test_an_open_or_unknown_cycle_is_refused_on_the_page(draft: RuleSet, sign_in: Enter, world: w.World) -> None:
    client = sign_in(HANA)
    assert begun(client, draft, world.cycle).status_code == 422
    for text in (ABSENT, "x", ""):
        assert client.post(at("simulations", draft), {"cycle": text}).status_code == 404
    assert not Simulation.objects.exists()


def test_simulations_over_rest(draft: RuleSet, closed: Cycle, world: w.World) -> None:
    body = {"rule_set": str(draft.public_id), "cycle": str(closed.public_id)}
    made = api(world, HANA).post("/api/v1/simulations/", body, format="json")
    assert made.status_code == 201
    assert made.data["outcome"]["counts"]["total"] == len(w.OFFICE)
    assert (made.data["job"], made.data["rule_hash"]) == (None, Simulation.objects.get().rule_hash)
    road = f"/api/v1/simulations/{made.data['id']}/"
    assert api(world, HANA).get(road).data == made.data
    listed = api(world, HANA).get("/api/v1/simulations/", {"rule_set": str(draft.public_id)}).data["results"]
    assert [one["id"] for one in listed] == [made.data["id"]]
    assert "outcome" not in listed[0]
    for name in (AUDI, LIA, SITI):
        assert api(world, name).get(road).status_code == 404
        assert api(world, name).get("/api/v1/simulations/").data["results"] == []
        refused = api(world, name).post("/api/v1/simulations/", body, format="json")
        assert refused.status_code == (403 if name in (AUDI, LIA) else 404)
    assert Simulation.objects.count() == 1
