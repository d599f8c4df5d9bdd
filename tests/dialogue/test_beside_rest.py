"""What lies beside the items of a form, over REST: as on the pages of the two sides, by the same rights."""

from __future__ import annotations

from typing import Any

import pytest

from appraisal.models import Cycle
from tests.api.snapshot import snapshot
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.dialogue import scenes
from tests.dialogue.scenes import CLOSES, WORDS, agree, ask, client_of, give
from workflow import clock
from workflow.models import AccessRecord

UNNAMED = ("wati", "asing", "bawahan")


def told(world: World, name: str) -> Any:
    return client_of(world, name).get(f"/api/v1/evaluations/{world.form_of('siti').public_id}/dialogue/")


@pytest.fixture
def filled(world: World, cycle: Cycle) -> World:
    """Every kind of line at the item of discipline, one about the work as a whole."""
    scenes.write(world, text="Catatan pencapaian.")
    scenes.write(world, text="Umum saja.", target="")
    give(world, ask(world), "rekan")
    one = ask(world, unnamed=True, people=UNNAMED, closes_on=CLOSES)
    for giver in UNNAMED:
        give(world, one, giver)
    agree(world, scenes.held(world))
    do.fill_in(world, "siti")
    return world


def test_each_line_stands_at_its_item(filled: World) -> None:
    shape = told(filled, "siti").json()
    (item,) = shape["items"]
    assert item["item"] == str(filled.form_of("siti").items.get(code="disiplin").public_id)
    assert [line["text"] for line in item["entries"]] == ["Catatan pencapaian."]
    assert [(line["text"], line["giver"]) for line in item["named"]] == [
        (WORDS["rekan"], filled.people["rekan"].full_name)
    ]
    assert [(line["text"], line["owner"]) for line in item["agreed"]] == [("Siapkan laporan antrean.", "employee")]
    assert [line["text"] for line in shape["general"]["entries"]] == ["Umum saja."]
    assert item["unnamed"] == []  # the round still runs


def test_words_without_names_carry_nothing_but_themselves(filled: World) -> None:
    with clock.frozen(scenes.AFTER_CLOSING):
        do.let_clock_work()
        do.submit(filled, "siti")
        client, before = client_of(filled, "kabid"), snapshot()
        road = f"/api/v1/evaluations/{filled.form_of('siti').public_id}/dialogue/"
        (item,) = client.get(road).json()["items"]
        assert snapshot() == before
    assert {line["text"] for line in item["unnamed"]} == {WORDS[giver] for giver in UNNAMED}
    assert {frozenset(line) for line in item["unnamed"]} == {frozenset({"about", "text"})}
    record = AccessRecord.objects.get(fields="dialogue")
    assert (record.reader_id, record.ground, record.channel) == (filled.users["kabid"].pk, "assessor", "rest")


def test_who_reads_the_employees_part_reads_the_log_alone(filled: World) -> None:
    """As on the page: HR and auditors once it is with the assessor; the words of others are of the two sides alone."""
    assert {name: told(filled, name).status_code for name in ("hana", "audi", "lia", "kadis")} == {
        "hana": 403,
        "audi": 403,
        "lia": 403,
        "kadis": 403,
    }
    with clock.frozen(scenes.AFTER_CLOSING):
        do.let_clock_work()
        do.submit(filled, "siti")
        for name in ("hana", "audi"):
            answer = told(filled, name)
            (item,) = answer.json()["items"]
            assert [line["text"] for line in item["entries"]] == ["Catatan pencapaian."]
            assert (item["named"], item["unnamed"], item["agreed"]) == ([], [], [])
            assert not any(words in answer.content.decode() for words in WORDS.values())
        assert told(filled, "lia").status_code == 403


@pytest.mark.parametrize("name", ["rekan", "joko", "asing", "admin"])
def test_a_stranger_finds_nothing(filled: World, name: str) -> None:
    assert told(filled, name).status_code == 404
