"""A decider who stays silent: by the rule set all wait, or the next officer takes over; nothing is decided by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from appraisal.actions import objections
from appraisal.default_rules import default_rules
from appraisal.models import Evaluation, Objection
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import as_json
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from workflow import clock, outbox
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.models import Deadline, Event
from workflow.notices import text_of

WRITTEN = IN_WINDOW + timedelta(hours=1)


def answered(**rules: Any) -> tuple[World, Objection]:
    """Siti's objection waits for Kadis, under these rules."""
    with clock.frozen(NOW):
        world = do.make_world()
        do.running_cycle(world, replace(default_rules(alternate_decider="other"), **rules))
    with clock.frozen(IN_WINDOW):
        do.let_clock_work()
        do.approve(world, "siti", results=1, low=("disiplin",))
    with clock.frozen(WRITTEN):
        return world, do.answer_objection(world, do.file_objection(world, "siti"))


def due_of(objection: Objection) -> Deadline:
    ends = Deadline.objects.exclude(name__contains="_reminder_")
    return ends.get(kind=Objection.kind, subject_id=objection.pk, settled_at__isnull=True)


def silent_until(moment: datetime, objection: Objection) -> Objection:
    with clock.frozen(moment):
        do.let_clock_work()
    return Objection.objects.select_related("decider", "evaluation").get(pk=objection.pk)


def test_by_default_all_wait(db: Any) -> None:
    world, objection = answered()
    due = due_of(objection)
    assert (due.name, due.transition) == ("decision_ends", "decision_overdue")
    after = silent_until(due.due_at + timedelta(seconds=1), objection)
    assert (after.state, after.decider, after.decision_overdue_at) == ("answered", world.people["kadis"], due.due_at)
    assert after.evaluation.disputed


def test_it_passes_to_the_next_officer_with_the_full_time(db: Any) -> None:
    world, objection = answered(silence="passes_on")
    due = due_of(objection)
    assert (due.name, due.transition) == ("silence_ends", "pass_on")
    before = silent_until(due.due_at, objection)
    assert before.decider == world.people["kadis"]
    outbox.relay_all()
    InboxItem.objects.all().delete()
    after = silent_until(due.due_at + timedelta(seconds=1), objection)
    assert (after.state, after.decider, after.recused) == (
        "answered",
        world.people["bupati"],
        [world.people["kadis"].pk],
    )
    assert Evaluation.objects.get(pk=objection.evaluation_id).decider == world.people["bupati"]
    assert after.decider_name == "Bupati"
    assert due_of(objection).due_at - due.due_at >= timedelta(days=10)
    with clock.frozen(due.due_at + timedelta(seconds=2)):
        outbox.relay_all()
    told = set(InboxItem.objects.values_list("recipient__username", "text_key"))
    assert {("bupati", "objection.recused"), ("siti", "objection.passed_on"), ("kabid", "objection.passed_on")} <= told
    assert "kadis" not in {name for name, _key in told}


def test_the_last_one_in_the_line_is_waited_for(db: Any) -> None:
    _world, objection = answered(silence="passes_on")
    for _turn in range(5):
        due = due_of(objection)
        if due.transition == "decision_overdue":
            break
        objection = silent_until(due.due_at + timedelta(seconds=1), objection)
    last = silent_until(due.due_at + timedelta(seconds=1), objection)
    assert (last.state, last.decider is not None, last.decision_overdue_at) == ("answered", True, due.due_at)
    assert not Event.objects.filter(kind=Objection.kind, name="objection.decided").exists()


def test_the_rule_is_part_of_the_frozen_text_only_where_it_is_chosen(db: Any) -> None:
    usual, other = default_rules(), replace(default_rules(), silence="passes_on")
    assert "silence" not in as_json(usual)
    assert as_json(other)["silence"] == "passes_on"
    assert usual.digest != other.digest
    assert parse_rules(as_json(other)).silence == "passes_on"
    assert parse_rules(as_json(usual)).silence == "waits"
    with pytest.raises(RuleFaults) as refused:
        parse_rules({**as_json(usual), "silence": "granted"})
    assert [fault.path for fault in refused.value.faults] == ["silence"]


def passed_on() -> tuple[World, Objection, datetime]:
    """Kadis was silent; it went to the Bupati."""
    world, objection = answered(silence="passes_on")
    moment = due_of(objection).due_at + timedelta(seconds=1)
    return world, silent_until(moment, objection), moment


def give_back(world: World, objection: Objection, who: str, reason: str = "Kadis dirawat.") -> Any:
    version = Objection.objects.get(pk=objection.pk).version
    return objections.give_back(objection.public_id, actor=world.actor(who), version=version, reason=reason)


def test_a_person_takes_back_what_silence_did_with_a_reason(db: Any) -> None:
    world, objection, moment = passed_on()
    with clock.frozen(moment + timedelta(hours=1)):
        give_back(world, objection, "hana")
        outbox.relay_all()
    after = Objection.objects.select_related("decider", "evaluation").get(pk=objection.pk)
    assert (after.decider, after.decider_name, after.recused) == (world.people["kadis"], "Kadis", [])
    assert after.evaluation.decider == world.people["kadis"]
    due = due_of(objection)
    assert due.transition == "pass_on"
    assert due.due_at > moment + timedelta(days=10)
    event = Event.objects.get(kind=Objection.kind, name="objection.given_back")
    assert (event.actor_id, event.role) == (world.actor("hana").user_id, "hr")
    told = set(InboxItem.objects.filter(event=event).values_list("recipient__username", "text_key"))
    assert told >= {("kadis", "objection.recused"), ("siti", "objection.given_back"), ("kabid", "objection.given_back")}


def test_it_is_given_back_once_and_never_what_a_person_laid_down(db: Any) -> None:
    world, objection, moment = passed_on()
    with clock.frozen(moment + timedelta(hours=1)):
        give_back(world, objection, "hana")
        with pytest.raises(GuardRefused) as refused:
            give_back(world, objection, "hana")
        assert refused.value.code == "not_passed_on"
        version = Objection.objects.get(pk=objection.pk).version
        objections.recuse(objection.public_id, actor=world.actor("kadis"), version=version, reason="Ipar.")
        with pytest.raises(GuardRefused):
            give_back(world, objection, "hana")


def test_a_decider_who_left_is_not_given_anything(db: Any) -> None:
    world, objection, moment = passed_on()
    world.people["kadis"].active = False
    world.people["kadis"].save(update_fields=["active"])
    with clock.frozen(moment + timedelta(hours=1)), pytest.raises(GuardRefused) as refused:
        give_back(world, objection, "hana")
    assert refused.value.code == "former_decider_left"


@pytest.mark.parametrize("who", ["siti", "kabid", "kadis", "bupati", "audi"])
def test_only_hr_gives_back(db: Any, who: str) -> None:
    world, objection, moment = passed_on()
    with clock.frozen(moment + timedelta(hours=1)), pytest.raises((NotPermitted, NotVisible)):
        give_back(world, objection, who)


def test_giving_back_needs_a_reason(db: Any) -> None:
    world, objection, moment = passed_on()
    with clock.frozen(moment + timedelta(hours=1)), pytest.raises(InvalidInput):
        give_back(world, objection, "hana", reason=" ")


def test_the_page_and_rest_offer_it_to_hr_and_refuse_others(db: Any, client: Client) -> None:
    world, objection, moment = passed_on()
    page = reverse("appraisal:objection", args=[objection.public_id])
    act = reverse("appraisal:objection-transition", args=[objection.public_id])
    payload = {"transition": "give_back", "version": objection.version, "reason": "Kadis dirawat."}
    with clock.frozen(moment + timedelta(hours=1)):
        client.force_login(world.users["bupati"])
        assert 'value="give_back"' not in client.get(page).content.decode()
        assert client.post(act, payload).status_code == 403
        client.force_login(world.users["hana"])
        assert 'value="give_back"' in client.get(page).content.decode()
        assert client.post(act, payload).status_code in (200, 302)
    assert Objection.objects.get(pk=objection.pk).decider_id == world.people["kadis"].pk


def test_rest_gives_back_for_hr_and_refuses_others(db: Any) -> None:
    world, objection, moment = passed_on()
    act = {"transition": "give_back", "version": objection.version, "reason": "Kadis dirawat."}
    with clock.frozen(moment + timedelta(hours=1)):
        for name, status in (("bupati", 403), ("hana", 200)):
            api = APIClient()
            api.force_authenticate(world.users[name])
            answer = api.post(f"/api/v1/objections/{objection.public_id}/transitions/", act, format="json")
            assert answer.status_code == status, answer.content
    assert Objection.objects.get(pk=objection.pk).decider_id == world.people["kadis"].pk


def test_the_notices_say_beforehand_what_silence_does() -> None:
    for key in ("objection.answered", "objection.answered.subject", "objection.answer_lapsed.assessor"):
        assert "silence" in str(text_of(key).body) or "diam" in str(text_of(key).body)
