"""HR names somebody else: the assessor of one plan, the superior of a form in calibration that nobody can calibrate."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from appraisal.actions import evaluations
from appraisal.default_rules import default_rules
from appraisal.plans.actions import moving
from appraisal.plans.lines import follow_lines
from notifications.models import InboxItem
from organization.models import Employee
from tests.appraisal import plans as planning
from tests.appraisal import world as do
from tests.appraisal.plans import fresh
from tests.appraisal.world import World
from workflow import clock, outbox
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.worklist import worklist_of

REASON = "Bertugas di bawah kepala lain."


@pytest.fixture
def world(db: Any) -> Any:
    with clock.frozen(do.IN_WINDOW):
        yield do.make_world()


def name(world: World, plan: Any, who: str, *, by: str = "hana", reason: str = REASON) -> Any:
    moving.name_assessor(
        plan.public_id,
        actor=world.actor(by),
        version=fresh(plan).version,
        assessor=world.people[who].public_id,
        reason=reason,
    )
    return fresh(plan)


def test_hr_names_the_assessor_of_one_plan_and_the_clock_leaves_it(world: World) -> None:
    plan = planning.proposed(world, "siti")
    for by, refusal in (("siti", NotPermitted), ("kabid", NotPermitted), ("joko", NotVisible)):
        with pytest.raises(refusal):
            name(world, plan, "kaban", by=by)
    with pytest.raises(InvalidInput):
        name(world, plan, "kaban", reason=" ")
    for unfit in ("siti", "kabid"):
        with pytest.raises(GuardRefused) as refused:
            name(world, plan, unfit)
        assert refused.value.code == "assessor_unfit"
    now = name(world, plan, "kaban")
    assert (now.assessor, now.assessor_name, now.superior) == (world.people["kaban"], "Kaban", world.people["bupati"])
    assert follow_lines(at=clock.now()) == 0
    assert fresh(plan).assessor == world.people["kaban"]
    outbox.relay_all()
    told = set(InboxItem.objects.values_list("recipient__username", "text_key"))
    assert {("kaban", "plan.reassigned"), ("siti", "plan.line_followed.subject")} <= told
    assert planning.act(now, "agree", world.actor("kaban")).state == "agreed"


def test_a_named_assessor_who_leaves_gives_the_plan_back_to_the_line(world: World) -> None:
    plan = planning.proposed(world, "siti")
    name(world, plan, "rekan")
    Employee.objects.filter(pk=world.people["rekan"].pk).update(active=False)
    assert follow_lines(at=clock.now()) == 1
    assert fresh(plan).assessor == world.people["kabid"]


def test_hr_ends_the_naming_by_handing_over_to_the_present_assessor(world: World) -> None:
    plan = planning.proposed(world, "siti")
    name(world, plan, "kaban")
    assert planning.act(fresh(plan), "follow_proposed", world.actor("hana")).assessor == world.people["kabid"]
    assert follow_lines(at=clock.now()) == 0


def test_the_page_of_the_plan_s_assessor(world: World, client: Any) -> None:
    plan = planning.proposed(world, "siti")
    page = reverse("appraisal:plan-assessor", args=[plan.public_id])
    for who, status in (("siti", 403), ("kabid", 403), ("audi", 403), ("joko", 404), ("hana", 200)):
        client.force_login(world.users[who])
        assert client.get(page).status_code == status
    assert page in client.get(reverse("appraisal:plan", args=[plan.public_id])).content.decode()
    kaban = str(world.people["kaban"].public_id)
    assert kaban in client.get(page, {"q": "kaban"}).content.decode()
    post = {"version": fresh(plan).version, "assessor": kaban, "reason": REASON}
    assert client.post(page, post | {"assessor": "x"}).status_code == 400
    assert client.post(page, post | {"reason": ""}).status_code == 400
    assert client.post(page, post).status_code == 302
    assert fresh(plan).assessor == world.people["kaban"]


@pytest.fixture
def calibrating(world: World) -> Any:
    with clock.frozen(do.NOW):
        do.running_cycle(
            world, default_rules(alternate_decider="other", calibration=True), calibration_until=date(2026, 11, 6)
        )
    do.let_clock_work()
    do.submit(world, "siti")
    do.rate(world, "siti")
    form = world.form_of("siti")
    evaluations.approve(form.public_id, actor=world.actor("kabid"), version=form.version)
    return world


def superior(world: World, who: str, *, by: str = "hana") -> Any:
    form = world.form_of("siti")
    evaluations.reassign_assessor(
        form.public_id,
        actor=world.actor(by),
        version=form.version,
        assessor=world.people[who].public_id,
        reason="Kepala dinas pensiun.",
    )
    return world.form_of("siti")


def test_hr_names_another_superior_only_where_that_seat_is_deserted(calibrating: World, client: Any) -> None:
    world = calibrating
    page = reverse("appraisal:evaluation-assessor", args=[world.form_of("siti").public_id])
    client.force_login(world.users["hana"])
    with pytest.raises(GuardRefused) as refused:
        superior(world, "kaban")
    assert refused.value.code == "superior_present"
    assert client.get(page).status_code == 403
    Employee.objects.filter(pk=world.people["kadis"].pk).update(active=False)
    assert client.get(page).status_code == 200
    task = f"evaluation:{world.form_of('siti').public_id}"
    assert task in {one.key for one in worklist_of(world.actor("hana"), limit=200).tasks}
    with pytest.raises(NotPermitted):
        superior(world, "kaban", by="kabid")
    for unfit in ("siti", "kabid", "hana"):
        with pytest.raises(GuardRefused) as refused:
            superior(world, unfit)
        assert refused.value.code == "superior_unfit"
    form = superior(world, "kaban")
    assert (form.state, form.superior, form.superior_name) == ("calibration", world.people["kaban"], "Kaban")
    assert form.superior_post == "Kepala other"
    assert task not in {one.key for one in worklist_of(world.actor("hana"), limit=200).tasks}
    evaluations.adjust(
        form.public_id,
        actor=world.actor("kaban"),
        version=form.version,
        results_rating=2,
        behaviour_rating=2,
        reason="Selaras.",
    )
    assert world.form_of("siti").calibrated
