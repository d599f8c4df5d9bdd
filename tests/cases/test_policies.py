"""The four forms of each policy say the same, for every person and every object."""

from typing import Any

import pytest

from cases import selectors
from cases.models import CoachingSession, Enrolment, ImprovementCase
from tests.cases.conftest import OFFICE
from tests.cases.world import NOW, World, bring_to, enrolment, open_case, planned_session, step, training
from tests.layers import Layer, given, stands_on
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.tables import table_of


def _open_things(world: World) -> list[Any]:
    """Cases, sessions and enrolments of several people, some with themselves in a helping role."""
    offer = training()
    cases = [open_case(world), open_case(world, "rekan", source=2), open_case(world, "hana", source=3, coach=None)]
    cases.append(open_case(world, "joko", source=4, supervisor="lia", coach=None))
    sessions = [planned_session(case, world) for case in cases[:2]]
    wanted = [enrolment(world, who, offer=offer) for who in ("budi", "hana", "tita", "joko", "lama")]
    return [*cases, *sessions, *wanted]


THINGS = Layer(_open_things, at=NOW, on=OFFICE)


@pytest.fixture
@stands_on(THINGS)
def things(world: World) -> list[Any]:
    """Every test's own copies of them."""
    made: list[Any] = given(THINGS)
    return made


def test_lists_show_exactly_what_may_be_seen(world, things):
    for model in (ImprovementCase, CoachingSession, Enrolment):
        policy = policy_for(model)
        for name in world.users:
            actor = world.actor(name)
            listed = set(policy.visible_to(actor).values_list("pk", flat=True))
            seen = {thing.pk for thing in model.objects.all() if policy.sees(actor, thing)}
            assert listed == seen, (model.__name__, name)


def test_recipients_are_exactly_those_who_may(world, things):
    for thing in things:
        policy = policy_for(thing)
        for name in table_of(type(thing)).rows:
            told = set(policy.users_who_may(name, thing))
            may = {user.pk for who, user in world.users.items() if policy.may(world.actor(who), name, thing)}
            assert told == may, (type(thing).__name__, name)
        for role in Role.values:
            told = set(policy.users_who_may(role, thing))
            hold = {user.pk for who, user in world.users.items() if role in policy.roles_of(world.actor(who), thing)}
            assert told == hold, (type(thing).__name__, role)


def test_nobody_reads_fields_of_what_may_not_be_seen(world, things):
    for thing in things:
        policy = policy_for(thing)
        for name in world.users:
            actor = world.actor(name)
            if not policy.sees(actor, thing):
                assert policy.fields_for(actor, thing) == frozenset(), (thing, name)


def test_a_granted_role_ends_where_it_would_be_about_oneself(world, things):
    own = ImprovementCase.objects.get(employee=world.people["hana"])
    assert policy_for(own).roles_of(world.actor("hana"), own) == {"subject"}


def test_hr_has_no_role_on_the_case_of_the_own_superior(world, things):
    case = ImprovementCase.objects.get(employee=world.people["budi"])
    assert policy_for(case).roles_of(world.actor("bawahan"), case) == frozenset()
    other = ImprovementCase.objects.get(employee=world.people["rekan"])
    assert "hr" in policy_for(other).roles_of(world.actor("bawahan"), other)


def test_leaders_get_counts_and_no_group_under_five(world):
    assert selectors.counts_for_leader(world.actor("lia")) == []
    people = ["budi", "rekan", "lama", "sari", "citra"]
    for number, who in enumerate(people[:4], 1):
        open_case(world, who, source=number, supervisor=None, coach=None)
    assert selectors.counts_for_leader(world.actor("lia")) == []
    open_case(world, people[4], source=5, supervisor=None, coach=None)
    assert selectors.counts_for_leader(world.actor("lia")) == [("Dibuka", 5)]
    assert selectors.counts_for_leader(world.actor("hana")) == []


def test_a_case_that_ended_stays_visible_to_those_who_helped(world):
    case = bring_to(world, "closed")
    for who in ("budi", "sari", "citra", "hana"):
        assert policy_for(case).sees(world.actor(who), case)


def test_a_former_coach_no_longer_sees_the_case(world):
    case = bring_to(world, "active")
    case = step(
        case, "replace_coach", world.actor("hana"), coach=world.people["lama"].public_id, reason="mutasi", handover="x"
    )
    assert not policy_for(case).sees(world.actor("citra"), case)
