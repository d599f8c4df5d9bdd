"""An office over REST: from the import of its people to a low result that was handed over, and what may follow.

Five people and the head of the regency, each with a token of his own. Only time itself and the worker are moved by
the tests: the clock is set, queued jobs are run and what is due is swept, as the worker does.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

from organization import tree
from organization.actions.accounts import change_own_password, print_slips
from organization.actions.grants import grant_role
from organization.models import Appointment, Employee, Post, Unit, User
from tests.appraisal.world import let_clock_work, run_jobs
from tests.journeys.rest_people import PASSWORD, Person, expect
from tests.layers import Layer
from tests.organization.conftest import make_nip, workbook
from workflow import clock
from workflow.actors import CLOCK, actor_of
from workflow.roles import Role
from workflow.transactions import durable

EVALUATION, OBJECTION, CASE = "appraisal.evaluation", "appraisal.objection", "cases.improvement_case"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MONDAY = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
WINDOWS = {
    "period_from": "2026-07-01",
    "period_until": "2026-09-30",
    "self_from": "2026-10-06",
    "self_until": "2026-10-16",
    "review_until": "2026-10-30",
    "close_by": "2026-12-31",
}
UNIT_HEAD = ["kode", "nama", "jenis", "kode_induk"]
UNITS = [["1.05", "Dinas Kesehatan", "Dinas", "1"], ["1.05.02", "Bidang Pelayanan", "Bidang", "1.05"]]
PEOPLE_HEAD = [
    "nip",
    "nama",
    "jenis_pegawai",
    "kode_unit",
    "jabatan",
    "jenis_jabatan",
    "kepala_unit",
    "tmt_jabatan",
    "nama_pengguna",
]
# serial, name, unit, post, kind of post, head, user name
PEOPLE = [
    (1, "Rahmat Hidayat", "1.05", "Kepala Dinas", "JPT", "ya", "kadis"),
    (2, "Dewi Lestari", "1.05.02", "Kepala Bidang", "administrator", "ya", "kabid"),
    (3, "Siti Aminah", "1.05.02", "Analis Kesehatan", "pelaksana", "tidak", "siti"),
    (4, "Citra Anggraini", "1.05", "Widyaiswara", "fungsional", "tidak", "citra"),
    (5, "Tita Marlina", "1.05", "Pengelola Pelatihan", "pelaksana", "tidak", "tita"),
]


def on(day: int, month: int = 10, year: int = 2026) -> Any:
    """Nine in the morning of a day, in Bangko."""
    return clock.frozen(datetime(year, month, day, 2, 0, tzinfo=UTC))


def install() -> Person:
    """What exists before the first import: the regency, its head, and one HR officer."""
    regency = Unit.objects.create(code="1", name="Kabupaten", kind="regency")
    with durable():
        tree.rebuild(tree.lock_all())
    regency.refresh_from_db()
    bupati = Employee.objects.create(full_name="Bupati", kind="elected", unit=regency)
    seat = Post.objects.create(unit=regency, title="Bupati", kind="elected", is_head=True)
    Appointment.objects.create(employee=bupati, post=seat, valid_from=date(2025, 2, 20))
    User.objects.create_user("bupati", PASSWORD, employee=bupati)
    user = User.objects.create_user("hana", PASSWORD)
    grant_role(user, actor=CLOCK, role=Role.HR, unit=regency, basis="SK 1/2026")
    return Person("hana").signs_in()


class Office:
    """The people, and what they have made so far."""

    def __init__(self) -> None:
        self.hana = install()
        self.siti, self.kabid, self.kadis = Person("siti"), Person("kabid"), Person("kadis")
        self.citra, self.tita, self.bupati = Person("citra"), Person("tita"), Person("bupati").signs_in()
        self.form: dict[str, Any] = {}

    # The people

    def people_come_in(self) -> None:
        rows = [
            [make_nip(serial), name, "PNS", unit, post, kind, head, "2024-01-01", username]
            for serial, name, unit, post, kind, head, username in PEOPLE
        ]
        data = workbook(Unit=[UNIT_HEAD, *UNITS], Pegawai=[PEOPLE_HEAD, *rows])
        batch = self.hana.uploads("imports/", named(data, "pegawai.xlsx"))
        assert batch["state"] == "checked", batch
        self.hana.takes("imports", batch, "apply")
        again = self.hana.client.post("/api/v1/imports/", {"file": named(data, "pegawai.xlsx")}, format="multipart")
        assert expect(again, 200)["unchanged"] is True
        assert {row["name"] for row in self.hana.reads("employees/?limit=100")["results"]} >= {row[1] for row in PEOPLE}

    def everybody_gets_a_password_of_his_own(self) -> None:
        people = [self.kadis, self.kabid, self.siti, self.citra, self.tita]
        slips = print_slips(
            [Employee.objects.get(user__username=person.username) for person in people], actor=actor_of(self.hana.user)
        )
        for person, slip in zip(people, slips, strict=True):
            body = {"username": slip.username, "password": slip.password, "name": "too early"}
            early = person.client.post("/api/v1/tokens/", body, format="json")
            assert (early.status_code, early.json()["code"]) == (403, "password_change_required")
            change_own_password(person.user, actor=actor_of(person.user), current=slip.password, new=PASSWORD)
            person.signs_in()
            assert person.reads("me/")["username"] == person.username

    def the_training_officer_is_named(self) -> None:
        agency = self.hana.reads("units/?code=1.05")["results"][0]
        tita = self.hana.reads("employees/?q=Tita")["results"][0]
        grant = {"employee": tita["id"], "unit": agency["id"], "role": "training_officer", "basis": "SK 7/2026"}
        self.hana.sends("role-grants/", {**grant, "valid_from": "2026-10-01"})
        self.tita.finds_in_inbox("organization.role_grant")

    # The cycle

    def hr_opens_a_cycle(self) -> None:
        root = self.hana.reads("units/?code=1")["results"][0]
        rules = self.hana.sends("rule-sets/", {"unit": root["id"], "name": "Aturan 2026"})
        assert rules["faults"] == []
        self.hana.takes("rule-sets", rules, "publish")
        body = {"name": "Triwulan III 2026", "unit": root["id"], "rule_set": rules["id"], **WINDOWS}
        cycle = self.hana.sends("cycles/", body)
        counted = self.hana.reads(f"cycles/{cycle['id']}/dry-run/")
        assert counted["included"] == len(PEOPLE)
        self.hana.takes("cycles", cycle, "open")
        assert run_jobs() == ["done"]
        assert self.hana.reads(f"cycles/{cycle['id']}/")["state"] == "running"
        progress = self.hana.reads(f"cycles/{cycle['id']}/progress/")
        assert (progress["job"]["state"], progress["job"]["done"]) == ("done", len(PEOPLE))
        self.hana.finds_in_inbox("appraisal.cycle", cycle)

    def siti_assesses_herself(self) -> None:
        let_clock_work()
        self.form = self.siti.only("evaluations", "?state=self_assessment")
        self.siti.finds_in_inbox(EVALUATION, self.form)
        self.kabid.is_refused("evaluations/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/", 404)
        self.citra.is_refused(f"evaluations/{self.form['id']}/", 404)
        for item in self.form["items"]:
            self.saves_self(item, {"realisation": "Selesai tepat waktu.", "rating": 2, "story": "Bersama tim."})
        item = self.form["items"][0]
        file = self.siti.uploads(
            f"evaluations/{self.form['id']}/items/{item['id']}/evidence/", named(PDF, "laporan.pdf")
        )
        download: Any = self.siti.client.get(f"/api/v1/evaluations/{self.form['id']}/evidence/{file['id']}/")
        assert download.headers["Content-Disposition"].startswith("attachment")
        assert download.headers["X-Content-Type-Options"] == "nosniff"
        assert b"".join(download.streaming_content) == PDF

    def saves_self(self, item: dict[str, Any], values: dict[str, Any]) -> None:
        revision = self.siti.reads(f"evaluations/{self.form['id']}/")["self_revision"]
        path = f"evaluations/{self.form['id']}/items/{item['id']}/self/"
        assert self.siti.saves(path, {"revision": revision, **values})["revision"] == revision + 1
        stale = self.siti.client.patch(f"/api/v1/{path}", {"revision": revision, **values}, format="json")
        assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
        assert stale.json()["current"]["stored"]["realisation"] == values["realisation"]
        lacking = self.siti.client.patch(f"/api/v1/{path}", values, format="json")
        assert lacking.status_code == 428

    def kabid_returns_and_siti_submits_again(self) -> None:
        self.siti.takes("evaluations", self.form, "submit")
        self.kabid.finds_in_inbox(EVALUATION, self.form)
        item = self.form["items"][1]
        notes = [{"item": item["id"], "note": "Sebutkan angkanya."}]
        self.kabid.takes("evaluations", self.form, "return", items=notes)
        self.siti.finds_in_inbox(EVALUATION, self.form)
        returned = self.siti.reads(f"evaluations/{self.form['id']}/")
        assert [one["return_note"] for one in returned["items"]].count("Sebutkan angkanya.") == 1
        self.saves_self(item, {"realisation": "412 dari 415 berkas.", "rating": 2})
        self.siti.takes("evaluations", self.form, "submit")
        self.kabid.finds_in_inbox(EVALUATION, self.form)

    def kabid_approves_a_low_result(self) -> None:
        path = f"evaluations/{self.form['id']}/"
        for item in self.kabid.reads(path)["items"]:
            revision = self.kabid.reads(path)["review_revision"]
            rating = 1 if item["code"] in {"disiplin", "hasil_utama"} else 2
            body = {"revision": revision, "rating": rating, "comment": "Lihat catatan."}
            self.kabid.saves(f"{path}items/{item['id']}/review/", body)
        revision = self.kabid.reads(path)["review_revision"]
        ratings = {"results_rating": 1, "behaviour_rating": 2, "narrative": "Banyak berkas terlambat."}
        self.kabid.saves(f"{path}ratings/", {"revision": revision, **ratings})
        assert "predicate" not in self.siti.reads(path)
        self.siti.is_refused(f"{path}result/", 403)
        self.kabid.takes("evaluations", self.form, "approve")
        self.siti.finds_in_inbox(EVALUATION, self.form)
        self.siti.takes("evaluations", self.form, "acknowledge")
        result = self.siti.reads(f"{path}result/")
        assert result["predicate"] == "butuh_perbaikan"
        assert result["trace"]["sections"]


def named(data: bytes, name: str) -> io.BytesIO:
    """A file as a client sends it."""
    file = io.BytesIO(data)
    file.name = name
    return file


def make_office() -> Office:
    """A running cycle on its first day."""
    office = Office()
    office.people_come_in()
    office.everybody_gets_a_password_of_his_own()
    office.the_training_officer_is_named()
    office.hr_opens_a_cycle()
    return office


def with_filled_form(office: Office) -> Office:
    """Siti has filled in her form and handed it to her assessor."""
    office.siti_assesses_herself()
    office.siti.takes("evaluations", office.form, "submit")
    office.kabid.finds_in_inbox(EVALUATION, office.form)
    return office


def with_low_result(_before: Office, office: Office) -> Office:
    """Siti's low result is handed over; the window for objections is open from this day."""
    office.kabid_approves_a_low_result()
    return office


RUNNING = Layer(make_office, at=MONDAY)
FILLED = Layer(with_filled_form, at=datetime(2026, 10, 7, 2, 0, tzinfo=UTC), on=RUNNING)
LOW = Layer(with_low_result, at=datetime(2026, 10, 19, 2, 0, tzinfo=UTC), on=FILLED)
