"""Filing out of time on the pages and over REST: the receipt, what it says, who admits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from appraisal.models import Objection
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import AUDI, HANA, JOKO, RAHMA, SARI, SITI, again, begin, dispute, page
from workflow import clock, sweep


@pytest.fixture
def late(world: w.World) -> Any:
    """Siti has written a draft and let the time pass."""
    one = begin(world)
    end = world.form(SITI).window_ends_at
    assert end is not None
    with clock.frozen(end + timedelta(hours=1)):
        sweep.sweep_all(grace=timedelta(0))
        assert again(one).state == "lapsed"
        yield one


def file_late(client: Any, one: Objection) -> Any:
    post = {"transition": "file_late", "version": again(one).version}
    return client.post(page(one, "objection-transition"), post)


def test_the_receipt_in_time(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "filed")
    content = sign_in(SITI).get(page(one)).content.decode()
    assert 'id="receipt"' in content
    assert "Tepat waktu" in content
    assert str(one.public_id) in content
    receipt = sign_in(SITI).get(f"/api/v1/objections/{one.public_id}/").json()["receipt"]
    assert (receipt["in_time"], receipt["number"], len(receipt["fingerprint"])) == (True, str(one.public_id), 64)
    assert receipt["received_at"].startswith(again(one).filed_at.astimezone().strftime("%Y-%m-%dT"))  # type: ignore[union-attr]


def test_a_draft_has_no_receipt(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "drafted")
    assert 'id="receipt"' not in sign_in(SITI).get(page(one)).content.decode()
    assert sign_in(SITI).get(f"/api/v1/objections/{one.public_id}/").json()["receipt"] is None


def test_late_filing_explains_itself_and_is_recorded(world: w.World, sign_in: Enter, late: Objection) -> None:
    client = sign_in(SITI)
    before = client.get(page(late)).content.decode()
    assert "Masa keberatan sudah berakhir" in before
    assert "Ajukan walau lewat waktu" in before
    assert file_late(client, late).status_code == 302
    after = client.get(page(late)).content.decode()
    assert "Lewat waktu" in after
    assert "Dicatat masuk lewat waktu" in after
    receipt = client.get(f"/api/v1/objections/{late.public_id}/").json()["receipt"]
    assert (receipt["in_time"], receipt["received_at"] > receipt["window_ended_at"]) == (False, True)
    assert not world.form(SITI).disputed


def test_the_result_leads_to_a_late_draft_with_its_own_button(world: w.World, sign_in: Enter, late: Objection) -> None:
    client = sign_in(SITI)
    result = reverse("appraisal:result", args=[world.form(SITI).public_id])
    assert "Tulis keberatan terlambat" in client.get(result).content.decode()
    begun = client.post(result, {"act": "object"})
    one = Objection.objects.latest("pk")
    assert (begun["Location"], one.state) == (page(one), "drafted")
    content = client.get(page(one)).content.decode()
    assert 'value="file_late"' in content
    assert 'value="file"' not in content
    item = one.evaluation.items.first()
    assert item is not None
    client.post(page(one, "objection-claim", item.public_id), {"revision": 0})
    lacking = client.post(page(one), {"act": "file_late", "version": one.version, "revision": 1})
    assert lacking.status_code == 422
    typed = {f"item-{item.public_id}-claim": "Saya sakit", "act": "file_late", "version": one.version, "revision": 1}
    assert client.post(page(one), typed).status_code == 302
    assert again(one).state == "late"


def test_hr_admits_on_the_page_of_the_objection(world: w.World, sign_in: Enter, late: Objection) -> None:
    file_late(sign_in(SITI), late)
    form = world.form(SITI)
    address = reverse("appraisal:evaluation-transition", args=[form.public_id])
    for name, offered in {SITI: False, SARI: False, RAHMA: True, HANA: True, AUDI: False}.items():
        content = sign_in(name).get(page(late)).content.decode()
        assert ('value="admit_late"' in content) is offered, name
    assert page(late) in sign_in(HANA).get(reverse("tasks")).content.decode()
    post = {"transition": "admit_late", "version": form.version, "next": page(late)}
    assert sign_in(HANA).post(address, post).status_code == 400
    done = sign_in(HANA).post(address, post | {"reason": "Dirawat di rumah sakit."})
    assert (done.status_code, done["Location"], again(late).state) == (302, page(late), "filed")
    assert world.form(SITI).disputed
    assert page(late) in sign_in(SARI).get(reverse("tasks")).content.decode()
    assert "Diterima walau terlambat" in sign_in(SITI).get(page(late)).content.decode()


def test_who_may_not(world: w.World, sign_in: Enter, late: Objection) -> None:
    for name, status in {SARI: 404, HANA: 404, JOKO: 404}.items():
        assert file_late(sign_in(name), late).status_code == status
    file_late(sign_in(SITI), late)
    post = {"transition": "reject_late", "version": again(late).version, "reason": "Tanpa halangan."}
    for name, status in {SITI: 403, SARI: 403, AUDI: 403, JOKO: 404}.items():
        assert sign_in(name).post(page(late, "objection-transition"), post).status_code == status
    assert sign_in(RAHMA).post(page(late, "objection-transition"), post).status_code == 302
    content = sign_in(SITI).get(page(late)).content.decode()
    assert "tidak diterima" in content
    assert "Tanpa halangan." in content


def test_who_accepted_the_result_does_not_object_by_himself(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "final")
    client, result = sign_in(SITI), reverse("appraisal:result", args=[form.public_id])
    assert "Tulis keberatan terlambat" not in client.get(result).content.decode()
    refused = client.post(result, {"act": "object"})
    assert (refused.status_code, "pengelola kepegawaian" in refused.content.decode()) == (422, True)
