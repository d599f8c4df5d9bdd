"""The whole story over REST: from the import of the people to a closed case, six people, each with a token of his own.

Whoever is next finds the notice in the inbox once the relay has run.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.models import ImprovementCase
from tests.journeys.rest_office import CASE, EVALUATION, MONDAY, OBJECTION, PDF, Office, named, on
from workflow import clock, outbox
from workflow.history import history_of, verify_all


class Story(Office):
    """The office, and what its people make of a low result."""

    case: dict[str, Any]

    # The objection

    def siti_objects(self) -> Any:
        objection = self.siti.sends("objections/", {"evaluation": self.form["id"]})
        item = next(item for item in self.form["items"] if item["code"] == "disiplin")
        claim = {"claim": "Daftar hadir menunjukkan nol keterlambatan.", "wished_rating": 2}
        revision = objection["claim_revision"]
        self.siti.saves(f"objections/{objection['id']}/claims/{item['id']}/", {"revision": revision, **claim})
        contested = self.siti.reads(f"objections/{objection['id']}/")["items"][0]
        path = f"objections/{objection['id']}/items/{contested['id']}/evidence/"
        self.siti.uploads(path, named(PDF, "daftar-hadir.pdf"))
        self.kabid.is_refused(f"objections/{objection['id']}/", 404)
        self.siti.takes("objections", objection, "file")
        self.kabid.finds_in_inbox(OBJECTION, objection)
        return objection

    def kabid_answers_and_kadis_decides(self, objection: dict[str, Any]) -> None:
        path = f"objections/{objection['id']}/"
        seen = self.kabid.reads(path)
        item = seen["items"][0]
        body = {"revision": seen["answer_revision"], "answer": "Ketertiban berkas yang saya maksud."}
        self.kabid.saves(f"{path}items/{item['id']}/answer/", body)
        self.kabid.takes("objections", objection, "answer")
        self.kadis.finds_in_inbox(OBJECTION, objection)
        seen = self.kadis.reads(path)
        ruling = {"ruling": "uphold", "ruling_reason": "Berkas terlambat terbukti dari register."}
        self.kadis.saves(f"{path}items/{item['id']}/ruling/", {"revision": seen["ruling_revision"], **ruling})
        assert "private_note" not in self.siti.reads(path)
        self.kadis.takes("objections", objection, "decide")
        self.siti.finds_in_inbox(OBJECTION, objection)
        assert self.siti.reads(f"evaluations/{self.form['id']}/")["state"] == "final"

    # The case

    def the_case_opened_by_itself(self) -> None:
        self.case = self.siti.only("cases")
        row = ImprovementCase.objects.get(public_id=self.case["id"])
        created = history_of(row).first()
        assert created is not None
        assert created.cause is not None
        assert created.cause.kind == EVALUATION
        outbox.relay_all()
        self.kabid.finds_in_inbox(CASE, self.case)
        self.hana.finds_in_inbox(CASE, self.case)

    def a_coach_and_a_plan(self) -> None:
        citra = self.hana.reads("employees/?q=Citra")["results"][0]
        self.hana.takes("cases", self.case, "assign_coach", coach=citra["id"])
        self.citra.finds_in_inbox(CASE, self.case)
        path = f"cases/{self.case['id']}/"
        seen = self.kabid.reads(path)
        plan = {
            "goal": "Semua berkas selesai tepat waktu.",
            "sessions_required": 1,
            "target_on": "2027-04-30",
            "stage_months": [],
        }
        self.kabid.saves(f"{path}plan/", {"revision": seen["plan_revision"], **plan})
        for line in self.kabid.reads(path)["items"]:
            if line["due_on"] is None:
                body = {"revision": line["revision"], "due_on": "2026-12-11"}
                self.kabid.saves(f"{path}plan-items/{line['id']}/", body)
        self.kabid.takes("cases", self.case, "propose")
        self.siti.finds_in_inbox(CASE, self.case)
        self.siti.takes("cases", self.case, "agree")
        self.kabid.finds_in_inbox(CASE, self.case)
        self.kabid.takes("cases", self.case, "agree")
        self.kabid.takes("cases", self.case, "start")

    def a_session_is_planned(self) -> Any:
        planned = (clock.now() + timedelta(hours=2)).isoformat()
        return self.citra.sends("coaching-sessions/", {"case": self.case["id"], "planned_at": planned})

    def the_session_is_held_and_acknowledged_by_both(self, session: dict[str, Any]) -> None:
        self.siti.finds_in_inbox("cases.coaching_session", session)
        words = {"notes": "Hambatan dibahas.", "agreements": "Register diisi tiap hari."}
        held = (clock.now() - timedelta(hours=20)).isoformat()
        self.citra.takes("coaching-sessions", session, "record", held_at=held, minutes=45, **words)
        self.siti.finds_in_inbox("cases.coaching_session", session)
        self.siti.takes("coaching-sessions", session, "acknowledge")
        self.citra.finds_in_inbox("cases.coaching_session", session)
        self.citra.takes("coaching-sessions", session, "acknowledge")
        assert self.hana.reads(f"coaching-sessions/{session['id']}/")["state"] == "confirmed"
        assert "notes" not in self.hana.reads(f"coaching-sessions/{session['id']}/")

    def a_training_is_asked_for(self) -> Any:
        training = {"code": "D-1", "title": "Tertib berkas", "kind": "klasikal", "provider": "BKPSDMD", "jp_hours": 16}
        days = {"starts_on": "2026-11-23", "ends_on": "2026-11-24", "seats": 20, "indicators": ["disiplin"]}
        made = self.tita.sends("trainings/", {**training, **days})
        enrolment = self.siti.sends("enrolments/", {"training": made["id"], "wish": "Agar lebih tertib."})
        self.tita.finds_in_inbox("cases.enrolment", enrolment)
        self.tita.takes("enrolments", enrolment, "approve")
        self.siti.finds_in_inbox("cases.enrolment", enrolment)
        return enrolment

    def the_training_is_completed(self, enrolment: dict[str, Any]) -> None:
        self.tita.takes("enrolments", enrolment, "attend")
        file = self.siti.uploads(f"enrolments/{enrolment['id']}/certificates/", named(PDF, "sertifikat.pdf"))
        result = {"result": "passed", "jp_hours": 16, "certificate": file["id"]}
        self.tita.takes("enrolments", enrolment, "complete", **result)
        self.siti.finds_in_inbox("cases.enrolment", enrolment)

    def the_case_is_closed(self) -> None:
        path = f"cases/{self.case['id']}/"
        for line in self.siti.reads(path)["items"]:
            if line["done_at"] is None:
                words = {"item": line["id"], "progress": "Tercapai.", "done": True}
                self.siti.takes("cases", self.case, "record_progress", **words)
        self.kabid.takes("cases", self.case, "submit_for_review", summary="Tiga pekan tanpa berkas terlambat.")
        self.hana.finds_in_inbox(CASE, self.case)
        assert all(check["fulfilled"] for check in self.hana.reads(path)["closing_criteria"])
        self.hana.takes("cases", self.case, "close", outcome="target_met", outcome_note="Tertib.")
        self.siti.finds_in_inbox(CASE, self.case)
        assert self.siti.reads(path)["state"] == "closed"


@pytest.mark.django_db
@pytest.mark.slow
def test_the_whole_story_over_rest() -> None:
    with clock.frozen(MONDAY):
        story = Story()
        story.people_come_in()
        story.everybody_gets_a_password_of_his_own()
        story.the_training_officer_is_named()
        story.hr_opens_a_cycle()
    with on(7):
        story.siti_assesses_herself()
        story.kabid_returns_and_siti_submits_again()
    with on(19):
        story.kabid_approves_a_low_result()
    with on(21):
        objection = story.siti_objects()
    with on(23):
        story.kabid_answers_and_kadis_decides(objection)
        story.the_case_opened_by_itself()
        story.a_coach_and_a_plan()
    with on(2, 11):
        session = story.a_session_is_planned()
    with on(3, 11):
        story.the_session_is_held_and_acknowledged_by_both(session)
        enrolment = story.a_training_is_asked_for()
    with on(25, 11):
        story.the_training_is_completed(enrolment)
        story.the_case_is_closed()
    assert list(verify_all()) == []
