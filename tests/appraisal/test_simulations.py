"""Rules tried out on a closed cycle: who may, what is counted, at once or by a job; the past stays as it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import cycles, evaluations, rule_sets, simulations
from appraisal.default_rules import default_rules
from appraisal.models import Cycle, Evaluation, ItemFacts, RuleSet, Simulation
from appraisal.pages.simulations import outcome_of
from appraisal.rule_clocks import Span
from appraisal.rules import ATTENDANCE, RuleContent, Trigger, as_json
from appraisal.simulations.tally import COUNTS
from tests.appraisal import world as do
from tests.appraisal.conftest import CYCLE
from tests.appraisal.world import World
from tests.layers import Layer, given, stands_on
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.models import Event, Job

PEOPLE = ("siti", "bawahan", "rekan", "wati", "kabid", "kadis")
LOW = {"siti": {"results": 1, "low": ("hasil_utama",)}}


def make_closed(world: World, cycle: Cycle) -> World:
    """Six final results and a cycle that is closed; everybody else's form is cancelled."""
    for name in PEOPLE:
        do.approve(world, name, **LOW.get(name, {}))
        evaluations.acknowledge_result(world.form_of(name).public_id, actor=world.actor(name))
        form = world.form_of(name)
        evaluations.accept(form.public_id, actor=world.actor(name), version=form.version)
    for form in cycle.evaluations.exclude(state="final").select_related("employee"):
        who = "hari" if form.employee_id == world.people["hana"].pk else "hana"
        who = "bawahan" if form.employee_id == world.people["kaban"].pk else who
        evaluations.cancel(form.public_id, actor=world.actor(who), version=form.version, reason="Uji coba.")
    for act in (cycles.begin_closing, cycles.close):
        act(cycle.public_id, actor=world.actor("hana"), version=Cycle.objects.get(pk=cycle.pk).version)
    return world


CLOSED = Layer(make_closed, at=do.IN_WINDOW, on=CYCLE)


@pytest.fixture
@stands_on(CLOSED)
def closed(db: None, _in_window: None) -> World:
    found: World = given(CLOSED)
    return found


def draft(world: World, content: RuleContent) -> RuleSet:
    unit = world.units["regency"].public_id
    return rule_sets.create_rule_set(actor=world.actor("hana"), unit=unit, name="Coba", content=as_json(content))


def tried(world: World, content: RuleContent, *, by: str = "hana") -> Simulation:
    cycle = Cycle.objects.get()
    return simulations.simulate(draft(world, content).public_id, actor=world.actor(by), cycle=cycle.public_id)


def stricter() -> RuleContent:
    """Whoever meets expectation needs improvement; eight days more to object."""
    content = default_rules()
    cells = tuple(
        replace(one, predicate="butuh_perbaikan") if one.predicate == "baik" else one for one in content.matrix
    )
    clocks = replace(content.clocks, objection_window=Span(22, "calendar_days"))
    return replace(content, matrix=cells, clocks=clocks)


def everything() -> dict[str, list[Any]]:
    """All rows of the past."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("appraisal_", "cases_", "workflow_event", "workflow_deadline", "workflow_outbox"))
        and name not in ("appraisal_simulation", "appraisal_ruleset")
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")  # names from the database itself
            found[table] = [str(row) for row in cursor.fetchall()]
    return found


def test_the_same_rules_change_nothing(closed: World) -> None:
    found = tried(closed, Cycle.objects.get().rules)
    assert found.rule_hash == found.cycle_hash == Cycle.objects.get().rule_hash
    assert found.tally["all"] == {**dict.fromkeys(COUNTS, 0), "total": 6, "computed": 6}


def test_predicates_cases_and_dates_that_would_change_are_counted(closed: World) -> None:
    found = tried(closed, stricter())
    counts = found.tally["all"]
    assert (counts["total"], counts["predicates"], counts["opened"], counts["dropped"]) == (6, 5, 5, 0)
    # Six windows and their warnings end eight days later.
    assert found.tally["shifts"]["objection_window"] == {"dates": 6, "earlier": 0, "later": 6}
    assert counts["dates"] == 12
    assert found.tally["moves"] == {"baik>butuh_perbaikan": 5}
    assert (found.tally["higher"], found.tally["lower"]) == (0, 5)


def record_days(days: dict[str, int], world: World) -> None:
    """Facts as the attendance file left them at the items of the closed forms."""
    for name, count in days.items():
        item = world.form_of(name).items.get(code="disiplin")
        trace = {"format": 1, "source": "attendance", "figures": {"absent_days": str(count), "late_minutes": "0"}}
        ItemFacts.objects.create(item=item, source="attendance", trace=trace, digest="0" * 64, gathered_at=do.NOW)


def test_recorded_absence_is_counted_in_statements_that_do_not_grow(closed: World) -> None:
    content = replace(default_rules(), triggers=(Trigger(ATTENDANCE, Decimal(0), least=3),))
    counted = []
    record_days({"bawahan": 3}, closed)
    for opened in (1, 2):
        with CaptureQueriesContext(connection) as seen:
            found = tried(closed, content)
        counted.append(len(seen))
        assert found.tally["all"]["opened"] == opened
        if opened == 1:
            record_days({"rekan": 4, "wati": 2}, closed)
    assert counted[0] == counted[1]


def test_nothing_of_the_past_is_changed(closed: World) -> None:
    rules = draft(closed, stricter())
    before = everything()
    simulations.simulate(rules.public_id, actor=closed.actor("hana"), cycle=Cycle.objects.get().public_id)
    assert everything() == before


def test_the_result_is_kept_with_what_was_tried_whatever_the_draft_says_later(closed: World) -> None:
    found = tried(closed, stricter())
    rules = found.rule_set
    rule_sets.save_rule_set(rules.public_id, actor=closed.actor("hana"), revision=rules.revision, content={})
    kept = simulations.visible_simulations(closed.actor("hana")).get(pk=found.pk)
    assert kept.rule_hash == stricter().digest
    assert outcome_of(kept).counts == found.tally["all"]


def test_only_hr_of_rules_and_cycle_tries_out_and_reads(closed: World) -> None:
    rules, cycle = draft(closed, stricter()), Cycle.objects.get()
    refused = {"siti": NotVisible, "lia": NotVisible, "disabled": NotVisible, "joko": NotVisible, "audi": NotPermitted}
    for name, error in refused.items():
        with pytest.raises(error):
            simulations.simulate(rules.public_id, actor=closed.actor(name), cycle=cycle.public_id)
    assert not Simulation.objects.exists()
    simulations.simulate(rules.public_id, actor=closed.actor("hana"), cycle=cycle.public_id)
    readers = {name for name in closed.users if simulations.visible_simulations(closed.actor(name)).exists()}
    assert readers == {"hana", "hari", "bawahan", "wati"}


def test_published_rules_are_no_way_around_the_cycle(closed: World) -> None:
    """HR of one agency may read published rules, but not the results of the whole regency."""
    cycle = Cycle.objects.get()
    with pytest.raises(NotPermitted):
        simulations.simulate(cycle.rule_set.public_id, actor=closed.actor("joko"), cycle=cycle.public_id)


def test_an_open_cycle_and_unfinished_rules_are_refused(closed: World) -> None:
    cycle, hana = Cycle.objects.get(), closed.actor("hana")
    unfinished = draft(closed, stricter())
    RuleSet.objects.filter(pk=unfinished.pk).update(content={**unfinished.content, "low": ["x"]})
    with pytest.raises(GuardRefused) as refused:
        simulations.simulate(unfinished.public_id, actor=hana, cycle=cycle.public_id)
    assert refused.value.code == "rules_incomplete"
    prepared = do.draft_cycle(closed, cycle.rule_set, name="Berikut")
    with pytest.raises(GuardRefused) as refused:
        simulations.simulate(cycle.rule_set.public_id, actor=hana, cycle=prepared.public_id)
    assert refused.value.code == "cycle_not_closed"
    assert not Simulation.objects.exists()


@pytest.fixture
def _by_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulations, "AT_ONCE", 5)


@pytest.mark.usefixtures("_by_job")
def test_a_large_cycle_is_counted_by_a_job_in_chunks_with_the_same_outcome(
    closed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tried(closed, stricter())
    assert (found.tally, found.finished_at) == (None, None)
    job = Job.objects.get(pk=found.job_id)
    assert job.total == 6
    Job.objects.filter(pk=job.pk).update(params={**job.params, "chunk": 2})
    assert do.run_jobs() == ["done"]
    job.refresh_from_db()
    assert (job.done, job.cursor) == (6, {"last": 0})
    counted = Simulation.objects.get(pk=found.pk)
    assert counted.finished_at is not None
    monkeypatch.setattr(simulations, "AT_ONCE", 1_000)
    assert counted.tally == tried_again(closed).tally


def tried_again(world: World) -> Simulation:
    rules, cycle = RuleSet.objects.get(name="Coba"), Cycle.objects.get()
    return simulations.simulate(rules.public_id, actor=world.actor("hana"), cycle=cycle.public_id)


@pytest.mark.usefixtures("_by_job")
def test_a_worker_that_stops_between_chunks_counts_nobody_twice(closed: World) -> None:
    from workflow.jobs import run_job

    found = tried(closed, stricter())
    Job.objects.filter(pk=found.job_id).update(params={"simulation": found.pk, "chunk": 2})
    assert found.job_id is not None
    for _turn in range(10):
        state = run_job(found.job_id, should_stop=lambda: True)
        if state == "done":
            break
    assert Simulation.objects.get(pk=found.pk).tally["all"]["total"] == 6


def test_a_disputed_or_cancelled_result_is_not_counted(closed: World) -> None:
    Evaluation.objects.filter(employee=closed.people["rekan"]).update(disputed=True)
    assert tried(closed, stricter()).tally["all"]["total"] == 5


def test_four_results_are_shown_to_nobody(closed: World) -> None:
    for name in ("rekan", "wati"):
        Evaluation.objects.filter(employee=closed.people[name]).update(disputed=True)
    found = outcome_of(tried(closed, stricter()))
    assert found.hidden
    assert (found.counts, found.units, found.moves, found.sentences) == (None, (), (), ())


def test_events_of_the_past_stay_as_many(closed: World) -> None:
    rules = draft(closed, stricter())
    before = Event.objects.count()
    simulations.simulate(rules.public_id, actor=closed.actor("hana"), cycle=Cycle.objects.get().public_id)
    assert Event.objects.count() == before
