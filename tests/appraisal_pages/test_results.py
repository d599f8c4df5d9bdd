"""The result: opened by a receipt, read with everything behind it, accepted or disputed with equal ease."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from appraisal.actions import objections
from appraisal.models import Objection
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from workflow import clock
from workflow.sweep import sweep_all

SITI, SARI, HANA = "Siti Aminah", "Sari Melinda", "Hana Pertiwi"


def result(world: w.World, name: str = SITI) -> str:
    return reverse("appraisal:result", args=[world.form(name).public_id])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_opening_is_a_receipt_of_its_own_and_starts_the_time(world: w.World, sign_in: Enter) -> None:
    w.bring_to(world, SITI, "objection")
    client = sign_in(SITI)
    assert "matrix" not in text(client.get(result(world)))
    assert world.form(SITI).result_opened_at is None
    assert client.post(result(world), {"act": "acknowledge"}).status_code == 302
    form = world.form(SITI)
    assert form.result_opened_at is not None
    assert "matrix__here" in text(client.get(result(world)))
    assert client.post(result(world), {"act": "acknowledge"}).status_code == 302
    assert world.form(SITI).version == form.version


def test_nobody_else_gives_the_receipt_or_accepts(world: w.World, sign_in: Enter) -> None:
    w.bring_to(world, SITI, "objection")
    for act in ("acknowledge", "accept", "object"):
        post = {"act": act, "version": world.form(SITI).version}
        assert sign_in(SARI).post(result(world), post).status_code == 403
        assert sign_in(HANA).post(result(world), post).status_code == 403
        assert sign_in("Joko Susilo").post(result(world), post).status_code == 404
    assert sign_in(SITI).post(result(world), {"act": "nonsense"}).status_code == 400
    assert world.form(SITI).result_opened_at is None
    assert not Objection.objects.exists()


def opened(world: w.World, client: Any, **ratings: int) -> Any:
    w.bring_to(world, SITI, "objection", **ratings)
    client.post(result(world), {"act": "acknowledge"})
    return world.form(SITI)


def test_accepting_and_objecting_weigh_the_same(world: w.World, sign_in: Enter) -> None:
    client = sign_in(SITI)
    opened(world, client)
    content = text(client.get(result(world)))
    accept = content.index('value="accept"')
    dispute = content.index('value="object"')
    for place in (accept, dispute):
        assert "button--secondary" in content[place - 200 : place]


def test_accepting_makes_it_final_on_the_version_that_was_read(world: w.World, sign_in: Enter) -> None:
    client = sign_in(SITI)
    form = opened(world, client)
    assert client.post(result(world), {"act": "accept"}).status_code == 428
    assert client.post(result(world), {"act": "accept", "version": form.version - 1}).status_code == 409
    assert client.post(result(world), {"act": "accept", "version": form.version}).status_code == 302
    assert world.form(SITI).state == "final"
    assert 'value="object"' not in text(client.get(result(world)))


def test_objecting_begins_one_draft(world: w.World, sign_in: Enter) -> None:
    client = sign_in(SITI)
    opened(world, client)
    for _turn in range(2):
        assert client.post(result(world), {"act": "object"}).status_code == 302
    assert Objection.objects.count() == 1


def test_a_disputed_result_says_so_to_everybody_and_cannot_be_accepted(world: w.World, sign_in: Enter) -> None:
    client = sign_in(SITI)
    opened(world, client)
    client.post(result(world), {"act": "object"})
    objection, item = Objection.objects.get(), world.form(SITI).items.first()
    assert item is not None
    objections.save_claim(
        objection.public_id, item.public_id, actor=world.actor(SITI), revision=0, values={"claim": "keliru"}
    )
    objections.file(objection.public_id, actor=world.actor(SITI), version=0)
    for who in (SITI, SARI, HANA):
        content = text(sign_in(who).get(result(world)))
        assert "notice--attention" in content
        assert 'value="accept"' not in content
    post = {"act": "accept", "version": world.form(SITI).version}
    assert client.post(result(world), post).status_code == 422


def test_after_the_window_nothing_is_accepted_and_an_objection_is_a_late_one(world: w.World, sign_in: Enter) -> None:
    client = sign_in(SITI)
    form = opened(world, client)
    with clock.frozen(w.NOW + timedelta(days=20)):
        sweep_all()
        assert client.post(result(world), {"act": "object"}).status_code == 302
        assert 'value="file_late"' in text(
            client.get(reverse("appraisal:objection", args=[Objection.objects.get().public_id]))
        )
        assert client.post(result(world), {"act": "accept", "version": form.version}).status_code == 409
        assert world.form(SITI).state == "final"


def test_every_item_unfolds_to_its_inputs(world: w.World, sign_in: Enter) -> None:
    client = sign_in(SITI)
    opened(world, client, rating=3, results=3, behaviour=3)
    content = text(client.get(result(world)))
    assert content.count('class="unfold result-item"') == world.form(SITI).items.count()
    assert "40 × 3 = 120" in content
    assert world.cycle.rule_hash[:16] in content


def test_a_low_result_names_the_weak_items_and_the_help(world: w.World, sign_in: Enter) -> None:
    client = sign_in(SITI)
    form = opened(world, client, rating=1, results=1, behaviour=1)
    assert "Sangat Kurang" in text(client.get(result(world)))
    client.post(result(world), {"act": "accept", "version": form.version})
    case_link = text(client.get(result(world)))
    assert "/cases/" in case_link.split('id="help"')[1]
    why = case_link.split('id="why-help"')[1].split("</ul>")[0]
    assert "Predikat “Sangat Kurang” termasuk rendah" in why
    assert why.count("<li>") == 1


def test_a_good_result_says_nothing_of_help(world: w.World, sign_in: Enter) -> None:
    client = sign_in(SITI)
    opened(world, client)
    assert 'id="why-help"' not in text(client.get(result(world)))


def test_a_leader_does_not_read_single_results(world: w.World, sign_in: Enter) -> None:
    w.bring_to(world, SITI, "final")
    assert sign_in("Lia Marlina").get(result(world)).status_code == 403


def test_weighted_bands_show_their_bands(db: None) -> None:
    from django.test import Client

    made = w.make_world(banded=True)
    w.bring_to(made, SITI, "objection")
    client = Client()
    client.force_login(made.users[SARI], backend="organization.authentication.NipOrUsernameBackend")
    content = text(client.get(result(made)))
    assert "matrix__here" not in content
    assert 'aria-current="true"' in content


def test_calibration_stands_on_the_rail_and_in_the_superiors_list(db: None) -> None:
    from django.test import Client

    made = w.make_world(calibration=True)
    w.bring_to(made, SITI, "calibration")
    client = Client()
    client.force_login(made.users["Hj. Rahmawati"], backend="organization.authentication.NipOrUsernameBackend")
    assert SITI in text(client.get(reverse("home")))
    page = reverse("appraisal:evaluation", args=[made.form(SITI).public_id])
    assert text(client.get(page)).count('class="rail__step ') == 5
    post = {"transition": "release", "version": made.form(SITI).version}
    assert (
        client.post(reverse("appraisal:evaluation-transition", args=[made.form(SITI).public_id]), post).status_code
        == 302
    )
    assert made.form(SITI).state == "objection"
