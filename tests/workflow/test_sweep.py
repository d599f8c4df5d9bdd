"""Deadlines act once, at their own time, in order, however often, late or doubled the clock's work is done."""

from __future__ import annotations

import contextvars
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from tests.sample.models import Parcel
from tests.workflow.conftest import NOW
from workflow import actors, clock, engine, incidents, sweep
from workflow.bulk_reading import lock_many
from workflow.calendars import DueDate
from workflow.models import Deadline, Event, Incident
from workflow.roles import Role
from workflow.tables import table_of
from workflow.transactions import durable

HR = actors.Actor(user_id=900, grants=(actors.Grant(Role.HR, 1, 2, 1),))
DUE = NOW + timedelta(days=2)
AFTER = DUE + sweep.GRACE + timedelta(microseconds=1)


def parcels(owner: Any, clerk: Any, count: int) -> list[Parcel]:
    return [engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner)).subject for _ in range(count)]


def expiries() -> list[Event]:
    return list(Event.objects.filter(name="parcel.expired").order_by("pk"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "fired"), [(DUE, 0), (DUE + sweep.GRACE, 0), (AFTER, 1), (AFTER + timedelta(days=3), 1)]
)
def test_it_fires_only_after_due_and_grace_with_the_due_time_as_effect(parcel, moment, fired):
    with clock.frozen(moment):
        assert sweep.sweep_once().fired == fired
    assert [event.effective_at for event in expiries()] == [DUE] * fired
    if fired:
        assert expiries()[0].recorded_at == moment
        assert Deadline.objects.get(name="packed_lapse").outcome == "fired"


@pytest.mark.django_db
def test_sweeping_again_changes_nothing(parcel):
    with clock.frozen(AFTER):
        sweep.sweep_all()
        events = Event.objects.count()
        assert sweep.sweep_all() == sweep.Swept()
        assert Event.objects.count() == events


@pytest.mark.django_db
def test_many_are_fired_with_statements_that_do_not_grow(owner, clerk, django_assert_max_num_queries):
    parcels(owner, clerk, 120)
    with clock.frozen(AFTER), django_assert_max_num_queries(30):
        assert sweep.sweep_once().fired == 120
    assert Deadline.objects.filter(outcome="fired").count() == 120


@pytest.mark.django_db
def test_each_of_many_moments_costs_no_statement_more(owner, clerk, django_assert_max_num_queries):
    """A thousand timers at a thousand moments go together, each with its own moment as effect."""
    found = parcels(owner, clerk, 90)
    due = {one.pk: DUE - timedelta(seconds=number) for number, one in enumerate(found)}
    for pk, moment in due.items():
        Deadline.objects.filter(subject_id=pk).update(due_at=moment)
    with clock.frozen(AFTER), django_assert_max_num_queries(20):
        assert sweep.sweep_once().fired == 90
    assert {event.subject_id: event.effective_at for event in expiries()} == due


@pytest.mark.django_db
def test_two_timers_of_one_subject_for_the_same_step_each_act(parcel, monkeypatch):
    clock_may_extend(monkeypatch)
    row = Deadline.objects.get()
    second = DUE + timedelta(seconds=1)
    Deadline.objects.create(
        kind=row.kind, subject_id=row.subject_id, name="x", transition="extend", due_at=second, created_at=NOW
    )
    with clock.frozen(AFTER + timedelta(days=1)):
        assert sweep.sweep_once().fired == 2
    assert list(Event.objects.filter(name="parcel.extended").values_list("effective_at", flat=True)) == [DUE, second]
    assert set(Deadline.objects.values_list("outcome", flat=True)) == {"fired"}


@pytest.mark.django_db
def test_older_deadlines_come_first_each_at_its_own_time(owner, clerk):
    young, old = parcels(owner, clerk, 2)
    Deadline.objects.filter(subject_id=old.pk).update(due_at=DUE - timedelta(hours=1))
    with clock.frozen(AFTER):
        assert sweep.sweep_once().fired == 2
    assert [(event.subject_id, event.effective_at) for event in expiries()] == [
        (old.pk, DUE - timedelta(hours=1)),
        (young.pk, DUE),
    ]


@pytest.mark.django_db
def test_who_left_the_state_in_time_is_not_touched(parcel, owner):
    engine.fire(parcel, "extend", actor=actors.actor_of(owner), version=0, at=NOW + timedelta(days=1))
    with clock.frozen(AFTER):
        assert sweep.sweep_once().fired == 0
    pending = Deadline.objects.get(settled_at=None)
    assert pending.due_at == NOW + timedelta(days=3)


def clock_may_extend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock take a step that stays in its state, as overdue marks do."""
    rows = table_of(Parcel).rows
    marking = replace(rows["extend"], by=frozenset({Role.CLOCK.value}), moves_deadlines=False, hidden=True)
    monkeypatch.setitem(rows, "extend", marking)
    Deadline.objects.update(transition="extend")


@pytest.mark.django_db
def test_a_deadline_that_stays_in_its_state_acts_once_too(parcel, monkeypatch):
    clock_may_extend(monkeypatch)
    with clock.frozen(AFTER):
        assert sweep.sweep_once().fired == 1
        assert sweep.sweep_once().fired == 0
    assert Event.objects.filter(name="parcel.extended").count() == 1


@pytest.mark.django_db
def test_a_refused_deadline_is_settled_and_shown(parcel):
    Deadline.objects.update(transition="weigh")  # only a clerk may
    with clock.frozen(AFTER):
        assert sweep.sweep_once() == sweep.Swept(refused=1)
        assert sweep.sweep_once() == sweep.Swept()
    row = Deadline.objects.get()
    assert (row.outcome, row.last_error, row.settled_at) == ("refused", "not_permitted", AFTER)
    incident = Incident.objects.get()
    assert (incident.source_kind, incident.source_id, incident.cause) == ("deadline", row.pk, "not_permitted")


@pytest.mark.django_db
def test_a_refused_deadline_can_be_tried_again_by_hand(parcel):
    Deadline.objects.update(transition="weigh")
    with clock.frozen(AFTER):
        sweep.sweep_once()
        Deadline.objects.update(transition="expire")
        incidents.retry_incident(Incident.objects.get().public_id, actor=HR)
        assert sweep.sweep_once().fired == 1
    assert expiries()[0].effective_at == DUE


@pytest.mark.django_db
def test_a_retry_does_not_double_a_deadline_set_anew(parcel):
    Deadline.objects.update(transition="weigh")
    with clock.frozen(AFTER):
        sweep.sweep_once()
        refused = Deadline.objects.get()
        Deadline.objects.create(
            kind=refused.kind,
            subject_id=refused.subject_id,
            name=refused.name,
            transition="expire",
            due_at=AFTER + timedelta(days=1),
            created_at=AFTER,
        )
        incidents.retry_incident(Incident.objects.get().public_id, actor=HR)
    assert Deadline.objects.filter(settled_at=None).count() == 1


@pytest.mark.django_db
def test_a_subject_that_is_gone_is_an_incident_not_a_stop(owner, clerk):
    (healthy,) = parcels(owner, clerk, 1)
    Deadline.objects.create(
        kind="sample.parcel", subject_id=10**9, name="x", transition="expire", due_at=DUE, created_at=NOW
    )
    with clock.frozen(AFTER):
        for _ in range(2):
            sweep.sweep_once()
    healthy = Parcel.objects.get(pk=healthy.pk)
    assert healthy.state == "expired"
    assert Incident.objects.get().cause == "subject_gone"


def poison(request: pytest.FixtureRequest, poisoned_id: int) -> list[int]:
    """Make the step of one subject fail with a fault that is no refusal."""
    tried: list[int] = []
    honest = table_of(Parcel).rows["expire"].sets

    def sets(step: Any) -> dict[str, Any]:
        tried.append(step.subject.pk)
        if step.subject.pk == poisoned_id:
            raise ZeroDivisionError
        return {}

    row = table_of(Parcel).rows["expire"]
    object.__setattr__(row, "sets", sets)
    request.addfinalizer(lambda: object.__setattr__(row, "sets", honest))
    return tried


@pytest.mark.django_db
def test_a_poisoned_deadline_beside_healthy_ones(owner, clerk, request):
    _first, bad, _last = parcels(owner, clerk, 3)
    poison(request, bad.pk)
    with clock.frozen(AFTER):
        assert sweep.sweep_once() == sweep.Swept(fired=2, failed=1)
        assert sweep.sweep_once() == sweep.Swept()
    row = Deadline.objects.get(settled_at=None)
    assert (row.subject_id, row.attempts, row.last_error) == (bad.pk, 1, "ZeroDivisionError")
    assert row.next_try_at == AFTER + incidents.PAUSES[0]


@pytest.mark.django_db
def test_five_failures_settle_it_as_an_incident(parcel, request):
    poison(request, parcel.pk)
    for hours in range(incidents.TRIES):
        with clock.frozen(AFTER + timedelta(hours=2 * hours)):
            assert sweep.sweep_once().failed == 1
    assert Deadline.objects.get().outcome == "refused"
    assert Incident.objects.get().attempts == incidents.TRIES
    with clock.frozen(AFTER + timedelta(days=9)):
        assert sweep.sweep_once() == sweep.Swept()


@pytest.mark.django_db
def test_a_deadline_set_by_a_sweep_is_swept_too(parcel, clerk, monkeypatch):
    """A consequence of a late clock: what follows has passed as well, each at its own time."""
    rows = table_of(Parcel).rows
    to_checked = replace(rows["weigh"], by=frozenset({Role.CLOCK.value}), sources=("packed",))
    monkeypatch.setitem(rows, "weigh", to_checked)
    Deadline.objects.update(transition="weigh")
    with clock.frozen(AFTER + timedelta(days=10)):
        assert sweep.sweep_all().fired == 2
    assert expiries()[0].effective_at == DUE + timedelta(days=2)


def in_threads(count: int, work: Any) -> list[BaseException]:
    faults: list[BaseException] = []
    barrier = threading.Barrier(count)

    def run() -> None:
        try:
            barrier.wait()
            work()
        except BaseException as fault:  # noqa: BLE001 - reported by the caller
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=contextvars.copy_context().run, args=(run,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.django_db(transaction=True)
def test_eight_clocks_at_once_fire_each_deadline_once(owner, clerk, monkeypatch):
    parcels(owner, clerk, 40)
    clock_may_extend(monkeypatch)
    with clock.frozen(AFTER):
        assert in_threads(8, sweep.sweep_all) == []
        sweep.sweep_all()
    assert Event.objects.filter(name="parcel.extended").count() == 40
    assert Deadline.objects.filter(outcome="fired").count() == 40
    assert not Incident.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_patient_sweep_waits_for_what_another_holds_and_others_pass_it_over(parcel):
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with durable():
                lock_many(Parcel, [parcel.pk])
                held.set()
                free.wait(20)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(20)
        with clock.frozen(AFTER):
            assert sweep.sweep_all().fired == 0
            threading.Timer(0.3, free.set).start()
            assert sweep.sweep_all(patient=True).fired == 1
            assert free.is_set()
    finally:
        free.set()
        holder.join()


@pytest.mark.django_db(transaction=True)
def test_a_request_in_time_never_loses_to_the_clock(owner, clerk):
    """The request was stamped before the deadline and arrives while the clock sweeps."""
    found = parcels(owner, clerk, 10)
    actor = actors.actor_of(owner)

    def act(moment: datetime) -> None:
        for parcel in found:
            engine.fire(parcel, "extend", actor=actor, version=0, at=moment)

    with clock.frozen(DUE + sweep.GRACE):
        assert in_threads(2, sweep.sweep_once) == []
        act(DUE)
    assert expiries() == []


@pytest.mark.django_db
def test_what_the_clock_has_just_settled_is_not_done_again_for_a_request(parcel, monkeypatch):
    """The request saw the pending deadline, the clock settled it, then the request got the lock."""
    from workflow import firing, locking

    honest = locking.lock

    def clock_was_here(model: Any, key: Any, **by: Any) -> Any:
        Deadline.objects.filter(settled_at=None).update(settled_at=AFTER, outcome="fired")
        return honest(model, key, **by)

    monkeypatch.setattr("workflow.firing.lock", clock_was_here)
    with clock.frozen(AFTER):
        firing.settle_overdue(Parcel, parcel.pk, before=AFTER)
    assert expiries() == []


@pytest.mark.django_db
def test_a_deadline_refused_on_the_way_of_a_request_is_an_incident_too(parcel, owner):
    Deadline.objects.update(transition="weigh")
    with clock.frozen(AFTER):
        engine.fire(parcel, "extend", actor=actors.actor_of(owner), version=0)
    assert Deadline.objects.filter(outcome="refused").count() == 1
    assert Incident.objects.get().cause == "not_permitted"


def test_a_due_date_is_what_the_deadline_row_holds():
    due = DueDate(due_at=DUE, explanation={"zone": "Asia/Makassar"})
    assert due.zone == "Asia/Makassar"
