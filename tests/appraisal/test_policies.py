"""The four forms of each policy say the same: for every person and every object, and what each may read."""

from typing import Any

import pytest

from appraisal.actions import evaluations
from appraisal.models import Cycle, Evaluation, Objection, RuleSet
from tests.appraisal import world as do
from tests.appraisal.conftest import CYCLE
from tests.appraisal.world import IN_WINDOW, World
from tests.layers import Layer, given, stands_on
from workflow.actors import CLOCK, NOBODY
from workflow.policies import policy_for
from workflow.roles import Role


def _be_busy(world: World, cycle: Cycle) -> World:
    """Forms and objections in several states."""
    do.submit(world, "rekan")
    do.approve(world, "wati")
    do.write_objection(world, "wati")
    do.approve(world, "siti", results=1, low=("disiplin",))
    do.answer_objection(world, do.file_objection(world, "siti"))
    do.draft_cycle(world, RuleSet.objects.get(), name="Berikutnya")
    return world


BUSY = Layer(_be_busy, at=IN_WINDOW, on=CYCLE)


@pytest.fixture
@stands_on(BUSY)
def busy(cycle: Cycle) -> World:
    """The regency with forms and objections in several states."""
    made: World = given(BUSY)
    return made


@pytest.mark.parametrize("model", [Evaluation, Objection, Cycle, RuleSet])
def test_one_object_and_the_list_agree(busy: World, model: Any) -> None:
    policy = policy_for(model)
    actors = {name: busy.actor(name) for name in busy.users} | {"clock": CLOCK, "nobody": NOBODY}
    for name, actor in actors.items():
        listed = set(policy.visible_to(actor).values_list("pk", flat=True))
        seen = {one.pk for one in model.objects.all() if policy.sees(actor, one)}
        assert listed == seen, name
    assert policy.visible_to(NOBODY).count() == 0


@pytest.mark.parametrize("model", [Evaluation, Objection, Cycle, RuleSet])
def test_recipients_are_exactly_those_who_hold_the_role(busy: World, model: Any) -> None:
    policy = policy_for(model)
    roles = [Role.HR, Role.AUDITOR, Role.LEADER]
    if model in (Evaluation, Objection):
        roles += [Role.SUBJECT, Role.ASSESSOR, Role.SUPERIOR, Role.DECIDER]
    for one in model.objects.all():
        for role in roles:
            told = set(policy.users_who_may(role.value, one))
            held = {u.pk for n, u in busy.users.items() if role.value in policy.roles_of(busy.actor(n), one)}
            assert told == held, (one, role)


def fields(world: World, who: str, whose: str = "siti") -> frozenset[str]:
    form = world.form_of(whose)
    return policy_for(form).fields_for(world.actor(who), form)


OUTCOME = {"review", "ratings", "result", "predicate"}


def test_what_is_open_to_whom_state_by_state(world: World, cycle: Cycle) -> None:
    assert fields(world, "siti") == {"self", "returns", "history", "notices"}
    assert "self" not in fields(world, "kabid")
    assert "self" not in fields(world, "hana")
    assert fields(world, "kadis") == fields(world, "lia") == fields(world, "rekan") == set()
    do.submit(world, "siti")
    do.rate(world, "siti")
    assert fields(world, "kabid") == {"self", "returns", "history", "review", "ratings", "notices"}
    assert not fields(world, "siti") & OUTCOME
    assert not fields(world, "hana") & OUTCOME
    assert not fields(world, "audi") & OUTCOME
    form = world.form_of("siti")
    from appraisal.actions import evaluations

    evaluations.approve(form.public_id, actor=world.actor("kabid"), version=form.version)
    for who in ("siti", "kabid", "kadis", "hana", "audi"):
        assert fields(world, who) >= OUTCOME, who
    assert fields(world, "lia") == set()
    assert fields(world, "bawahan") == fields(world, "joko") == fields(world, "asing") == set()
    form = world.form_of("siti")
    evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
    assert fields(world, "lia") == {"predicate"}


def test_what_is_open_of_an_objection(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    objection = do.file_objection(world, "siti")

    def opened(who: str) -> frozenset[str]:
        found = Objection.objects.select_related("evaluation__unit").get(pk=objection.pk)
        return policy_for(found).fields_for(world.actor(who), found)

    assert opened("siti") == {"claims", "questions", "history"}
    assert opened("kabid") == {"claims", "answers", "questions", "history"}
    answered = do.answer_objection(world, objection)
    assert opened("siti") == {"claims", "answers", "questions", "history"}
    assert opened("kadis") == {"claims", "answers", "questions", "rulings", "private", "history"}
    do.decide(answered, {})
    for who in ("siti", "kabid", "hana", "audi"):
        assert {"rulings", "decision"} <= opened(who), who
        assert "private" not in opened(who), who
    assert opened("lia") == opened("bawahan") == set()


def test_help_opens_the_form_to_the_officer_who_gives_it(world: World, cycle: Cycle) -> None:
    form = world.form_of("siti")
    evaluations.assist(form.public_id, actor=world.actor("hana"), version=form.version, reason="Tidak punya telepon.")
    policy, form = policy_for(Evaluation), world.form_of("siti")
    assert "self" in policy.fields_for(world.actor("hana"), form)
    assert "self" not in policy.fields_for(world.actor("hari"), form)


def test_who_knows_nothing_of_a_cycle_reads_nothing_of_it(world: World, cycle: Cycle) -> None:
    policy, draft = policy_for(Cycle), do.draft_cycle(world, RuleSet.objects.get(), name="Berikutnya")
    assert policy.fields_for(world.actor("rekan"), draft) == frozenset()
    assert policy.fields_for(world.actor("rekan"), cycle) == {"calendar"}
    assert policy.fields_for(NOBODY, cycle) == policy.fields_for(world.actor("disabled"), cycle) == frozenset()
