"""Whom one may know and how much: the list and the single object agree for every pair; people actions refuse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from organization import access, nip
from organization.actions import people as people_actions
from organization.models import Appointment, AssessorOverride, Employee, Post
from organization.selectors import find_person
from tests.organization.conftest import World
from workflow.actors import NOBODY
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role

ALL = {"name", "contact", "identity", "line", "account"}
# actor -> person -> groups of fields, written from the rules
EXPECTED = {
    ("Siti", "Siti"): ALL,
    ("Siti", "Budi"): {"name"},
    ("Siti", "Kabid"): {"name"},
    ("Siti", "Kadis"): set(),
    ("Siti", "Hera"): set(),
    ("Kabid", "Siti"): {"name", "contact", "line"},
    ("Kadis", "Siti"): {"name", "contact", "line"},
    ("Kadis", "Kaban"): set(),
    ("Bupati", "Hera"): {"name", "contact", "line"},
    ("Hera", "Siti"): ALL,
    ("Hera", "Bupati"): ALL,
    ("Kaban", "Siti"): {"name", "identity", "line"},
    ("Adi", "Siti"): {"name", "line", "account"},
    ("Adi", "Hera"): {"name"},
}


@pytest.fixture
def office(world: World) -> World:
    world.grant("Kaban", Role.AUDITOR, "1.05")
    world.grant("Adi", Role.ADMIN, "1.05")
    return world


@pytest.mark.parametrize("pair", sorted(EXPECTED))
def test_field_groups_by_relation(office: World, pair: tuple[str, str]) -> None:
    actor, person = pair
    assert access.fields_of(office.actor(actor), office.people[person]) == EXPECTED[pair]


def test_the_list_holds_exactly_those_of_whom_something_may_be_read(office: World) -> None:
    Employee.objects.filter(full_name="Budi").update(active=False)
    for name in office.users:
        actor = office.actor(name)
        seen = set(access.employees_visible_to(actor).values_list("pk", flat=True))
        for person in Employee.objects.select_related("unit"):
            assert (person.pk in seen) == bool(access.fields_of(actor, person)), (name, person.full_name)
    assert not access.employees_visible_to(NOBODY).exists()
    assert not access.units_visible_to(NOBODY).exists()


def test_an_acting_head_sees_the_unit_within_his_dates_only(office: World) -> None:
    office.acts("Kaban", "1.05.01", "plh", valid_from=date(2026, 11, 23), valid_to=date(2026, 11, 23))
    assert "contact" in access.fields_of(office.actor("Kaban"), office.people["Siti"])
    Appointment.objects.filter(capacity="plh").update(valid_from=date(2026, 11, 1), valid_to=date(2026, 11, 22))
    assert "contact" not in access.fields_of(office.actor("Kaban"), office.people["Siti"])


def appoint(world: World, name: str, person: str, **more: Any) -> Appointment:
    values = {
        "post": world.post("1.05"),
        "capacity": "plh",
        "valid_from": date(2026, 11, 1),
        "letter_number": "8",
        "letter_date": date(2026, 10, 30),
    } | more
    return people_actions.appoint(world.people[person], actor=world.actor(name), **values)


@pytest.mark.parametrize(
    ("name", "person", "refusal"),
    [("Kadis", "Siti", NotPermitted), ("Siti", "Siti", NotPermitted), ("Budi", "Kaban", NotVisible),
     ("Hera", "Hera", NotPermitted), ("Hera", "Kaban", NotPermitted), ("Hera", "Bupati", NotPermitted),
     ("Adi", "Siti", NotPermitted)],
)  # fmt: skip
def test_only_hr_appoints_and_neither_himself_nor_his_superiors(
    office: World, name: str, person: str, refusal: type[Exception]
) -> None:
    before = (Appointment.objects.count(), AssessorOverride.objects.count())
    with pytest.raises(refusal):
        appoint(office, name, person)
    with pytest.raises(refusal):
        people_actions.name_assessor(
            office.people[person], actor=office.actor(name), assessor=office.people["Kabid"], reason="x"
        )
    assert (Appointment.objects.count(), AssessorOverride.objects.count()) == before


def test_hr_of_the_person_needs_the_post_too(office: World) -> None:
    office.grant("Budi", Role.HR, "1.06")
    with pytest.raises(NotPermitted):
        appoint(office, "Budi", "Adi")


@pytest.mark.parametrize(
    "more", [{"valid_to": date(2026, 10, 31)}, {"capacity": "king"}, {"letter_number": " "}, {"letter_date": None}]
)
def test_shape_of_an_appointment(office: World, more: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        appoint(office, "Hera", "Siti", **more)


def test_the_same_appointment_twice_is_refused_and_one_can_be_ended(office: World) -> None:
    made = appoint(office, "Hera", "Kabid")
    with pytest.raises(GuardRefused):
        appoint(office, "Hera", "Kabid")
    with pytest.raises(InvalidInput):
        people_actions.end_appointment(made, actor=office.actor("Hera"), last_day=date(2026, 10, 31))
    ended = people_actions.end_appointment(made, actor=office.actor("Hera"), last_day=date(2026, 11, 1))
    assert ended.valid_to == date(2026, 11, 1)


def test_a_new_definitive_post_ends_the_old_one_the_day_before(office: World) -> None:
    post = Post.objects.create(unit=office.units["1.06"], title="Analis", kind="pelaksana")
    appoint(office, "Hera", "Siti", post=post, capacity="definitive")
    old = Appointment.objects.get(employee=office.people["Siti"], post__title="Staf 1.05.01")
    assert old.valid_to == date(2026, 10, 31)
    siti = Employee.objects.get(full_name="Siti")
    assert (siti.unit, siti.post) == (office.units["1.06"], post)


def test_naming_an_assessor_ends_the_one_before(office: World) -> None:
    def name(assessor: str, **more: Any) -> AssessorOverride:
        return people_actions.name_assessor(
            office.people["Siti"], actor=office.actor("Hera"), assessor=office.people[assessor], reason="x", **more
        )

    first = name("Kaban", valid_from=date(2026, 11, 1))
    name("Kadis")
    first.refresh_from_db()
    assert (first.valid_to, first.ended_by) == (date(2026, 11, 22), office.users["Hera"])
    with pytest.raises(GuardRefused):
        name("Kaban")
    with pytest.raises(GuardRefused):
        name("Siti", valid_from=date(2027, 1, 1))
    Employee.objects.filter(full_name="Adi").update(active=False)
    office.people["Adi"].refresh_from_db()
    with pytest.raises(GuardRefused):
        name("Adi", valid_from=date(2027, 1, 1))


def test_a_person_is_found_by_the_number_or_the_whole_name(office: World) -> None:
    siti = office.people["Siti"]
    for text in (siti.nip, nip.grouped(str(siti.nip)), " siti ", "SI\x00TI"):
        assert find_person(str(text)) == siti, text
    for text in ("", " ", "\x00", "Sit", "%", "999"):
        assert find_person(text) is None, text


def test_two_of_one_name_are_nobody_and_who_left_is_asked_for(office: World) -> None:
    twin, siti = office.people["Budi"], office.people["Siti"]
    Employee.objects.filter(pk=twin.pk).update(full_name="Siti")
    assert find_person("Siti") is None
    Employee.objects.filter(pk=twin.pk).update(active=False)
    assert find_person("Siti") == siti
    assert find_person("Siti", left_too=True) is None
    assert find_person(str(twin.nip)) is None
    assert find_person(str(twin.nip), left_too=True) == twin
