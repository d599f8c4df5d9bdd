"""Another decider at any time from filing to decision: who steps aside, who is named, who is passed over and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from appraisal.actions import evaluations, objections
from appraisal.deciders import search
from appraisal.models import Objection
from appraisal.pages.objection_story import story_of
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.test_stand_ins import stand_in
from tests.appraisal.world import World
from tests.matrix.situations import evaluation_in, objection_in
from workflow import clock, outbox
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.history import history_of, told_in, verify
from workflow.models import Deadline
from workflow.worklist import worklist_of

KINSHIP = "Siti adalah keponakan saya."


@pytest.fixture
def filed(db: Any) -> Any:
    world, objection = objection_in("filed")
    with clock.frozen(do.IN_WINDOW + timedelta(hours=2)):
        yield world, objection


@pytest.fixture
def late(db: Any) -> Any:
    world, objection = objection_in("late")
    end = objection.filed_at
    assert end is not None
    with clock.frozen(end + timedelta(hours=1)):
        yield world, objection


def fresh(objection: Objection) -> Objection:
    return Objection.objects.select_related("evaluation__cycle__rule_set", "decider").get(pk=objection.pk)


def recuse(world: World, objection: Objection, who: str, reason: str = KINSHIP) -> Objection:
    version = fresh(objection).version
    objections.recuse(objection.public_id, actor=world.actor(who), version=version, reason=reason)
    return fresh(objection)


def name(world: World, objection: Objection, decider: str, by: str = "hana") -> Objection:
    version = fresh(objection).version
    person = world.people[decider].public_id
    objections.assign_decider(
        objection.public_id, actor=world.actor(by), version=version, decider=person, reason="Garis kosong."
    )
    return fresh(objection)


def tasks(world: World, who: str) -> set[str]:
    return {task.key for task in worklist_of(world.actor(who), limit=200).tasks}


def answer_dates(objection: Objection) -> list[Any]:
    rows = Deadline.objects.filter(kind=Objection.kind, subject_id=objection.pk, settled_at=None)
    return sorted(rows.values_list("name", "due_at"))


def test_a_decider_steps_aside_before_the_answer(filed: Any) -> None:
    world, objection = filed
    before = answer_dates(objection)
    with pytest.raises(InvalidInput):
        recuse(world, objection, "kadis", " ")
    for who in ("siti", "kabid", "hana", "audi"):
        with pytest.raises(NotPermitted):
            recuse(world, objection, who)
    after = recuse(world, objection, "kadis")
    assert (after.state, after.decider, after.decider_name) == ("filed", world.people["bupati"], "Bupati")
    assert after.evaluation.decider == world.people["bupati"]
    assert answer_dates(objection) == before, "the assessor's time goes on as it was"
    with pytest.raises(NotVisible):
        recuse(world, objection, "kadis")
    outbox.relay_all()
    told = set(InboxItem.objects.values_list("recipient__username", "text_key"))
    assert told >= {
        ("bupati", "objection.recused"),
        ("siti", "objection.decider_changed"),
        ("kabid", "objection.decider_changed"),
    }
    answered = do.answer_objection(world, after)
    assert f"objection:{answered.public_id}" in tasks(world, "bupati")
    assert f"objection:{answered.public_id}" not in tasks(world, "kadis")
    assert do.decide(answered, {}).state == "decided"


def test_who_stepped_aside_is_recorded_as_passed_over_without_a_name(filed: Any) -> None:
    world, objection = filed
    after = recuse(world, objection, "kadis")
    event = history_of(after).last()
    assert event is not None
    kadis = world.people["kadis"]
    assert told_in(event) == {"passed_over": [{"person": str(kadis.public_id), "ground": "stepped_aside"}]}
    assert kadis.full_name not in event.body
    assert KINSHIP not in event.body
    assert verify(after) == []


def test_an_officer_who_stands_in_for_the_assessor_is_passed_over_in_words(db: Any) -> None:
    world, _form = evaluation_in("handed")
    with clock.frozen(do.IN_WINDOW + timedelta(hours=1)):
        stand_in(world, "kabid", "kadis")
        objection = do.file_objection(world, "siti")
        assert objection.decider == world.people["bupati"]
        with translation.override("en"):
            [entry] = [one for one in story_of(list(history_of(objection))) if one.notes]
        assert entry.notes == ("Kadis was passed over: stands in for the assessor",)


def test_hr_names_a_decider_before_the_answer(filed: Any) -> None:
    world, objection = filed
    for unfit in ("siti", "kabid", "hana"):
        with pytest.raises(GuardRefused) as refused:
            name(world, objection, unfit)
        assert refused.value.code == "decider_unfit"
    recuse(world, objection, "kadis")
    with pytest.raises(GuardRefused):
        name(world, objection, "kadis")
    after = name(world, objection, "kaban")
    assert (after.decider, after.decider_ground) == (world.people["kaban"], "named")
    event = history_of(after).last()
    assert event is not None
    assert [one["ground"] for one in told_in(event)["passed_over"]] == ["stepped_aside"]


def test_nobody_else_can_decide_before_the_answer(filed: Any) -> None:
    """Up to the alternate of the rules; then the seat is not left empty."""
    world, objection = filed
    recuse(world, objection, "kadis")
    after = recuse(world, objection, "bupati")
    assert after.decider == world.people["kaban"]
    with pytest.raises(GuardRefused) as refused:
        recuse(world, objection, "kaban")
    assert refused.value.code == "nobody_else"


def test_a_late_one_is_admitted_by_the_next_officer(late: Any) -> None:
    world, objection = late
    assert f"objection:{objection.public_id}" in tasks(world, "kadis")
    after = recuse(world, objection, "kadis")
    assert (after.state, after.decider) == ("late", world.people["bupati"])
    assert f"objection:{objection.public_id}" in tasks(world, "bupati")
    assert f"objection:{objection.public_id}" not in tasks(world, "kadis")
    form = world.form_of("siti")
    with pytest.raises(GuardRefused) as refused:
        evaluations.admit_late(form.public_id, actor=world.actor("kadis"), version=form.version, reason="Sakit.")
    assert refused.value.code == "stepped_aside"
    evaluations.admit_late(form.public_id, actor=world.actor("bupati"), version=form.version, reason="Sakit.")
    assert (fresh(objection).state, world.form_of("siti").decider) == ("filed", world.people["bupati"])


def test_nobody_decides_about_the_form_once_a_late_one_has_ended(late: Any) -> None:
    world, objection = late
    after = name(world, objection, "kaban")
    assert world.form_of("siti").decider == world.people["kaban"]
    objections.take(
        objection.public_id, "reject_late", actor=world.actor("kaban"), version=after.version, payload={"reason": "x"}
    )
    assert world.form_of("siti").decider is None


def test_hr_is_asked_where_nobody_decides(filed: Any) -> None:
    world, objection = filed
    assert f"objection:{objection.public_id}" not in tasks(world, "hana")
    world.people["kadis"].active = False
    world.people["kadis"].save()
    assert f"objection:{objection.public_id}" in tasks(world, "hana")
    name(world, objection, "bupati")
    assert f"objection:{objection.public_id}" not in tasks(world, "hana")


def test_the_page_and_rest_say_before_the_act_who_is_next(filed: Any, client: Any) -> None:
    world, objection = filed
    page = reverse("appraisal:objection-recusal", args=[objection.public_id])
    rest = f"/api/v1/objections/{objection.public_id}/next-decider/"
    for who, status in (("siti", 403), ("kabid", 403), ("hana", 403), ("audi", 403), ("rekan", 404)):
        client.force_login(world.users[who])
        assert client.get(page).status_code == status
    for who, status in (("siti", 403), ("kabid", 403), ("audi", 403), ("rekan", 404), ("hana", 200)):
        client.force_login(world.users[who])
        assert client.get(rest).status_code == status
    client.force_login(world.users["kadis"])
    text = client.get(page).content.decode()
    assert "Bupati" in text
    assert 'value="recuse_filed"' in text
    assert client.get(rest).json()["decider"]["name"] == "Bupati"
    client.force_login(world.users["hana"])
    naming = client.get(reverse("appraisal:objection-decider", args=[objection.public_id])).content.decode()
    assert "Bupati" in naming


def test_rest_events_name_who_was_passed_over(filed: Any, client: Any) -> None:
    world, objection = filed
    recuse(world, objection, "kadis")
    client.force_login(world.users["siti"])
    events = client.get(f"/api/v1/objections/{objection.public_id}/events/").json()
    [last] = [one for one in events if one["passed_over"]]
    assert [(one["name"], one["ground"]) for one in last["passed_over"]] == [("Kadis", "stepped_aside")]


def test_the_search_names_everybody_it_passes(filed: Any) -> None:
    """Each ground once, nearest first; the first lawful one is no longer looked behind."""
    world, _objection = filed
    form = world.form_of("siti")
    found = search(form, at=clock.now(), unfit={world.people["kadis"].pk: "stepped_aside"})
    assert found.decider is not None
    assert found.decider.employee_id == world.people["bupati"].pk
    assert [(one.name, one.ground) for one in found.passed] == [("Kadis", "stepped_aside")]
    assert search(form, at=clock.now()).passed == ()
