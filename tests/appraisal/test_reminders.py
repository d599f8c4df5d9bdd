"""Reminders before the end of a step: several, from the rule set, each once, and nobody is refused because of one."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from appraisal.actions import cycles, evaluations
from appraisal.default_rules import default_rules
from appraisal.models import Cycle, Evaluation
from appraisal.rule_clocks import ANSWER_STEP, DECISION_STEP, REVIEW_STEP, SELF_STEP, WINDOW_STEP, Reminder, Span
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import as_json
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.world import NOW, World
from workflow import clock, outbox
from workflow.actors import CLOCK
from workflow.engine import fire
from workflow.errors import VersionConflict
from workflow.history import history_of, verify
from workflow.models import Deadline
from workflow.pending import pending_of
from workflow.tables import _changes_something

END = datetime.fromisoformat("2026-10-16T16:59:59.999000+00:00")


def pending(subject: Any) -> dict[str, datetime]:
    rows = Deadline.objects.filter(kind=subject.kind, subject_id=subject.pk, settled_at__isnull=True)
    return dict(rows.values_list("name", "due_at"))


def reminded(subject: Any) -> list[str]:
    return [event.name for event in history_of(subject) if event.name.endswith("_reminded")]


def at_eight(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+07:00")


def test_each_reminder_is_a_date_of_its_own(world: World, cycle: Cycle) -> None:
    form = world.form_of("siti")
    assert pending(form)["self_ends"] == END
    assert pending(form)["self_assessment_reminder_1"] == at_eight("2026-10-09")
    assert pending(form)["self_assessment_reminder_2"] == at_eight("2026-10-14")
    assert "self_assessment_reminder_3" not in pending(form)


def test_each_comes_once_at_its_moment_and_not_before(world: World, cycle: Cycle) -> None:
    form, first = world.form_of("siti"), at_eight("2026-10-09")
    for moment, count in ((first, 0), (first + timedelta(minutes=1), 1), (first + timedelta(minutes=2), 1)):
        with clock.frozen(moment):
            do.let_clock_work()
        assert len(reminded(form)) == count
    with clock.frozen(END):
        do.let_clock_work()
    assert reminded(form) == ["evaluation.self_reminded"] * 2
    assert world.form_of("siti").state == "self_assessment"
    assert not verify(world.form_of("siti"))


def test_who_has_done_the_step_is_not_reminded(world: World, cycle: Cycle) -> None:
    do.fill_in(world, "siti")
    do.submit(world, "siti")
    with clock.frozen(END):
        do.let_clock_work()
    assert "evaluation.self_reminded" not in reminded(world.form_of("siti"))
    assert "evaluation.self_reminded" in reminded(world.form_of("rekan"))


def test_it_tells_the_one_who_has_the_step(world: World, cycle: Cycle) -> None:
    outbox.relay_all()
    InboxItem.objects.all().delete()
    with clock.frozen(at_eight("2026-10-10")):
        do.let_clock_work()
        outbox.relay_all()
    told = set(InboxItem.objects.filter(event__name="evaluation.self_reminded").values_list("recipient_id", flat=True))
    assert world.actor("siti").user_id in told
    assert world.actor("bupati").user_id not in told


def test_the_assessor_the_window_the_answer_and_the_decision_have_their_own(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    evaluations.acknowledge_result(world.form_of("siti").public_id, actor=world.actor("siti"))
    window = pending(world.form_of("siti"))
    assert (window["window_ends"].date() - window["window_reminder_1"].date()).days == 2
    objection = do.file_objection(world, "siti")
    assert "window_reminder_1" not in pending(world.form_of("siti"))
    assert "answer_reminder_1" in pending(objection)
    do.answer_objection(world, objection)
    assert "decision_reminder_1" in pending(objection)
    with clock.frozen(pending(objection)["decision_ends"]):
        do.let_clock_work()
    assert reminded(objection) == ["objection.decision_reminded"]


def test_a_page_opened_before_a_reminder_still_counts(world: World, cycle: Cycle) -> None:
    do.fill_in(world, "siti")
    seen = world.form_of("siti").version
    with clock.frozen(at_eight("2026-10-09") + timedelta(minutes=1)):
        do.let_clock_work()
        assert world.form_of("siti").version == seen + 1
        evaluations.take(world.form_of("siti").public_id, "submit", actor=world.actor("siti"), version=seen)
    assert world.form_of("siti").state == "supervisor_review"


def test_a_version_that_never_was_and_one_before_a_real_step_are_refused(world: World, cycle: Cycle) -> None:
    do.fill_in(world, "siti")
    form, siti = world.form_of("siti"), world.actor("siti")
    with pytest.raises(VersionConflict):
        evaluations.take(form.public_id, "submit", actor=siti, version=form.version + 1)
    evaluations.take(form.public_id, "assist", actor=world.actor("hana"), version=form.version, payload={"reason": "x"})
    with clock.frozen(at_eight("2026-10-09") + timedelta(minutes=1)):
        do.let_clock_work()
        with pytest.raises(VersionConflict):
            evaluations.take(form.public_id, "submit", actor=siti, version=form.version)


def test_a_reminder_of_a_version_that_is_past_is_refused(world: World, cycle: Cycle) -> None:
    form = world.form_of("siti")
    fire(form, "remind_self", actor=CLOCK, version=form.version)
    with pytest.raises(VersionConflict):
        fire(form, "remind_self", actor=CLOCK, version=form.version)
    assert reminded(form) == ["evaluation.self_reminded"]


def test_a_quiet_row_that_changes_something_is_no_machine() -> None:
    row = Evaluation.remind_self._django_fsm.transitions["self_assessment"].custom["row"]
    assert not _changes_something(row)
    changes: tuple[dict[str, Any], ...] = (
        {"hidden": False},
        {"moves_deadlines": True},
        {"target": "final"},
        {"sets": lambda _step: {}},
        {"then": (lambda _steps: None,)},
    )
    for change in changes:
        assert _changes_something(replace(row, **change)), change


def test_an_extension_takes_the_reminders_along(world: World, cycle: Cycle) -> None:
    hana = world.actor("hana")
    cycles.extend(
        cycle.public_id,
        actor=hana,
        version=cycle.version,
        reason="Banjir.",
        self_until=date(2026, 10, 23),
        review_until=date(2026, 11, 6),
    )
    found = pending(world.form_of("siti"))
    assert found["self_assessment_reminder_1"] == at_eight("2026-10-16")
    assert found["self_assessment_reminder_2"] == at_eight("2026-10-21")


def test_pages_show_the_end_and_never_a_reminder_as_the_end(world: World, cycle: Cycle) -> None:
    form = world.form_of("siti")
    assert set(pending_of(Evaluation, [form.pk])[form.pk]) == {"self_ends"}


def test_a_cycle_whose_rules_name_none_has_none(world: World) -> None:
    with clock.frozen(NOW):
        do.running_cycle(world, replace(default_rules(), reminders=()))
    do.let_clock_work()
    assert set(pending(world.form_of("siti"))) == {"self_ends"}


def told(*reminders: Reminder) -> list[tuple[str, str]]:
    try:
        parse_rules(as_json(replace(default_rules(), reminders=reminders)))
    except RuleFaults as refused:
        return [(fault.path, fault.code) for fault in refused.faults]
    return []


def test_three_of_a_step_and_no_fourth() -> None:
    three = [Reminder(SELF_STEP, Span(days)) for days in (1, 2, 3)]
    others = [Reminder(step, Span(1)) for step in (REVIEW_STEP, WINDOW_STEP, ANSWER_STEP, DECISION_STEP)]
    assert told(*three, *others) == []
    assert told(*three, Reminder(SELF_STEP, Span(4))) == [("reminders.3", "too_many")]


def test_the_same_twice_and_an_unknown_step_are_named() -> None:
    one = Reminder(REVIEW_STEP, Span(2))
    assert told(one, one) == [("reminders.1", "duplicate")]
    assert told(Reminder("coffee", Span(1))) == [("reminders.0.step", "unknown_step")]
    assert told(Reminder(REVIEW_STEP, Span(0))) == [("reminders.0.before.days", "out_of_range")]
