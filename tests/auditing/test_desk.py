"""The audit desk: who opens it, what a search finds and what it must not find, seals for everybody to check."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.models import Evaluation
from tests.appraisal_pages import world as w
from workflow import clock, seals, triggers
from workflow.access import record_read
from workflow.auditing import running
from workflow.documents.codes import grouped
from workflow.jobs import run_job
from workflow.models import DailySeal, Event, Job

HANA, AUDI, LIA, SITI, SARI, BUDI = (
    "Hana Pertiwi", "Audi Ramadhan", "Lia Marlina", "Siti Aminah", "Sari Melinda", "Budi Santoso",
)  # fmt: skip
# The grants of this office are rows without events, as a test puts them there: the record says so of each.
GRANTS = len(w.GRANTS)
PAGES = ("/audit/", "/audit/readings/", "/audit/seals/")
ROADS = ("/api/v1/events/", "/api/v1/access-records/", "/api/v1/seals/", "/api/v1/seals/verification/")


def rows(page: str) -> int:
    return page.count("<tr><td data-label=")


@pytest.mark.parametrize("name", [HANA, LIA, SITI, SARI])
def test_only_auditors_open_the_desk(name: str, world: w.World, enter: Any) -> None:
    seals.seal_day()
    day = f"{DailySeal.objects.get().on:%Y-%m-%d}"
    form = world.form(SITI)
    more = (f"/audit/seals/{day}/", f"/audit/{form.kind}/{form.public_id}/", f"/api/v1/seals/{day}/")
    for address in (*PAGES, *ROADS, *more):
        assert enter(name).get(address).status_code == 403, address
    assert enter(name).post("/audit/verify/").status_code == 403
    assert enter(name).post("/api/v1/seals/verification/").status_code == 403
    assert not Job.objects.filter(kind=running.KIND).exists()


def test_auditors_open_everything(world: w.World, enter: Any) -> None:
    seals.seal_day()
    for address in (*PAGES, *ROADS):
        assert enter(AUDI).get(address).status_code == 200, address


def test_events_are_found_by_person_subject_time_and_capacity(world: w.World, enter: Any) -> None:
    w.submit(world, SITI)
    with clock.frozen(w.NOW + timedelta(days=3)):
        w.approve(world, SITI)
        w.submit(world, BUDI)
    assessor = world.form(SITI).assessor.full_name
    client = enter(AUDI)

    def found(**asked: str) -> list[str]:
        answer = client.get("/api/v1/events/", {"limit": "100", **asked}).json()["results"]
        page = client.get("/audit/", {name: value for name, value in asked.items() if name != "limit"}).content.decode()
        assert rows(page) == min(len(answer), 50)
        return [row["name"] for row in answer]

    kind = {"kind": Evaluation.kind}
    assert found(by=assessor, **kind) == ["evaluation.approved"]
    assert found(by=world.form(SITI).assessor.nip) == ["evaluation.approved"]
    assert found(by="Siti", about=SITI, **kind) == ["evaluation.submitted"]
    assert set(found(about=BUDI, role="subject")) == {"evaluation.submitted"}
    assert found(role="assessor") == ["evaluation.approved"]
    assert found(role="sess") == []
    assert found(by="Nobody At All") == []
    page = client.get("/audit/", {"about": SITI, "since": "2026-10-08", "until": "2026-10-08"}).content.decode()
    assert rows(page) == 1
    assert "Siti Aminah" in page
    assert rows(client.get("/audit/", {"about": SITI, "until": "2026-10-04", "role": "assessor"}).content.decode()) == 0


def test_an_auditor_elsewhere_finds_nothing_here(world: w.World, enter: Any) -> None:
    grant = world.users[AUDI].role_grants.get()
    type(grant).objects.filter(pk=grant.pk).update(unit=world.units["other"])
    form = world.form(SITI)
    record_read(form, actor=world.actor(HANA), fields=("result",), ground="hr")
    client = enter(AUDI)
    assert rows(client.get("/audit/", {"about": SITI}).content.decode()) == 0
    assert client.get("/api/v1/events/", {"about": SITI}).json()["results"] == []
    assert client.get("/api/v1/access-records/").json()["results"] == []
    assert client.get(f"/audit/{form.kind}/{form.public_id}/").status_code == 404


def test_who_read_what_is_told_with_its_ground(world: w.World, enter: Any) -> None:
    form = world.form(SITI)
    record_read(form, actor=world.actor(HANA), fields=("result", "ratings"), ground="hr")
    record_read(world.form(BUDI), actor=world.actor(SARI), fields=("self",), ground="assessor")
    client = enter(AUDI)
    found = client.get("/api/v1/access-records/", {"by": "Hana"}).json()["results"]
    assert [(one["subject"], one["reader"], one["fields_read"], one["ground"]) for one in found] == [
        (str(form.public_id), str(world.users[HANA].public_id), ["ratings", "result"], "hr")
    ]
    page = client.get("/audit/readings/", {"about": "Siti"}).content.decode()
    assert rows(page) == 1
    assert "ratings, result" in page
    assert rows(client.get("/audit/readings/", {"role": "assessor"}).content.decode()) == 1
    assert rows(client.get("/audit/readings/", {"since": "2026-10-06"}).content.decode()) == 0


def test_pages_follow_each_other_without_doubles_or_gaps(world: w.World, enter: Any) -> None:
    form = world.form(SITI)
    for _ in range(55):
        record_read(form, actor=world.actor(HANA), fields=("result",), ground="hr")
    client = enter(AUDI)
    first = client.get("/audit/readings/")
    assert rows(first.content.decode()) == 50
    assert rows(client.get(first.context["older"]).content.decode()) == 5
    assert rows(client.get("/audit/readings/", {"before": "made-up"}).content.decode()) == 50


def test_verification_is_ordered_from_the_page_and_names_what_it_found(world: w.World, enter: Any) -> None:
    form = world.form(SITI)
    row = Event.objects.filter(kind=form.kind, subject_id=form.pk).latest("version")
    with triggers.lifted():
        Event.objects.filter(pk=row.pk).update(role="hr")
    client = enter(AUDI)
    answer = client.post("/audit/verify/")
    job = Job.objects.get(kind=running.KIND)
    assert answer.headers["Location"] == f"/jobs/{job.public_id}/"
    assert client.post("/api/v1/seals/verification/").json() == {"job": str(job.public_id)}
    run_job(job.pk)
    page = client.get("/audit/").content.decode()
    assert f"{1 + GRANTS} places were found." in page
    assert f"/audit/{form.kind}/{form.public_id}/" in page
    assert "its columns say something else than its sealed text" in page
    found = client.get("/api/v1/seals/verification/").json()
    assert found["count"] == 1 + GRANTS
    assert any("Siti Aminah" in place for place in found["places"])
    assert "This chain does not hold" in client.get(f"/audit/{form.kind}/{form.public_id}/").content.decode()


def test_what_was_found_outside_the_units_is_counted_and_not_named(world: w.World, enter: Any) -> None:
    form = world.form(SITI)
    with triggers.lifted():
        Event.objects.filter(kind=form.kind, subject_id=form.pk, version=0).update(role="hr")
    run_job(running.order(world.actor(AUDI)).pk)
    grant = world.users[AUDI].role_grants.get()
    type(grant).objects.filter(pk=grant.pk).update(unit=world.units["other"])
    page = enter(AUDI).get("/audit/").content.decode()
    assert f"{1 + GRANTS} places were found." in page
    assert "outside your units" in page
    assert SITI not in page
    assert str(form.public_id) not in page


def test_a_chain_that_holds_says_so_with_its_seal(world: w.World, enter: Any) -> None:
    seals.seal_day()
    form = world.form(SITI)
    page = enter(AUDI).get(f"/audit/{form.kind}/{form.public_id}/").content.decode()
    assert "This chain holds" in page
    assert "/audit/seals/2026-10-05/" in page


def test_the_seal_is_a_page_and_everybody_can_check_its_code(world: w.World, enter: Any) -> None:
    seal = seals.seal_day()
    code = grouped(seal.code)
    page = enter(AUDI).get("/audit/seals/2026-10-05/").content.decode()
    assert code in page
    assert "The seal holds" in page
    anybody = enter(AUDI)
    anybody.logout()
    told = anybody.get(f"/verify/{code}/").content.decode()
    assert "Segel cocok" in told
    # The verdict and nothing else.
    assert seal.root[:8] not in told
    assert "Segel cocok" in anybody.post("/verify/", {"wanted": seal.hash}).content.decode()
    with triggers.lifted():
        Event.objects.filter(kind=Evaluation.kind).update(hash="0" * 64)
    assert "Catatan berbeda dengan segel ini" in anybody.get(f"/verify/{code}/").content.decode()
    assert enter(AUDI).get("/api/v1/seals/2026-10-05/").json()["holds"] is False
    for wrong in ("2026-10-04", "yesterday", "2026-13-45"):
        assert enter(AUDI).get(f"/audit/seals/{wrong}/").status_code == 404


@pytest.mark.parametrize("address", ["/audit/", "/audit/readings/", "/audit/seals/", "/audit/?about=siti&by=siti"])
def test_statements_stay_under_the_house_limit(address: str, world: w.World, enter: Any) -> None:
    form = world.form(SITI)
    with triggers.lifted():
        Event.objects.filter(kind=form.kind, subject_id=form.pk, version=0).update(role="hr")
    run_job(running.order(world.actor(AUDI)).pk)
    record_read(form, actor=world.actor(HANA), fields=("result",), ground="hr")
    client = enter(AUDI)
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    assert len(found) <= 15
