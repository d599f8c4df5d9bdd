"""The hearing on the page of an objection: invitation, calendar file, minutes, the two answers, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from appraisal.models import Hearing
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import (
    AUDI,
    BUDI,
    HANA,
    JOKO,
    RAHMA,
    SARI,
    SITI,
    again,
    dispute,
    page,
    statements,
)

PLACE, AGENDA, SAID = "https://rapat.merangin.go.id/a?b=1&c=2", "Gangguan; antrean, <i>loket</i>", "Notula & catatan"
READERS = (SITI, SARI, RAHMA, HANA, AUDI)


def invite(client: Any, one: Any, **changes: str) -> Any:
    post = {"planned_at": "2027-01-15T09:30", "length": "90", "place": PLACE, "agenda": AGENDA, **changes}
    return client.post(page(one, "hearing-new"), post)


def act(client: Any, name: str, **inputs: str) -> Any:
    found = Hearing.objects.latest("pk")
    address = reverse("appraisal:hearing-transition", args=[found.public_id])
    return client.post(address, {"transition": name, "version": found.version, **inputs})


def shown(client: Any, one: Any) -> str:
    return str(client.get(page(one)).content.decode())


@pytest.fixture
def held(world: w.World, sign_in: Enter) -> Any:
    """An objection whose hearing has minutes."""
    one = dispute(world, "answered")
    assert invite(sign_in(RAHMA), one).status_code == 302
    done = act(sign_in(RAHMA), "record", held_at="2026-01-05T09:00", minutes=SAID)
    assert done.status_code == 302
    return one


def test_the_invitation_is_read_by_both_sides(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    assert 'name="agenda"' in shown(sign_in(RAHMA), one)
    assert invite(sign_in(RAHMA), one).status_code == 302
    for name in READERS:
        content = shown(sign_in(name), one)
        assert "Gangguan; antrean, &lt;i&gt;loket&lt;/i&gt;" in content, name
        assert 'href="https://rapat.merangin.go.id/a?b=1&amp;c=2" rel="noopener noreferrer"' in content
        assert "15 Januari 2027" in content
        assert 'name="agenda"' not in content


@pytest.mark.parametrize("place", ["http://rapat.go.id", "javascript:alert(1)", "https://a b", "Ruang rapat"])
def test_only_a_safe_address_becomes_a_link(world: w.World, sign_in: Enter, place: str) -> None:
    one = dispute(world, "answered")
    invite(sign_in(RAHMA), one, place=place)
    content = shown(sign_in(SITI), one)
    assert place in content
    assert f'href="{place}' not in content


def test_a_refused_invitation_keeps_everything(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    for changes, words in (
        ({"planned_at": "2020-01-15T09:30"}, "Please choose a time that lies ahead."),
        ({"planned_at": "besok"}, "Please enter a date and a time."),
        ({"length": "600"}, "Pilih 15 sampai 480 menit."),
        ({"length": "-5"}, "Please enter a whole number."),
        ({"place": ""}, "Please enter text."),
    ):
        refused = invite(client, one, **changes)
        content = refused.content.decode()
        assert refused.status_code == 400
        with translation.override("id"):
            assert gettext(words) in content, changes
        assert "Gangguan; antrean" in content
    assert not Hearing.objects.exists()


def test_who_may_not(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    statuses = {SITI: 403, SARI: 403, HANA: 403, AUDI: 403, JOKO: 404, BUDI: 404}
    for name, status in statuses.items():
        assert invite(sign_in(name), one).status_code == status, name
    invite(sign_in(RAHMA), one)
    for name, status in statuses.items():
        assert act(sign_in(name), "cancel", reason="x").status_code == status, name
    found = Hearing.objects.get()
    for view in ("hearing", "hearing-calendar"):
        address = reverse(f"appraisal:{view}", args=[found.public_id])
        assert sign_in(JOKO).get(address).status_code == 404
        assert sign_in(SITI).get(address).status_code in (200, 302)
    assert (found.state, found.version) == ("planned", 0)


def test_the_calendar_follows_the_hearing(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    invite(client, one)
    found = Hearing.objects.get()
    address = reverse("appraisal:hearing-calendar", args=[found.public_id])

    def lines() -> list[str]:
        answer = sign_in(SITI).get(address)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert "attachment" in answer["Content-Disposition"]
        return answer.content.decode().replace("\r\n ", "").split("\r\n")

    first = lines()
    uid = f"UID:hearing-{found.public_id}@kinerja"
    for line in (uid, "SEQUENCE:0", "METHOD:PUBLISH", "DTSTART:20270115T023000Z", "DTEND:20270115T040000Z"):
        assert line in first
    assert f"LOCATION:{PLACE}" in first
    assert not any("Siti" in line or "loket" in line for line in first)
    act(client, "reschedule", planned_at="2027-02-01T08:00", place="Ruang A, lantai 2; kiri", reason="Rapat.")
    moved = lines()
    for line in (uid, "SEQUENCE:1", "METHOD:PUBLISH", "DTSTART:20270201T010000Z"):
        assert line in moved
    assert "LOCATION:Ruang A\\, lantai 2\\; kiri" in moved
    act(client, "cancel", reason="Tidak perlu.")
    for line in (uid, "SEQUENCE:2", "METHOD:CANCEL", "STATUS:CANCELLED"):
        assert line in lines()


def test_minutes_of_the_future_are_refused_and_kept(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    invite(client, one)
    refused = act(client, "record", held_at="2027-01-15T09:30", minutes=SAID)
    assert refused.status_code == 422
    assert "Notula &amp; catatan" in refused.content.decode()
    assert act(client, "record", held_at="kemarin", minutes=SAID).status_code == 400
    assert Hearing.objects.get().minutes == ""


def test_both_sides_answer_the_minutes(held: Any, sign_in: Enter) -> None:
    assert "#hearing-" in sign_in(SITI).get(reverse("tasks")).content.decode()
    assert act(sign_in(RAHMA), "acknowledge").status_code == 403
    assert act(sign_in(SITI), "acknowledge").status_code == 302
    assert "#hearing-" not in sign_in(SITI).get(reverse("tasks")).content.decode()
    assert act(sign_in(SITI), "dissent", reason="x").status_code == 422
    assert act(sign_in(SARI), "dissent", reason="").status_code == 400
    assert act(sign_in(SARI), "dissent", reason="Saya menyebut <b>hari</b> lain").status_code == 302
    assert Hearing.objects.get().state == "confirmed"
    for name in READERS:
        content = shown(sign_in(name), held)
        assert "Notula &amp; catatan" in content
        assert "Saya menyebut &lt;b&gt;hari&lt;/b&gt; lain" in content


def test_statements_do_not_grow_with_hearings(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    invite(client, one)
    few = statements(client, page(one))
    for _turn in range(3):
        act(client, "cancel", reason="Lagi.")
        invite(client, one)
    assert statements(client, page(one)) <= few
    assert few <= 15


def test_the_hearing_over_rest(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    body = {"objection": str(one.public_id), "planned_at": "2027-01-15T09:30:00+07:00", "place": "R", "agenda": "A"}
    road = "/api/v1/hearings/"
    for name, status in {SITI: 403, HANA: 403, JOKO: 404}.items():
        assert sign_in(name).post(road, body, content_type="application/json").status_code == status
    late = {**body, "planned_at": "2020-01-15T09:30:00+07:00"}
    refused = sign_in(RAHMA).post(road, late, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "planned_at")
    made = sign_in(RAHMA).post(road, body, content_type="application/json")
    assert made.status_code == 201
    own = f"{road}{made.json()['id']}/"
    for name in READERS:
        assert sign_in(name).get(own).json()["agenda"] == "A"
        assert sign_in(name).get(f"{road}?objection={one.public_id}").json()["results"][0]["id"] == made.json()["id"]
    assert sign_in(JOKO).get(own).status_code == 404
    assert sign_in(JOKO).get(road).json()["results"] == []
    assert sign_in(SITI).get(f"{own}calendar/").content.startswith(b"BEGIN:VCALENDAR\r\n")
    minutes = {"transition": "record", "version": 0, "held_at": "2026-01-05T09:00:00+07:00", "minutes": SAID}
    assert sign_in(RAHMA).post(f"{own}transitions/", minutes, content_type="application/json").status_code == 200
    for version, name in enumerate((SITI, SARI), 1):
        body = {"transition": "acknowledge", "version": version}
        assert sign_in(name).post(f"{own}transitions/", body, content_type="application/json").status_code == 200
    found = sign_in(SITI).get(own).json()
    assert (found["state"], found["employee_answer"], found["assessor_answer"], found["minutes"]) == (
        "confirmed",
        "acknowledged",
        "acknowledged",
        SAID,
    )
    assert again(one).state == "answered"
