"""The whole story in the browser: import, cycle, form, return, low result, objection, decision, case, training.

Six people, each in a window of their own; the next one sees the bell rise on an open page. The employee has a phone.
"""

import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser

from tests.browser.conftest import Installation
from tests.browser.install import PASSWORD
from tests.browser.people import Person, fill_moment

pytestmark = pytest.mark.browser

OWN = "Sungai-merangin-2026"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
UNITS = (("kode", "nama", "jenis", "kode_induk"), ("2", "Dinas Kependudukan dan Pencatatan Sipil", "Dinas", "1"),
         ("2.1", "Bidang Pelayanan", "Bidang", "2"))  # fmt: skip
HEAD = (
    "nip", "nama", "jenis_pegawai", "kode_unit", "jabatan", "jenis_jabatan", "kepala_unit", "tmt_jabatan",
    "nama_pengguna",
)  # fmt: skip
PEOPLE = (
    ("197001012000011001", "Rahmat Hidayat", "PNS", "2", "Kepala Dinas", "JPT", "ya", "2024-01-01", "kadis"),
    ("197501012000011002", "Dewi Lestari", "PNS", "2.1", "Kepala Bidang", "administrator", "ya", "2024-01-01", "kabid"),
    ("198501012010012003", "Siti Aminah", "PNS", "2.1", "Operator Loket", "pelaksana", "tidak", "2024-01-01", "siti"),
    ("198001012005012004", "Citra Anggraini", "PNS", "2", "Widyaiswara", "fungsional", "tidak", "2024-01-01", "citra"),
    ("198201012008012005", "Tita Marlina", "PNS", "2", "Pengelola Diklat", "pelaksana", "tidak", "2024-01-01", "tita"),
)


def workbook() -> bytes:
    """The two sheets as an office would send them; every cell is text."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Unit"
    for row in UNITS:
        sheet.append(row)
    people: Any = book.create_sheet("Pegawai")
    for line in (HEAD, *PEOPLE):
        people.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Story:
    """The people and what they have made so far, as addresses."""

    def __init__(self, browser: Browser, at: Installation) -> None:
        self.at = at
        widths = {"siti": 360}
        names = ("hana", "kadis", "kabid", "siti", "citra", "tita")
        self.people = {n: Person(n, browser, at.address, widths.get(n, 1280)) for n in names}
        self.form = self.objection = self.case = ""

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def import_people(self) -> None:
        hana = self.hana
        hana.signs_in(PASSWORD)
        hana.opens("/imports/")
        hana.page.set_input_files(
            "[name=file]",
            {"name": "pegawai.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()},  # type: ignore[arg-type]
        )
        hana.presses("main form button[type=submit]")
        hana.looks_right()
        hana.takes("apply")
        hana.opens("/employees/?q=Siti")
        assert "Siti Aminah" in hana.page.inner_text("main")

    def hand_out_passwords(self) -> None:
        """Printed one-time slips; each person chooses an own password."""
        hana = self.hana
        hana.opens("/accounts/slips/")
        hana.presses("#slips button[type=submit]")
        slips = {}
        for slip in hana.page.locator(".slip").all():
            slips[slip.locator("strong").inner_text()] = slip.locator("code").inner_text()
        for _nip, name, *_rest, username in PEOPLE:
            person = self.people[username]
            person.signs_in(slips[name])
            person.chooses_password(slips[name], OWN)

    def name_training_officer(self) -> None:
        hana = self.hana
        before = self.tita.is_at_home()
        hana.opens("/role-grants/?q=Tita")
        page = hana.page
        form = page.locator("form:has([name=role])").first
        unfolding = page.locator("details:has([name=role]) > summary")
        if unfolding.count():
            unfolding.first.click()
        hana.gives(form, "person" if form.locator("[name=person]").count() else "employee", PEOPLE[4][0])
        hana.gives(form, "role", "training_officer")
        hana.gives(form, "unit", "2")
        hana.gives(form, "basis", "SK 7/2026")
        with page.expect_navigation():
            form.locator("button[type=submit]").click()
        hana.was_not_refused()
        self.tita.hears_of_it(before)

    def open_cycle(self) -> None:
        hana, today = self.hana, date.today()  # noqa: DTZ011
        before = self.siti.is_at_home()
        hana.opens("/cycles/new/")
        days = {
            "period_from": today - timedelta(days=100), "period_until": today - timedelta(days=8), "self_from": today,
            "self_until": today + timedelta(days=10), "review_until": today + timedelta(days=20),
            "close_by": today + timedelta(days=60),
        }  # fmt: skip
        hana.page.fill("[name=name]", "Triwulan III 2026")
        for name, day in days.items():
            hana.page.fill(f"[name={name}]", day.isoformat())
        hana.page.select_option("[name=unit]", label="Kabupaten Merangin")
        hana.page.select_option("[name=rule_set]", index=1)
        hana.presses("main form button[type=submit]")
        assert "5" in hana.page.locator("#dry-run").inner_text()
        hana.looks_right()
        hana.takes("open")
        self.siti.hears_of_it(before)

    def assess_oneself(self) -> None:
        siti = self.siti
        siti.opens("/evaluations/")
        siti.page.locator("main a[href*='/evaluations/']").first.click()
        siti.page.wait_for_url(re.compile(r"/evaluations/[0-9a-f-]{36}/"))
        self.form = re.search(r"/evaluations/[0-9a-f-]{36}/", siti.page.url).group()  # type: ignore[union-attr]
        siti.opens(f"{self.form}self/")
        cards = siti.page.locator("article[data-autosave]")
        for card in cards.all():
            card.locator("textarea[name$=-realisation]").fill("Seluruh berkas selesai; dua terlambat sehari.")
            card.locator("input[type=radio][value='2']").check(force=True)
        first = cards.first
        unfolding = first.locator("details:has(input[type=file]) > summary")
        if unfolding.count():
            unfolding.first.click()
        rekap: Any = {"name": "rekap.pdf", "mimeType": "application/pdf", "buffer": PDF}
        first.locator("input[type=file]").set_input_files(rekap)
        with siti.page.expect_navigation():
            first.locator("button[formaction]").first.click()
        assert "rekap.pdf" in siti.page.inner_text("main")

    def submit(self) -> None:
        self.siti.opens(f"{self.form}self/", check=False)
        self.siti.presses("[name=act][value=submit]")

    def return_and_resubmit(self) -> None:
        before = self.kabid.is_at_home()
        self.submit()
        self.kabid.hears_of_it(before)
        waiting = self.siti.is_at_home()
        self.kabid.opens(f"{self.form}review/")
        self.kabid.page.fill("[name=reason]", "Sebutkan jumlah berkas pada bulan kedua.")
        self.kabid.presses("[name=act][value=return]")
        self.siti.hears_of_it(waiting)
        self.siti.opens(f"{self.form}self/")
        assert "Sebutkan jumlah berkas" in self.siti.page.inner_text("main")
        story = self.siti.page.locator("article[data-autosave] textarea[name$=-realisation]").first
        story.fill("412 dari 415 berkas selesai tepat waktu.")
        before = self.kabid.is_at_home()
        self.siti.presses("[name=act][value=submit]")
        self.kabid.hears_of_it(before)

    def approve_low(self) -> None:
        waiting = self.siti.is_at_home()
        kabid = self.kabid
        kabid.opens(f"{self.form}review/")
        for place, card in enumerate(kabid.page.locator("article[data-autosave]").all()):
            card.locator(f"input[type=radio][value='{1 if place < 3 else 2}']").check(force=True)
        kabid.page.locator("[name=results_rating][value='1']").check(force=True)
        kabid.page.locator("[name=behaviour_rating][value='2']").check(force=True)
        kabid.page.fill("[name=narrative]", "Beberapa hasil belum tercapai; kita perbaiki bersama.")
        kabid.presses("[name=act][value=approve]")
        self.siti.hears_of_it(waiting)
        self.siti.opens(f"{self.form}result/")
        opening = self.siti.page.locator("[name=act][value=acknowledge]")
        if opening.count():
            self.siti.presses("[name=act][value=acknowledge]")
        assert "Butuh Perbaikan" in self.siti.page.inner_text("main")
        self.siti.looks_right()

    def object_and_answer(self) -> None:
        siti, kabid = self.siti, self.kabid
        waiting = kabid.is_at_home()
        siti.opens(f"{self.form}result/", check=False)
        siti.presses("[name=act][value=object]")
        self.objection = path_of(siti.page.url)
        siti.presses("button[formaction*='/claims/']")
        siti.page.locator("textarea[name$=-claim]").first.fill("Tiga hari sistem pusat tidak dapat diakses.")
        siti.page.locator("select[name$=-wished_rating]").first.select_option("2")
        siti.looks_right()
        siti.presses("[name=act][value=file]")
        kabid.hears_of_it(waiting)
        deciding = self.kadis.is_at_home()
        kabid.opens(self.objection)
        kabid.page.locator("textarea[name$=-answer]").first.fill("Pada hari lain pun waktu tunggu di atas standar.")
        kabid.presses("[name=act][value=answer]")
        self.kadis.hears_of_it(deciding)

    def decide(self) -> None:
        waiting, helping = self.siti.is_at_home(), self.hana.is_at_home()
        kadis = self.kadis
        kadis.opens(self.objection)
        kadis.page.locator("input[type=radio][name$=-verdict]").first.check(force=True)
        kadis.page.locator("textarea[name$=-ruling_reason]").first.fill("Gambaran keseluruhan tidak berubah.")
        kadis.presses("[name=act][value=decide]")
        kadis.looks_right()
        self.siti.hears_of_it(waiting)
        self.hana.hears_of_it(helping)

    def case_has_opened_by_itself(self) -> None:
        hana = self.hana
        hana.opens("/cases/")
        hana.page.locator("main a[href*='/cases/']", has_text="Siti Aminah").first.click()
        hana.page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
        self.case = path_of(hana.page.url)
        before = self.citra.is_at_home()
        hana.page.goto(self.at.address + self.case)
        hana.takes("assign_coach", coach=self.id_of("Citra Anggraini"))
        self.citra.hears_of_it(before)

    def id_of(self, name: str) -> str:
        """What the coach's field asks for: the person's NIP, as people know it."""
        return next(row[0] for row in PEOPLE if row[1] == name)

    def agree_on_a_plan(self) -> None:
        kabid, siti = self.kabid, self.siti
        kabid.opens(f"{self.case}plan/")
        kabid.page.fill("[name=goal]", "Semua berkas selesai tepat waktu selama tiga bulan.")
        kabid.page.fill("[name=sessions_required]", "1")
        kabid.page.fill("[name=stage_months]", "")
        kabid.presses("main form:has([name=goal]) button[type=submit]")
        before = siti.is_at_home()
        kabid.opens(self.case)
        kabid.takes("propose")
        siti.hears_of_it(before)
        siti.opens(self.case)
        siti.takes("agree")
        kabid.opens(self.case, check=False)
        kabid.takes("agree")
        kabid.takes("start")

    def hold_a_session(self) -> None:
        citra, siti = self.citra, self.siti
        before = siti.is_at_home()
        citra.opens(f"{self.case}sessions/new/")
        soon = datetime.now() + timedelta(hours=2)  # noqa: DTZ005 - a field of local time
        fill_moment(citra, "planned_at", soon)
        citra.presses("main form:has([name^=planned_at]) button[type=submit]")
        siti.hears_of_it(before)
        citra.opens(self.case, check=False)
        citra.page.locator("main a[href*='/cases/sessions/']").first.click()
        citra.page.wait_for_url(re.compile("/cases/sessions/"))
        session = path_of(citra.page.url)
        before = siti.is_at_home()
        held = (datetime.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")  # noqa: DTZ005
        citra.takes("record", held_at=held, minutes="45", notes="Hambatan dibahas.", agreements="Register diisi.")
        siti.hears_of_it(before)
        siti.opens(session)
        siti.takes("acknowledge")
        citra.opens(session)
        citra.takes("acknowledge")

    def complete_a_training(self) -> None:
        siti, tita = self.siti, self.tita
        before = tita.is_at_home()
        siti.opens(f"/trainings/{self.at.facts['training']}/")
        siti.presses("main form:has([name=wish]) button[type=submit]")
        tita.hears_of_it(before)
        siti.opens("/trainings/mine/")
        enrolment = siti.page.locator("main a[href*='/trainings/enrolments/']").first.get_attribute("href") or ""
        before = siti.is_at_home()
        tita.opens(enrolment)
        tita.takes("approve")
        siti.hears_of_it(before)
        tita.takes("attend")
        proof: Any = {"name": "sertifikat.pdf", "mimeType": "application/pdf", "buffer": PDF}
        siti.opens(enrolment)
        siti.page.set_input_files("[name=file]", proof)
        siti.presses("main form:has([name=file]) button[type=submit]")
        tita.opens(enrolment)
        tita.takes("complete", result="passed", jp_hours="16")

    def close_the_case(self) -> None:
        kabid, hana, siti = self.kabid, self.hana, self.siti
        kabid.opens(self.case)
        while kabid.page.locator("form:has(input[value=record_progress])").count():
            kabid.takes("record_progress", progress="Tercapai dan terbukti.", done="on")
        before = hana.is_at_home()
        kabid.takes("submit_for_review", summary="Tiga pekan tanpa berkas terlambat.")
        hana.hears_of_it(before)
        before = siti.is_at_home()
        hana.opens(self.case)
        hana.takes("close", outcome="target_met", outcome_note="Berkas tertib dan tepat waktu.")
        siti.hears_of_it(before)
        siti.opens(self.case)

    def close_windows(self) -> None:
        assert all(not person.told for person in self.people.values()), {n: p.told for n, p in self.people.items()}
        assert all(not person.violations for person in self.people.values()), {
            n: p.violations for n, p in self.people.items()
        }


def path_of(url: str) -> str:
    """The path of an address, without host and query."""
    return urlsplit(url).path


def test_the_whole_story(browser: Browser, installation: Installation, tmp_path: Path) -> None:
    story = Story(browser, installation)
    story.import_people()
    story.hand_out_passwords()
    story.name_training_officer()
    story.open_cycle()
    story.assess_oneself()
    story.return_and_resubmit()
    story.approve_low()
    story.object_and_answer()
    story.decide()
    story.case_has_opened_by_itself()
    story.agree_on_a_plan()
    story.hold_a_session()
    story.complete_a_training()
    story.close_the_case()
    story.close_windows()
