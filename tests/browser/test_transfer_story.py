"""A transfer within the period: the form goes along, the former assessor closes his days, the months are combined."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.crew import Crew, path_of
from tests.browser.people import Person
from tests.browser.reading import words_of

pytestmark = pytest.mark.browser

NAME = "Wulan Sari"
NOTE = "Pelatihan arsip baru berjalan separuh."


def goes_to_the_agency(crew: Crew) -> None:
    """HR records a post at the agency itself from today; its head assesses there."""
    hana = crew.hana
    hana.opens("/employees/?q=Wulan")
    hana.page.locator("main a[href*='/employees/']", has_text=NAME).first.click()
    hana.page.wait_for_url("**/employees/*-*/")
    form = hana.page.locator("form[action$='/appoint/']")
    hana.page.locator("details:has(form[action$='/appoint/']) > summary").click()
    values = {
        "unit": "2", "title": "Analis Kebijakan", "capacity": "definitive", "valid_from": crew.now.date().isoformat(),
    }  # fmt: skip
    for name, value in values.items():
        hana.gives(form, name, value)
    with hana.page.expect_navigation():
        form.locator("button[type=submit]").last.click()
    hana.was_not_refused()


def cannot_open(person: Person, path: str) -> bool:
    answer = person.page.goto(person.address + path)
    return answer is not None and answer.status == 404


def closes_his_days(kabid: Person) -> str:
    """From the worklist to the page of the segment; its address."""
    kabid.opens("/tasks/")
    kabid.page.locator("main a[href*='/segments/']", has_text=NAME).first.click()
    kabid.page.wait_for_url(re.compile(r"/segments/[0-9a-f-]{36}/"))
    kabid.looks_right()
    form: Any = kabid.page.locator("#segment-form")
    kabid.gives(form, "results_rating", "3")
    kabid.gives(form, "behaviour_rating", "2")
    form.locator("[name=note]").fill(NOTE)
    kabid.presses("[name=act][value=close]")
    kabid.looks_right()
    return path_of(kabid.page.url)


def rates(kadis: Person, form: str) -> None:
    """The new assessor rates every item and the whole as proposed."""
    kadis.opens(f"{form}review/")
    for card in kadis.page.locator("article[data-autosave]").all():
        card.locator("input[type=radio][value='2']").check(force=True)
    kadis.page.locator("[name=results_rating][value='3']").check(force=True)
    kadis.page.locator("[name=behaviour_rating][value='2']").check(force=True)
    kadis.page.fill("[name=narrative]", "Melanjutkan pekerjaan yang baik di tempat baru.")
    kadis.presses("[name=act][value=approve]")


def test_a_transfer_within_the_period_is_rated_by_both_assessors(crew: Crew) -> None:
    who = ("wulan", "198501012010012035", NAME, "2.1")
    form = crew.at.tells("tests/browser/midway.py", *who)["form"]
    crew.kabid.opens(f"{form}review/")
    goes_to_the_agency(crew)
    assert cannot_open(crew.kabid, f"{form}review/")
    segment = closes_his_days(crew.kabid)
    assert cannot_open(crew.kabid, f"{form}review/")
    crew.kadis.opens(f"{form}review/")
    told = words_of(crew.kadis, "#segments")
    assert NOTE in told, told
    assert "Dewi Lestari" in told
    proposed = words_of(crew.kadis, "#segments-proposal")
    assert proposed.count("usulan:") == 2, proposed
    rates(crew.kadis, form)
    wulan = crew.person("wulan", width=360)
    wulan.opens(f"{form}result/")
    wulan.presses("[name=act][value=acknowledge]")
    wulan.looks_right()
    told = words_of(wulan, "#segments")
    for word in ("Dewi Lestari", "Rahmat Hidayat", NOTE):
        assert word in told, told
    assert wulan.page.locator("h1").inner_text().endswith(": Baik")
    wulan.opens(segment)
    crew.hana.opens(segment)
    assert "Dewi Lestari" in words_of(crew.hana, "#story")
    crew.nobody_complains()
