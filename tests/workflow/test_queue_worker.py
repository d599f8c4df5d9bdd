"""The worker process as it is run: it does its work, ends cleanly, and its death costs nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.sample.models import Parcel
from tests.workflow.worker_process import register_job
from workflow import actors, clock, engine, jobs
from workflow.models import Deadline, Event, Holiday, Job, OutboxMessage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

START_SECONDS = 30


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    """The other process has no frozen clock, so neither has this one."""
    with clock.frozen(datetime.now(UTC)):
        token = clock._frozen.set(None)
        yield
        clock._frozen.reset(token)


@pytest.fixture(autouse=True)
def real_queue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite = connection.vendor == "sqlite"
    path = "django_tasks_db.DatabaseBackend" if sqlite else "workflow.queue.procrastinate.ProcrastinateBackend"
    settings.TASKS = {"default": {"BACKEND": path, "QUEUES": []}}
    monkeypatch.setattr(jobs, "_kinds", {})
    register_job()


@contextmanager
def worker() -> Iterator[subprocess.Popen[str]]:
    """A worker that is ready; killed at the end if it still lives."""
    command = [sys.executable, "-m", "tests.workflow.worker_process", str(connection.settings_dict["NAME"])]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "LOG_LEVEL": "ERROR"}
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "worker ready"
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def until(condition: Callable[[], bool], *, seconds: float = START_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_it_relays_sweeps_and_runs_jobs_and_ends_on_sigterm(owner, clerk):
    with worker() as process:
        parcel = engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner)).subject
        until(lambda: not OutboxMessage.objects.filter(relayed_at=None).exists())
        Deadline.objects.update(due_at=clock.now() - timedelta(days=3))
        until(lambda: Event.objects.filter(name="parcel.expired").exists())
        assert Parcel.objects.get(pk=parcel.pk).state == "expired"
        row = jobs.start_job("tests.slow_days", {}, actor=actors.CLOCK)
        until(lambda: Job.objects.get(pk=row.pk).state == "done")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert Holiday.objects.count() == 20


def test_sigterm_ends_after_the_chunk_and_the_next_worker_goes_on():
    row = jobs.start_job("tests.slow_days", {}, actor=actors.CLOCK)
    with worker() as process:
        until(lambda: Job.objects.get(pk=row.pk).done >= 3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    row.refresh_from_db()
    assert (row.state, row.worker, row.attempts) == ("queued", "", 0)
    assert Holiday.objects.count() == row.done < 20
    with worker():
        until(lambda: Job.objects.get(pk=row.pk).state == "done", seconds=60)
    assert Holiday.objects.count() == 20


def test_kill_9_costs_nothing_and_the_next_worker_goes_on_at_once():
    row = jobs.start_job("tests.slow_days", {}, actor=actors.CLOCK)
    with worker() as process:
        until(lambda: Job.objects.get(pk=row.pk).done >= 3)
        process.kill()
        process.wait()
    assert Job.objects.get(pk=row.pk).state == "running"
    with worker():
        until(lambda: Job.objects.get(pk=row.pk).state == "done", seconds=60)
    assert Holiday.objects.count() == 20
    assert Job.objects.get(pk=row.pk).done == 20


def test_two_workers_share_the_work_and_double_nothing(owner, clerk):
    with worker(), worker():
        row = jobs.start_job("tests.slow_days", {}, actor=actors.CLOCK)
        for _ in range(30):
            engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner))
        Deadline.objects.update(due_at=clock.now() - timedelta(days=3))
        until(lambda: Job.objects.get(pk=row.pk).state == "done", seconds=60)
        until(lambda: not Deadline.objects.filter(settled_at=None).exists())
        until(lambda: not OutboxMessage.objects.filter(relayed_at=None).exists())
    assert Holiday.objects.count() == 20
    assert Event.objects.filter(name="parcel.expired").count() == 30
