"""Another edition of the rules for a running cycle: what moves, what is asked, what never changes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from appraisal.actions import evaluations
from appraisal.models import Evaluation, EvaluationItem, RuleChange
from appraisal.rule_changes import actions, moving, plan
from appraisal.rule_changes.plan import choice_faults, choice_for, items_between, misfits
from appraisal.rule_changes.reading import dry_run
from appraisal.rules import Span
from appraisal.verification.results import differences
from appraisal.verification.statement import differing_forms
from tests.appraisal import world as do
from tests.appraisal.rule_changes import MOVE_ALL, OLD, REASON, draft, newer, open_world, publish, put_into_force
from tests.appraisal.world import IN_WINDOW, World
from tests.matrix.doors import tables
from tests.matrix.doors.rule_change_scenes import rule_change_in
from tests.matrix.table import answer_of, special
from tests.matrix.table import differences as grid_differences
from workflow import clock, jobs
from workflow.errors import DomainError
from workflow.models import Event, Job
from workflow.policies import policy_for
from workflow.tables import table_of


def refused(act: Any) -> str:
    with pytest.raises(DomainError) as found:
        act()
    return found.value.code


@pytest.fixture
def world(db: None) -> World:
    return open_world()


# The plan


def test_the_plan_names_what_comes_goes_and_changes() -> None:
    found = items_between(OLD, newer())
    first, second, *_rest = (one.code for one in OLD.indicators)
    assert (found.added, found.removed, found.changed) == (("tertib_arsip",), (first,), (second,))
    assert items_between(OLD, OLD) == plan.ItemsDiff((), (), ())


@pytest.mark.parametrize("state", ["objection", "final"])
@pytest.mark.parametrize("choice", ["move", "ask"])
def test_what_has_a_result_is_kept_whatever_is_asked(state: str, choice: str) -> None:
    assert choice_for({state: choice}, state) == "keep"
    assert set(choice_faults([OLD], newer(), {state: choice, "draft": "move"})) == {state}


def test_calibration_takes_no_new_items() -> None:
    assert set(choice_faults([OLD], newer(), {"calibration": "move"})) == {"calibration"}
    heavier = replace(OLD, clocks=replace(OLD.clocks, review=Span(12)))
    assert choice_faults([OLD], heavier, {"calibration": "move"}) == {}


def test_a_change_that_changes_nothing_is_named() -> None:
    assert set(choice_faults([OLD], newer(), {})) == {"draft"}
    assert set(choice_faults([OLD], newer(), {"draft": "sometimes"})) == {"draft"}


def test_rules_of_another_kind_do_not_fit() -> None:
    assert misfits(OLD, newer()) == []
    assert misfits(OLD, OLD) == []
    assert len(misfits(OLD, replace(OLD, low=OLD.low[1:]))) == 1
    assert len(misfits(OLD, replace(OLD, calibration=not OLD.calibration))) == 1
    assert len(misfits(OLD, replace(OLD, predicates=OLD.predicates[::-1]))) == 1


# Moving


def test_forms_move_and_no_text_is_lost(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        before = {one.code: one.self_realisation for one in world.form_of("siti").items.all()}
        change = put_into_force(world, draft(world, MOVE_ALL))
    form = world.form_of("siti")
    assert change.state == "applied"
    assert form.rules.digest == newer().digest
    assert form.cycle.rules.digest == OLD.digest
    assert [one.code for one in form.items.all()] == [one.code for one in newer().indicators]
    kept = {one.code: one.self_realisation for one in EvaluationItem.every.filter(evaluation=form)}
    assert {code: kept[code] for code in before} == before
    assert kept["tertib_arsip"] == ""
    for section in newer().sections:
        assert sum(one.weight for one in form.items.all() if one.section == section.code) == Decimal(100)


def test_each_moved_form_has_one_event_and_its_open_date_once(world: World) -> None:
    from workflow.models import Deadline

    with clock.frozen(IN_WINDOW):
        put_into_force(world, draft(world, MOVE_ALL))
    forms = Evaluation.objects.filter(state="self_assessment")
    events = Event.objects.filter(kind="appraisal.evaluation", name="evaluation.rules_moved")
    assert sorted(events.values_list("subject_id", flat=True)) == sorted(forms.values_list("pk", flat=True))
    open_dates = Deadline.objects.filter(kind="appraisal.evaluation", settled_at__isnull=True, name="self_ends")
    assert sorted(open_dates.values_list("subject_id", flat=True)) == sorted(forms.values_list("pk", flat=True))


def test_what_is_kept_stays_under_the_old_rules(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        put_into_force(world, draft(world, {"supervisor_review": "move"}))
    form = world.form_of("siti")
    assert form.rule_set_id is None
    assert [one.code for one in form.items.all()] == [one.code for one in OLD.indicators]


def test_a_result_is_never_touched(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        do.approve(world, "siti")
        before = world.form_of("siti")
        traces = list(before.results.values_list("trace_hash", flat=True))
        put_into_force(world, draft(world, MOVE_ALL))
    after = world.form_of("siti")
    assert (after.rule_set_id, after.version, after.result) == (None, before.version, before.result)
    assert list(after.results.values_list("trace_hash", flat=True)) == traces != []


def test_sql_agrees_with_results_made_under_the_new_rules(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        put_into_force(world, draft(world, MOVE_ALL))
        do.approve(world, "siti")
    form = world.form_of("siti")
    assert form.state == "objection"
    assert differing_forms(form.pk, form.pk) == []
    assert differences(form.pk, form.pk) == []
    # A planted fault: the SQL reads the cycle's rules again.
    Evaluation.objects.filter(pk=form.pk).update(rule_set=None, rule_hash="")
    assert differing_forms(form.pk, form.pk) == [form.pk]


# Asking


def test_who_is_asked_goes_over_by_agreeing_and_only_then(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = put_into_force(world, draft(world, {"self_assessment": "ask"}))
        form = world.form_of("siti")
        assert (change.state, form.rule_offer_id, form.rule_set_id) == ("applied", change.pk, None)
        evaluations.take(form.public_id, "new_rules_self", actor=world.actor("siti"), version=form.version)
    form = world.form_of("siti")
    assert (form.rules.digest, form.rule_offer_id) == (newer().digest, None)


@pytest.mark.parametrize(("late", "answer"), [(timedelta(0), ""), (timedelta(microseconds=1), "no_new_rules")])
def test_silence_keeps_the_old_rules(world: World, late: timedelta, answer: str) -> None:
    with clock.frozen(IN_WINDOW):
        change = put_into_force(world, draft(world, {"self_assessment": "ask"}, ask_days=1))
    assert change.asked_until is not None
    with clock.frozen(change.asked_until + late):
        form = world.form_of("siti")

        def agree() -> None:
            evaluations.take(form.public_id, "new_rules_self", actor=world.actor("siti"), version=form.version)

        if answer:
            assert refused(agree) == answer
        else:
            agree()
    assert (world.form_of("siti").rule_set_id is None) is bool(answer)


# Who may, and when


def test_the_second_person_is_needed(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = draft(world, MOVE_ALL)
        act = {"actor": world.actor("hana"), "version": change.version}
        assert refused(lambda: actions.take(change.public_id, "apply", **act)) == "second_person_needed"
        assert RuleChange.objects.get(pk=change.pk).state == "drafted"


def test_one_change_at_a_time_with_a_reason(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        cycle, hana = world.form_of("siti").cycle, world.actor("hana")
        rules = publish(world, newer())
        values: dict[str, Any] = {"rule_set": rules.public_id, "choices": MOVE_ALL}
        for reason, days in (("", 5), ("x" * 4001, 5), (REASON, 0), (REASON, 31)):
            with pytest.raises(DomainError) as found:
                actions.draft_change(cycle.public_id, actor=hana, reason=reason, ask_days=days, **values)
            assert found.value.status == 400
        actions.draft_change(cycle.public_id, actor=hana, reason=REASON, **values)
        again = {"actor": hana, "reason": REASON, **values}
        assert refused(lambda: actions.draft_change(cycle.public_id, **again)) == "change_under_way"


@pytest.mark.parametrize(("person", "status"), [("siti", 403), ("kadis", 403), ("joko", 403), ("audi", 403)])
def test_others_do_not_change_rules(world: World, person: str, status: int) -> None:
    with clock.frozen(IN_WINDOW):
        cycle, rules = world.form_of("siti").cycle, publish(world, newer())
        with pytest.raises(DomainError) as found:
            actions.draft_change(
                cycle.public_id,
                actor=world.actor(person),
                rule_set=rules.public_id,
                choices=MOVE_ALL,
                reason=REASON,
            )
    assert found.value.status == status
    assert not RuleChange.objects.exists()


READERS = {"hana", "hari", "wati", "bawahan", "audi"}
TABLE = tables.rule_change()


def test_the_table_names_every_step() -> None:
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(RuleChange).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell_of_a_change(world: World, situation: str) -> None:
    with clock.frozen(IN_WINDOW):
        found = rule_change_in(world, situation)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            payload = {"reason": REASON} if name == "discard" else {}
            return answer_of(
                lambda: actions.take(found.public_id, name, actor=actor, version=found.version, payload=payload)
            )

        assert found.state == situation
        assert grid_differences(TABLE, situation, try_one) == []


def test_who_reads_a_change(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = draft(world, MOVE_ALL)
        policy = policy_for(RuleChange)
        people = [*world.people, "admin"]
        opened = {one for one in people if policy.fields_for(world.actor(one), change)}
        listed = {one for one in people if policy.visible_to(world.actor(one)).exists()}
    assert opened == listed == READERS


# Dry run and job


def test_the_dry_run_counts_what_then_happens(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        cycle = world.form_of("siti").cycle
        number = Evaluation.objects.filter(state="self_assessment").count()
        told = dry_run(cycle, newer(), MOVE_ALL)
        lines = {line.state: (line.choice.value, line.number) for line in told.states}
        assert lines["self_assessment"] == ("move", number)
        assert lines["final"] == ("keep", 0)
        assert (told.effects.items_added, told.effects.items_removed) == (number, number)
        assert [(line.forms, [part.part for part in line.parts]) for line in told.editions] == [(number, ["items"])]
        assert not RuleChange.objects.exists()
        put_into_force(world, draft(world, MOVE_ALL))
    assert EvaluationItem.objects.filter(code="tertib_arsip").count() == told.effects.items_added
    assert EvaluationItem.every.filter(retired_at__isnull=False).count() == told.effects.items_removed


def test_a_job_that_dies_goes_on_with_none_missing_and_none_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, left = moving.move_forms, [2]

    def dies(ids: list[int], change: RuleChange, *, cause: int | None = None) -> int:
        done = whole(ids, change, cause=cause)
        left[0] -= 1
        if left[0] == 0:
            raise SystemExit
        return done

    with clock.frozen(IN_WINDOW):
        change = draft(world, MOVE_ALL)
        actions.take(change.public_id, "apply", actor=world.actor("hari"), version=change.version)
        Job.objects.filter(kind="appraisal.change_rules").update(params={"change": change.pk, "chunk": 2})
        monkeypatch.setattr(moving, "move_forms", dies)
        with pytest.raises(SystemExit):
            jobs.run_job(Job.objects.get(kind="appraisal.change_rules").pk)
        assert Evaluation.objects.filter(rule_set__isnull=False).count() == 2
        monkeypatch.setattr(moving, "move_forms", whole)
    forms = Evaluation.objects.filter(state="self_assessment")
    with clock.frozen(IN_WINDOW + timedelta(minutes=10)):
        assert jobs.run_job(Job.objects.get(kind="appraisal.change_rules").pk) == "done"
    assert not forms.filter(rule_set__isnull=True).exists()
    moved = Event.objects.filter(name="evaluation.rules_moved").values_list("subject_id", flat=True)
    assert sorted(moved) == sorted(forms.values_list("pk", flat=True))
