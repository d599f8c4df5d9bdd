"""Four ways of an objection in the browser: granted in time, rejected, admitted late, decided by the next officer."""

from __future__ import annotations

import pytest

from tests.browser.crew import Crew, Dispute, document_on

pytestmark = pytest.mark.browser


def test_granted_in_time_the_result_rises_and_no_case_opens(crew: Crew) -> None:
    name = "Wati Suryani"
    wati, form = crew.somebody_with_a_low_result("wati", "198601012010012011", name)
    dispute = Dispute(crew, wati, form)
    dispute.is_written()
    dispute.is_filed()
    assert dispute.result().endswith(": Butuh Perbaikan")
    assert "Hasil ini sedang dalam keberatan" in wati.page.inner_text("main")
    dispute.is_answered()
    dispute.is_decided_by(crew.kadis, level="2")
    assert dispute.result().endswith(": Baik")
    assert crew.case_of(name) == ""
    assert document_on(wati, dispute.path).startswith(b"%PDF-")
    crew.nobody_complains()


def test_rejected_it_stays_low_and_the_case_begins(crew: Crew) -> None:
    name = "Joko Santoso"
    joko, form = crew.somebody_with_a_low_result("joko", "198701012010011012", name)
    dispute = Dispute(crew, joko, form)
    dispute.is_written()
    dispute.is_filed()
    assert crew.case_of(name) == ""
    dispute.is_answered()
    dispute.is_decided_by(crew.kadis)
    assert dispute.result().endswith(": Butuh Perbaikan")
    case = crew.case_opened_for(name)
    assert case
    joko.opens(case)
    crew.nobody_complains()


def test_admitted_late_and_granted_it_withdraws_the_running_case(crew: Crew) -> None:
    name = "Rina Marlina"
    rina, form = crew.somebody_with_a_low_result("rina", "198801012010012013", name)
    dispute = Dispute(crew, rina, form)
    crew.moves_the_clock(14, 1)
    case = crew.case_opened_for(name)
    assert case
    dispute.is_written()
    dispute.is_filed("file_late")
    crew.hana.opens(form)
    crew.hana.takes("admit_late", reason="Dirawat di rumah sakit.")
    rina.opens(case)
    assert "Kasus ini ditarik" in rina.page.inner_text("main")
    dispute.is_answered()
    dispute.is_decided_by(crew.kadis, level="2")
    assert dispute.result().endswith(": Baik")
    crew.nobody_complains()


def test_after_a_recusal_the_next_officer_decides(crew: Crew) -> None:
    budi, form = crew.somebody_with_a_low_result("budi", "198901012010011014", "Budi Hartono")
    dispute = Dispute(crew, budi, form)
    dispute.is_written()
    dispute.is_filed()
    dispute.is_answered()
    crew.kadis.opens(f"{dispute.path}recusal/")
    assert "Bupati Merangin" in crew.kadis.page.inner_text("main")
    crew.kadis.takes("recuse", reason="Budi adalah keponakan saya.")
    crew.kadis.looks_right()
    dispute.is_decided_by(crew.bupati, level="2")
    budi.opens(dispute.path)
    assert "Bupati Merangin" in budi.page.inner_text("main")
    assert dispute.result().endswith(": Baik")
    crew.nobody_complains()
