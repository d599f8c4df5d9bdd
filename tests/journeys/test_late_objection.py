"""An objection after its time, over REST: admitted with a reason and granted, it withdraws the running case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.appraisal.world import let_clock_work
from tests.journeys.rest_dispute import Dispute
from tests.journeys.rest_office import CASE, EVALUATION, OBJECTION, Office, on
from workflow import clock
from workflow.history import verify_all


def test_admitted_late_and_granted_it_withdraws_the_running_case(office: Office) -> None:
    with on(4, 11):
        case = silence_makes_the_result_final(office)
        talk = help_begins(office, case)
    with on(9, 11):
        dispute = siti_files_out_of_time(office)
    with on(10, 11):
        hr_admits_it(office, dispute)
        assert office.siti.reads(f"cases/{case['id']}/")["state"] == "withdrawn"
        assert office.siti.reads(f"coaching-sessions/{talk['id']}/")["state"] == "cancelled"
        office.citra.finds_in_inbox(CASE, case)
    with on(11, 11):
        dispute.is_answered()
        office.kadis.finds_in_inbox(OBJECTION, dispute.row)
    with on(12, 11):
        dispute.is_ruled_by(office.kadis, {"hasil_utama": 2}, "Rekap bulanan terbukti.")
        decided = dispute.is_decided_by(office.kadis, results_rating="2")
        assert decided["predicate_after"] == dispute.predicate == "baik"
        assert [row["state"] for row in office.hana.reads("cases/")["results"]] == ["withdrawn"]
    assert list(verify_all()) == []


def silence_makes_the_result_final(office: Office) -> Any:
    """Siti said nothing for fourteen days: the low result stands, and the case opened by itself."""
    let_clock_work()
    assert office.siti.reads(f"evaluations/{office.form['id']}/")["state"] == "final"
    case = office.siti.only("cases")
    office.siti.finds_in_inbox(CASE, case)
    return case


def help_begins(office: Office, case: dict[str, Any]) -> Any:
    """A coach is named, and a first talk is planned."""
    citra = office.hana.reads("employees/?q=Citra")["results"][0]
    office.hana.takes("cases", case, "assign_coach", coach=citra["id"])
    office.citra.finds_in_inbox(CASE, case)
    planned = (clock.now() + timedelta(days=14)).isoformat()
    return office.citra.sends("coaching-sessions/", {"case": case["id"], "planned_at": planned})


def siti_files_out_of_time(office: Office) -> Dispute:
    """The receipt says so; the result stands and is not disputed, and whoever may admit it is told."""
    dispute = Dispute(office, "hasil_utama")
    refused = office.siti.tries("objections", dispute.row, "file")
    assert (refused.status_code, refused.json()["code"]) == (422, "window_closed")
    office.siti.takes("objections", dispute.row, "file_late")
    assert office.siti.reads(dispute.path)["receipt"]["in_time"] is False
    assert not dispute.is_disputed
    office.hana.finds_in_inbox(OBJECTION, dispute.row)
    return dispute


def hr_admits_it(office: Office, dispute: Dispute) -> None:
    """With a reason, on the evaluation; the objection goes its usual way from then on."""
    office.hana.takes("evaluations", office.form, "admit_late", reason="Dirawat di rumah sakit, surat dokter ada.")
    assert dispute.is_disputed
    assert office.siti.reads(dispute.path)["state"] == "filed"
    office.siti.finds_in_inbox(EVALUATION, office.form)
