"""Two assessors in one calibration room: each sees the other's move within a second, the slower one is told why not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.browser.crew import Crew, document_on

pytestmark = pytest.mark.browser

ONE_SECOND = 1.0
WHY = "Target terlampaui dengan bukti yang sama seperti rekan."
OTHER = "Rekap bulan terakhir belum ditutup."


def moves(mover: Any, results: str, behaviour: str, reason: str) -> float:
    """Fill in and send the form of a move that is open; gives the moment it was sent."""
    form = mover.page.locator("form:has([name=transition][value=move])")
    for name, value in (("results_rating", results), ("behaviour_rating", behaviour)):
        form.locator(f"[name={name}][value='{value}']").check(force=True)
    form.locator("[name=reason]").fill(reason)
    sent = time.monotonic()
    form.locator("button[type=submit]").click(no_wait_after=True)
    return sent


def sees(watcher: Any, words: str, *, since: float) -> float:
    """How long it took until the watcher's open page shows the words, without a reload."""
    watcher.page.wait_for_function(
        "words => document.querySelector('#room-live')?.textContent.includes(words)", arg=words, polling=20
    )
    assert watcher.page.evaluate("window.notReloaded === true")
    return time.monotonic() - since


def waits_in(watcher: Any, room: str) -> None:
    """The room is open, its socket too."""
    with watcher.page.expect_websocket() as opened:
        watcher.opens(room, check=False)
    opened.value.wait_for_event("framereceived")
    watcher.looks_right()
    watcher.page.evaluate("window.notReloaded = true")


def test_each_sees_the_others_move_within_a_second(crew: Crew) -> None:
    told = crew.at.tells("tests/browser/calibration_room.py", "rujukan")
    kadis, kabid = crew.kadis, crew.kabid
    waits_in(kadis, told["room"])
    kabid.opens(told["entry"])
    took = [sees(kadis, WHY, since=moves(kabid, "3", "3", WHY))]
    assert "Ayu Kartika" in kadis.page.inner_text("#room-live")
    # And the other way round.
    kabid.page.wait_for_url(lambda url: url.endswith(told["room"]))
    waits_in(kabid, told["room"])
    kadis.opens(told["entry"])
    took.append(sees(kabid, OTHER, since=moves(kadis, "2", "3", OTHER)))
    assert max(took) < ONE_SECOND, took
    crew.nobody_complains()


def test_the_second_move_on_one_look_is_refused_in_words(crew: Crew) -> None:
    told = crew.at.tells("tests/browser/calibration_room.py", "gizi")
    kadis, kabid = crew.kadis, crew.kabid
    kadis.opens(told["entry"])
    kabid.opens(told["entry"])
    moves(kabid, "3", "3", WHY)
    kabid.page.wait_for_url(lambda url: url.endswith(told["room"]))
    moves(kadis, "1", "2", OTHER)
    refused = kadis.page.locator("[role=alert]")
    refused.wait_for()
    assert "Dewi Lestari sudah mengubah Ayu Kartika sebelum Anda" in refused.inner_text()
    assert kadis.page.locator("[name=reason]").input_value() == OTHER
    kadis.looks_right()
    kadis.opens(told["room"])
    kadis.takes("seal", conclusion="Usulan dibandingkan satu per satu.")
    assert document_on(kadis, told["room"]).startswith(b"%PDF-")
    crew.hana.opens(told["room"])
    crew.hana.takes("release")
    crew.nobody_complains()
