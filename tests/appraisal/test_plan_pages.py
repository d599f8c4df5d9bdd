"""Pages of plans: begun, written as typed, proposed, agreed with both versions beside each other; the panel."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.models import Cycle, Plan, PlanIndicator, PlanResult
from appraisal.plans.actions import writing
from tests.appraisal import plans as do
from tests.appraisal import world as forms
from tests.appraisal.world import World
from workflow.models import AccessRecord, EventText

Enter = Callable[[str], Client]
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1"}


@pytest.fixture
def enter(world: World) -> Enter:
    def make(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return make


def at(name: str, plan: Plan, *more: Any) -> str:
    return reverse(f"appraisal:{name}", args=[plan.public_id, *more])


def post_of(plan: Plan, act: str = "save", **more: Any) -> dict[str, Any]:
    stored = do.fresh(plan)
    return {"revision": stored.revision, "version": stored.version, "act": act, **more}


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_plan_is_begun_written_and_proposed_without_script(world: World, enter: Enter) -> None:
    client = enter("siti")
    assert "2026-01-01" in text(client.get(reverse("appraisal:plans")))
    client.post(reverse("appraisal:plan-begin"), {"period_from": "2026-01-01"})
    plan = Plan.objects.get()
    edit = at("plan-edit", plan)
    assert client.post(edit, post_of(plan, "add-result:main")).status_code == 302
    row, one = PlanResult.objects.get(), PlanIndicator.objects.get()
    typed = {
        f"result-{row.public_id}-title": "Akta terbit tepat waktu",
        f"indicator-{one.public_id}-text": "Rata-rata hari terbit",
        f"indicator-{one.public_id}-number": "1,5",
        f"indicator-{one.public_id}-unit": "hari",
        "value-akuntabel": "Berkas tercatat",
        "annex-support": "Satu printer\nSatu petugas",
    }
    assert client.post(edit, post_of(plan, "propose", **typed)).status_code == 302
    stored = do.fresh(plan)
    assert (stored.state, stored.expectations, stored.support) == (
        "proposed",
        {"akuntabel": "Berkas tercatat"},
        "Satu printer\nSatu petugas",
    )
    page = text(client.get(at("plan", plan)))
    assert "Akta terbit tepat waktu" in page
    assert "1,5 hari" in page
    assert client.get(edit).status_code == 302


def test_typing_is_saved_and_both_texts_are_told(world: World, enter: Enter) -> None:
    plan, client = do.written(world, "siti"), enter("siti")
    name = f"result-{PlanResult.objects.get().public_id}-title"
    answer = client.post(at("plan-edit", plan), {"revision": plan.revision, name: "dari ponsel"}, **AUTOSAVE)
    assert (answer.status_code, answer.json()["revision"]) == (200, plan.revision + 1)
    stale = client.post(at("plan-edit", plan), {"revision": plan.revision, name: "dari kantor"}, **AUTOSAVE)
    assert stale.status_code == 409
    assert stale.json()["current"] == {"revision": plan.revision + 1, "fields": {name: "dari ponsel"}}
    assert client.post(at("plan-edit", plan), {name: "tanpa revisi"}, **AUTOSAVE).status_code == 428
    page = client.post(at("plan-edit", plan), {"revision": plan.revision, name: "dari kantor", "act": "save"})
    assert page.status_code == 409
    assert "dari ponsel" in text(page)
    assert "dari kantor" in text(page)


def test_faults_stand_at_their_field_and_the_text_is_kept(world: World, enter: Enter) -> None:
    plan, client = do.written(world, "siti"), enter("siti")
    name = f"indicator-{PlanIndicator.objects.get().public_id}-number"
    answer = client.post(at("plan-edit", plan), post_of(plan, **{name: "banyak"}))
    assert answer.status_code == 400
    assert f'href="#id_{name}"' in text(answer)
    assert 'value="banyak"' in text(answer)


def test_parts_are_added_and_taken_out(world: World, enter: Enter) -> None:
    plan, client = do.written(world, "siti"), enter("siti")
    row = PlanResult.objects.get()
    client.post(at("plan-edit", plan), post_of(plan, f"add-indicator:{row.public_id}"))
    assert row.indicators.count() == 2
    one = row.indicators.latest("pk")
    client.post(at("plan-edit", plan), post_of(plan, f"remove-indicator:{one.public_id}"))
    client.post(at("plan-edit", plan), post_of(plan, f"remove-result:{row.public_id}"))
    assert (row.indicators.filter(removed=True).count(), PlanResult.objects.filter(removed=True).count()) == (1, 1)
    for wrong in ("explode", "add-indicator:siapa", f"remove-result:{row.public_id}"):
        assert client.post(at("plan-edit", plan), post_of(plan, wrong)).status_code in (400, 404), wrong


@pytest.mark.parametrize(("person", "status"), [("kabid", 403), ("hana", 403), ("rekan", 404), ("joko", 404)])
def test_nobody_else_gets_the_editor(world: World, enter: Enter, person: str, status: int) -> None:
    plan = do.written(world, "siti")
    assert enter(person).get(at("plan-edit", plan)).status_code == status
    answer = enter(person).post(at("plan-edit", plan), post_of(plan, "add-result:main"))
    assert answer.status_code == status


def test_what_is_being_written_is_nobody_elses_to_read(world: World, enter: Enter) -> None:
    plan = do.written(world, "siti", text="Indikator rahasia")
    for person in ("kabid", "hana", "audi", "lia"):
        assert "Indikator rahasia" not in text(enter(person).get(at("plan", plan))), person
    do.act(plan, "propose", world.actor("siti"))
    assert "Indikator rahasia" in text(enter("kabid").get(at("plan", plan)))
    assert "Indikator rahasia" not in text(enter("kadis").get(at("plan", plan)))
    record = AccessRecord.objects.get(kind=Plan.kind, reader_id=world.users["kabid"].pk, fields__contains="working")
    assert record.subject_id == plan.pk


def test_the_assessor_is_warned_writes_what_is_expected_and_agrees(world: World, enter: Enter) -> None:
    plan, client = do.proposed(world, "siti"), enter("kabid")
    assert "hasil" in text(client.get(at("plan", plan))).lower()
    values = {"revision": plan.revision, "value-loyal": "Menjaga rahasia warga"}
    assert client.post(at("plan-expectations", plan), values, **AUTOSAVE).status_code == 200
    act = {"transition": "agree", "version": plan.version}
    assert client.post(at("plan-transition", plan), act).status_code == 302
    assert do.fresh(plan).expectations == {"loyal": "Menjaga rahasia warga"}
    answer = client.post(at("plan-expectations", plan), {**values, "revision": plan.revision + 1}, **AUTOSAVE)
    assert (answer.status_code, answer.json()["code"]) == (409, "state_conflict")


def test_both_versions_stand_beside_each_other(world: World, enter: Enter) -> None:
    plan, siti = do.changing(world, "siti"), world.actor("siti")
    row = PlanResult.objects.get(plan=plan)
    do.save(plan, writing.save_result, row.public_id, siti, {"title": "Laporan tersusun lebih cepat"})
    page = text(enter("kabid").get(at("plan", plan)))
    assert "lebih cepat" not in page
    assert "Laporan tersusun tepat waktu" in page
    do.act(plan, "propose", siti)
    page = text(enter("kabid").get(at("plan", plan)))
    assert "<del>" in page
    assert "lebih cepat" in page
    do.act(plan, "agree", world.actor("kabid"))
    first, second = (text(enter("siti").get(at("plan-version", plan, number))) for number in (1, 2))
    assert "lebih cepat" not in first
    assert "Target baru dari dinas." in second
    assert enter("siti").get(at("plan-version", plan, 3)).status_code == 404


def test_a_refused_step_explains_itself(world: World, enter: Enter) -> None:
    plan = do.begin(world, "siti")
    answer = enter("siti").post(at("plan-edit", plan), post_of(plan, "propose"))
    assert answer.status_code == 422
    plan = do.proposed(world, "rekan")
    answer = enter("kabid").post(at("plan-transition", plan), {"transition": "return", "version": plan.version})
    assert answer.status_code == 400
    answer = enter("kabid").post(at("plan-transition", plan), {"transition": "agree", "version": 0})
    assert answer.status_code == 409


def test_hr_begins_a_draft_with_a_reason(world: World, enter: Enter) -> None:
    client, siti = enter("hana"), world.people["siti"].public_id
    page = reverse("appraisal:plan-new")
    assert str(siti) in text(client.get(page, {"q": "siti"}))
    data = {"person": str(siti), "period_from": "2026-01-01"}
    assert client.post(page, data).status_code == 400
    assert client.post(page, {**data, "reason": "Sampai pekan kedua belum ada."}).status_code == 302
    assert "pekan kedua" in EventText.objects.latest("pk").content
    assert enter("kabid").get(page).status_code == 403
    assert enter("joko").post(page, {**data, "reason": "x"}).status_code == 404


def test_the_history_tells_who_did_what(world: World, enter: Enter) -> None:
    plan = do.act(do.proposed(world, "siti"), "return", world.actor("kabid"), reason="Belum ada target.")
    assert "Belum ada target." in text(enter("siti").get(at("plan-history", plan)))
    assert enter("lia").get(at("plan-history", plan)).status_code == 403


def test_lists_show_what_the_policy_shows(world: World, enter: Enter) -> None:
    do.agreed(world, "siti")
    do.begin(world, "wati")
    team = reverse("appraisal:plans-team")
    page = text(enter("kabid").get(team))
    assert "Siti" in page
    assert "Wati" in page
    assert "Wati" not in text(enter("kabid").get(team, {"state": "agreed"}))
    assert "Siti" not in text(enter("joko").get(team))
    assert "Siti" not in text(enter("kabid").get(team, {"year": "2025"}))
    assert "Siti" in text(enter("kabid").get(team, {"unit": str(world.units["section"].public_id)}))
    assert enter("kabid").get(team, {"unit": "x", "year": "dua", "after": "??"}).status_code == 200


# The panel beside the evaluation


def test_the_form_shows_the_plan_in_force_at_the_end_of_the_period(world: World, cycle: Cycle, enter: Enter) -> None:
    do.agreed(world, "siti", title="Akta terbit sehari")
    form = world.form_of("siti")
    page = text(enter("siti").get(reverse("appraisal:self", args=[form.public_id])))
    assert "Akta terbit sehari" in page
    assert "plan-in-force" in page
    forms.submit(world, "siti")
    assert "Akta terbit sehari" in text(enter("kabid").get(reverse("appraisal:review", args=[form.public_id])))
    rekan = world.form_of("rekan")
    assert "plan-in-force" not in text(enter("rekan").get(reverse("appraisal:self", args=[rekan.public_id])))


def test_the_panel_says_when_the_plan_came_after_the_period(world: World, cycle: Cycle, enter: Enter) -> None:
    plan = do.agreed(world, "siti")
    address = reverse("appraisal:self", args=[world.form_of("siti").public_id])
    late = "setelah akhir masa penilaian"
    assert late in text(enter("siti").get(address))
    plan.versions.update(agreed_on=cycle.period_until)
    assert late not in text(enter("siti").get(address))
