"""Cases open by themselves, exactly once per result, and go when their last cause goes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.lifecycle import Opened, open_cases, withdraw_triggers
from cases.models import CaseTrigger, ImprovementCase, PlanItem
from organization.models import Employee
from tests.cases.world import NOW, WEAK, World, bring_to, low, open_case, planned_session, training
from workflow.history import verify
from workflow.models import Deadline, Event, OutboxMessage
from workflow.transactions import durable


def opened(world, *results):
    with durable():
        return open_cases(results, at=NOW)


def withdrawn(*sources):
    with durable():
        return withdraw_triggers(
            source_kind="appraisal.evaluation", source_ids=sources, at=NOW, reason="keberatan dikabulkan"
        )


def test_a_low_result_opens_a_drafted_case(world: World):
    offer = training()
    assert opened(world, low(world)) == Opened(opened=1)
    case = ImprovementCase.objects.get()
    assert (case.state, case.version, case.supervisor, case.live_causes) == ("opened", 0, world.people["sari"], 1)
    assert case.goal == "Pada penilaian berikutnya, hal-hal ini memenuhi ekspektasi: Disiplin; Mutu layanan."
    kinds = list(PlanItem.objects.filter(case=case).values_list("kind", "indicator_code"))
    assert kinds[0] == ("milestone", "")
    assert kinds.count(("goal", "discipline")) == kinds.count(("goal", "service")) == 1
    assert kinds.count(("measure", "discipline")) == 2
    assert PlanItem.objects.get(kind="training").training == offer
    assert Event.objects.get(kind=case.kind).name == "improvement_case.created"
    assert OutboxMessage.objects.filter(kind=case.kind, name="improvement_case.created").exists()
    assert Deadline.objects.get(kind=case.kind, subject_id=case.pk).due_at == case.duty_due_at
    assert verify(case) == []


def test_the_plan_is_due_after_ten_working_days_at_the_end_of_the_local_day(world: World):
    opened(world, low(world))
    assert ImprovementCase.objects.get().duty_due_at.isoformat().startswith("2026-12-07T16:59:59")


def test_the_same_result_twice_changes_nothing(world: World):
    opened(world, low(world))
    events = Event.objects.count()
    assert opened(world, low(world)) == Opened(seen_before=1)
    assert opened(world, low(world), low(world)) == Opened(seen_before=1)
    assert (ImprovementCase.objects.count(), CaseTrigger.objects.count(), Event.objects.count()) == (1, 1, events)


def test_a_further_low_result_links_to_the_open_case(world: World):
    opened(world, low(world))
    assert opened(world, low(world, source=2)) == Opened(linked=1)
    case = ImprovementCase.objects.get()
    assert (case.triggers.count(), case.live_causes) == (2, 2)


def test_two_results_of_one_person_in_one_batch_share_a_case(world: World):
    assert opened(world, low(world), low(world, source=2)) == Opened(opened=1, linked=1)
    assert ImprovementCase.objects.get().live_causes == 2


def test_a_result_after_a_closed_case_opens_a_new_one(world: World):
    bring_to(world, "closed")
    assert opened(world, low(world, source=2)) == Opened(opened=1)
    assert ImprovementCase.objects.count() == 2


def test_the_case_goes_only_with_its_last_live_cause(world: World):
    opened(world, low(world), low(world, source=2))
    assert withdrawn(1) == 0
    assert ImprovementCase.objects.get().state == "opened"
    assert withdrawn(2) == 1
    case = ImprovementCase.objects.get()
    assert (case.state, case.live_causes) == ("withdrawn", 0)
    assert verify(case) == []


def test_withdrawing_twice_counts_down_once(world: World):
    opened(world, low(world), low(world, source=2))
    withdrawn(1)
    assert withdrawn(1) == 0
    assert ImprovementCase.objects.get().live_causes == 1


def test_withdrawing_cancels_planned_sessions(world: World):
    session = planned_session(open_case(world), world)
    withdrawn(1)
    session = type(session).objects.get()
    assert session.state == "cancelled"
    assert verify(session) == []


def test_a_closed_case_stays_closed_when_its_cause_falls_away(world: World):
    bring_to(world, "closed")
    assert withdrawn(1) == 0
    assert ImprovementCase.objects.get().state == "closed"


def test_a_result_that_stands_again_opens_help_again(world: World):
    opened(world, low(world))
    withdrawn(1)
    assert opened(world, low(world)) == Opened(opened=1)
    assert sorted(ImprovementCase.objects.values_list("state", flat=True)) == ["opened", "withdrawn"]
    cause = CaseTrigger.objects.get()
    assert (cause.live, cause.fell_away_at, cause.case.state) == (True, None, "opened")


def test_nobody_supervises_his_own_case(world: World):
    opened(world, low(world, "sari", supervisor="sari"))
    assert ImprovementCase.objects.get().supervisor is None


def test_outside_a_transaction_nothing_opens(world: World):
    with pytest.raises(RuntimeError):
        open_cases([low(world)], at=NOW)


def _statements(world, start, count):
    people = [
        Employee(nip=f"1990010120200{n:05d}", full_name=f"P{n}", kind="pns", unit=world.units["office"])
        for n in range(start, start + count)
    ]
    Employee.objects.bulk_create(people)
    results = []
    for person in people:
        world.people["x"] = person
        results.append(low(world, "x", source=person.pk, weak=WEAK))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert opened(world, *results).opened == count
    with CaptureQueriesContext(connection) as withdrawing:
        assert withdrawn(*[r.source_id for r in results]) == count
    return len(captured), len(withdrawing)


def test_statements_are_constant_in_the_number_of_results(world: World):
    opened(world, low(world, source=10**6))
    few = _statements(world, 1, 3)
    many = _statements(world, 100, 40)
    assert few == many
    assert max(few) <= 25
