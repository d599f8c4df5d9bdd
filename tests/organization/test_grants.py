"""Role grants: authority, conflict, dates, guardian rows, the actor in one statement, live revocation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from organization.actions import grants as grant_actions
from organization.models import (
    GRANTABLE_ROLES,
    Appointment,
    AssessorOverride,
    Employee,
    Post,
    RoleGrant,
    UnitUserObjectPermission,
    User,
)
from tests.organization.conftest import NOON, TODAY, World
from workflow import actors, clock, engine
from workflow.engine import available
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.models import Deadline, Event
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import durable


@pytest.fixture
def office(world: World) -> World:
    """An administrator of everything (Adi), HR of everything (Hera), HR of 1.05 (Kadis), auditor of 1.05 (Kaban)."""
    world.grant("Adi", Role.ADMIN, "1")
    world.grant("Kadis", Role.HR, "1.05")
    world.grant("Kaban", Role.AUDITOR, "1.05")
    return world


def give(world: World, giver: str, taker: str, role: str, unit: str, **more: Any) -> RoleGrant:
    return grant_actions.grant_role(
        world.users[taker], actor=world.actor(giver), role=role, unit=world.units[unit], basis="SK 9", **more
    )


# giver × role × unit (inside, above) -> may. HR sees to its own kind of work; only an administrator names watchers.
HR_GIVES = {Role.HR, Role.LEADER, Role.TRAINING_OFFICER, Role.COUNSELLOR}
EXPECTED = (
    {("Adi", "1.05", role.value): True for role in GRANTABLE_ROLES}
    | {
        (giver, unit, role.value): role in HR_GIVES and (giver, unit) != ("Kadis", "1")
        for giver, units in (("Hera", ("1", "1.05")), ("Kadis", ("1.05", "1")))
        for unit in units
        for role in GRANTABLE_ROLES
    }
    | {(giver, "1.05", role.value): False for giver in ("Kaban", "Siti", "Bupati") for role in GRANTABLE_ROLES}
)


@pytest.mark.parametrize(("giver", "unit", "role"), sorted(EXPECTED))
def test_who_may_give_which_role_where(office: World, giver: str, unit: str, role: str) -> None:
    before = (RoleGrant.objects.count(), Event.objects.count(), UnitUserObjectPermission.objects.count())
    if EXPECTED[(giver, unit, role)]:
        grant = give(office, giver, "Budi", role, unit)
        assert (grant.state, grant.author) == ("active", office.users[giver])
        assert (
            UnitUserObjectPermission.objects.filter(user=office.users["Budi"], content_object=grant.unit).count() == 1
        )
    else:
        with pytest.raises(NotPermitted):
            give(office, giver, "Budi", role, unit)
        assert (RoleGrant.objects.count(), Event.objects.count(), UnitUserObjectPermission.objects.count()) == before


def test_nobody_gives_himself_anything(office: World) -> None:
    for name in ("Adi", "Hera"):
        with pytest.raises(NotPermitted):
            give(office, name, name, Role.LEADER, "1")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            user=office.users["Adi"],
            author=office.users["Adi"],
            role="hr",
            unit=office.units["1"],
            valid_from=TODAY,
            basis="x",
        )


def test_shape_of_a_grant(office: World) -> None:
    for more in ({"role": "king"}, {"basis": " "}, {"basis": "x" * 301}, {"valid_to": date(2026, 11, 22)}):
        values = {"role": "hr", "unit": office.units["1.05"], "basis": "SK"} | more
        with pytest.raises(InvalidInput):
            grant_actions.grant_role(office.users["Budi"], actor=office.actor("Adi"), **values)  # type: ignore[arg-type]
    give(office, "Adi", "Budi", "hr", "1.05")
    with pytest.raises(GuardRefused) as refused:
        give(office, "Hera", "Budi", "hr", "1.05")
    assert refused.value.code == "already_granted"
    User.objects.filter(username="siti").update(is_active=False)
    with pytest.raises(GuardRefused):
        give(office, "Adi", "Siti", "hr", "1.05")


REVOKERS = {
    "Adi": None,
    "Hera": None,
    "Kadis": None,
    "Budi": NotPermitted,
    "Kaban": NotPermitted,
    "Siti": NotVisible,
    "Bupati": NotVisible,
}


@pytest.mark.parametrize("name", sorted(REVOKERS))
def test_who_may_take_a_role_away(office: World, name: str) -> None:
    grant = give(office, "Adi", "Budi", "hr", "1.05.01")
    offers = [offer.name for offer in available(grant, office.actor(name))]
    refusal = REVOKERS[name]
    if refusal is None:
        assert offers == ["revoke"]
        grant_actions.revoke_role(grant.public_id, actor=office.actor(name), version=0, reason="Pindah")
        assert not UnitUserObjectPermission.objects.filter(user=office.users["Budi"]).exists()
        assert office.actor("Budi").grants == ()
    else:
        assert offers == []
        with pytest.raises(refusal):
            grant_actions.revoke_role(grant.public_id, actor=office.actor(name), version=0, reason="Pindah")
        assert RoleGrant.objects.get(pk=grant.pk).state == "active"


def test_taking_away_needs_a_reason(office: World) -> None:
    grant = give(office, "Adi", "Budi", "hr", "1.05.01")
    with pytest.raises(InvalidInput):
        grant_actions.revoke_role(grant.public_id, actor=office.actor("Adi"), version=0, reason="")


def test_the_forms_of_the_policy_agree(office: World) -> None:
    give(office, "Adi", "Budi", "counsellor", "1.06")
    give(office, "Adi", "Siti", "auditor", "1.05.01")
    policy = policy_for(RoleGrant)
    for name in office.users:
        actor = office.actor(name)
        seen = set(policy.visible_to(actor).values_list("pk", flat=True))
        for grant in RoleGrant.objects.select_related("unit", "user"):
            assert (grant.pk in seen) == policy.sees(actor, grant), (name, grant.role)
            told = actor.user_id in policy.users_who_may("revoke", grant)
            assert told == policy.may(actor, "revoke", grant), (name, grant.role)
    assert not policy.visible_to(actors.NOBODY).exists()


def test_dates_of_a_grant_are_local_days_both_included(office: World) -> None:
    give(office, "Adi", "Budi", "leader", "1.05", valid_from=date(2026, 11, 24), valid_to=date(2026, 11, 25))
    from datetime import UTC, datetime

    instants = {
        datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC): False,
        datetime(2026, 11, 23, 17, 0, tzinfo=UTC): True,
        datetime(2026, 11, 25, 16, 59, 59, tzinfo=UTC): True,
        datetime(2026, 11, 25, 17, 0, tzinfo=UTC): False,
    }
    for instant, held in instants.items():
        with clock.frozen(instant):
            assert bool(office.actor("Budi").grants) == held, instant


def test_a_dated_grant_lapses_with_its_last_day(office: World) -> None:
    grant = give(office, "Adi", "Budi", "leader", "1.05", valid_to=date(2026, 11, 25))
    due = Deadline.objects.get(kind=RoleGrant.kind, subject_id=grant.pk)
    assert due.due_at.isoformat().startswith("2026-11-25T16:59:59.999")
    engine.fire(grant, "lapse", actor=actors.CLOCK, version=None, at=due.due_at)
    assert RoleGrant.objects.get(pk=grant.pk).state == "revoked"
    assert not UnitUserObjectPermission.objects.filter(user=office.users["Budi"]).exists()
    assert not Deadline.objects.filter(kind=RoleGrant.kind, subject_id=grant.pk, settled_at=None).exists()


def test_every_guardian_row_has_its_active_grant_and_the_other_way_round(office: World) -> None:
    grant = give(office, "Adi", "Budi", "hr", "1.05.01")
    grant_actions.revoke_role(grant.public_id, actor=office.actor("Adi"), version=0, reason="x")
    rows = UnitUserObjectPermission.objects.values_list("user_id", "permission__codename", "content_object_id")
    active = RoleGrant.objects.filter(state="active").values_list("user_id", "role", "unit_id")
    assert sorted(rows) == sorted((user, f"hold_{role}", unit) for user, role, unit in active)


def test_the_actor_costs_one_statement(office: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        siti = actors.load(office.users["Siti"].pk)
    assert (siti.label, siti.grants, siti.superior_ids) == ("Siti", (), frozenset())
    with django_assert_num_queries(1):
        hera = actors.load(office.users["Hera"].pk)
    assert hera.superior_ids == {office.people["Kaban"].pk, office.people["Bupati"].pk}
    assert [(g.role, g.unit_id) for g in hera.grants] == [("hr", office.units["1"].pk)]


@pytest.mark.parametrize("who", ["Siti", "Hera", "Adi", "Kaban"])
def test_inside_a_step_the_same_actor_is_read(office: World, who: str) -> None:
    outside = actors.load(office.users[who].pk)
    with durable():
        assert actors.load(office.users[who].pk) == outside


def test_the_named_assessor_and_the_superior_post_stand_above_hr_too(office: World) -> None:
    hera, budi, siti = (office.people[name] for name in ("Hera", "Budi", "Siti"))
    AssessorOverride.objects.create(
        employee=hera, assessor=budi, valid_from=NOON.date(), reason="x", author=office.users["Adi"], created_at=NOON
    )
    post = Post.objects.create(unit=hera.unit, title="Koordinator")
    Appointment.objects.create(employee=siti, post=post, capacity="definitive", valid_from=NOON.date())
    Employee.objects.filter(pk=hera.pk).update(
        post=Post.objects.create(unit=hera.unit, title="Pengelola", superior=post)
    )
    found = actors.load(office.users["Hera"].pk).superior_ids
    assert found >= {budi.pk, siti.pk}
    with durable():
        assert actors.load(office.users["Hera"].pk).superior_ids == found


def test_disabled_people_act_as_nobody(office: World) -> None:
    Employee.objects.filter(full_name="Hera").update(active=False)
    hera = office.actor("Hera")
    assert (hera.active, hera.grants) == (False, ())
    User.objects.filter(username="adi").update(is_active=False)
    assert not actors.load(office.users["Adi"].pk).active
    assert actors.load(10**9) == actors.NOBODY
    assert clock.now() == NOON
