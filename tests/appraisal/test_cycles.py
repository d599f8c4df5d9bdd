"""Cycles: windows, dry run, opening set-wise, late joiners, extension, reminders, closing, cancelling whole."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import cycles, evaluations
from appraisal.default_rules import default_content, default_rules
from appraisal.models import Cycle, CycleExemption, Evaluation, EvaluationItem
from organization.models import Employee
from tests.appraisal import world as do
from tests.appraisal.world import NOW, WINDOWS, World
from workflow import clock
from workflow.errors import (
    Conflict,
    GuardRefused,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
)
from workflow.history import history_of, verify
from workflow.jobs import run_job
from workflow.models import Deadline, Event, Job


@pytest.fixture
def draft(world: World) -> Cycle:
    with clock.frozen(NOW):
        return do.draft_cycle(world, do.publish_rules(world))


def faults(error: InvalidInput) -> set[str]:
    return {fault.field for fault in error.details}


# Preparing


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"self_until": date(2026, 10, 5)}, "self_until"),
        ({"review_until": date(2026, 10, 15)}, "review_until"),
        ({"close_by": date(2026, 10, 29)}, "close_by"),
        ({"calibration_until": date(2027, 1, 1)}, "close_by"),
        ({"period_until": date(2026, 6, 30)}, "period_until"),
        ({"kinds": ["elected"]}, "kinds"),
        ({"kinds": []}, "kinds"),
        ({"name": "  "}, "name"),
        ({"self_from": "besok"}, "self_from"),
        ({"unit": str(uuid4())}, "unit"),
        ({"rule_hash": "0"}, "rule_hash"),
    ],
)
def test_a_cycle_that_does_not_fit_is_refused_by_field(world: World, changes: dict[str, Any], field: str) -> None:
    rules = do.publish_rules(world)
    with pytest.raises(InvalidInput) as refused:
        do.draft_cycle(world, rules, **changes)
    assert field in faults(refused.value)
    assert not Cycle.objects.exists()


@pytest.mark.parametrize("who", ["joko", "siti", "audi", "lia", "admin", "disabled"])
def test_only_hr_of_the_whole_unit_prepares_a_cycle(world: World, who: str) -> None:
    rules = do.publish_rules(world)
    values = {"name": "x", "unit": world.units["regency"].public_id, "rule_set": rules.public_id, **WINDOWS}
    with pytest.raises(NotPermitted):
        cycles.create_cycle(actor=world.actor(who), values=values)


def test_a_draft_is_changed_by_revision(world: World, draft: Cycle) -> None:
    hana = world.actor("hana")
    with pytest.raises(PreconditionRequired):
        cycles.save_cycle(draft.public_id, actor=hana, revision=None, values={"name": "Baru"})
    assert cycles.save_cycle(draft.public_id, actor=hana, revision=0, values={"name": "Baru"}).revision == 1
    with pytest.raises(StaleRevision):
        cycles.save_cycle(draft.public_id, actor=hana, revision=0, values={"name": "Lain"})
    with pytest.raises(InvalidInput):
        cycles.save_cycle(draft.public_id, actor=hana, revision=1, values={"self_until": date(2026, 10, 1)})
    assert Cycle.objects.get().name == "Baru"


def test_the_dry_run_counts_what_the_opening_then_makes(world: World, draft: Cycle) -> None:
    cycles.exempt(
        draft.public_id, actor=world.actor("hana"), employee=world.people["rekan"].public_id, reason="Tugas belajar."
    )
    found = cycles.dry_run(draft.public_id, actor=world.actor("hana"))
    assert [(one.name, one.reason) for one in found.exempt] == [("Rekan", "Tugas belajar.")]
    assert found.other_kinds == 1
    assert found.without_assessor == ()
    assert found.without_superior == 2
    do.open_cycle(world, draft)
    assert Evaluation.objects.count() == found.included == len(world.people) - 2
    assert not Evaluation.objects.filter(employee=world.people["rekan"]).exists()
    assert not Evaluation.objects.filter(employee=world.people["bupati"]).exists()


def test_who_lacks_an_assessor_is_named_and_still_gets_a_form(world: World, draft: Cycle) -> None:
    from organization.models import Appointment

    Appointment.objects.filter(employee=world.people["bupati"]).delete()
    found = cycles.dry_run(draft.public_id, actor=world.actor("hana"))
    assert {one.name for one in found.without_assessor} == {"Kadis", "Kaban"}
    do.open_cycle(world, draft)
    assert world.form_of("kadis").assessor_id is None


def test_the_dry_run_and_exemptions_are_for_hr(world: World, draft: Cycle) -> None:
    for who, error in (("siti", NotVisible), ("joko", NotVisible), ("audi", NotPermitted)):
        with pytest.raises(error):
            cycles.dry_run(draft.public_id, actor=world.actor(who))
        with pytest.raises(error):
            cycles.exempt(draft.public_id, actor=world.actor(who), employee=world.people["rekan"].public_id, reason="x")
    assert not CycleExemption.objects.exists()


# Opening


def test_opening_makes_everyone_one_whole_form_with_its_first_event(world: World, draft: Cycle) -> None:
    with clock.frozen(NOW):
        cycle = do.open_cycle(world, draft)
    form = world.form_of("siti")
    assert (cycle.state, cycle.rule_hash) == ("running", cycle.rule_set.content_hash)
    assert (form.assessor_name, form.superior_name, form.employee_post) == ("Kabid", "Kadis", "Kepala section")
    content = default_rules(alternate_decider="other")
    assert [(i.code, i.weight, i.position) for i in form.items.all()] == [
        (one.code, one.weight, at) for at, one in enumerate(content.indicators, start=1)
    ]
    assert form.items.get(code="disiplin").labels == {"id": "Disiplin", "en": "Discipline"}
    forms = list(Evaluation.objects.all())
    assert all(verify(one) == [] for one in forms)
    assert len({one.public_id for one in forms}) == len(forms)
    opens = Deadline.objects.filter(kind=Evaluation.kind, name="opens", settled_at__isnull=True)
    assert opens.count() == len(forms)
    assert {due.isoformat() for due in opens.values_list("due_at", flat=True)} == {"2026-10-05T17:00:00+00:00"}


@pytest.mark.parametrize("stop_after", [0, 1, 2, 3, 4, 5, 6, 7])
def test_an_opening_stopped_after_any_chunk_goes_on_with_none_missing_and_none_twice(
    world: World, draft: Cycle, stop_after: int
) -> None:
    cycles.open_cycle(draft.public_id, actor=world.actor("hana"), version=0)
    job = Job.objects.get(kind="appraisal.open_cycle")
    Job.objects.filter(pk=job.pk).update(params={**job.params, "chunk": 3})
    turns = iter(range(stop_after))
    run_job(job.pk, should_stop=lambda: next(turns, None) is None)
    while run_job(job.pk) == "queued":
        pass
    forms = Counter(Evaluation.objects.values_list("employee_id", flat=True))
    assert set(forms) == set(Employee.objects.filter(kind="pns", active=True).values_list("pk", flat=True))
    assert set(forms.values()) == {1}
    assert EvaluationItem.objects.count() == 11 * len(forms)
    created = Event.objects.filter(name="evaluation.created")
    assert created.count() == len(forms)
    assert Event.objects.filter(name="cycle.opened").count() == 1
    assert Job.objects.get(pk=job.pk).done == len(forms)


def test_opening_takes_the_same_statements_however_many_people(world: World, draft: Cycle) -> None:
    def statements(number: int) -> int:
        cycle = do.draft_cycle(world, draft.rule_set, name=f"Putaran {number}")
        cycles.open_cycle(cycle.public_id, actor=world.actor("hana"), version=0)
        job = Job.objects.get(pk=Cycle.objects.get(pk=cycle.pk).job_id)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run_job(job.pk)
        return len(captured)

    few = statements(1)
    for number in range(100, 140):
        do.add_person(world, f"pegawai{number}", "office", heads=False, number=number)
    assert statements(2) == few


def test_a_cycle_cancelled_while_it_opens_makes_no_more_forms(world: World, draft: Cycle) -> None:
    hana = world.actor("hana")
    cycles.open_cycle(draft.public_id, actor=hana, version=0)
    job = Job.objects.get(kind="appraisal.open_cycle")
    Job.objects.filter(pk=job.pk).update(params={**job.params, "chunk": 3})
    run_job(job.pk, should_stop=lambda: True)
    assert Evaluation.objects.count() == 3
    cycles.cancel(draft.public_id, actor=hana, version=1, reason="Salah aturan.")
    do.run_jobs()
    assert Cycle.objects.get().state == "cancelled"
    assert set(Evaluation.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Evaluation.objects.count() == 3


def test_rules_that_are_not_published_open_nothing(world: World) -> None:
    from appraisal.actions import rule_sets

    hana = world.actor("hana")
    rules = rule_sets.create_rule_set(
        actor=hana, unit=world.units["regency"].public_id, name="Rancangan", content=default_content()
    )
    cycle = do.draft_cycle(world, rules)
    with pytest.raises(GuardRefused) as refused:
        cycles.open_cycle(cycle.public_id, actor=hana, version=0)
    assert refused.value.code == "rules_not_published"


def test_no_cycle_is_opened_with_the_rules_of_history(world: World) -> None:
    from appraisal.numeric_rules import numeric_rules

    cycle = do.draft_cycle(world, do.publish_rules(world, numeric_rules(), name="Riwayat"))
    with pytest.raises(GuardRefused) as refused:
        cycles.open_cycle(cycle.public_id, actor=world.actor("hana"), version=0)
    assert refused.value.code == "rules_for_history"
    assert Cycle.objects.get(pk=cycle.pk).state == "draft"
    assert not Job.objects.exists()


# Running


def test_a_late_joiner_gets_a_form_once_with_time_to_fill_it_in(world: World, cycle: Cycle) -> None:
    person = do.add_person(world, "baru", "office", heads=False, number=70)
    world.people["baru"] = person
    hana = world.actor("hana")
    with clock.frozen(do.later(days=12)):
        cycles.add_late_joiner(cycle.public_id, actor=hana, employee=person.public_id)
    with clock.frozen(do.later(days=12, minutes=1)):
        do.let_clock_work()
        form = world.form_of("baru")
        assert (form.state, form.items.count()) == ("self_assessment", 11)
        due = Deadline.objects.get(subject_id=form.pk, kind=Evaluation.kind, name="self_ends", settled_at=None).due_at
        assert due > clock.now() + timedelta(days=2)
        with pytest.raises(Conflict):
            cycles.add_late_joiner(cycle.public_id, actor=hana, employee=person.public_id)
    assert verify(form) == []
    with pytest.raises(NotPermitted):
        cycles.add_late_joiner(cycle.public_id, actor=world.actor("siti"), employee=person.public_id)


def test_an_extension_moves_what_is_pending_and_explains_itself(world: World, cycle: Cycle) -> None:
    hana = world.actor("hana")
    with pytest.raises(GuardRefused):
        cycles.extend(cycle.public_id, actor=hana, version=cycle.version, reason="x", self_until=date(2026, 10, 15))
    with pytest.raises(GuardRefused):
        cycles.extend(cycle.public_id, actor=hana, version=cycle.version, reason="x", self_until=date(2026, 11, 15))
    cycles.extend(
        cycle.public_id,
        actor=hana,
        version=cycle.version,
        reason="Banjir.",
        self_until=date(2026, 10, 23),
        review_until=date(2026, 11, 6),
    )
    pending = Deadline.objects.filter(kind=Evaluation.kind, name="self_ends", settled_at__isnull=True)
    assert {due.isoformat() for due in pending.values_list("due_at", flat=True)} == {"2026-10-23T16:59:59.999000+00:00"}
    assert '"to_day":"2026-10-23"' in pending[0].explanation
    with clock.frozen(do.later(days=10)):
        do.let_clock_work()
        assert world.form_of("siti").state == "self_assessment"
    with clock.frozen(do.later(days=17)):
        do.let_clock_work()
        form = world.form_of("siti")
        assert (form.state, form.unfilled) == ("supervisor_review", True)
        review = Deadline.objects.get(
            kind=Evaluation.kind, subject_id=form.pk, name="review_ends", settled_at__isnull=True
        )
        assert review.due_at.isoformat() == "2026-11-06T16:59:59.999000+00:00"


def test_hr_reminds_those_who_never_opened_their_result(world: World, cycle: Cycle) -> None:
    for who in ("siti", "rekan", "wati"):
        do.approve(world, who)
    evaluations.acknowledge_result(world.form_of("rekan").public_id, actor=world.actor("rekan"))
    assert cycles.remind_unopened(cycle.public_id, actor=world.actor("hana")) == 2
    # Siti is Bawahan's superior: nobody acts on the form of an own superior.
    assert cycles.remind_unopened(cycle.public_id, actor=world.actor("bawahan")) == 1
    assert "evaluation.receipt_reminded" in [event.name for event in history_of(world.form_of("siti"))]
    with pytest.raises(NotPermitted):
        cycles.remind_unopened(cycle.public_id, actor=world.actor("audi"))


def test_a_cancelled_cycle_takes_final_results_and_their_cases_along(world: World, cycle: Cycle) -> None:
    from cases.models import ImprovementCase

    do.approve(world, "siti", results=1, low=("disiplin",))
    form = world.form_of("siti")
    evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
    do.approve(world, "rekan")
    objection = do.file_objection(world, "rekan")
    assert ImprovementCase.objects.get().state == "opened"
    cycles.cancel(cycle.public_id, actor=world.actor("hana"), version=cycle.version, reason="Salah aturan.")
    assert do.run_jobs() == ["done"]
    assert set(Evaluation.objects.values_list("state", "disputed")) == {("cancelled", False)}
    objection.refresh_from_db(fields=["decider_name"])
    assert type(objection).objects.get(pk=objection.pk).state == "lapsed"
    assert ImprovementCase.objects.get().state == "withdrawn"
    cause = Event.objects.get(name="cycle.cancelled")
    assert {e.cause_id for e in Event.objects.filter(name="evaluation.cancelled")} == {cause.pk}


def test_progress_and_distribution_count_only_what_an_office_covers(world: World, cycle: Cycle) -> None:
    from appraisal.pages.report_counts import Scope, forms_of, intervals_of
    from appraisal.selectors import progress_by_unit

    for who in ("siti", "rekan", "wati", "bawahan", "kabid"):
        do.approve(world, who)
        form = world.form_of(who)
        evaluations.accept(form.public_id, actor=world.actor(who), version=form.version)
    agency, other = world.units["agency"], world.units["other"]
    whole = {one.unit.pk: one for one in progress_by_unit(world.actor("hana"), cycle)}
    assert whole[agency.pk].done == 5
    assert whole[agency.pk].total == 7
    assert whole[other.pk].done == 0
    assert [one.unit.pk for one in progress_by_unit(world.actor("joko"), cycle)] == [other.pk]
    assert progress_by_unit(world.actor("siti"), cycle) == []

    def shown(who: str) -> Any:
        return forms_of(Scope(intervals_of(world.actor(who)), cycle, None)).predicates

    assert (shown("lia").total, shown("lia").hidden, shown("lia").numbers["baik"]) == (5, False, 5)
    assert (shown("joko").total, shown("siti").total) == (0, 0)
    do.approve(world, "audi")
    form = world.form_of("audi")
    evaluations.accept(form.public_id, actor=world.actor("audi"), version=form.version)
    # A group under five is hidden, also from subtraction.
    assert (shown("joko").hidden, shown("joko").total) == (True, 0)
    assert (shown("hana").total, shown("hana").left_out) == (5, 1)
