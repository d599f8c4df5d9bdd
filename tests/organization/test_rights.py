"""What a person may do on a day: posts, roles, delegations, whom he assesses; for whom, and on which ground."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from organization.actions.grants import revoke_role
from organization.models import AssessorOverride, Delegation
from organization.reporting import lines_for
from organization.rights import MOST_NAMES, rights_of
from tests.organization.conftest import NOON, TODAY, World
from workflow import clock
from workflow.actors import CLOCK
from workflow.engine import begin, fire
from workflow.roles import Role
from workflow.transactions import durable

BACKEND = "organization.authentication.NipOrUsernameBackend"
LETTER = "800/77/2026"


def browser(world: World, name: str) -> Client:
    type(world.users[name]).objects.filter(pk=world.users[name].pk).update(language="en")
    client = Client()
    client.force_login(world.users[name], backend=BACKEND)
    return client


def page(world: World, name: str, on: object = "") -> str:
    return f"/employees/{world.people[name].public_id}/rights/" + (f"?on={on}" if on else "")


def told(world: World, reader: str, name: str, on: object = "") -> Any:
    client = APIClient()
    client.force_login(world.users[reader], backend=BACKEND)
    return client.get(f"/api/v1{page(world, name, on)}")


def delegate(world: World, absent: str, stands_in: str) -> Delegation:
    row = Delegation(
        absent=world.people[absent],
        delegate=world.people[stands_in],
        office="Kepala",
        assessing=True,
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=4),
        letter_number=LETTER,
        letter_date=TODAY,
        cause="Diklat",
    )
    with durable():
        begin(row, actor=CLOCK)
    fire(row, "activate", actor=world.actor("Hera"), version=0)
    return row


def names(below: Any) -> list[str]:
    return [one.person.full_name for one in below.people]


def test_whom_somebody_assesses_is_what_the_lines_say(world: World) -> None:
    AssessorOverride.objects.create(
        employee=world.people["Budi"], assessor=world.people["Kaban"], valid_from=TODAY, reason="Penugasan",
        author=world.users["Hera"], created_at=NOON,
    )  # fmt: skip
    lines = lines_for([one.pk for one in world.people.values()], TODAY)
    for person in world.people.values():
        found = rights_of(person, actor=world.actor("Hera"), on=TODAY)
        assessed = {world.people[n].pk for n in names(found.assesses)}
        above = {world.people[n].pk for n in names(found.stands_above)}
        assert assessed == {pk for pk, line in lines.items() if line.assessor and line.assessor.pk == person.pk}
        assert above == {pk for pk, line in lines.items() if line.superior and line.superior.pk == person.pk}
        assert (found.assesses.count, found.assesses.hidden) == (len(assessed), 0)


def test_an_acting_official_is_told_with_the_letter_and_the_powers(world: World) -> None:
    world.acts("Kabid", "1.05", "plh", valid_from=TODAY, valid_to=TODAY, may_decide=False)
    found = rights_of(world.people["Kabid"], actor=world.actor("Hera"), on=TODAY)
    assert [(one.capacity, one.letter_number) for one in found.appointments] == [("plh", "800/1"), ("definitive", "")]
    text = browser(world, "Hera").get(page(world, "Kabid")).content.decode()
    assert "assessing only" in text
    assert "800/1" in text
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        other = rights_of(world.people["Kabid"], actor=world.actor("Hera"), on=day)
        assert [one.capacity for one in other.appointments] == ["definitive"]


def test_roles_held_until_the_day_before_they_were_taken_away(world: World) -> None:
    grant = world.grant("Adi", Role.TRAINING_OFFICER, "1.06")
    with clock.frozen(NOON + timedelta(days=2)):
        revoke_role(grant.public_id, actor=world.actor("Hera"), version=grant.version, reason="Pindah")
        days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
        held = [len(rights_of(world.people["Adi"], actor=world.actor("Hera"), on=day).grants) for day in days]
    assert held == [0, 1, 1, 0]


def test_both_sides_of_a_delegation_are_told_with_its_letter(world: World) -> None:
    delegate(world, "Kadis", "Kaban")
    answer = told(world, "Hera", "Kadis").json()
    assert [(one["letter_number"], one["delegate"]["name"]) for one in answer["absent"]] == [(LETTER, "Kaban")]
    assert answer["stands_in"] == []
    held = told(world, "Kaban", "Kaban").json()["stands_in"]
    assert [(one["letter_number"], one["absent"]["name"]) for one in held] == [(LETTER, "Kadis")]
    assert told(world, "Hera", "Kadis", TODAY - timedelta(days=1)).json()["absent"] == []


@pytest.mark.parametrize(
    ("reader", "status"), [("Hera", 200), ("Kabid", 200), ("Kadis", 403), ("Siti", 403), ("Adi", 404)]
)
def test_who_may_read_them(reader: str, status: int, world: World) -> None:
    assert browser(world, reader).get(page(world, "Kabid")).status_code == status
    assert told(world, reader, "Kabid").status_code == status


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.ADMIN, 200), (Role.LEADER, 403)])
def test_which_roles_open_them(role: str, status: int, world: World) -> None:
    world.grant("Adi", role, "1.05")
    assert browser(world, "Adi").get(page(world, "Kabid")).status_code == status
    assert told(world, "Adi", "Kabid").status_code == status
    assert told(world, "Adi", "Hera").status_code in (403, 404)


def test_names_end_at_twenty_and_the_count_is_whole(world: World) -> None:
    for number in range(MOST_NAMES + 3):
        world.person(f"Staf{number:02}", "1.05.01")
    found = rights_of(world.people["Kabid"], actor=world.actor("Hera"), on=TODAY)
    assert (found.assesses.count, len(found.assesses.people)) == (MOST_NAMES + 5, MOST_NAMES)
    assert "more are not named here" in browser(world, "Hera").get(page(world, "Kabid")).content.decode()


def test_the_persons_page_leads_there_for_whoever_may(world: World) -> None:
    place = f"/employees/{world.people['Kabid'].public_id}/"
    assert f"{place}rights/?on={TODAY}" in browser(world, "Hera").get(place).content.decode()
    assert "/rights/" not in browser(world, "Kadis").get(place).content.decode()


def test_statements_stay_constant(world: World) -> None:
    delegate(world, "Kadis", "Kaban")
    client = browser(world, "Hera")
    for address in (page(world, "Kadis"), page(world, "Siti"), page(world, "Bupati", date(2025, 1, 1))):
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 15, [query["sql"][:90] for query in seen.captured_queries]


def test_a_bad_day_is_refused_over_rest(world: World) -> None:
    assert told(world, "Hera", "Kadis", "kemarin").status_code == 400
