"""Delegations: who may act for whom, on which days, who drafts and ends them, and what the actor then holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from organization.actions import delegations as acts
from organization.actions.delegations import DelegationData
from organization.delegating import delegates_of, faults_of, is_below
from organization.models import Appointment, Delegation, Duty, Employee, Post, User
from tests.organization.conftest import NOON, TODAY, World
from workflow import actors, clock, engine, sweep
from workflow.errors import DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible, StateConflict
from workflow.models import Deadline, Event
from workflow.policies import policy_for
from workflow.roles import Role

FIRST, LAST = date(2026, 11, 25), date(2026, 11, 27)


def data(**changes: Any) -> DelegationData:
    values = {
        "duties": (Duty.ASSESSING.value,),
        "valid_from": FIRST,
        "valid_to": LAST,
        "letter_number": "800/21/2026",
        "letter_date": date(2026, 11, 20),
        "cause": "Dinas luar",
        **changes,
    }
    return DelegationData(**values)


def draft(world: World, absent: str, delegate: str, *, by: str = "", **changes: Any) -> Delegation:
    """A draft by the absent person, or by somebody else."""
    return acts.draft_delegation(
        world.people[absent],
        actor=world.actor(by or absent),
        delegate=world.people[delegate],
        data=data(**changes),
    )


def take(world: World, row: Delegation, name: str, by: str, **payload: Any) -> None:
    version = Delegation.objects.values_list("version", flat=True).get(pk=row.pk)
    acts.take(row.public_id, name, actor=world.actor(by), version=version, payload=payload, key=None)


def active(world: World, absent: str, delegate: str, **changes: Any) -> Delegation:
    row = draft(world, absent, delegate, **changes)
    take(world, row, "activate", absent)
    return Delegation.objects.get(pk=row.pk)


def on(day: date, hour: int = 5) -> Any:
    return clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def faults(found: pytest.ExceptionInfo[InvalidInput]) -> set[str]:
    return {fault.field for fault in found.value.details}


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_it_holds_from_the_first_to_the_last_day_without_anybody_s_act(world: World, day: date, *, holds: bool) -> None:
    active(world, "Kadis", "Kaban")
    kadis = world.people["Kadis"].pk
    with on(day):
        held = world.actor("Kaban").stands_in
        assert [(one.employee_id, one.duties, one.office, one.letter) for one in held] == (
            [(kadis, frozenset({"assessing"}), "Kepala 1.05", "800/21/2026")] if holds else []
        )
        assert delegates_of(kadis, Duty.ASSESSING) == ([world.people["Kaban"].pk] if holds else [])
        assert delegates_of(kadis, Duty.DECIDING) == []


def test_the_last_minute_of_the_last_day_belongs_to_it(world: World) -> None:
    row = active(world, "Kadis", "Kaban")
    # 23.59 and 00.00 in Bangko, seven hours ahead of UTC.
    with clock.frozen(datetime(2026, 11, 27, 16, 59, tzinfo=UTC)):
        assert world.actor("Kaban").stands_in
    with clock.frozen(datetime(2026, 11, 27, 17, 0, tzinfo=UTC)):
        assert not world.actor("Kaban").stands_in
        sweep.sweep_all(grace=timedelta(0))
    assert Delegation.objects.get(pk=row.pk).state == "ended"
    assert Event.objects.filter(kind=Delegation.kind, name="delegation.ended", actor=None).count() == 1


def test_the_end_is_a_deadline_and_a_draft_ends_with_its_time_too(world: World) -> None:
    row = draft(world, "Kadis", "Kaban")
    assert Deadline.objects.get(kind=Delegation.kind, subject_id=row.pk, settled_at=None).due_at.date() == LAST
    with on(LAST + timedelta(days=1)):
        sweep.sweep_all(grace=timedelta(0))
    stored = Delegation.objects.get(pk=row.pk)
    assert (stored.state, stored.activated_at) == ("ended", None)


def test_a_draft_gives_nothing(world: World) -> None:
    draft(world, "Kadis", "Kaban")
    with on(FIRST):
        assert world.actor("Kaban").stands_in == ()


def test_revoked_is_gone_at_once(world: World) -> None:
    row = active(world, "Kadis", "Kaban")
    with on(FIRST):
        assert world.actor("Kaban").stands_in
        take(world, row, "revoke", "Kadis", reason="Kembali lebih awal")
        assert world.actor("Kaban").stands_in == ()
        with pytest.raises(StateConflict):
            take(world, row, "activate", "Kadis")


def test_nobody_below_the_absent_person_stands_in(world: World) -> None:
    for absent, delegate in (("Kadis", "Kabid"), ("Kadis", "Siti"), ("Kabid", "Siti"), ("Bupati", "Kadis")):
        with pytest.raises(InvalidInput) as refused:
            draft(world, absent, delegate)
        assert faults(refused) == {"delegate"}, (absent, delegate)
    assert draft(world, "Kabid", "Kadis").state == "drafted"
    assert draft(world, "Kadis", "Kaban").state == "drafted"


def test_below_counts_also_while_somebody_acts_for_the_absent_head(world: World) -> None:
    world.acts("Kaban", "1.05", "plh", valid_from=TODAY)
    assert is_below(world.people["Kabid"], world.people["Kadis"].pk, FIRST)
    assert not is_below(world.people["Kaban"], world.people["Kadis"].pk, FIRST)
    Appointment.objects.filter(capacity="plh").delete()
    post = Post.objects.get(unit=world.units["1.06"], is_head=True)
    Post.objects.filter(pk=post.pk).update(superior=world.post("1.05"))
    assert is_below(Employee.objects.get(pk=world.people["Kaban"].pk), world.people["Kadis"].pk, FIRST)


def test_below_on_the_last_day_counts_too(world: World) -> None:
    """Adi belongs to another agency today, and to the division of the absent head from the second day on."""
    post = Post.objects.get(unit=world.units["1.05.01"], title="Staf 1.05.01")
    Appointment.objects.filter(employee=world.people["Adi"]).update(valid_to=FIRST)
    Appointment.objects.create(employee=world.people["Adi"], post=post, valid_from=FIRST + timedelta(days=1))
    Post.objects.filter(is_head=True, unit=world.units["1.05.01"]).update(kind="pengawas")
    Post.objects.filter(title="Staf 1.06").update(kind="pengawas")
    with pytest.raises(InvalidInput) as refused:
        draft(world, "Kabid", "Adi")
    assert faults(refused) == {"delegate"}
    assert draft(world, "Kabid", "Adi", valid_to=FIRST).state == "drafted"


def test_a_lower_kind_of_post_is_not_sideways(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        draft(world, "Kadis", "Hera")
    assert faults(refused) == {"delegate"}


def test_nobody_stands_in_for_himself(world: World) -> None:
    with pytest.raises(InvalidInput):
        draft(world, "Kadis", "Kadis")
    row = Delegation(absent=world.people["Kadis"], delegate=world.people["Kadis"], valid_from=FIRST, valid_to=LAST)
    row.letter_number, row.letter_date, row.cause = "1", FIRST, "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_two_delegates_for_one_duty_never_meet(world: World) -> None:
    active(world, "Kadis", "Kaban")
    with pytest.raises(InvalidInput) as refused:
        draft(world, "Kadis", "Bupati", valid_from=LAST, valid_to=LAST + timedelta(days=3))
    assert faults(refused) == {"valid_from"}
    assert active(world, "Kadis", "Bupati", duties=("deciding",)).state == "active"
    after = LAST + timedelta(days=1)
    assert active(world, "Kadis", "Bupati", valid_from=after, valid_to=after).state == "active"


def test_two_drafts_may_wait_but_only_one_comes_into_force(world: World) -> None:
    first, second = draft(world, "Kadis", "Kaban"), draft(world, "Kadis", "Bupati")
    take(world, second, "activate", "Kadis")
    with pytest.raises(GuardRefused) as refused:
        take(world, first, "activate", "Kadis")
    assert refused.value.code == "delegate_unfit"
    assert Delegation.objects.get(pk=first.pk).state == "drafted"


def test_no_chain_and_no_circle(world: World) -> None:
    waiting = draft(world, "Kaban", "Kadis")
    active(world, "Kadis", "Kaban")
    for absent, delegate, field in (("Kaban", "Bupati", "absent"), ("Kaban", "Kadis", "absent")):
        with pytest.raises(InvalidInput) as refused:
            draft(world, absent, delegate)
        assert field in faults(refused)
    with pytest.raises(InvalidInput) as refused:
        draft(world, "Kabid", "Kadis")
    assert faults(refused) == {"delegate"}
    with pytest.raises(GuardRefused):
        take(world, waiting, "activate", "Kaban")
    after = LAST + timedelta(days=1)
    assert active(world, "Kaban", "Kadis", valid_from=after, valid_to=after).state == "active"


def test_one_person_may_stand_in_for_two(world: World) -> None:
    active(world, "Kadis", "Kaban")
    active(world, "Kabid", "Kaban", duties=("assessing", "deciding"))
    with on(FIRST):
        held = {one.employee_id: one.duties for one in world.actor("Kaban").stands_in}
    both = frozenset({"assessing", "deciding"})
    assert held == {world.people["Kadis"].pk: frozenset({"assessing"}), world.people["Kabid"].pk: both}


def test_the_shape_is_told_at_each_field(world: World) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "duties": {"duties": ()},
        "valid_to": {"valid_to": FIRST - timedelta(days=1), "letter_date": TODAY - timedelta(days=9)},
        "valid_from": {"valid_from": TODAY - timedelta(days=1)},
        "letter_number": {"letter_number": " "},
        "letter_date": {"letter_date": LAST + timedelta(days=1)},
        "cause": {"cause": "x" * 301},
    }
    for field, changes in wrong.items():
        with pytest.raises(InvalidInput) as refused:
            draft(world, "Kadis", "Kaban", **changes)
        assert field in faults(refused), field
    with pytest.raises(InvalidInput):
        draft(world, "Kadis", "Kaban", duties=("assessing", "ruling"))
    assert not Delegation.objects.exists()


def test_without_an_account_in_use_nobody_stands_in(world: World) -> None:
    row = draft(world, "Kadis", "Kaban")
    User.objects.filter(pk=world.users["Kaban"].pk).update(is_active=False)
    assert [fault.field for fault in faults_of(row)] == ["delegate"]


def test_the_authority_ends_when_the_absent_person_leaves(world: World) -> None:
    active(world, "Kadis", "Kaban")
    Employee.objects.filter(pk=world.people["Kadis"].pk).update(active=False)
    with on(FIRST):
        assert world.actor("Kaban").stands_in == ()
        assert delegates_of(world.people["Kadis"].pk, Duty.ASSESSING) == []


# Who may draft for Kadis (a delegation to Kaban), and what everybody else is told.
DRAFTERS: dict[str, type[DomainError] | None] = {
    "Kadis": None,
    "Hera": None,
    "Kaban": NotVisible,
    "Bupati": NotPermitted,
    "Kabid": NotVisible,
    "Siti": NotVisible,
    "Adi": NotVisible,
}


@pytest.mark.parametrize("name", sorted(DRAFTERS))
def test_who_may_draft(world: World, name: str) -> None:
    refusal = DRAFTERS[name]
    if refusal is None:
        row = draft(world, "Kadis", "Kaban", by=name)
        assert (row.author, row.office) == (world.users[name], "Kepala 1.05")
        return
    with pytest.raises(refusal):
        draft(world, "Kadis", "Kaban", by=name)
    assert not Delegation.objects.exists()


def test_hr_hands_authority_neither_to_himself_nor_over_his_superiors(world: World) -> None:
    Post.objects.filter(title="Staf 1.06").update(kind="jpt")
    for absent, delegate in (("Kadis", "Hera"), ("Kaban", "Kadis"), ("Bupati", "Kaban")):
        with pytest.raises(NotPermitted):
            draft(world, absent, delegate, by="Hera")


# state x transition -> who may; everybody else is told 403 (knows of it) or 404.
PERMITTED = {
    ("drafted", "activate"): {"Kadis", "Hera"},
    ("drafted", "discard"): {"Kadis", "Hera"},
    ("active", "revoke"): {"Kadis", "Hera"},
}
KNOWN = {"drafted": {"Kadis", "Hera", "Audi"}, "active": {"Kadis", "Hera", "Audi", "Kaban"}}


@pytest.mark.parametrize(("state", "name"), sorted(PERMITTED))
def test_who_may_take_which_step(world: World, state: str, name: str) -> None:
    world.grant("Adi", Role.AUDITOR, "1")
    world.people["Audi"], world.users["Audi"] = world.people["Adi"], world.users["Adi"]
    row = draft(world, "Kadis", "Kaban") if state == "drafted" else active(world, "Kadis", "Kaban")
    payload = {"reason": "Selesai"} if name == "revoke" else {}
    for person in ("Kadis", "Hera", "Audi", "Kaban", "Bupati", "Kabid", "Siti"):
        if person in PERMITTED[state, name]:
            offered = [one.name for one in engine.available(Delegation.objects.get(pk=row.pk), world.actor(person))]
            assert name in offered
            continue
        with pytest.raises(NotPermitted if person in KNOWN[state] else NotVisible):
            take(world, row, name, person, **payload)
    take(world, row, name, min(PERMITTED[state, name]), **payload)


def test_the_list_the_object_and_the_recipients_agree(world: World) -> None:
    world.grant("Adi", Role.AUDITOR, "1.05")
    draft(world, "Kadis", "Kaban")
    row = active(world, "Kaban", "Bupati")
    take(world, row, "revoke", "Kaban", reason="Batal")
    take(world, draft(world, "Kabid", "Kaban"), "discard", "Kabid")
    policy = policy_for(Delegation)
    for name in world.users:
        actor = world.actor(name)
        listed = set(policy.visible_to(actor).values_list("pk", flat=True))
        assert listed == {one.pk for one in Delegation.objects.all() if policy.sees(actor, one)}, name
        for one in Delegation.objects.all():
            assert policy.fields_for(actor, one) == ({"delegation"} if one.pk in listed else set())
    for one in Delegation.objects.all():
        for role in (Role.SUBJECT, Role.DELEGATE, Role.HR, Role.AUDITOR, Role.ASSESSOR):
            told = set(policy.users_who_may(role.value, one))
            held = {u.pk for n, u in world.users.items() if role.value in policy.roles_of(world.actor(n), one)}
            assert told == held, role


def test_the_actor_is_read_in_one_statement_and_the_same_inside_a_step(
    world: World, django_assert_num_queries: Any
) -> None:
    from workflow.transactions import durable

    active(world, "Kadis", "Kaban")
    active(world, "Kabid", "Kaban")
    world.grant("Kaban", Role.LEADER, "1.05")
    world.grant("Kaban", Role.AUDITOR, "1.06")
    with on(FIRST):
        with django_assert_num_queries(1):
            found = actors.load(world.users["Kaban"].pk)
        assert len(found.stands_in) == 2
        assert [one.role for one in found.grants] == ["leader", "auditor"]
        assert found.superior_ids == {world.people["Bupati"].pk}
        with durable():
            assert actors.load(world.users["Kaban"].pk) == found
    with clock.frozen(NOON):
        assert actors.load(world.users["Kaban"].pk).superior_ids == frozenset()
