"""Who acts for whom, and what time does: Plt, delegate, a rest that moves dates, silence that fires and is reversed."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from tests.browser.crew import Crew, Dispute, document_on, path_of
from tests.browser.helping import Help
from tests.browser.people import Person
from tests.browser.reading import in_one_line, words_of

pytestmark = pytest.mark.browser

LETTER = "800/21/2026"
DAY = r"\d+ [A-Z][a-z]+ \d{4}"
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


def printed(person: Person, form: str) -> str:
    """The text of the evaluation form as the person orders it, in one line."""
    person.opens(f"{form}result/")
    person.presses("#documents form button")
    pages = PdfReader(io.BytesIO(document_on(person, f"{form}result/"))).pages
    return in_one_line(" ".join(page.extract_text() for page in pages))


def handed_in(crew: Crew, username: str, nip: str, name: str, office: str) -> str:
    """The address of a form that waits for approval."""
    return crew.at.tells("tests/browser/handed_in.py", username, nip, name, office)["form"]


def receives(crew: Crew, username: str, form: str) -> Person:
    """The employee, on a phone, opens the result."""
    person = crew.person(username, width=360)
    person.opens(f"{form}result/")
    person.presses("[name=act][value=acknowledge]")
    person.looks_right()
    return person


def fills(person: Person, form: Any, values: dict[str, str]) -> None:
    for name, value in values.items():
        person.gives(form, name, value)
    with person.page.expect_navigation():
        form.locator("button[type=submit]").last.click()
    person.was_not_refused()


def appointed_as_plt(crew: Crew, office: str, post: str) -> None:
    """HR records Citra as acting head of an office whose post is vacant."""
    hana, today = crew.hana, crew.now.date()
    hana.opens("/employees/?q=Citra")
    hana.page.locator("main a[href*='/employees/']", has_text="Citra").first.click()
    hana.page.wait_for_url("**/employees/*-*/")
    form = hana.page.locator("form[action$='/appoint/']")
    hana.page.locator("details:has(form[action$='/appoint/']) > summary").click()
    until = today + timedelta(days=60)
    fills(hana, form, {
        "unit": office, "title": post, "capacity": "plt", "valid_from": today.isoformat(),
        "valid_to": until.isoformat(), "letter_number": LETTER, "letter_date": today.isoformat(),
    })  # fmt: skip


def delegated(crew: Crew) -> str:
    """Kabid hands assessing over to Kadis for some days and puts it into force; the address of the delegation."""
    kabid, today = crew.kabid, crew.now.date()
    kabid.opens("/delegations/new/")
    form = kabid.page.locator("main form:has([name=cause])")
    form.locator("[name=delegate]").select_option(label="Rahmat Hidayat, Kepala Dinas Kesehatan")
    form.locator("[name=duties][value=assessing]").check(force=True)
    until = today + timedelta(days=5)
    fills(kabid, form, {
        "valid_from": today.isoformat(), "valid_to": until.isoformat(), "letter_number": LETTER,
        "letter_date": today.isoformat(), "cause": "Dinas luar",
    })  # fmt: skip
    kabid.looks_right()
    kabid.takes("activate")
    return path_of(kabid.page.url)


def is_back(crew: Crew, delegation: str) -> None:
    """Kabid is there again: the other stories of the office find her in her own seat."""
    crew.kabid.opens(delegation, check=False)
    crew.kabid.takes("revoke", reason="Kembali dari dinas luar.")


def day_in(words: str) -> date:
    """A day as Indonesian writes it: 5 Desember 2026."""
    number, month, year = words.split()
    return date(int(year), MONTHS.index(month) + 1, int(number))


def dates_of(person: Person) -> list[date]:
    """The day the plan ends, then the last days of its items and stages, as the page of the case says them."""
    ends = re.findall(rf"Dicapai paling lambat ({DAY})", words_of(person, "#facts"))
    items, stages = (re.findall(rf"sampai ({DAY})", words_of(person, part)) for part in ("#plan", "#stages"))
    assert (len(ends), len(stages)) == (1, 2)
    assert len(items) > len(stages)
    return [day_in(one) for one in (*ends, *items, *stages)]


def test_an_acting_head_approves_by_a_letter_and_every_paper_says_so(crew: Crew) -> None:
    told = crew.at.tells("tests/browser/handed_in.py", "vacant")
    appointed_as_plt(crew, told["office"], told["post"])
    crew.hana.opens("/acting/")
    register = words_of(crew.hana)
    for word in ("Citra Anggraini", told["post"], "Plt", LETTER, "menilai dan memutuskan"):
        assert word in register, word
    form = handed_in(crew, "galih", "198501012010012031", "Galih Pratama", told["office"])
    place = f"Plt {told['post']} {LETTER}"
    crew.citra.opens(f"{form}review/")
    assert f"Anda bertindak “{place}”." in words_of(crew.citra)
    crew.citra.presses("[name=act][value=approve]")
    galih = receives(crew, "galih", form)
    assert f"Citra Anggraini · Plt · {told['post']}" in words_of(galih)
    galih.opens(f"{form}history/")
    assert f"Citra Anggraini {place}" in words_of(galih), words_of(galih)
    paper = printed(galih, form)
    assert "Citra Anggraini" in paper, paper
    assert f"Plt. {told['post']}" in paper, paper
    assert LETTER in paper, paper
    crew.nobody_complains()


def test_a_delegate_approves_in_the_name_of_the_absent_head(crew: Crew) -> None:
    form = handed_in(crew, "nanda", "198501012010012032", "Nanda Putri", "2.1")
    delegation = delegated(crew)
    place = f"a.n. Kepala Bidang Pelayanan, {LETTER}"
    assert place in words_of(crew.kabid)
    crew.kadis.opens("/")
    assert place in words_of(crew.kadis), words_of(crew.kadis)
    crew.kabid.opens(f"{form}review/")
    assert "Anda bertindak" not in words_of(crew.kabid)
    crew.kadis.opens(f"{form}review/")
    assert f"Anda bertindak “{place}”." in words_of(crew.kadis)
    crew.kadis.presses("[name=act][value=approve]")
    nanda = receives(crew, "nanda", form)
    assert f"Rahmat Hidayat · {place}" in words_of(nanda)
    nanda.opens(f"{form}history/")
    assert f"Rahmat Hidayat {place}" in words_of(nanda), words_of(nanda)
    paper = printed(nanda, form)
    assert place in paper, paper
    is_back(crew, delegation)
    crew.kadis.opens("/")
    assert place not in words_of(crew.kadis), words_of(crew.kadis)
    crew.nobody_complains()


def test_a_rest_moves_the_dates_and_the_page_says_why(crew: Crew) -> None:
    name = "Maya Sari"
    maya, _form = crew.somebody_with_a_low_result("maya", "198501012010012033", name)
    maya.presses("[name=act][value=accept]")
    help_ = Help(crew, maya, crew.case_of(name))
    help_.is_planned()
    maya.opens(help_.case)
    before = dates_of(maya)
    crew.hana.opens(help_.case)
    crew.hana.takes("hold", reason="Cuti sakit.")
    assert "Cuti sakit." in words_of(crew.hana, "#timeline")
    maya.opens(help_.case)
    assert "Kasus ditunda. Tidak ada tenggat; setiap tanggal yang masih terbuka bergeser selama penundaan." in words_of(
        maya, "#case-head"
    )
    crew.moves_the_clock(14)
    crew.hana.opens(help_.case, check=False)
    crew.hana.takes("resume")
    maya.opens(help_.case)
    rest = timedelta(days=14)
    assert dates_of(maya) == [day + rest for day in before]
    told = words_of(maya, "#timeline")
    assert "Kasus ditunda" in told
    assert "Kasus berlanjut, tanggal yang terbuka bergeser" in told
    maya.page.locator("#case-head .due-why summary").click()
    assert re.search(r"Hitungan berhenti dari .+ sampai .+\.", words_of(maya, "#case-head .due-why__text"))
    maya.page.locator("summary", has_text="Mengapa tanggal bergeser").click()
    assert "setiap tanggal yang masih terbuka bergeser 14 hari" in words_of(maya)
    crew.nobody_complains()


def test_silence_passes_the_decision_up_and_a_person_gives_it_back(crew: Crew) -> None:
    lukman, form = crew.somebody_with_a_low_result("lukman", "198501012010012034", "Lukman Hakim", "passes_on")
    dispute = Dispute(crew, lukman, form)
    dispute.is_written()
    dispute.is_filed()
    dispute.is_answered()
    for side in (lukman, crew.kabid):
        side.opens(dispute.path)
        head = words_of(side, "#objection-head")
        assert "Rahmat Hidayat memutus sampai" in head, head
        assert "kewenangan beralih ke pejabat di atasnya dengan waktu penuh" in head, head
        assert "tidak ada yang diputus karena diam" in head, head
    until = re.search(rf"memutus sampai ({DAY})", words_of(lukman, "#objection-head"))
    assert until is not None
    while crew.now.date() <= day_in(until.group(1)):
        crew.moves_the_clock(7)
    lukman.opens(dispute.path)
    assert "Bupati Merangin memutus sampai" in words_of(lukman, "#objection-head")
    assert "Beralih: tidak ada putusan sampai batas waktu" in words_of(lukman, "#history")
    crew.bupati.opens(dispute.path)
    assert crew.bupati.page.locator("[name=act][value=decide]").count()
    crew.hana.opens(dispute.path)
    crew.hana.takes("give_back", reason="Dirawat di rumah sakit.")
    lukman.opens(dispute.path)
    assert "Rahmat Hidayat memutus sampai" in words_of(lukman, "#objection-head")
    assert "Dikembalikan kepada pejabat pemutus yang melewatkan waktunya" in words_of(lukman, "#history")
    dispute.is_decided_by(crew.kadis, level="2")
    assert dispute.result().endswith(": Baik")
    crew.nobody_complains()
