"""An improvement case from window to window: planned, talked over, trained, put to rest, finished, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.browser.crew import Crew, path_of
from tests.browser.people import Person, fill_moment

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Help:
    """The case, and the people around it."""

    def __init__(self, crew: Crew, siti: Person, case: str) -> None:
        self.crew, self.siti, self.case = crew, siti, case

    def is_planned(self) -> None:
        crew, siti = self.crew, self.siti
        crew.hana.opens(self.case)
        crew.hana.takes("assign_coach", coach="Citra Anggraini")
        crew.kabid.opens(f"{self.case}plan/")
        assert crew.kabid.page.locator("main", has_text="Tertib Berkas").count()
        crew.kabid.page.fill("[name=stage_months]", "1, 6")
        crew.kabid.presses("main form:has([name=goal]) button[type=submit]")
        crew.kabid.opens(self.case)
        crew.kabid.takes("propose")
        siti.opens(self.case)
        siti.takes("agree")
        crew.kabid.opens(self.case, check=False)
        crew.kabid.takes("agree")
        crew.kabid.takes("start")

    def talk(self) -> str:
        """The coach invites for two hours from now."""
        citra = self.crew.citra
        citra.opens(f"{self.case}sessions/new/")
        fill_moment(citra, "planned_at", self.crew.now + timedelta(hours=2))
        citra.presses("main form:has([name^=planned_at]) button[type=submit]")
        return path_of(citra.page.url)

    def is_talked(self, talk: str) -> None:
        citra = self.crew.citra
        held = (self.crew.now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
        citra.opens(talk)
        citra.takes("record", held_at=held, minutes="45", notes="Hambatan dibahas.", agreements="Register diisi.")
        for person in (self.siti, citra):
            person.opens(talk)
            person.takes("acknowledge")

    def is_missed(self, talk: str) -> None:
        self.crew.citra.opens(talk, check=False)
        self.crew.citra.takes("miss", absent="employee", reason="Sakit.")
        self.crew.citra.looks_right()

    def seats(self) -> list[str]:
        """Both proposed trainings are asked for and given; addresses of the enrolments."""
        found = []
        for title in ("Tertib Berkas", "Hadir Tepat Waktu"):
            self.siti.opens("/trainings/")
            self.siti.page.locator("main a", has_text=title).first.click()
            self.siti.page.wait_for_url("**/trainings/*-*/")
            self.siti.presses("main form:has([name=wish]) button[type=submit]")
            self.siti.opens("/trainings/mine/")
            link = self.siti.page.locator("main a[href*='/trainings/enrolments/']", has_text=title).first
            found.append(link.get_attribute("href") or "")
            self.crew.tita.opens(found[-1])
            self.crew.tita.takes("approve")
        return found

    def is_trained(self, seat: str, number: int) -> None:
        self.crew.tita.opens(seat, check=False)
        self.crew.tita.takes("attend")
        proof: Any = {"name": "sertifikat.pdf", "mimeType": "application/pdf", "buffer": PDF + b"%" * number}
        self.siti.opens(seat)
        self.siti.page.set_input_files("[name=file]", proof)
        self.siti.presses("main form:has([name=file]) button[type=submit]")
        self.crew.tita.opens(seat)
        self.crew.tita.takes("complete", result="passed", jp_hours="16")

    def rests(self) -> None:
        hana = self.crew.hana
        hana.opens(self.case)
        hana.takes("hold", reason="Cuti sakit.")
        hana.looks_right()
        self.crew.moves_the_clock(30)
        hana.opens(self.case, check=False)
        hana.takes("resume")
        hana.looks_right()

    def is_finished(self) -> None:
        """Every item that is needed, then every stage."""
        kabid, needed = self.crew.kabid, "article:has(.tag:text-is('Wajib'))"
        kabid.opens(self.case)
        while kabid.page.locator(needed).count():
            kabid.takes("record_progress", within=needed, progress="Tercapai dan terbukti.", done="on")
        while kabid.page.locator("form:has(input[value=close_stage])").count():
            kabid.takes("close_stage", statement="Target tahap ini tercapai.")
        kabid.takes("submit_for_review", summary="Enam bulan tanpa berkas terlambat.")
        kabid.looks_right()

    def is_closed(self) -> None:
        hana = self.crew.hana
        hana.opens(self.case)
        hana.takes("close", outcome="target_met", outcome_note="Tertib dan tepat waktu.")
        hana.looks_right()
