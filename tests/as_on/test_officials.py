"""Who lawfully assesses, signs and decides on any day, with the reason; the decider as the filing finds him."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import evaluations
from appraisal.officials import officials_on
from organization.models import Appointment, Employee
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import AUDI, HANA, SARI, SITI, dispute

RAHMA, AMRI, JOKO, LIA, DEWI = "Hj. Rahmawati", "H. Amri Yusuf", "Joko Susilo", "Lia Marlina", "Dewi Kurniasih"
TODAY = date(2026, 10, 5)


def names(form: Any, on: date = TODAY) -> dict[str, str]:
    return {one.act: one.name for one in officials_on(form, on)}


def road(form: Any, on: object = "") -> str:
    return f"/api/v1/evaluations/{form.public_id}/officials/" + (f"?on={on}" if on else "")


def page(form: Any, on: object = "") -> str:
    return f"/evaluations/{form.public_id}/officials/" + (f"?on={on}" if on else "")


def test_each_act_has_its_official_and_reason(world: w.World) -> None:
    form = world.form(SITI)
    assert names(form) == {"assesses": SARI, "calibrates": RAHMA, "decides": RAHMA}
    assert all(one.ground for one in officials_on(form, TODAY))


def test_the_decider_is_the_one_the_filing_finds(world: w.World) -> None:
    objection = dispute(world, "filed")
    decider = Employee.objects.get(pk=objection.decider_id)
    assert names(world.form(SITI))["decides"] == decider.full_name


def test_an_acting_head_counts_on_his_days_and_stands_with_the_letter(world: w.World) -> None:
    post = Appointment.objects.get(employee=world.people[RAHMA]).post
    Appointment.objects.create(
        employee=world.people[AMRI], post=post, capacity="plh", letter_number="821/9", letter_date=TODAY,
        valid_from=TODAY + timedelta(days=3), valid_to=TODAY + timedelta(days=5),
    )  # fmt: skip
    form = world.form(SITI)
    days = {day: names(form, TODAY + timedelta(days=day))["decides"] for day in (2, 3, 5, 6)}
    assert days == {2: RAHMA, 3: AMRI, 5: AMRI, 6: RAHMA}


def test_the_assessor_is_who_sat_there_on_the_day(world: w.World) -> None:
    form = world.form(SITI)
    with w.at(w.NOW + timedelta(days=2)):
        evaluations.reassign_assessor(
            form.public_id, actor=world.actor(HANA), version=form.version,
            assessor=world.people[DEWI].public_id, reason="Tugas dialihkan",
        )  # fmt: skip
        found = officials_on(world.form(SITI), TODAY + timedelta(days=2))[0]
    assert (found.name, found.ground[:19]) == (DEWI, "Tercantum pada form")


def test_a_day_no_letter_could_name_is_refused(world: w.World, sign_in: Enter) -> None:
    form, client = world.form(SITI), sign_in(SITI)
    for day in ("1899-12-31", "2101-01-01", "9999-12-31", "0001-01-01"):
        assert client.get(road(form, day)).status_code == 400, day
        assert client.get(page(form, day)).status_code == 400, day
    for day in ("1900-01-01", "2100-12-31"):
        assert client.get(road(form, day)).status_code == 200, day
    assert client.get(road(form, "besok")).status_code == 400


@pytest.mark.parametrize(
    ("name", "status"), [(SITI, 200), (SARI, 200), (HANA, 200), (AUDI, 200), (LIA, 403), (JOKO, 404)]
)
def test_who_may_read_it(name: str, status: int, world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "final")
    assert sign_in(name).get(page(form)).status_code == status
    assert sign_in(name).get(road(form)).status_code == status


def test_the_page_says_who_signs_and_statements_stay_constant(world: w.World, sign_in: Enter) -> None:
    form, client = world.form(SITI), sign_in(HANA)
    text = client.get(page(form, TODAY + timedelta(days=1))).content.decode()
    assert SARI in text
    assert RAHMA in text
    for address in (page(form), road(form)):
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        assert len(seen) <= 15, address
    assert page(form) in client.get(f"/evaluations/{form.public_id}/history/").content.decode()
