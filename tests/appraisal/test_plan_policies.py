"""The four forms of the policy of plans say the same, and what each relation may read."""

import pytest

from appraisal.models import Plan
from notifications.models import InboxItem
from tests.appraisal import plans as do
from tests.appraisal.conftest import PEOPLE
from tests.appraisal.world import IN_WINDOW, World
from tests.layers import Layer, given, stands_on
from workflow import outbox
from workflow.actors import CLOCK, NOBODY
from workflow.policies import policy_for
from workflow.roles import Role


def _plan_a_lot(world: World) -> World:
    do.agreed(world, "kadis")
    do.agreed(world, "kabid")
    do.changing(world, "siti")
    do.proposed(world, "bawahan")
    do.begin(world, "rekan")
    do.written(world, "hana")
    do.agreed(world, "asing")
    return world


PLANNED = Layer(_plan_a_lot, at=IN_WINDOW, on=PEOPLE)


@pytest.fixture
@stands_on(PLANNED)
def planned(world: World) -> World:
    """The regency with plans in several states."""
    made: World = given(PLANNED)
    return made


def test_one_plan_and_the_list_agree(planned: World) -> None:
    policy = policy_for(Plan)
    actors = {name: planned.actor(name) for name in planned.users} | {"clock": CLOCK, "nobody": NOBODY}
    for name, actor in actors.items():
        listed = set(policy.visible_to(actor).values_list("pk", flat=True))
        assert listed == {one.pk for one in Plan.objects.all() if policy.sees(actor, one)}, name


def test_recipients_are_exactly_those_who_hold_the_role(planned: World) -> None:
    policy = policy_for(Plan)
    for plan in Plan.objects.select_related("unit"):
        for role in (Role.SUBJECT, Role.ASSESSOR, Role.SUPERIOR, Role.HR, Role.AUDITOR, Role.LEADER):
            told = set(policy.users_who_may(role.value, plan))
            held = {u.pk for n, u in planned.users.items() if role.value in policy.roles_of(planned.actor(n), plan)}
            assert told == held, (plan, role)


def fields(world: World, who: str, whose: str) -> frozenset[str]:
    plan = Plan.objects.select_related("unit").get(employee=world.people[whose])
    return policy_for(plan).fields_for(world.actor(who), plan)


def test_what_is_open_to_whom(planned: World) -> None:
    everything = {"agreed", "working", "returns", "history"}
    assert fields(planned, "siti", "siti") == everything
    for who in ("kabid", "hana", "audi"):
        assert fields(planned, who, "siti") == everything - {"working"}, who
        assert fields(planned, who, "kadis" if who != "kabid" else "siti") >= {"agreed"}, who
    assert fields(planned, "hana", "kadis") == fields(planned, "audi", "kadis") == everything
    assert fields(planned, "kadis", "siti") == fields(planned, "lia", "siti") == {"agreed"}
    assert fields(planned, "siti", "bawahan") == everything
    for who in ("bawahan", "rekan", "joko", "admin", "disabled"):
        assert fields(planned, who, "siti") == frozenset(), who


def test_a_draft_closed_without_being_proposed_stays_the_employees(planned: World) -> None:
    own = Plan.objects.get(employee=planned.people["rekan"])
    do.act(own, "close", planned.actor("hana"), reason="Tugas belajar.")
    assert "working" in fields(planned, "rekan", "rekan")
    for who in ("kabid", "hana", "audi"):
        assert "working" not in fields(planned, who, "rekan"), who


def test_about_the_own_plan_one_is_the_subject_alone(planned: World) -> None:
    own = Plan.objects.select_related("unit").get(employee=planned.people["hana"])
    assert policy_for(own).roles_of(planned.actor("hana"), own) == {"subject"}
    assert policy_for(own).users_who_may("agree", own) == [planned.users["kaban"].pk]


def test_everybody_concerned_hears_of_it(planned: World) -> None:
    outbox.relay_all()
    told = InboxItem.objects.values_list("text_key", "recipient__username")
    assert {("plan.proposed", "siti"), ("plan.agreed", "kadis"), ("plan.change_asked", "kabid")} <= set(told)
