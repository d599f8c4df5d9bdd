"""Killed after every single statement, background work is taken up again: nothing missing, nothing twice.

The death is a real one: a forked process that gets SIGKILL. The first, undisturbed run counts the statements.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from tests.sample.models import Parcel
from tests.workflow.conftest import NOW
from workflow import actors, clock, engine, jobs, outbox, sweep
from workflow.models import Deadline, Event, Holiday, Incident, Job, OutboxMessage
from workflow.transactions import action

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DAYS = 6


class Counter:
    """Counts statements; kills its process after a chosen one."""

    def __init__(self, *, kill_after: int = 0) -> None:
        self.count = 0
        self.kill_after = kill_after

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        self.count += 1
        if self.count == self.kill_after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def count_statements(work: Callable[[], Any]) -> int:
    counter = Counter()
    with connection.execute_wrapper(counter):
        work()
    return counter.count


def killed_after(statement: int, work: Callable[[], Any]) -> bool:
    """Run the work in a process of its own that dies after a statement; whether it did die."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            with connection.execute_wrapper(Counter(kill_after=statement)):
                work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@action
def write_days(job: jobs.RunningJob, first: int) -> None:
    for number in range(first, first + 2):
        on = NOW.date() + timedelta(days=number)
        Holiday.objects.create(on=on, name_id=str(number), name_en="x", kind="national")
    job.done, job.cursor = first + 2, {"next": first + 2}
    job.save_progress()


def days_job(job: jobs.RunningJob) -> Iterator[None]:
    for first in range(job.cursor.get("next", 0), DAYS, 2):
        write_days(job, first)
        yield


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Job]:
    monkeypatch.setattr(jobs, "_kinds", {})
    jobs.job("tests.days")(days_job)
    return lambda: jobs.start_job("tests.days", {}, actor=actors.CLOCK)


def test_a_job_killed_anywhere_is_finished_by_the_next_worker(days):
    first = days()
    statements = count_statements(lambda: jobs.run_job(first.pk))
    assert statements > DAYS
    for statement in range(1, statements + 1):
        Holiday.objects.all().delete()
        row = days()
        assert killed_after(statement, partial(jobs.run_job, row.pk))
        jobs.run_job(row.pk)
        row.refresh_from_db()
        assert (row.state, row.done) == ("done", DAYS), f"killed after statement {statement}"
        assert Holiday.objects.count() == DAYS


def test_a_sweep_killed_anywhere_fires_each_deadline_once(owner, clerk):
    def fresh() -> list[int]:
        with clock.frozen(NOW):
            made = [engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.CLOCK) for _ in range(3)]
        return [outcome.subject.pk for outcome in made]

    with clock.frozen(NOW + timedelta(days=3)):
        fresh()
        statements = count_statements(sweep.sweep_all)
        for statement in range(1, statements + 1):
            ids = fresh()
            assert killed_after(statement, sweep.sweep_all)
            sweep.sweep_all()
            fired = Event.objects.filter(name="parcel.expired", subject_id__in=ids)
            assert sorted(fired.values_list("subject_id", flat=True)) == ids, f"killed after statement {statement}"
            assert Deadline.objects.filter(subject_id__in=ids, outcome="fired").count() == 3
    assert not Incident.objects.exists()


def write_once(messages: Sequence[OutboxMessage]) -> None:
    """A receiver that would fail on a second time: days are unique."""
    Holiday.objects.bulk_create(
        Holiday(on=NOW.date() + timedelta(days=m.pk), name_id="x", name_en="x", kind="national") for m in messages
    )


def test_a_relay_killed_anywhere_hands_over_each_message_once(owner, clerk, monkeypatch):
    monkeypatch.setattr(outbox, "_receivers", [write_once])

    def fresh() -> int:
        for _ in range(3):
            engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.CLOCK)
        return 3

    made = fresh()
    statements = count_statements(outbox.relay_all)
    for statement in range(1, statements + 1):
        made += fresh()
        assert killed_after(statement, outbox.relay_all)
        outbox.relay_all()
        assert Holiday.objects.count() == made, f"killed after statement {statement}"
    assert not Incident.objects.exists()
    assert not OutboxMessage.objects.filter(relayed_at=None).exists()
