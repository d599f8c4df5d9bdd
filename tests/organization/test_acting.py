"""The register of acting officials: what is refused when it is saved, what the powers do, and how it stood on a day."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from appraisal.deciders import decider_for
from organization import access
from organization.acting import refuse_circles
from organization.actions import people as people_actions
from organization.actions.grants import revoke_role
from organization.delegating import delegates_of, faults_of, is_below
from organization.models import (
    Appointment,
    AssessorOverride,
    Capacity,
    Delegation,
    Duty,
    Employee,
    Post,
    RoleGrant,
)
from organization.reporting import assessor_of, lines_for
from tests.organization.conftest import NOON, TODAY, World
from workflow import clock
from workflow.actors import actor_of
from workflow.errors import GuardRefused, InvalidInput
from workflow.roles import Role

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
BACKEND = "organization.authentication.NipOrUsernameBackend"


def appoint(world: World, name: str, unit: str = "1.05", **changes: Any) -> Appointment:
    values = {
        "capacity": "plh",
        "valid_from": FIRST,
        "valid_to": LAST,
        "letter_number": f"800/{Appointment.objects.count()}",
        "letter_date": date(2026, 10, 28),
        **changes,
    }
    return people_actions.appoint(world.people[name], actor=world.actor("Hera"), post=world.post(unit), **values)


def refused_at(world: World, name: str, unit: str = "1.05", **changes: Any) -> set[str]:
    before = Appointment.objects.count()
    with pytest.raises(InvalidInput) as refused:
        appoint(world, name, unit, **changes)
    assert Appointment.objects.count() == before
    return {fault.field for fault in refused.value.details}


@pytest.mark.parametrize(
    ("first", "last", "clashes"),
    [
        (date(2026, 12, 1), None, False),
        (LAST, None, True),
        (date(2026, 10, 1), FIRST, True),
        (date(2026, 10, 1), date(2026, 10, 31), False),
        (date(2026, 11, 10), date(2026, 11, 12), True),
        (date(2026, 10, 1), None, True),
    ],
)
def test_one_acting_official_of_a_kind_per_post_and_day(
    world: World, first: date, last: date | None, *, clashes: bool
) -> None:
    world.person("Sari", "1.05")
    appoint(world, "Kabid")
    if clashes:
        assert refused_at(world, "Sari", valid_from=first, valid_to=last) == {"valid_from"}
    else:
        assert appoint(world, "Sari", valid_from=first, valid_to=last).pk
    assert appoint(world, "Sari", capacity="plt", valid_from=FIRST, valid_to=LAST).pk


def test_one_letter_is_one_assignment(world: World) -> None:
    appoint(world, "Kabid", letter_number="800/7")
    assert refused_at(world, "Siti", "1.05.01", letter_number="800/7") == {"letter_number"}
    assert refused_at(world, "Siti", "1.05.01", letter_number="800/7 ".upper()) == {"letter_number"}
    assert appoint(world, "Siti", "1.05.01", letter_number="800/7", letter_date=date(2026, 10, 29)).pk


def test_the_shape_of_a_row(world: World) -> None:
    assert refused_at(world, "Kabid", letter_date=None) == {"letter_date"}
    assert refused_at(world, "Kabid", letter_date=date(2026, 12, 1)) == {"letter_date"}
    assert refused_at(world, "Kabid", powers=()) == {"powers"}
    assert refused_at(world, "Kabid", valid_to=date(2026, 10, 31)) == {"valid_to"}
    made = appoint(world, "Kabid", powers=("deciding",))
    assert (made.may_assess, made.may_decide, made.letter_date) == (False, True, date(2026, 10, 28))


def test_a_circle_is_refused_when_the_dates_are_saved(world: World) -> None:
    """Kadis is assessed by Kaban, Kaban by the Bupati; with Kadis as Plh of the Bupati they would assess each other."""
    Post.objects.filter(pk=world.post("1.05").pk).update(superior=world.post("1.06"))
    with pytest.raises(GuardRefused) as refused:
        appoint(world, "Kadis", "1")
    assert refused.value.code == "acting_circle"
    assert "Kadis" in str(refused.value)
    assert "Kaban" in str(refused.value)
    assert not Appointment.objects.filter(capacity="plh").exists()


def test_a_circle_that_begins_inside_the_period_is_refused_too(world: World) -> None:
    """Kaban is the Bupati's Plh from the 25th on only; from then on Kadis would be assessed by whom he assesses."""
    world.acts("Kadis", "1", "plh", valid_from=date(2026, 11, 25), valid_to=date(2026, 11, 27))
    with pytest.raises(GuardRefused) as refused:
        people_actions.name_assessor(
            world.people["Kadis"], actor=world.actor("Hera"), assessor=world.people["Kabid"], reason="Uji"
        )
    assert refused.value.code == "acting_circle"
    Appointment.objects.filter(capacity="plh").delete()
    named = world.people["Kaban"]
    world.acts("Kadis", "1", "plh", valid_from=date(2026, 11, 25), valid_to=date(2026, 11, 27))
    with pytest.raises(GuardRefused) as refused:
        people_actions.name_assessor(world.people["Kadis"], actor=world.actor("Hera"), assessor=named, reason="Uji")
    assert "2026-11-25" in str(refused.value)


def test_naming_an_assessor_into_a_circle_is_refused(world: World) -> None:
    with pytest.raises(GuardRefused) as refused:
        people_actions.name_assessor(
            world.people["Kabid"], actor=world.actor("Hera"), assessor=world.people["Siti"], reason="Uji"
        )
    assert refused.value.code == "acting_circle"
    assert not AssessorOverride.objects.exists()


# Powers


def test_without_the_power_to_assess_the_holder_goes_on(world: World) -> None:
    world.acts("Kaban", "1.05.01", Capacity.PLH, may_assess=False)
    line = assessor_of(world.people["Siti"], TODAY)
    assert line.assessor == world.people["Kabid"]
    assert [step.code for step in line.trace] == ["powerless", "definitive"]
    assert "Kaban" in line.explanation


def test_without_the_power_to_assess_a_vacant_post_is_passed_over(world: World) -> None:
    Appointment.objects.filter(employee=world.people["Kabid"]).update(valid_to=date(2026, 1, 1))
    world.acts("Kaban", "1.05.01", Capacity.PLT, may_assess=False)
    line = assessor_of(world.people["Siti"], TODAY)
    assert line.assessor == world.people["Kadis"]
    assert [step.code for step in line.trace] == ["powerless", "definitive"]


def test_without_the_power_to_decide_the_next_one_up_decides(world: World) -> None:
    Appointment.objects.filter(employee=world.people["Kadis"]).update(valid_to=date(2026, 1, 1))
    world.acts("Kaban", "1.05", Capacity.PLT, may_decide=False)
    line = assessor_of(world.people["Siti"], TODAY)
    assert (line.assessor, line.superior) == (world.people["Kabid"], world.people["Bupati"])
    found = decider_for(case_of(world.people["Siti"].pk, line.assessor.pk), at=NOON)
    assert found is not None
    assert found.employee_id == world.people["Bupati"].pk
    assert assessor_of(world.people["Kabid"], TODAY).assessor == world.people["Kaban"]


def test_the_powers_of_who_holds_a_post_for_good_are_whole(world: World) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(employee=world.people["Kabid"]).update(may_decide=False)


# As on a day


def signed(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend=BACKEND)
    return client


def test_the_register_as_on_a_day(world: World) -> None:
    appoint(world, "Kabid", letter_number="800/7", powers=("assessing",))
    client, address = signed(world, "Siti"), reverse("organization:register")
    for day, shown in (("2026-10-31", False), ("2026-11-01", True), ("2026-11-30", True), ("2026-12-01", False)):
        text = client.get(address, {"on": day}).content.decode()
        assert ("800/7" in text) is shown, day
    assert "800/7" in client.get(address).content.decode()
    assert "800/7" in client.get(address, {"on": "kemarin", "unit": "1.05"}).content.decode()
    assert "800/7" not in client.get(address, {"unit": "1.06"}).content.decode()
    assert "800/7" not in client.get(address, {"unit": "9.9"}).content.decode()
    rest = APIClient()
    assert rest.get("/api/v1/acting-officials/").status_code == 401
    rest.force_login(world.users["Siti"], backend=BACKEND)
    [row] = rest.get("/api/v1/acting-officials/").json()["results"]
    assert (row["official"]["name"], row["may_assess"], row["may_decide"]) == ("Kabid", True, False)
    assert rest.get("/api/v1/acting-officials/?on=2026-12-01").json() == {"on": "2026-12-01", "results": []}
    assert rest.get("/api/v1/acting-officials/?on=x").status_code == 400


def test_a_vacant_post_is_named_on_its_days(world: World) -> None:
    Appointment.objects.filter(employee=world.people["Kabid"]).update(valid_to=date(2026, 11, 10))
    client, address = signed(world, "Siti"), reverse("organization:register")
    assert "Kepala 1.05.01" not in client.get(address, {"on": "2026-11-10"}).content.decode()
    assert "Kepala 1.05.01" in client.get(address, {"on": "2026-11-11"}).content.decode()


def test_the_line_of_a_person_as_on_a_day(world: World) -> None:
    world.acts("Kaban", "1.05.01", "plh", valid_from=date(2026, 11, 20), valid_to=date(2026, 11, 21))
    address = reverse("organization:employee", args=[world.people["Siti"].public_id])
    client = signed(world, "Hera")
    assert "Kaban" not in client.get(address).content.decode()
    assert "Kaban" in client.get(address, {"on": "2026-11-21"}).content.decode()
    rest = APIClient()
    rest.force_login(world.users["Hera"], backend=BACKEND)
    line = f"/api/v1/employees/{world.people['Siti'].public_id}/line/"
    assert rest.get(line).json()["assessor"]["name"] == "Kabid"
    assert rest.get(f"{line}?on=2026-11-21").json()["assessor"]["name"] == "Kaban"
    rest.force_login(world.users["Budi"], backend=BACKEND)
    assert rest.get(line).status_code == 403


def test_heads_and_people_of_a_unit_as_on_a_day(world: World) -> None:
    Appointment.objects.filter(employee=world.people["Budi"]).update(valid_from=date(2026, 11, 10))
    world.acts("Kaban", "1.05.01", "plh", valid_from=date(2026, 11, 2), valid_to=date(2026, 11, 3))
    address = reverse("organization:unit", args=[world.units["1.05.01"].public_id])
    client = signed(world, "Hera")
    now, then = client.get(address).content.decode(), client.get(address, {"on": "2026-11-03"}).content.decode()
    assert ("Kaban" in now, "Budi" in now) == (False, True)
    assert ("Kaban" in then, "Budi" in then) == (True, False)


def test_roles_as_on_a_day(world: World) -> None:
    with clock.frozen(NOON.replace(day=1)):
        grant = world.grant("Siti", Role.LEADER, "1.05", valid_from=date(2026, 10, 1))
    with clock.frozen(NOON.replace(day=25)):
        revoke_role(grant.public_id, actor=world.actor("Hera"), version=0, reason="Pindah")
    client, address = signed(world, "Hera"), reverse("organization:grants")
    for day, held in (("2026-09-30", False), ("2026-10-01", True), ("2026-11-24", True), ("2026-11-25", False)):
        shown = f"grant-{grant.public_id}" in client.get(address, {"on": day}).content.decode()
        assert shown is held, day
    rest = APIClient()
    rest.force_login(world.users["Hera"], backend=BACKEND)
    ids = [row["id"] for row in rest.get("/api/v1/role-grants/?on=2026-11-24").json()["results"]]
    assert str(grant.public_id) in ids
    assert rest.get("/api/v1/role-grants/?on=2026-09-30").json()["results"] == []


# Generated organisations


def case_of(employee_id: int, assessor_id: int | None, rated_by_id: int | None = None) -> Any:
    """A form as far as the search for a decider looks at it."""
    rules = SimpleNamespace(alternate_decider="1.06")
    return SimpleNamespace(
        employee_id=employee_id,
        assessor_id=assessor_id,
        rated_by_id=rated_by_id,
        cycle=SimpleNamespace(zone="Asia/Jakarta"),
        rules=rules,
    )


NAMES = ["Bupati", "Kadis", "Kabid", "Kaban", "Siti", "Hera", "Sari"]
UNITS = ["1", "1.05", "1.05.01", "1.06"]
DAYS = [date(2026, 11, 20), TODAY, date(2026, 11, 26)]
ACTING = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(UNITS),
    st.sampled_from(["plt", "plh"]),
    st.sampled_from(["assessing", "deciding", "both"]),
    st.sampled_from(DAYS),
    st.sampled_from([*DAYS, None]),
)
ORGANISATION = st.fixed_dictionaries(
    {
        "acting": st.lists(ACTING, max_size=5, unique_by=lambda row: row[:3]),
        "superiors": st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)), max_size=3),
        "vacant": st.sets(st.sampled_from(["Kadis", "Kabid", "Kaban"]), max_size=2),
        "named": st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=2),
        "moved": st.sets(st.sampled_from(["Siti", "Budi"]), max_size=1),
        "away": st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=3),
    }
)


def arrange(world: World, drawn: dict[str, Any]) -> list[Delegation]:
    """The organisation as drawn, and the delegations that its absences would allow."""
    clear()
    for name in drawn["vacant"]:
        Appointment.objects.filter(employee=world.people[name]).update(valid_to=date(2026, 11, 21))
    for name, unit, capacity, powers, first, last in drawn["acting"]:
        if last is None or first <= last:
            duties = {"may_assess": powers != "deciding", "may_decide": powers != "assessing"}
            world.acts(name, unit, capacity, valid_from=first, valid_to=last, **duties)
    for below, above in drawn["superiors"]:
        if below != above:
            Post.objects.filter(pk=world.post(below).pk).update(superior=world.post(above))
    name_and_move(world, drawn)
    return [row for absent, delegate in drawn["away"] if (row := absence(world, absent, delegate)) is not None]


def clear() -> None:
    """What the case before drew."""
    AssessorOverride.objects.all().delete()
    Appointment.objects.exclude(capacity="definitive").delete()
    Appointment.objects.filter(post__title="Staf 1.06", employee__full_name__in=["Siti", "Budi"]).delete()
    Appointment.objects.update(valid_to=None)
    Post.objects.update(superior=None)


def name_and_move(world: World, drawn: dict[str, Any]) -> None:
    """Named assessors, where saving them is not refused, and transfers in the middle of the days."""
    for person, assessor in drawn["named"]:
        if person != assessor:
            named = AssessorOverride.objects.create(
                employee=world.people[person],
                assessor=world.people[assessor],
                valid_from=DAYS[0],
                reason="Uji",
                author=world.users["Hera"],
                created_at=NOON,
            )
            try:
                refuse_circles(named.employee, DAYS[0], None)
            except GuardRefused:
                named.delete()
    for name in drawn["moved"]:
        Appointment.objects.filter(employee=world.people[name], capacity="definitive").update(valid_to=DAYS[1])
        post = Post.objects.get(title="Staf 1.06")
        Appointment.objects.create(employee=world.people[name], post=post, valid_from=date(2026, 11, 24))


def absence(world: World, absent: str, delegate: str) -> Delegation | None:
    """A delegation that would be allowed to come into force, unsaved."""
    row = Delegation(
        absent=Employee.objects.select_related("post", "unit").get(pk=world.people[absent].pk),
        delegate=Employee.objects.select_related("post", "unit").get(pk=world.people[delegate].pk),
        valid_from=DAYS[0],
        valid_to=DAYS[2],
    )
    return None if faults_of(row) else row


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ORGANISATION)
def test_in_any_organisation_somebody_else_acts_on_any_day(world: World, drawn: dict[str, Any]) -> None:
    """Nobody assesses, stands above or decides himself or his own rating; whoever is stuck has an officer of HR.

    Who sits in the seat of the elected head, also as Plh, has nobody above him in the regency. A circle through that
    seat leaves nobody either; it is refused when its dates are saved, which the drawn rows pass by.
    """
    if "Sari" not in world.people:
        world.person("Sari", "1")
        world.grant("Sari", Role.HR, "1")
        world.grant("Budi", Role.HR, "1")
    allowed = arrange(world, drawn)
    heads = {"Bupati", *(row[0] for row in drawn["acting"] if row[1] == "1")}
    for day in DAYS:
        at = NOON.replace(day=day.day)
        found = lines_for([person.pk for person in world.people.values()], day)
        with clock.frozen(at):
            officers = [actor_of(world.users[name]) for name in ("Hera", "Sari", "Budi")]
        for name, person in world.people.items():
            line = found[person.pk]
            seats = [pk for pk in (line.assessor and line.assessor.pk, line.superior and line.superior.pk) if pk]
            assert person.pk not in seats
            assert len(seats) == len(set(seats))
            stored = Employee.objects.select_related("unit").get(pk=person.pk)
            helped = any(access.manages_person(actor, stored) for actor in officers)
            circle = any(step.code == "circle" for step in line.trace)
            assert line.assessor is not None or helped or circle or name in heads, (name, day)
            for rated_by in (None, world.people["Kaban"].pk):
                case = case_of(person.pk, line.assessor.pk if line.assessor else None, rated_by)
                decider = decider_for(case, at=at)
                passed = {case.employee_id, case.assessor_id, rated_by} - {None}
                passed |= set(delegates_of(case.assessor_id, Duty.ASSESSING, on=day))
                assert decider is None or decider.employee_id not in passed
    for row in allowed:
        assert row.absent_id != row.delegate_id
        assert not is_below(row.delegate, row.absent_id, row.valid_from)
        assert not is_below(row.delegate, row.absent_id, row.valid_to)


def test_the_generated_cases_are_not_empty(world: World) -> None:
    """What the property would accept for nothing: there are delegations, deciders and refusals among the cases."""
    world.person("Sari", "1")
    assert absence(world, "Kadis", "Kaban") is not None
    assert absence(world, "Kadis", "Kabid") is None
    line = assessor_of(world.people["Siti"], TODAY)
    found = decider_for(case_of(world.people["Siti"].pk, line.assessor.pk if line.assessor else None), at=NOON)
    assert found is not None
    assert found.employee_id == world.people["Kadis"].pk
    assert RoleGrant.objects.filter(role=Role.HR.value).exists()


def test_a_second_head_for_good_is_refused_with_the_remedy(world: World) -> None:
    world.person("Sari", "1.05")
    with pytest.raises(InvalidInput) as refused:
        appoint(world, "Sari", capacity="definitive", valid_to=None)
    assert [fault.field for fault in refused.value.details] == ["valid_from"]
    assert "Kadis" in str(refused.value.details[0].message)
    Appointment.objects.filter(employee=world.people["Kadis"]).update(valid_to=date(2026, 10, 31))
    assert appoint(world, "Sari", capacity="definitive", valid_to=None).pk
