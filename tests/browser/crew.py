"""The people of the short stories at their browsers, signed in once, and an objection as they pass it on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.browser.conftest import Installation
from tests.browser.install import PASSWORD
from tests.browser.people import Person

LOOKS = 60


@dataclass
class Crew:
    """Everybody in a window of their own; whoever is not there yet signs in when first asked for."""

    browser: Browser
    at: Installation
    people: dict[str, Person] = field(default_factory=dict)
    moved: timedelta = timedelta(0)
    seen: dict[int, set[str]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        if name not in {"hana", "bupati", "kadis", "kabid", "citra", "tita"}:
            raise AttributeError(name)
        return self.person(name)

    def person(self, name: str, *, width: int = 1280) -> Person:
        """The person, signed in. What axe has seen in one window of a width it need not see in another one."""
        if name not in self.people:
            made = Person(name, self.browser, self.at.address, width)
            made.seen = self.seen.setdefault(width, made.seen)
            made.signs_in(PASSWORD)
            self.people[name] = made
        return self.people[name]

    def somebody_with_a_low_result(self, username: str, nip: str, name: str, *rules: str) -> tuple[Person, str]:
        """On a phone, with the address of the form; the result was just opened, the window begins."""
        form = self.at.tells("tests/browser/low_result.py", username, nip, name, *rules)["form"]
        person = self.person(username, width=360)
        person.opens(f"{form}result/")
        person.presses("[name=act][value=acknowledge]")
        assert "Butuh Perbaikan" in person.page.inner_text("main")
        return person, form

    def moves_the_clock(self, *days: int) -> None:
        """By the page of the demo's clock; what became due takes effect at once."""
        self.hana.opens("/demo/clock/")
        for step in days:
            self.hana.presses(f"[name=days][value='{step}']")
            self.moved += timedelta(days=step)

    @property
    def now(self) -> datetime:
        """The time the product shows."""
        return datetime.now() + self.moved  # noqa: DTZ005 - a field of local time

    def case_of(self, name: str) -> str:
        """The address of the person's case, as HR finds it on the board; empty where there is none."""
        self.hana.opens("/cases/")
        found = self.hana.page.locator("main a[href*='/cases/']", has_text=name)
        return path_of(found.first.get_attribute("href") or "") if found.count() else ""

    def case_opened_for(self, name: str, *, tries: int = 15) -> str:
        """The address of the case that opens by itself; looked for again for some seconds."""
        for _turn in range(tries):
            if found := self.case_of(name):
                return found
            self.hana.page.wait_for_timeout(1_000)
        return ""

    def nobody_complains(self) -> None:
        """No error in any console, nothing axe would mend."""
        assert {name: one.told for name, one in self.people.items() if one.told} == {}
        assert {name: one.violations for name, one in self.people.items() if one.violations} == {}


class Dispute:
    """One objection to one result, from window to window."""

    def __init__(self, crew: Crew, person: Person, form: str) -> None:
        self.crew, self.person, self.form = crew, person, form
        self.path = ""

    def is_written(self) -> None:
        """The first item is contested, with grounds and a wish."""
        person = self.person
        person.opens(f"{self.form}result/")
        late = person.page.locator("details:has([name=act][value=object]) > summary")
        if late.count():
            late.first.click()
        person.presses("[name=act][value=object]")
        self.path = path_of(person.page.url)
        person.presses("button[formaction*='/claims/']")
        person.page.locator("textarea[name$=-claim]").first.fill("Rekap bulanan menunjukkan target tercapai.")
        person.page.locator("select[name$=-wished_rating]").first.select_option("2")
        person.looks_right()

    def is_filed(self, act: str = "file") -> None:
        self.person.presses(f"[name=act][value={act}]")
        self.person.looks_right()

    def is_answered(self) -> None:
        kabid = self.crew.kabid
        kabid.opens(self.path)
        kabid.page.locator("textarea[name$=-answer]").first.fill("Dua bulan terlambat dikirim.")
        kabid.presses("[name=act][value=answer]")

    def is_decided_by(self, decider: Person, *, level: str = "") -> None:
        """Upheld, or the better level is granted; a grant raises the area as well."""
        ruling = f"grant-{level}" if level else "uphold"
        decider.opens(self.path)
        decider.page.locator(f"input[type=radio][name$=-verdict][value='{ruling}']").first.check(force=True)
        decider.page.locator("textarea[name$=-ruling_reason]").first.fill("Menurut rekap dan register.")
        if level:
            decider.gives(decider.page.locator("main"), "results_rating", level)
        decider.presses("[name=act][value=decide]")
        decider.looks_right()

    def result(self) -> str:
        """The heading of the result's page, which ends with the predicate."""
        self.person.opens(f"{self.form}result/")
        return self.person.page.locator("h1").inner_text()


def path_of(url: str) -> str:
    """The path of an address, without host and query."""
    return urlsplit(url).path


def document_on(person: Person, path: str) -> bytes:
    """The bytes of the first document on a page; the worker makes it, so the page is looked at until it is there."""
    link = person.page.locator("#documents a[href$='/file/']").first
    for _turn in range(LOOKS):
        person.opens(path, check=False)
        if link.count():
            break
        person.page.wait_for_timeout(500)
    person.looks_right()
    answer: Any = person.page.request.get(person.address + (link.get_attribute("href") or ""))
    assert re.match(r"attachment", answer.headers["content-disposition"])
    return bytes(answer.body())
