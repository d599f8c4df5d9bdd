"""Whoever is to decide steps aside, over REST: the next officer above decides, with the full time."""

from __future__ import annotations

from tests.documents.scenes import work
from tests.journeys.rest_dispute import Dispute
from tests.journeys.rest_office import OBJECTION, Office, on
from tests.journeys.rest_people import expect
from workflow import clock
from workflow.history import verify_all


def test_after_a_recusal_the_next_officer_decides(office: Office) -> None:
    with on(21):
        dispute = Dispute(office, "hasil_utama")
        dispute.is_filed()
    with on(22):
        dispute.is_answered()
        office.kadis.finds_in_inbox(OBJECTION, dispute.row)
    with on(23):
        the_agency_head_steps_aside(office, dispute)
    with on(28):
        dispute.is_ruled_by(office.bupati, {"hasil_utama": 2}, "Rekap bulanan terbukti.")
        decided = dispute.is_decided_by(office.bupati, results_rating="2")
        assert decided["decider_name"] == "Bupati"
        assert dispute.predicate == "baik"
        work(clock.now())
        letter = office.siti.reads("documents/?kind=appraisal.decision_letter&language=id")["results"]
        assert len(letter) == 1
    assert list(verify_all()) == []


def the_agency_head_steps_aside(office: Office, dispute: Dispute) -> None:
    """He can no longer rule or decide; the head of the regency is told and may."""
    lacking = office.kadis.tries("objections", dispute.row, "recuse")
    assert (lacking.status_code, lacking.json()["errors"][0]["field"]) == (400, "reason")
    expect(office.kadis.tries("objections", dispute.row, "recuse", reason="Siti adalah keponakan saya."), 200)
    office.bupati.finds_in_inbox(OBJECTION, dispute.row)
    office.siti.finds_in_inbox(OBJECTION, dispute.row)
    office.kadis.is_refused(dispute.path, 404)
    assert office.siti.reads(dispute.path)["decider_name"] == "Bupati"
