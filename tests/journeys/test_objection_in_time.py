"""An objection filed in time, over REST: granted it is computed anew and no case opens; rejected the case begins."""

from __future__ import annotations

from tests.appraisal.world import let_clock_work
from tests.documents.scenes import work
from tests.journeys.rest_dispute import Dispute
from tests.journeys.rest_office import CASE, OBJECTION, Office, on
from workflow import clock
from workflow.history import verify_all


def test_granted_in_time_the_result_is_computed_anew_and_no_case_opens(office: Office) -> None:
    with on(21):
        dispute = Dispute(office, "hasil_utama", "disiplin")
        dispute.is_filed()
    with on(22):
        dispute.is_answered()
        office.kadis.finds_in_inbox(OBJECTION, dispute.row)
    with on(26):
        dispute.is_ruled_by(office.kadis, {"hasil_utama": 2}, "Rekap bulanan terbukti.")
        decided = dispute.is_decided_by(office.kadis, results_rating="2")
        assert (decided["predicate_before"], decided["predicate_after"]) == ("butuh_perbaikan", "baik")
        assert {item["code"]: item["ruling"] for item in decided["items"]} == {
            "hasil_utama": "grant",
            "disiplin": "uphold",
        }
        assert dispute.predicate == "baik"
        nobody_has_a_case(office)
        work(clock.now())
        the_letter_reaches_siti(office)
    with on(1, 12):
        let_clock_work()
        nobody_has_a_case(office)
    assert list(verify_all()) == []


def test_rejected_the_result_stays_low_and_the_case_begins(office: Office) -> None:
    with on(21):
        dispute = Dispute(office, "hasil_utama")
        dispute.is_filed()
        nobody_has_a_case(office)
    with on(22):
        dispute.is_answered()
    with on(26):
        dispute.is_ruled_by(office.kadis, {}, "Dua bulan terlambat, terbukti dari register.")
        decided = dispute.is_decided_by(office.kadis)
        assert decided["predicate_before"] == decided["predicate_after"] == "butuh_perbaikan"
        case = office.siti.only("cases")
        assert case["state"] == "opened"
        assert [cause["live"] for cause in case["causes"]] == [True]
        assert {item["indicator_code"] for item in case["items"]} >= {"hasil_utama", "disiplin"}
        office.kabid.finds_in_inbox(CASE, case)
        office.hana.finds_in_inbox(CASE, case)
    assert list(verify_all()) == []


def nobody_has_a_case(office: Office) -> None:
    for person in (office.siti, office.kabid, office.hana):
        assert person.reads("cases/")["results"] == []


def the_letter_reaches_siti(office: Office) -> None:
    """The decision as PDF, which Siti acknowledges."""
    letter = office.siti.reads("documents/?kind=appraisal.decision_letter&language=id")["results"][0]
    assert office.siti.downloads(f"documents/{letter['id']}/file/").startswith(b"%PDF-")
    office.siti.takes("documents", letter, "acknowledge")
    office.citra.is_refused(f"documents/{letter['id']}/", 404)
