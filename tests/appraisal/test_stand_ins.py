"""A delegate in the seats of an absent assessor or decider: the forms of the rule agree, every act says for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from appraisal.actions import evaluations, items, objections
from appraisal.deciders import decider_for
from appraisal.documents.letter import signature_of
from appraisal.models import Cycle, Evaluation, Hearing, Objection, Plan, PlanVersion, Side
from appraisal.rules import RuleContent
from config.frame import _facts_of
from notifications.models import InboxItem
from organization.actions import delegations
from organization.actions.delegations import DelegationData
from organization.models import AssessorOverride, Delegation
from tests.appraisal import plans as planning
from tests.appraisal import world as do
from tests.appraisal.conftest import CYCLE
from tests.appraisal.world import IN_WINDOW, World
from tests.layers import Layer, given, stands_on
from workflow import clock, outbox
from workflow.actors import CLOCK, NOBODY
from workflow.documents.signing import signatures_of
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.models import Event
from workflow.narrowing import Choice, narrowed
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Seat, worklist_of

FIRST, LAST = date(2026, 10, 7), date(2026, 10, 9)
LETTER = "800/21/2026"
FOR_KABID = f"a.n. Kepala office, {LETTER}"
FOR_KADIS = f"a.n. Kepala agency, {LETTER}"


def stand_in(world: World, absent: str, delegate: str, *duties: str, **dates: date) -> Delegation:
    """A delegation in force from today for three days."""
    values = {"valid_from": FIRST, "valid_to": LAST, **dates}
    data = DelegationData(duties or ("assessing",), **values, letter_number=LETTER, letter_date=FIRST, cause="Cuti")
    row = delegations.draft_delegation(
        world.people[absent], actor=world.actor(absent), delegate=world.people[delegate], data=data
    )
    delegations.take(row.public_id, "activate", actor=world.actor(absent), version=0, key=None)
    return row


def at(day: date, hour: int = 2) -> Any:
    return clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def rate(world: World, name: str, by: str, rating: int = 2) -> Evaluation:
    """Everything rated by somebody who need not be the assessor."""
    form, actor = world.form_of(name), world.actor(by)
    for item in form.items.all():
        revision = Evaluation.objects.get(pk=form.pk).review_revision
        values = {"rating": rating, "comment": "Baik."}
        items.save_review_item(form.public_id, item.public_id, actor=actor, revision=revision, values=values)
    values = {"results_rating": rating, "behaviour_rating": rating, "narrative": "Lihat catatan."}
    revision = Evaluation.objects.get(pk=form.pk).review_revision
    items.save_ratings(form.public_id, actor=actor, revision=revision, values=values)
    return world.form_of(name)


def approve(world: World, name: str, by: str) -> Evaluation:
    do.submit(world, name)
    form = rate(world, name, by)
    evaluations.approve(form.public_id, actor=world.actor(by), version=form.version)
    return world.form_of(name)


def last_event(subject: Any) -> Event:
    return Event.objects.filter(kind=subject.kind, subject_id=subject.pk).latest("version")


def signed_as(subject: Any, place: str) -> tuple[str, str, str, str]:
    """NIP, name and own post of the signature in a place, and in whose name it stands there."""
    row = signatures_of(subject)[place]
    return row.nip, row.name, row.post, row.on_behalf


# The four forms


def _be_busy(world: World, cycle: Cycle) -> World:
    """Forms, objections, a hearing and plans in several states; three delegations, one of them not yet in force."""
    planning.agreed(world, "kabid")
    planning.proposed(world, "siti")
    planning.begin(world, "rekan")
    do.submit(world, "rekan")
    do.approve(world, "wati")
    do.write_objection(world, "wati")
    do.approve(world, "siti")
    answered = do.answer_objection(world, do.file_objection(world, "siti"))
    do.invite(answered)
    do.ask(answered, Side.ASSESSOR)
    do.approve(world, "bawahan")
    do.file_objection(world, "bawahan")
    stand_in(world, "kabid", "kaban", "assessing", "deciding")
    stand_in(world, "kadis", "bupati", "deciding")
    stand_in(world, "siti", "asing")
    stand_in(world, "kaban", "kadis", valid_from=date(2026, 10, 12), valid_to=date(2026, 10, 12))
    return world


BUSY = Layer(_be_busy, at=IN_WINDOW, on=CYCLE)
MODELS = [Evaluation, Objection, Hearing, Plan]


@pytest.fixture
@stands_on(BUSY)
def busy(cycle: Cycle) -> World:
    """The regency with delegations beside everything else."""
    made: World = given(BUSY)
    return made


def in_each_crowd(world: World) -> Iterator[None]:
    """As it is; the delegate rated by the absent one's people; the decider's delegate as who rated; as who answered."""
    yield
    kaban = world.people["kaban"]
    AssessorOverride.objects.create(
        employee=kaban,
        assessor=world.people["siti"],
        valid_from=date(2026, 1, 1),
        reason="Uji",
        author=world.users["hana"],
        created_at=IN_WINDOW,
    )
    yield
    Evaluation.objects.filter(employee=world.people["siti"]).update(rated_by=world.people["bupati"])
    yield
    Objection.objects.update(answered_by=kaban)
    yield


@pytest.mark.parametrize("model", MODELS)
def test_one_object_and_the_list_agree(busy: World, model: Any) -> None:
    policy = policy_for(model)
    for _crowd in in_each_crowd(busy):
        actors = {name: busy.actor(name) for name in busy.users} | {"clock": CLOCK, "nobody": NOBODY}
        for name, actor in actors.items():
            listed = set(policy.visible_to(actor).values_list("pk", flat=True))
            assert listed == {one.pk for one in model.objects.all() if policy.sees(actor, one)}, name


@pytest.mark.parametrize("model", MODELS)
def test_recipients_are_exactly_those_who_hold_the_role(busy: World, model: Any) -> None:
    policy = policy_for(model)
    for _crowd in in_each_crowd(busy):
        for one in model.objects.all():
            for role in (Role.SUBJECT, Role.ASSESSOR, Role.SUPERIOR, Role.HR, Role.AUDITOR, Role.DECIDER):
                if role == Role.DECIDER and model is Plan:
                    continue
                told = set(policy.users_who_may(role.value, one))
                held = {u.pk for n, u in busy.users.items() if role.value in policy.roles_of(busy.actor(n), one)}
                assert told == held, (one, role)


def test_the_worklist_asks_exactly_those_who_may(busy: World) -> None:
    """Whoever may review, calibrate, answer, decide or agree has the task, and nobody else."""
    asks = {
        "evaluation": (Evaluation, {"supervisor_review": "approve"}),
        "objection": (Objection, {"filed": "answer", "answered": "decide"}),
        "plan": (Plan, {"proposed": "agree"}),
    }
    for name in busy.users:
        actor = busy.actor(name)
        keys = {task.key for task in worklist_of(actor, limit=200).tasks}
        for kind, (model, steps) in asks.items():
            for one in model.objects.filter(state__in=steps):
                may = policy_for(model).may(actor, steps[str(one.state)], one)
                asked = f"{kind}:{one.public_id}" in keys
                questioned = kind == "objection" and one.questions.filter(answered_at=None).exists()
                assert asked == may or (questioned and asked), (name, kind, one)


def test_tasks_say_in_whose_place(busy: World) -> None:
    tasks = {task.key: task for task in worklist_of(busy.actor("kaban"), limit=200).tasks}
    form = busy.form_of("rekan")
    assert tasks[f"evaluation:{form.public_id}"].capacity == FOR_KABID
    objection = Objection.objects.get(evaluation=busy.form_of("siti"))
    decides = {task.key: task for task in worklist_of(busy.actor("bupati"), limit=200).tasks}
    assert decides[f"objection:{objection.public_id}"].capacity == FOR_KADIS
    assert tasks[f"evaluation:{form.public_id}"].seat == decides[f"objection:{objection.public_id}"].seat == "delegated"
    own = {task.seat for task in worklist_of(busy.actor("siti"), limit=200).tasks}
    assert own <= {"own"}


def test_the_worklist_is_narrowed_to_the_place_of_the_absent(busy: World) -> None:
    for name in ("kaban", "bupati", "siti", "kabid"):
        actor = busy.actor(name)
        every = worklist_of(actor, limit=200).tasks
        for seat in Seat:
            part = narrowed(actor, Choice(seat=seat.value), limit=200).tasks
            assert part == tuple(task for task in every if task.seat == seat), (name, seat)
        assert all(bool(task.capacity) == (task.seat != Seat.OWN) for task in every), name


def test_the_count_knows_delegations(busy: World) -> None:
    for name in busy.users:
        actor = busy.actor(name)
        if actor.user_id is not None:
            assert _facts_of(actor.user_id, actor).tasks == len(worklist_of(actor, limit=1000).tasks), name


# Days


@pytest.mark.parametrize(
    ("day", "may"),
    [(date(2026, 10, 6), False), (FIRST, True), (LAST, True), (date(2026, 10, 10), False)],
)
def test_the_days_of_the_role(world: World, cycle: Cycle, day: date, *, may: bool) -> None:
    do.submit(world, "siti")
    stand_in(world, "kabid", "kaban")
    form = world.form_of("siti")
    with at(day):
        policy = policy_for(Evaluation)
        assert policy.may(world.actor("kaban"), "approve", form) is may
        assert policy.visible_to(world.actor("kaban")).filter(pk=form.pk).exists() is may
        assert (world.users["kaban"].pk in policy.users_who_may("approve", form)) is may
        assert policy.may(world.actor("kabid"), "approve", form), "the absent one keeps the office"


def test_a_delegation_of_one_duty_opens_no_other(world: World, cycle: Cycle) -> None:
    stand_in(world, "kabid", "kaban", "deciding")
    assert not policy_for(Evaluation).sees(world.actor("kaban"), world.form_of("siti"))
    assert policy_for(Evaluation).roles_of(world.actor("kaban"), world.form_of("bawahan")) == {"superior"}


# Acts


def test_the_delegate_rates_in_the_name_of_the_assessor(world: World, cycle: Cycle) -> None:
    stand_in(world, "kabid", "kaban")
    form = approve(world, "siti", by="kaban")
    event = last_event(form)
    assert (event.name, event.actor_id, event.role, event.on_behalf) == (
        "evaluation.approved",
        world.users["kaban"].pk,
        "assessor",
        FOR_KABID,
    )
    assert (form.rated_by, form.rated_by_name, form.rated_by_post) == (world.people["kaban"], "Kaban", "Kepala other")
    assert form.rated_on_behalf == FOR_KABID
    assert (form.assessor_name, form.assessor_post) == ("Kabid", "Kepala office")
    assert signed_as(form, "assessor") == (world.people["kaban"].nip, "Kaban", "Kepala other", FOR_KABID)


def test_the_assessor_s_own_act_names_nobody_else(world: World, cycle: Cycle) -> None:
    stand_in(world, "kabid", "kaban")
    form = approve(world, "siti", by="kabid")
    assert (last_event(form).on_behalf, form.rated_by, form.rated_by_name, form.rated_on_behalf) == ("", None, "", "")
    assert signed_as(form, "assessor") == (world.people["kabid"].nip, "Kabid", "Kepala office", "")


def test_returning_the_form_says_it_too(world: World, cycle: Cycle) -> None:
    stand_in(world, "kabid", "kaban")
    form = do.submit(world, "siti")
    evaluations.return_(form.public_id, actor=world.actor("kaban"), version=form.version, reason="Lengkapi.")
    assert last_event(form).on_behalf == FOR_KABID


def test_notices_reach_the_absent_one_and_the_delegate(world: World, cycle: Cycle) -> None:
    stand_in(world, "kabid", "kaban")
    do.submit(world, "siti")
    outbox.relay_all()
    told = InboxItem.objects.filter(text_key="evaluation.submitted").values_list("recipient__username", flat=True)
    assert sorted(told) == ["kaban", "kabid"]


def test_never_on_the_own_form_and_never_upwards(world: World, cycle: Cycle) -> None:
    """Whatever changes after it was put into force: the rated person and who stands below hold nothing."""
    stand_in(world, "kabid", "kaban")
    form = world.form_of("wati")
    assert "assessor" in policy_for(Evaluation).roles_of(world.actor("kaban"), form)
    AssessorOverride.objects.create(
        employee=world.people["kaban"],
        assessor=world.people["wati"],
        valid_from=date(2026, 1, 1),
        reason="Uji",
        author=world.users["hana"],
        created_at=IN_WINDOW,
    )
    assert policy_for(Evaluation).roles_of(world.actor("kaban"), form) == frozenset()
    do.submit(world, "wati")
    with pytest.raises(NotVisible):
        rate(world, "wati", "kaban")
    Evaluation.objects.filter(pk=world.form_of("kaban").pk).update(assessor=world.people["kabid"], superior=None)
    own = world.form_of("kaban")
    assert policy_for(Evaluation).roles_of(world.actor("kaban"), own) == {"subject"}
    do.submit(world, "kaban")
    with pytest.raises(NotPermitted):
        rate(world, "kaban", "kaban")


def test_who_rated_by_delegation_decides_nothing_about_it(world: World, cycle: Cycle) -> None:
    """Up the line: kadis rates for kabid, so that the objection goes one step further."""
    stand_in(world, "kabid", "kadis")
    form = approve(world, "siti", by="kadis")
    objection = do.file_objection(world, "siti")
    assert objection.decider == world.people["bupati"]
    with at(date(2026, 10, 12)):
        again = decider_for(form, at=clock.now())
        assert again is not None
        assert again.employee_id == world.people["bupati"].pk
        named = {"decider": world.people["kadis"].public_id, "reason": "Uji"}
        do.answer_objection(world, objection)
        fresh = Objection.objects.get(pk=objection.pk)
        with pytest.raises(GuardRefused) as refused:
            objections.take(
                fresh.public_id, "assign_decider", actor=world.actor("hana"), version=fresh.version, payload=named
            )
    assert refused.value.code == "decider_unfit"


def test_who_stands_in_for_the_assessor_that_day_is_passed_over_too(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    stand_in(world, "kabid", "kadis")
    assert do.file_objection(world, "siti").decider == world.people["bupati"]


def test_who_answered_for_the_assessor_is_never_the_next_decider(world: World, cycle: Cycle) -> None:
    do.approve(world, "bawahan")
    objection = do.file_objection(world, "bawahan")
    assert objection.decider == world.people["kabid"]
    stand_in(world, "siti", "kadis")
    for contested in objection.items.all():
        objections.save_answer(
            objection.public_id,
            contested.public_id,
            actor=world.actor("kadis"),
            revision=Objection.objects.get(pk=objection.pk).answer_revision,
            values={"answer": "Bukti sudah saya lihat."},
        )
    objections.answer(objection.public_id, actor=world.actor("kadis"), version=objection.version)
    objection = Objection.objects.get(pk=objection.pk)
    assert (objection.answered_by, last_event(objection).on_behalf) == (
        world.people["kadis"],
        f"a.n. Kepala section, {LETTER}",
    )
    with at(date(2026, 10, 10)):
        objections.take(
            objection.public_id,
            "recuse",
            actor=world.actor("kabid"),
            version=objection.version,
            payload={"reason": "Keluarga"},
        )
    assert Objection.objects.get(pk=objection.pk).decider == world.people["bupati"]


@pytest.fixture
def calibrating(world: World) -> RuleContent:
    from appraisal.default_rules import default_rules

    return default_rules(alternate_decider="other", calibration=True)


def test_who_rated_does_not_calibrate(world: World, calibrating: RuleContent) -> None:
    with clock.frozen(do.NOW):
        do.running_cycle(world, calibrating, calibration_until=date(2026, 11, 6))
    do.let_clock_work()
    stand_in(world, "kabid", "kadis")
    do.submit(world, "siti")
    form = rate(world, "siti", "kadis")
    evaluations.approve(form.public_id, actor=world.actor("kadis"), version=form.version)
    form = world.form_of("siti")
    assert (form.state, form.rated_by) == ("calibration", world.people["kadis"])
    for name, payload in (
        ("adjust", {"results_rating": "3", "behaviour_rating": "3", "reason": "Uji"}),
        ("release", {}),
    ):
        with pytest.raises(GuardRefused) as refused:
            evaluations.take(form.public_id, name, actor=world.actor("kadis"), version=form.version, payload=payload)
        assert refused.value.code == "rated_before"
    evaluations.take(form.public_id, "release", actor=world.actor("hana"), version=form.version)
    assert world.form_of("siti").state == "objection"


def test_the_delegate_decides_and_signs_in_the_name_of_the_decider(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    objection = do.answer_objection(world, do.file_objection(world, "siti"))
    assert objection.decider == world.people["kadis"]
    stand_in(world, "kadis", "kaban", "deciding")
    kaban = world.actor("kaban")
    assert "private" in policy_for(Objection).fields_for(kaban, objection)
    for contested in objection.items.all():
        objections.save_ruling(
            objection.public_id,
            contested.public_id,
            actor=kaban,
            revision=Objection.objects.get(pk=objection.pk).ruling_revision,
            values={"ruling": "uphold", "ruling_rating": None, "ruling_reason": "Menurut bukti."},
        )
    objections.decide(objection.public_id, actor=kaban, version=objection.version)
    decided = Objection.objects.get(pk=objection.pk)
    assert (last_event(decided).name, last_event(decided).on_behalf) == ("objection.decided", FOR_KADIS)
    assert (decided.signed_name, decided.signed_post, decided.signed_on_behalf) == ("Kaban", "Kepala other", FOR_KADIS)
    signed = signature_of(decided, "Bangko, 7 Oktober 2026")
    assert (signed["capacity"], signed["post"], signed["name"]) == (FOR_KADIS, "Kepala other", "Kaban")
    assert signed["nip"] == world.people["kaban"].nip
    assert signed_as(decided, "decider") == (world.people["kaban"].nip, "Kaban", "Kepala other", FOR_KADIS)
    assert signed_as(world.form_of("siti"), "assessor") == (
        world.people["kabid"].nip,
        "Kabid",
        "Kepala office",
        "",
    )


def test_who_stepped_aside_does_not_come_back_as_delegate(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    objection = do.answer_objection(world, do.file_objection(world, "siti"))
    objections.take(
        objection.public_id,
        "recuse",
        actor=world.actor("kadis"),
        version=objection.version,
        payload={"reason": "Keluarga"},
    )
    fresh = Objection.objects.get(pk=objection.pk)
    assert fresh.decider == world.people["bupati"]
    named = {"decider": world.people["kaban"].public_id, "reason": "Uji"}
    objections.take(fresh.public_id, "assign_decider", actor=world.actor("hana"), version=fresh.version, payload=named)
    stand_in(world, "kaban", "kadis", "deciding")
    fresh = do.rule(Objection.objects.get(pk=objection.pk), {})
    with pytest.raises(GuardRefused) as refused:
        objections.decide(fresh.public_id, actor=world.actor("kadis"), version=fresh.version)
    assert refused.value.code == "stepped_aside"
    assert do.decide(fresh, {}).state == "decided"


def test_the_agreed_plan_names_the_delegate(world: World) -> None:
    plan = planning.proposed(world, "siti")
    stand_in(world, "kabid", "kaban")
    planning.act(plan, "agree", world.actor("kaban"))
    version = PlanVersion.objects.get(plan=plan)
    assert (version.assessor_name, version.agreed_by_name, version.agreed_on_behalf) == ("Kabid", "Kaban", FOR_KABID)
    assert signed_as(plan, "assessor") == (world.people["kaban"].nip, "Kaban", "Kepala other", FOR_KABID)
    assert last_event(plan).on_behalf == FOR_KABID
