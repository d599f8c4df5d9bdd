"""A decider who stays silent: by the rule set all wait, or the next officer takes over; nothing is decided by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from appraisal.default_rules import default_rules
from appraisal.models import Evaluation, Objection
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import as_json
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from workflow import clock, outbox
from workflow.models import Deadline, Event

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
    return Deadline.objects.get(kind=Objection.kind, subject_id=objection.pk, settled_at__isnull=True)


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
