"""Half a year of help over REST: two trainings, a missed talk, a rest of four weeks, closure, and the report as PDF."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from tests.appraisal.world import let_clock_work
from tests.documents.scenes import work
from tests.journeys.rest_office import CASE, PDF, Office, named, on
from tests.journeys.rest_people import Person, expect
from workflow import clock
from workflow.history import verify_all

REST = timedelta(days=28)


class Help:
    """Siti's case, and what the people around it do."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.row = office.siti.only("cases")
        self.path = f"cases/{self.row['id']}/"

    @property
    def now(self) -> Any:
        """The case as Siti reads it; the clock has worked before."""
        let_clock_work()
        return self.office.siti.reads(self.path)

    def is_planned(self) -> None:
        """A coach, three talks, stages of one, three and six months; both sides agree and the work begins."""
        office = self.office
        citra = office.hana.reads("employees/?q=Citra")["results"][0]
        office.hana.takes("cases", self.row, "assign_coach", coach=citra["id"])
        office.citra.finds_in_inbox(CASE, self.row)
        plan = {"sessions_required": 3, "sessions_every_days": 30, "stage_months": [1, 3, 6]}
        office.kabid.saves(f"{self.path}plan/", {"revision": self.now["plan_revision"], **plan})
        office.kabid.takes("cases", self.row, "propose")
        office.siti.takes("cases", self.row, "agree")
        office.kabid.takes("cases", self.row, "agree")
        office.kabid.takes("cases", self.row, "start")
        assert [stage["due_on"] for stage in self.now["stages"]] == ["2026-11-22", "2027-01-22", "2027-04-21"]

    def plans_a_talk(self) -> Any:
        """The coach invites for tomorrow."""
        planned = (clock.now() + timedelta(days=1)).isoformat()
        return self.office.citra.sends("coaching-sessions/", {"case": self.row["id"], "planned_at": planned})

    def talks(self, talk: dict[str, Any]) -> None:
        """The talk was held an hour ago; both sides say the record is right."""
        words = {"minutes": 45, "notes": "Hambatan dibahas.", "agreements": "Register diisi tiap hari."}
        held = (clock.now() - timedelta(hours=1)).isoformat()
        self.office.citra.takes("coaching-sessions", talk, "record", held_at=held, **words)
        self.office.siti.takes("coaching-sessions", talk, "acknowledge")
        self.office.citra.takes("coaching-sessions", talk, "acknowledge")

    def books(self, training: dict[str, Any]) -> Any:
        """Siti asks for a seat and gets it; the request belongs to the case."""
        enrolment = self.office.siti.sends("enrolments/", {"training": training["id"], "wish": "Agar lebih tertib."})
        assert enrolment["case"] == self.row["id"]
        self.office.tita.takes("enrolments", enrolment, "approve")
        return enrolment

    def completes(self, enrolment: dict[str, Any], number: int) -> None:
        """Attended, with a certificate of its own."""
        proof = named(PDF + b"%" * number, "sertifikat.pdf")
        self.office.tita.takes("enrolments", enrolment, "attend")
        file = self.office.siti.uploads(f"enrolments/{enrolment['id']}/certificates/", proof)
        result = {"result": "passed", "jp_hours": 16, "certificate": file["id"]}
        self.office.tita.takes("enrolments", enrolment, "complete", **result)

    def finishes_what_is_due(self) -> None:
        """Siti records progress on every item of the stage that is next."""
        day = next(stage["due_on"] for stage in self.now["stages"] if stage["is_next"])
        for item in self.now["items"]:
            if item["done_at"] is None and item["due_on"] <= day:
                words = {"item": item["id"], "progress": "Tercapai dan terbukti.", "done": True}
                self.office.siti.takes("cases", self.row, "record_progress", **words)

    def closes_a_stage(self, by: Person) -> None:
        stage = next(one for one in self.now["stages"] if one["is_next"])
        assert stage["missing"] == []
        by.takes("cases", self.row, "close_stage", stage=stage["id"], statement="Target tahap ini tercapai.")

    @property
    def missing(self) -> list[str]:
        return [one for check in self.now["closing_criteria"] for one in check["missing"]]


def trainings_on_offer(office: Office) -> list[Any]:
    """One for each weak item, so that the drafted plan proposes both."""
    body = {"kind": "klasikal", "provider": "BKPSDMD", "jp_hours": 16, "seats": 20}
    offers = (("T-1", "Tertib berkas", "2026-12-01", "hasil_utama"), ("T-2", "Hadir tepat", "2027-02-09", "disiplin"))
    return [
        office.tita.sends(
            "trainings/",
            {"code": code, "title": title, "starts_on": day, "ends_on": day, "indicators": [weak], **body},
        )
        for code, title, day, weak in offers
    ]


def test_half_a_year_of_help_ends_with_a_report(office: Office) -> None:
    with on(20):
        first, second = trainings_on_offer(office)
    with on(21):
        office.siti.takes("evaluations", office.form, "accept")
        case = Help(office)
        assert {item["training"] for item in case.now["items"]} >= {first["id"], second["id"]}
    with on(22):
        case.is_planned()
    first_month(case, first)
    the_rest(case)
    until_spring(case, second)
    the_end(case)
    assert list(verify_all()) == []


def first_month(case: Help, training: dict[str, Any]) -> None:
    """One talk is held, one is missed; the first stage is closed, and the first training is taken."""
    with on(2, 11):
        talk = case.plans_a_talk()
        seat = case.books(training)
    with on(3, 11):
        case.talks(talk)
    with on(16, 11):
        missed = case.plans_a_talk()
    with on(18, 11):
        the_talk_is_missed(case, missed)
    with on(20, 11):
        case.finishes_what_is_due()
        case.closes_a_stage(case.office.kabid)
    with on(1, 12):
        case.completes(seat, 1)
    with on(8, 12):
        assert "missed_session" in {sign["code"] for sign in case.now["warnings"]}
        assert case.row["id"] in {row["id"] for row in case.office.hana.reads("cases/?warned=true")["results"]}


def the_talk_is_missed(case: Help, talk: dict[str, Any]) -> None:
    """Siti did not come: the coach says so, with the reason, and the talk does not count."""
    case.office.citra.takes("coaching-sessions", talk, "miss", absent="employee", reason="Siti sakit.")
    assert case.office.siti.reads(f"coaching-sessions/{talk['id']}/")["state"] == "missed"
    case.office.siti.finds_in_inbox("cases.coaching_session", talk)


def the_rest(case: Help) -> None:
    """Four weeks in which nothing is due and no talk is planned; every open day moves along."""
    office = case.office
    with on(14, 12):
        office.hana.takes("cases", case.row, "hold", reason="Cuti sakit.")
        planned = {"case": case.row["id"], "planned_at": (clock.now() + timedelta(days=1)).isoformat()}
        expect(office.citra.client.post("/api/v1/coaching-sessions/", planned, format="json"), 409)
        assert case.now["warnings"] == []
    with on(11, 1, 2027):
        office.hana.takes("cases", case.row, "resume")
        stages = case.now["stages"]
        assert [stage["due_on"] for stage in stages] == ["2026-11-22", "2027-02-19", "2027-05-19"]
        assert [stage["first_due_on"] for stage in stages] == ["2026-11-22", "2027-01-22", "2027-04-21"]
        assert case.now["target_on"] == "2027-05-19"


def until_spring(case: Help, training: dict[str, Any]) -> None:
    """The second talk and the second training; the second stage is closed."""
    with on(18, 1, 2027):
        talk = case.plans_a_talk()
        seat = case.books(training)
    with on(19, 1, 2027):
        case.talks(talk)
    with on(9, 2, 2027):
        case.completes(seat, 2)
    with on(15, 2, 2027):
        case.finishes_what_is_due()
        case.closes_a_stage(case.office.kabid)


def the_end(case: Help) -> None:
    """The last talk, the last stage, the review, the closure; a report that both sides may read, and nobody else."""
    office = case.office
    with on(22, 3, 2027):
        talk = case.plans_a_talk()
    with on(23, 3, 2027):
        case.talks(talk)
        assert case.missing
    with on(10, 5, 2027):
        case.finishes_what_is_due()
        case.closes_a_stage(office.kabid)
        assert case.missing == []
        office.kabid.takes("cases", case.row, "submit_for_review", summary="Enam bulan tanpa berkas terlambat.")
    with on(17, 5, 2027):
        office.hana.takes("cases", case.row, "close", outcome="target_met", outcome_note="Tertib dan tepat waktu.")
        assert case.now["state"] == "closed"
        work(clock.now())
        said = report_of(case)
    missed, rest = "Tidak hadir: Pegawai", "14 Desember 2026 11 Januari 2027 28"
    for words in ("Siti Aminah", "Tertib berkas", "Hadir tepat", missed, rest, "Tertib dan tepat waktu."):
        assert words in said, words
    assert "Hambatan dibahas." not in said


def report_of(case: Help) -> str:
    """The words of the report as Siti fetches it."""
    found = case.office.siti.reads("documents/?kind=cases.closing_report&language=id")["results"]
    assert len(found) == 1
    case.office.tita.is_refused(f"documents/{found[0]['id']}/", 404)
    pages = PdfReader(BytesIO(case.office.siti.downloads(f"documents/{found[0]['id']}/file/"))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
