"""Results for many people at once, and the cascade of a unit as a tree."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.models import LibraryResult, PlanIndicator, PlanResult
from appraisal.plans.actions import library, writing
from appraisal.plans.cascade import Agreed, Node, tree
from appraisal.plans.content import IndicatorText, PlanText, ResultText
from appraisal.plans.texts import working_text
from tests.appraisal import plans as do
from tests.appraisal.world import World
from workflow.errors import InvalidInput, NotPermitted, NotVisible, PreconditionRequired, StaleRevision
from workflow.models import Event


def put(world: World, by: str, entries: list[LibraryResult], people: list[Any]) -> library.Placed:
    return library.put_on_plans(
        actor=world.actor(by),
        entries=[one.public_id for one in entries],
        plans=[plan.public_id for plan in people],
    )


def test_one_act_puts_results_onto_many_drafts(world: World) -> None:
    plans = [do.begin(world, name) for name in ("siti", "rekan", "kabid", "bawahan")]
    own = do.write_result(plans[0], world.actor("siti"))
    entries = [do.entry(world), do.entry(world, title="Arsip digital")]
    assert put(world, "hana", entries, plans) == library.Placed(4, 0)
    text = working_text(do.fresh(plans[0]))
    assert [one.title for one in text.results] == [own.title, "Pelayanan di loket", "Arsip digital"]
    assert [len(one.indicators) for one in text.results] == [1, 1, 1]
    assert do.fresh(plans[1]).version == 1
    assert Event.objects.filter(name="plan.results_received").count() == 4


def test_doing_it_twice_doubles_nothing(world: World) -> None:
    plan, entry = do.begin(world, "siti"), do.entry(world)
    put(world, "hana", [entry], [plan])
    put(world, "hana", [entry], [plan])
    assert PlanResult.objects.filter(plan=plan, removed=False).count() == 1


def test_statements_do_not_grow_with_the_number_of_people(world: World) -> None:
    entry, few = do.entry(world), [do.begin(world, name) for name in ("siti", "rekan")]
    many = [do.begin(world, name) for name in ("kabid", "bawahan", "wati")]

    def counted(plans: list[Any]) -> int:
        with CaptureQueriesContext(connection) as seen:
            put(world, "hana", [entry], plans)
        return len(seen)

    assert counted(few) == counted([*few, *many])


def test_only_drafts_in_reach_get_them(world: World) -> None:
    draft, lying, elsewhere = do.begin(world, "siti"), do.proposed(world, "rekan"), do.begin(world, "asing")
    placed = put(world, "hana", [do.entry(world)], [draft, lying, elsewhere])
    assert placed == library.Placed(1, 2)
    above = do.begin(world, "kadis")
    assert put(world, "hana", [do.entry(world, title="Lain")], [above]) == library.Placed(0, 1)


def test_a_head_helps_the_people_he_assesses_and_nobody_else(world: World) -> None:
    siti, bawahan = do.begin(world, "siti"), do.begin(world, "bawahan")
    entry = do.entry(world, "kabid")
    assert put(world, "kabid", [entry], [siti, bawahan]) == library.Placed(1, 1)
    with pytest.raises(NotPermitted):
        put(world, "rekan", [entry], [siti])
    with pytest.raises(InvalidInput):
        put(world, "joko", [entry], [siti])


def test_own_superiors_are_left_out(world: World) -> None:
    siti = do.begin(world, "siti")
    assert put(world, "bawahan", [do.entry(world)], [siti]) == library.Placed(0, 1)


def test_who_keeps_the_library(world: World) -> None:
    with pytest.raises(NotPermitted):
        do.entry(world, "rekan")
    with pytest.raises(NotPermitted):
        do.entry(world, "kabid", unit="agency")
    entry = do.entry(world, "kabid", unit="section")
    values = {"title": "Baru", "kind": "main", "indicators": [do.INDICATOR]}

    def change(by: str, revision: int | None) -> Any:
        return library.change_entry(entry.public_id, actor=world.actor(by), revision=revision, values=values)

    with pytest.raises(NotVisible):
        change("joko", 1)
    with pytest.raises(NotVisible):
        change("rekan", 1)
    with pytest.raises(PreconditionRequired):
        change("kabid", None)
    assert change("kabid", 1).revision == 2
    with pytest.raises(StaleRevision) as stale:
        change("hana", 1)
    assert stale.value.extra["current"]["stored"]["title"] == "Baru"
    upper = do.entry(world, "hana", unit="regency")
    with pytest.raises(NotPermitted):
        library.change_entry(upper.public_id, actor=world.actor("kabid"), revision=1, values=values)


@pytest.mark.parametrize(
    "values", [{"title": " "}, {"indicators": []}, {"indicators": [{"text": ""}]}, {"kind": "samping"}]
)
def test_a_result_of_the_library_is_whole(world: World, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        do.entry(world, **values)


def test_indicators_fit_the_kind_of_plan(world: World) -> None:
    entry = do.entry(world, indicators=[{**do.INDICATOR, "aspect": "quality", "perspective": "budget"}])
    put(world, "hana", [entry], [do.begin(world, "siti")])
    one = PlanIndicator.objects.get()
    assert (one.aspect, one.perspective, str(one.number), one.unit) == ("quality", "", "12.00", "laporan")


def test_an_entry_out_of_use_is_not_put(world: World) -> None:
    with pytest.raises(InvalidInput):
        put(world, "hana", [do.entry(world, in_use=False)], [do.begin(world, "siti")])


# The cascade


def agreed(person: int, boss: int | None, *results: ResultText, top: bool = False) -> Agreed:
    return Agreed(f"p{person}", person, boss, f"P{person}", "Post", top, PlanText(results=results))


def result(identity: str, parent: str = "", kind: str = "main") -> ResultText:
    return ResultText(identity, kind, identity, parent=parent, indicators=(IndicatorText("i", "x"),))


def outline(nodes: tuple[Node, ...]) -> list[Any]:
    return [(node.title, node.left, node.loose, outline(node.children)) for node in nodes]


def test_the_tree_says_what_is_carried_on_and_what_is_not() -> None:
    nodes = tree(
        [
            agreed(1, None, result("a"), result("b"), result("t", kind="additional"), top=True),
            agreed(2, 1, result("a1", "a"), result("x")),
            agreed(3, 2, result("a11", "a1")),
        ]
    )
    below: list[Any] = [("a1", False, False, [("a11", False, False, [])])]
    assert outline(nodes) == [
        ("a", False, False, below),
        ("b", True, False, []),
        ("t", False, False, []),
        ("x", True, True, []),
    ]


def test_a_tree_of_part_of_a_unit_begins_with_what_it_has_and_never_runs_in_a_circle() -> None:
    assert outline(tree([agreed(3, 2, result("a11", "elsewhere"))])) == [("a11", False, False, [])]
    circle = tree([agreed(1, 2, result("a", "b")), agreed(2, 1, result("b", "a"), result("c"))])
    assert [node.title for node in circle] == ["c"]


def enter(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def test_the_page_of_the_tree_shows_what_the_reader_may_see(world: World) -> None:
    do.agreed(world, "kadis", title="Layanan cepat")
    do.agreed(world, "kabid", title="Akta sehari jadi")
    do.begin(world, "siti")
    page = reverse("appraisal:plans-cascade")
    whole = enter(world, "lia").get(page, {"unit": str(world.units["agency"].public_id)}).content.decode()
    assert whole.index("Layanan cepat") < whole.index("Akta sehari jadi")
    assert "Layanan cepat" not in enter(world, "joko").get(page).content.decode()
    own = enter(world, "rekan").get(page, {"unit": str(world.units["agency"].public_id), "year": "x"})
    assert "Layanan cepat" not in own.content.decode()


def test_the_library_on_pages(world: World) -> None:
    client, plan = enter(world, "hana"), do.begin(world, "siti")
    data = {
        "unit": str(world.units["agency"].public_id),
        "title": "Layanan loket",
        "kind": "main",
        "in_use": "on",
        "indicator-1-text": "Waktu tunggu",
        "indicator-1-aspect": "time",
        "indicator-1-number": "15",
        "indicator-1-unit": "menit",
    }
    assert client.post(reverse("appraisal:plans-library-new"), {**data, "title": ""}).status_code == 400
    assert client.post(reverse("appraisal:plans-library-new"), data).status_code == 302
    entry = LibraryResult.objects.get()
    page = reverse("appraisal:plans-library-entry", args=[entry.public_id])
    assert "Waktu tunggu" in client.get(page).content.decode()
    assert client.post(page, data).status_code == 428
    assert client.post(page, {**data, "revision": 0}).status_code == 409
    assert client.post(page, {**data, "revision": 1}).status_code == 302
    assert "Layanan loket" in client.get(reverse("appraisal:plans-library")).content.decode()
    put_page = reverse("appraisal:plans-library-put")
    assert "Siti" in client.get(put_page, {"selected": str(entry.public_id)}).content.decode()
    chosen = {"entry": str(entry.public_id), "selected": str(plan.public_id)}
    assert client.post(put_page, {"entry": str(entry.public_id)}).status_code == 400
    assert client.post(put_page, chosen).status_code == 302
    assert PlanResult.objects.get().entry == entry
    for name in ("plans-library", "plans-library-new", "plans-library-put"):
        assert enter(world, "rekan").get(reverse(f"appraisal:{name}")).status_code == 403
    assert enter(world, "joko").get(page).status_code == 404


def test_a_result_that_was_put_is_worded_freely(world: World) -> None:
    plan = do.begin(world, "siti")
    put(world, "hana", [do.entry(world)], [plan])
    row = PlanResult.objects.get()
    do.save(plan, writing.save_result, row.public_id, world.actor("siti"), {"title": "Pelayanan di loket 2"})
    assert LibraryResult.objects.get().title == "Pelayanan di loket"
