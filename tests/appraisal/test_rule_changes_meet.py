"""A change of the rules meets what is under way: results, reminders, dates, segments, facts, editions, joiners."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import cycles, evaluations, items, rule_sets
from appraisal.models import Evaluation, EvaluationItem, ItemFacts, RuleChange
from appraisal.rule_changes import actions, moving
from appraisal.rule_changes.plan import choice_faults
from appraisal.rule_changes.reading import dry_run, dry_run_of
from appraisal.rule_clocks import SELF_STEP, Reminder
from appraisal.rules import Span
from appraisal.segments.planned import planned_in
from appraisal.sources.recorded import recorded_figures
from tests.appraisal import segments as seg
from tests.appraisal import world as do
from tests.appraisal.rule_changes import MOVE_ALL, OLD, REASON, draft, newer, open_world, put_into_force
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.awards import world as rewards
from workflow import clock
from workflow.errors import DomainError
from workflow.history import history_of, verify
from workflow.models import Deadline, Event, EventText

GONE, RENAMED = (one.code for one in OLD.indicators_of(OLD.sections[0].code)[:2])


@pytest.fixture
def world(db: None) -> World:
    return open_world()


def pending(form: Evaluation) -> dict[str, datetime]:
    rows = Deadline.objects.filter(kind=form.kind, subject_id=form.pk, settled_at__isnull=True)
    return dict(rows.values_list("name", "due_at"))


def codes(form: Evaluation) -> list[str]:
    return [one.code for one in form.items.all()]


def at_eight(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+07:00")


# What had a result


def accept_and_reopen(world: World) -> Evaluation:
    """Siti takes her result, and two officers reopen it."""
    form = world.form_of("siti")
    evaluations.acknowledge_result(form.public_id, actor=world.actor("siti"))
    form = world.form_of("siti")
    evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
    form, hana = world.form_of("siti"), world.actor("hana")
    evaluations.request_reopening(form.public_id, actor=hana, version=form.version, reason="Salah hitung.")
    evaluations.take(form.public_id, "reopen", actor=world.actor("hari"), version=form.version + 1)
    return world.form_of("siti")


def test_a_reopened_form_stays_under_the_rules_of_its_earlier_result(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        do.approve(world, "siti")
        form = accept_and_reopen(world)
        found = dry_run(form.cycle, newer(), MOVE_ALL)
        assert [line.reopened for line in found.states if line.state == "supervisor_review"] == [1]
        put_into_force(world, draft(world, MOVE_ALL))
    form = world.form_of("siti")
    assert (form.state, form.rule_set_id) == ("supervisor_review", None)
    assert world.form_of("rekan").rules.digest == newer().digest


def test_an_offer_ends_with_the_result(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        do.submit(world, "siti")
        put_into_force(world, draft(world, {"supervisor_review": "ask"}, ask_days=30))
        assert world.form_of("siti").rule_offer_id is not None
        do.rate(world, "siti")
        form = world.form_of("siti")
        evaluations.approve(form.public_id, actor=world.actor("kabid"), version=form.version)
        form = accept_and_reopen(world)
        with pytest.raises(DomainError) as found:
            evaluations.take(form.public_id, "new_rules_review", actor=world.actor("kabid"), version=form.version)
    assert (form.rule_offer_id, found.value.code) == (None, "no_new_rules")


def test_an_undecided_objection_is_decided_under_the_rules_of_its_result(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        form = do.approve(world, "siti")
        evaluations.acknowledge_result(form.public_id, actor=world.actor("siti"))
        objection = do.file_objection(world, "siti", GONE)
        ends = Deadline.objects.get(kind=objection.kind, name="answer_ends", settled_at__isnull=True).due_at
        put_into_force(world, draft(world, MOVE_ALL, newer(answer=Span(1), decision=Span(1))))
        assert Deadline.objects.get(kind=objection.kind, name="answer_ends", settled_at__isnull=True).due_at == ends
        objection = do.answer_objection(world, objection)
        do.decide(objection, {GONE: 3}, results_rating=3, behaviour_rating=2)
    form = world.form_of("siti")
    assert (form.state, form.rule_set_id) == ("final", None)
    assert form.result is not None
    assert GONE in {item["code"] for section in form.result["sections"] for item in section["items"]}


# Editions


def test_each_edition_is_counted_apart_and_a_wrong_change_is_taken_back(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        texts = {one.code: one.self_realisation for one in world.form_of("siti").items.all()}
        do.submit(world, "siti")
        put_into_force(world, draft(world, {"self_assessment": "move"}))
        cycle, waiting = world.form_of("siti").cycle, Evaluation.objects.filter(state="self_assessment").count()
        again = dry_run(cycle, newer(), MOVE_ALL)
        lines = {line.state: (line.concerned, line.already) for line in again.states}
        assert (lines["self_assessment"], lines["supervisor_review"]) == ((0, waiting), (1, 0))
        other = replace(newer(), clocks=replace(OLD.clocks, review=Span(12)))
        forms = [(line.forms, line.items.added) for line in dry_run(cycle, other, MOVE_ALL).editions]
        assert forms == [(1, ("tertib_arsip",)), (waiting, ())]
        back = dry_run(cycle, OLD, MOVE_ALL)
        assert [(line.forms, line.items.added, line.items.removed) for line in back.editions] == [
            (waiting, (GONE,), ("tertib_arsip",))
        ]
        change = actions.draft_change(
            cycle.public_id,
            actor=world.actor("hana"),
            rule_set=cycle.rule_set.public_id,
            choices=MOVE_ALL,
            reason="Salah pilih edisi.",
        )
        assert put_into_force(world, change).state == "applied"
    form = world.form_of("rekan")
    assert (form.rules_hash, codes(form)) == (OLD.digest, [one.code for one in OLD.indicators])
    assert set(Evaluation.objects.values_list("rule_hash", flat=True)) == {"", OLD.digest}
    assert dry_run(cycle, OLD, MOVE_ALL).concerned == 0
    assert {one.code: one.self_realisation for one in world.form_of("siti").items.all()} == texts
    # Nobody's text was in what the wrong edition had brought, and it is kept all the same.
    assert EvaluationItem.every.filter(code="tertib_arsip", retired_at__isnull=False).count() == waiting


def test_the_rules_the_cycle_has_are_no_change(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        cycle = world.form_of("siti").cycle
        with pytest.raises(DomainError) as found:
            actions.draft_change(
                cycle.public_id,
                actor=world.actor("hana"),
                rule_set=cycle.rule_set.public_id,
                choices=MOVE_ALL,
                reason=REASON,
            )
    assert found.value.code == "rules_do_not_fit"


@pytest.mark.parametrize("state", ["draft", "calibration"])
def test_nobody_is_asked_where_nobody_has_the_form_in_hand(state: str) -> None:
    lighter = replace(OLD, clocks=replace(OLD.clocks, review=Span(12)))
    assert set(choice_faults([OLD], lighter, {state: "ask", "self_assessment": "move"})) == {state}
    assert choice_faults([OLD], lighter, {state: "move"}) == {}


def test_calibration_looks_at_the_edition_a_form_is_under() -> None:
    assert choice_faults([OLD, newer()], newer(), {"calibration": "move"}) == {}


def test_rules_a_drafted_change_brings_are_not_retired(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change, hana = draft(world, MOVE_ALL), world.actor("hana")
        rules = change.rule_set
        act: dict[str, Any] = {"actor": hana, "version": rules.version, "reason": "Diganti."}
        with pytest.raises(DomainError) as found:
            rule_sets.retire(rules.public_id, **act)
        assert found.value.code == "rules_in_use"
        actions.take(change.public_id, "discard", actor=hana, version=0, payload={"reason": REASON})
        rule_sets.retire(rules.public_id, **act)


# Who joins later


@pytest.mark.parametrize(("choices", "new"), [(MOVE_ALL, True), ({"self_assessment": "move"}, False)])
def test_who_joins_later_comes_under_the_rules_of_forms_not_yet_open(
    world: World, choices: dict[str, str], new: bool
) -> None:
    with clock.frozen(IN_WINDOW):
        late = do.add_person(world, "telat", "section", heads=False, number=77)
        put_into_force(world, draft(world, choices))
        cycle = world.form_of("siti").cycle
        form = cycles.add_late_joiner(cycle.public_id, actor=world.actor("hana"), employee=late.public_id)
    with clock.frozen(IN_WINDOW + timedelta(minutes=1)):
        do.let_clock_work()
    found = Evaluation.objects.get(pk=form.pk)
    rules = newer() if new else OLD
    assert (found.state, found.rules.digest) == ("self_assessment", rules.digest)
    assert codes(found) == [one.code for one in rules.indicators]


# Dates and reminders


def reminding(*days: int) -> Any:
    return replace(newer(), reminders=tuple(Reminder(SELF_STEP, Span(number, "calendar_days")) for number in days))


def test_reminders_are_those_of_the_new_rules_none_twice_and_none_in_the_past(world: World) -> None:
    with clock.frozen(at_eight("2026-10-09") + timedelta(minutes=1)):
        do.let_clock_work()
        before = len([one for one in history_of(world.form_of("siti")) if one.name == "evaluation.self_reminded"])
        assert before == 1
        # The end is 16 October: ten days before are past already, one day before is to come.
        told = dry_run(world.form_of("siti").cycle, reminding(10, 1), MOVE_ALL)
        assert told.effects.reminders == Evaluation.objects.filter(state="self_assessment").count()
        put_into_force(world, draft(world, MOVE_ALL, reminding(10, 1)))
    form = world.form_of("siti")
    reminders = {name: due for name, due in pending(form).items() if "_reminder_" in name}
    assert reminders == {"self_assessment_reminder_2": at_eight("2026-10-15")}
    with clock.frozen(at_eight("2026-10-15") + timedelta(minutes=1)):
        do.let_clock_work()
    assert len([one for one in history_of(form) if one.name == "evaluation.self_reminded"]) == before + 1
    assert not verify(world.form_of("siti"))


def test_an_extension_moves_each_forms_own_reminders(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        do.submit(world, "siti")
        put_into_force(world, draft(world, {"self_assessment": "move"}, reminding(1)))
        cycle = world.form_of("siti").cycle
        later = cycle.self_until + timedelta(days=2)
        cycles.extend(
            cycle.public_id, actor=world.actor("hana"), version=cycle.version, reason="Libur.", self_until=later
        )
    assert later == date(2026, 10, 18)
    assert pending(world.form_of("rekan"))["self_assessment_reminder_1"] == at_eight("2026-10-17")


def test_a_review_that_is_overdue_is_told_once(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        do.submit(world, "siti")
    with clock.frozen(pending(world.form_of("siti"))["review_ends"] + timedelta(minutes=1)):
        do.let_clock_work()
        put_into_force(world, draft(world, {"supervisor_review": "move"}, newer(review=Span(20))))
        do.let_clock_work()
    form = world.form_of("siti")
    assert form.rules.digest == newer(review=Span(20)).digest
    assert [one.name for one in history_of(form)].count("evaluation.review_overdue") == 1
    assert pending(form) == {}


# Scores, texts, facts


def test_the_dry_run_names_what_was_written_or_rated_and_will_count_no_more(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        do.submit(world, "siti")
        do.rate(world, "siti")
        told = dry_run(world.form_of("siti").cycle, newer(), MOVE_ALL).effects
        assert (told.items_written, told.items_rated, told.unheard) == (1, 1, 1)
        put_into_force(world, draft(world, MOVE_ALL))
    form = world.form_of("siti")
    kept = EvaluationItem.every.get(evaluation=form, code=GONE)
    assert (kept.assessor_rating, kept.assessor_comment, kept.self_rating) == (2, "Baik.", 2)
    with clock.frozen(IN_WINDOW), pytest.raises(DomainError) as found:
        evaluations.approve(form.public_id, actor=world.actor("kabid"), version=form.version)
    assert found.value.code == "not_rated"


def test_what_a_page_opened_before_still_saves_where_the_item_is_left(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        form = world.form_of("siti")
        there, gone = form.items.get(code=RENAMED), form.items.get(code=GONE)
        put_into_force(world, draft(world, MOVE_ALL))
        act: dict[str, Any] = {"actor": world.actor("siti"), "values": {"realisation": "Masih diketik."}}
        items.save_self_item(form.public_id, there.public_id, revision=form.self_revision, **act)
        with pytest.raises(DomainError) as found:
            items.save_self_item(form.public_id, gone.public_id, revision=form.self_revision + 1, **act)
    assert found.value.status == 404
    assert EvaluationItem.objects.get(pk=there.pk).self_realisation == "Masih diketik."


def test_facts_of_what_was_taken_out_ask_for_no_case_and_another_source_takes_its_facts_away(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        form = world.form_of("siti")
        for code in (GONE, RENAMED):
            row = form.items.get(code=code)
            trace = {"figures": {"absent": "40"}}
            ItemFacts.objects.create(
                item=row,
                source="attendance",
                text={"id": "x", "en": "x"},
                trace=trace,
                gathered_at=IN_WINDOW,
                digest=code,
            )
        assert set(recorded_figures([form.pk])[form.pk]) == {GONE, RENAMED}
        put_into_force(world, draft(world, MOVE_ALL))
    assert recorded_figures([form.pk]) == {}
    assert list(ItemFacts.objects.filter(item__evaluation=form).values_list("item__code", flat=True)) == [GONE]


def test_programmes_that_ask_for_an_item_that_goes_are_named(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        cycle = world.form_of("siti").cycle
        rewards.programme(world, cycle, {"kind": "item", "item": GONE, "at_least": "2"})
        rewards.programme(world, cycle, rewards.NO_CASE, name="Lain")
        assert dry_run(cycle, newer(), MOVE_ALL).effects.programmes == 1
        assert dry_run(cycle, newer(), {"supervisor_review": "move"}).effects.programmes == 0


# Segments


def test_days_of_a_former_assessor_stay_as_they_are(db: None) -> None:
    with clock.frozen(NOW):
        world = do.make_world()
    row = seg.waiting(world)
    with clock.frozen(seg.at(date(2026, 11, 3))):
        before = planned_in(row)
        told = dry_run(world.form_of("siti").cycle, newer(), MOVE_ALL)
        assert told.effects.segments == 1
        put_into_force(world, draft(world, MOVE_ALL))
        row = seg.segments(world, "siti")[0]
        assert world.form_of("siti").rules.digest == newer().digest
        # A new name is the name; but what came later was not his, and what was taken out later was.
        gone, came = OLD.indicator(GONE).label.id, "Tertib arsip"
        assert (gone in planned_in(row), came in planned_in(row), len(planned_in(row))) == (True, False, len(before))
        seg.draft(world, row, "kabid")
        seg.close(world, seg.segments(world, "siti")[0], "kabid")
    assert seg.segments(world, "siti")[0].state == "closed"


# The record


def test_the_reason_stands_in_the_record_and_each_form_names_its_cause(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = put_into_force(world, draft(world, MOVE_ALL))
    begun, applying = history_of(change)[:2]
    assert REASON in EventText.objects.get(event=begun).content
    causes = Event.objects.filter(name="evaluation.rules_moved").values_list("cause_id", flat=True)
    assert set(causes) == {applying.pk}
    assert not verify(change)


def test_moving_costs_the_same_statements_whatever_the_number(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = draft(world, MOVE_ALL)
        actions.take(change.public_id, "apply", actor=world.actor("hari"), version=0)
        change = RuleChange.objects.get(pk=change.pk)
        ids = list(Evaluation.objects.order_by("pk").values_list("pk", flat=True))
        running = Running()
        numbers = []
        for size in (1, 1, 6):
            with CaptureQueriesContext(connection) as seen:
                assert moving._move_chunk(running, change.pk, size)  # type: ignore[arg-type]
            numbers.append(len(seen.captured_queries))
    assert len(ids) > 8
    assert numbers[1] == numbers[2]


class Running:
    """A job that keeps nothing."""

    done = 0

    def __init__(self) -> None:
        self.cursor: dict[str, Any] = {}
        self.params: dict[str, Any] = {}

    def save_progress(self) -> None:
        """Nothing to keep."""


def test_a_draft_counts_again_when_it_is_looked_at_later(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = draft(world, {"self_assessment": "move"})
        first = dry_run_of(change).concerned
        do.submit(world, "siti")
        assert dry_run_of(change).concerned == first - 1
