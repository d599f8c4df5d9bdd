"""Plans over REST: written part by part on a revision, moved, read by right; the library for those who keep it."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from appraisal.models import Plan
from appraisal.plans.cascade import Node, flat
from tests.appraisal import plans as do
from tests.appraisal.world import World

ROOT = "/api/v1/plans/"
Clients = Callable[[str], APIClient]


@pytest.fixture
def client_for(world: World) -> Clients:
    def make(name: str) -> APIClient:
        client = APIClient()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return make


def test_a_plan_is_written_and_agreed_over_rest(client_for: Clients) -> None:
    siti = client_for("siti")
    made = siti.post(ROOT, {"period_from": "2026-01-01"}, format="json")
    assert made.status_code == 201
    address = f"{ROOT}{made.data['id']}/"
    assert made.data["available_transitions"][0]["blocked"]
    result = siti.post(f"{address}results/", {}, format="json").data["id"]
    revision = siti.get(address).data["revision"]
    body = {"title": "Laporan", "revision": revision}
    saved = siti.patch(f"{address}results/{result}/", body, format="json")
    assert saved.data["revision"] == revision + 1
    indicator = siti.get(address).data["text"]["results"][0]["indicators"][0]["id"]
    target = {"text": "Jumlah", "number": "12.50", "unit": "berkas", "revision": revision + 1}
    assert siti.patch(f"{address}indicators/{indicator}/", target, format="json").status_code == 200
    conduct = {"akuntabel": "Tercatat", "revision": revision + 2}
    assert siti.patch(f"{address}conduct/", conduct, format="json").status_code == 200
    lists = {"support": "Printer", "revision": revision + 3}
    assert siti.patch(f"{address}annexes/", lists, format="json").status_code == 200
    text = siti.get(address).data["text"]
    assert text["results"][0]["indicators"][0]["target"] == "12,5 berkas"
    assert (text["expectations"], text["annexes"]["support"]) == ({"akuntabel": "Tercatat"}, ["Printer"])
    act = {"transition": "propose", "version": 0}
    assert siti.post(f"{address}transitions/", act, format="json").data["state"] == "proposed"
    agreed = client_for("kabid").post(f"{address}transitions/", {"transition": "agree", "version": 1}, format="json")
    assert agreed.data["state"] == "agreed"
    versions = siti.get(f"{address}versions/").data
    assert [(one["edition"], one["text"]["results"][0]["title"]) for one in versions] == [(1, "Laporan")]


def test_a_stale_save_tells_both_texts(world: World, client_for: Clients) -> None:
    plan = do.written(world, "siti")
    address = f"{ROOT}{plan.public_id}/results/{plan.results.get().public_id}/"
    assert client_for("siti").patch(address, {"title": "x"}, format="json").status_code == 428
    answer = client_for("siti").patch(address, {"title": "x", "revision": 0}, format="json")
    assert (answer.status_code, answer.data["code"]) == (409, "stale_revision")


def test_parts_are_added_and_taken_out_on_a_revision(world: World, client_for: Clients) -> None:
    plan, siti = do.written(world, "siti"), client_for("siti")
    address, row = f"{ROOT}{plan.public_id}/", plan.results.get()
    added = siti.post(f"{address}results/{row.public_id}/indicators/", format="json")
    assert added.status_code == 201
    revision = do.fresh(plan).revision
    gone = f"{address}indicators/{added.data['id']}/"
    assert siti.delete(gone, {}, format="json").status_code == 428
    assert siti.delete(gone, {"revision": revision}, format="json").status_code == 200
    assert (
        siti.delete(f"{address}results/{row.public_id}/", {"revision": revision + 1}, format="json").status_code == 200
    )
    assert siti.get(address).data["text"]["results"] == []


def test_what_is_being_written_is_absent_for_others(world: World, client_for: Clients) -> None:
    plan = do.written(world, "siti")
    for person in ("kabid", "hana", "audi", "lia", "kadis"):
        data = client_for(person).get(f"{ROOT}{plan.public_id}/").data
        assert not {"text", "revision"} & set(data), person
    assert client_for("rekan").get(f"{ROOT}{plan.public_id}/").status_code == 404
    do.act(plan, "propose", world.actor("siti"))
    assert client_for("kabid").get(f"{ROOT}{plan.public_id}/").data["text"]["results"]
    assert client_for("lia").get(f"{ROOT}{plan.public_id}/versions/").data == []


def test_filters_narrow_the_list(world: World, client_for: Clients) -> None:
    do.agreed(world, "siti")
    do.begin(world, "rekan")
    hana = client_for("hana")

    def found(**query: Any) -> list[str]:
        return sorted(row["employee_name"] for row in hana.get(ROOT, query).data["results"])

    assert found() == ["Rekan", "Siti"]
    assert found(state="agreed") == ["Siti"]
    assert found(year=2025) == []
    assert found(unit=str(world.units["office"].public_id)) == ["Rekan"]
    assert found(assessor=str(world.people["kabid"].public_id)) == ["Rekan", "Siti"]
    assert hana.get(ROOT, {"tahun": "2026"}).status_code == 400


def test_hr_begins_for_somebody_over_rest(world: World, client_for: Clients) -> None:
    body = {"period_from": "2026-01-01", "person": str(world.people["siti"].public_id)}
    assert client_for("hana").post(ROOT, body, format="json").status_code == 400
    made = client_for("hana").post(ROOT, {**body, "reason": "Belum ada."}, format="json")
    assert (made.status_code, made.data["employee_name"]) == (201, "Siti")
    assert client_for("kabid").post(ROOT, {**body, "reason": "Belum ada."}, format="json").status_code == 403


def test_copying_needs_an_earlier_plan(world: World, client_for: Clients) -> None:
    plan = do.begin(world, "siti")
    answer = client_for("siti").post(f"{ROOT}{plan.public_id}/copy/", format="json")
    assert (answer.status_code, answer.data["code"]) == (422, "no_earlier_plan")


def test_the_library_over_rest(world: World, client_for: Clients) -> None:
    root, hana = "/api/v1/plan-library/", client_for("hana")
    body = {"title": "Loket", "indicators": [{"text": "Waktu", "number": "15", "unit": "menit", "aspect": "time"}]}
    unit = {"unit": str(world.units["office"].public_id)}
    made = hana.post(root, {**body, **unit}, format="json")
    assert made.status_code == 201
    entry = made.data["id"]
    assert hana.put(f"{root}{entry}/", body, format="json").status_code == 428
    assert hana.put(f"{root}{entry}/", {**body, "revision": 1}, format="json").data["revision"] == 2
    plan = do.begin(world, "siti")
    placed = hana.post(f"{root}placements/", {"entries": [entry], "plans": [str(plan.public_id)]}, format="json")
    assert dict(placed.data) == {"plans": 1, "passed_over": 0}
    assert client_for("rekan").get(root).status_code == 403
    assert client_for("joko").get(f"{root}{entry}/").status_code == 404
    assert [row["title"] for row in client_for("kabid").get(root).data["results"]] == ["Loket"]


def test_a_hidden_step_has_no_door(world: World, client_for: Clients) -> None:
    plan = do.begin(world, "siti")
    act = {"transition": "receive", "version": 0, "entries": []}
    assert client_for("hana").post(f"{ROOT}{plan.public_id}/transitions/", act, format="json").status_code == 400
    assert Plan.objects.get().version == 0


# The cascade


def test_the_cascade_is_the_tree_of_the_page_as_a_list(world: World, client_for: Clients) -> None:
    above = do.agreed(world, "kadis", title="Layanan cepat")
    below = do.agreed(world, "kabid", title="Akta sehari jadi")
    do.begin(world, "siti")
    unit = str(world.units["agency"].public_id)
    told = client_for("lia").get(f"{ROOT}cascade/", {"unit": unit, "year": 2026}).json()
    assert (told["unit"], told["year"], told["plans"], told["unagreed"], told["too_many"]) == (unit, 2026, 2, 1, False)
    rows = told["results"]
    assert [(row["title"], row["plan"]) for row in rows] == [
        ("Layanan cepat", str(above.public_id)),
        ("Akta sehari jadi", str(below.public_id)),
    ]
    assert {row["parent"] for row in rows} <= {None, rows[0]["id"]}
    assert (told["left"], told["loose"]) == (sum(row["left"] for row in rows), sum(row["loose"] for row in rows))


def test_without_a_question_it_is_ones_own_unit_and_year(world: World, client_for: Clients) -> None:
    do.agreed(world, "kabid", title="Akta sehari jadi")
    told = client_for("kabid").get(f"{ROOT}cascade/").json()
    assert [row["title"] for row in told["results"]] == ["Akta sehari jadi"]


def test_plans_closed_to_the_reader_are_in_no_tree(world: World, client_for: Clients) -> None:
    do.agreed(world, "kadis", title="Layanan cepat")
    unit = str(world.units["agency"].public_id)
    for name in ("joko", "asing", "rekan"):
        answer = client_for(name).get(f"{ROOT}cascade/", {"unit": unit})
        assert "Layanan cepat" not in answer.content.decode()
        assert answer.status_code == 404, name
        assert client_for(name).get(f"{ROOT}cascade/").json()["results"] == []


def test_a_unit_nobody_has_looks_like_a_foreign_one_and_nonsense_is_refused(world: World, client_for: Clients) -> None:
    lia, nothing = client_for("lia"), "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    do.agreed(world, "kadis", title="Layanan cepat")
    assert lia.get(f"{ROOT}cascade/", {"unit": nothing}).status_code == 404
    for query in ({"unit": "x"}, {"year": "x"}, {"year": 1999}, {"depth": 2}):
        assert lia.get(f"{ROOT}cascade/", query).status_code == 400, query


def test_flat_puts_each_result_after_the_one_it_carries_on() -> None:
    deep = Node("c", "c", "main", "P", "Post", "p3", left=False, loose=False, children=())
    middle = Node("b", "b", "main", "P", "Post", "p2", left=False, loose=False, children=(deep,))
    top = Node("a", "a", "main", "P", "Post", "p1", left=False, loose=False, children=(middle,))
    other = Node("d", "d", "main", "P", "Post", "p1", left=True, loose=False, children=())
    assert [(one.node.id, one.parent) for one in flat([top, other])] == [
        ("a", None),
        ("b", "a"),
        ("c", "b"),
        ("d", None),
    ]
