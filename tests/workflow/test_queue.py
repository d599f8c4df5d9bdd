"""The queue is a hint: it runs registered functions only, survives its workers, and may be away."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.db import OperationalError, connection

from workflow.queue import entries, identity, stopping
from workflow.queue.tasks import run_entry

ON_SQLITE = connection.vendor == "sqlite"
if ON_SQLITE:
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    from workflow.queue import embedded_worker
heard: list[int] = []


@entries.entry
def listen(number: int) -> None:
    heard.append(number)


@entries.entry
def stumble(number: int) -> None:
    heard.append(number)
    raise ConnectionError("away")


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard.clear()


@pytest.fixture
def real_queue(settings: Any, transactional_db: None) -> None:
    """The engine of this database instead of the dummy of the tests; empty, since no flush knows its tables."""
    if not ON_SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    path = "django_tasks_db.DatabaseBackend" if ON_SQLITE else "workflow.queue.procrastinate.ProcrastinateBackend"
    settings.TASKS = {"default": {"BACKEND": path, "QUEUES": []}}


def consume() -> None:
    """Work until the queue is empty, with the engine of this database."""
    if ON_SQLITE:
        embedded_worker.consume(stop=threading.Event(), concurrency=1, name=identity.worker_name(), wait=False)
    else:
        from workflow.queue import procrastinate_worker

        procrastinate_worker.consume(stop=threading.Event(), concurrency=1, name="tests", wait=False)


def test_an_unregistered_path_is_refused_when_called_and_when_queued():
    with pytest.raises(entries.UnknownEntryError):
        entries.call("os.system", {"command": "true"})
    with pytest.raises(entries.UnknownEntryError):
        entries.enqueue(print)


def test_a_registered_path_is_called_with_its_payload():
    entries.call(entries.path_of(listen), {"number": 7})
    assert heard == [7]


def test_a_queue_that_is_away_fails_nobody(monkeypatch):
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(run_entry), "enqueue", away)
    assert entries.enqueue(listen, number=1) is False


@pytest.mark.django_db(transaction=True)
def test_what_is_queued_is_run_once(real_queue):
    assert entries.enqueue(listen, number=1)
    assert entries.enqueue(listen, number=2)
    consume()
    consume()
    assert sorted(heard) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_what_fails_does_not_stop_the_worker(real_queue):
    entries.enqueue(stumble, number=1)
    entries.enqueue(listen, number=2)
    consume()
    assert sorted(heard) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_enqueueing_belongs_to_the_transaction(real_queue):
    from django.db import transaction

    with transaction.atomic():
        entries.enqueue(listen, number=1)
        transaction.set_rollback(True)
    consume()
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_a_queued_job_is_run_by_the_worker(real_queue, monkeypatch):
    from workflow import actors, jobs
    from workflow.models import Job

    def quick(job: jobs.RunningJob) -> Any:
        job.done = 1
        yield

    monkeypatch.setattr(jobs, "_kinds", {})
    jobs.job("tests.quick")(quick)
    row = jobs.start_job("tests.quick", {}, actor=actors.CLOCK)
    consume()
    assert Job.objects.get(pk=row.pk).state == "done"


def test_this_process_is_alive_and_a_finished_one_is_gone():
    assert not identity.is_gone(identity.worker_name())
    assert not identity.is_gone(identity.worker_name() + "/0")
    finished = subprocess.Popen([sys.executable, "-c", ""])
    finished.wait()
    host = identity.worker_name().split(":")[0]
    assert identity.is_gone(f"{host}:{finished.pid}:1")
    assert identity.is_gone(f"{host}:{os.getpid()}:1"), "the number was given to another process"
    assert not identity.is_gone(f"other-{host}:{finished.pid}:1"), "nothing is known of other machines"
    assert not identity.is_gone("nonsense")


def test_the_stop_flag_is_one_for_the_process():
    assert not stopping.is_stopping()


if ON_SQLITE:

    def stuck(*, worker: str, times: int = 1) -> Any:
        entries.enqueue(listen, number=1)
        row = DBTaskResult.objects.get()
        row.worker_ids = [worker] * (times - 1)
        row.claim(worker)
        return row

    def dead_name() -> str:
        return f"{identity.worker_name().split(':')[0]}:999999999:1/0"

    @pytest.mark.django_db(transaction=True)
    def test_the_task_of_a_dead_worker_is_given_back(real_queue):
        stuck(worker=dead_name())
        assert embedded_worker.take_back_stalled() == 1
        consume()
        assert heard == [1]

    @pytest.mark.django_db(transaction=True)
    def test_the_task_of_a_living_worker_is_left_alone(real_queue):
        stuck(worker=identity.worker_name() + "/0")
        assert embedded_worker.take_back_stalled() == 0

    @pytest.mark.django_db(transaction=True)
    def test_a_task_that_kills_every_worker_is_given_up(real_queue):
        stuck(worker=dead_name(), times=5)
        assert embedded_worker.take_back_stalled() == 1
        assert DBTaskResult.objects.get().status == "FAILED"

    @pytest.mark.django_db(transaction=True)
    def test_a_locked_database_ends_the_round_not_the_worker(real_queue, monkeypatch):
        entries.enqueue(listen, number=1)
        honest = Worker.run
        turns: list[int] = []

        def locked_once(self: Any) -> None:
            turns.append(1)
            if len(turns) == 1:
                raise OperationalError("database is locked")
            honest(self)

        monkeypatch.setattr(Worker, "run", locked_once)
        embedded_worker.drain(stop=threading.Event(), name="tests")
        assert heard == []
        embedded_worker.drain(stop=threading.Event(), name="tests")
        assert heard == [1]

    @pytest.mark.django_db(transaction=True)
    def test_finished_rows_are_forgotten_after_their_time(real_queue):
        from datetime import timedelta

        from workflow import clock

        entries.enqueue(listen, number=1)
        consume()
        embedded_worker.forget_finished()
        assert DBTaskResult.objects.count() == 1
        DBTaskResult.objects.update(finished_at=clock.now() - embedded_worker.KEEP_FINISHED - timedelta(seconds=1))
        embedded_worker.forget_finished()
        assert DBTaskResult.objects.count() == 0

else:

    @pytest.mark.postgres
    def test_only_declared_tasks_are_run_from_a_row():
        from workflow.queue import procrastinate_worker

        with pytest.raises(procrastinate_worker.NotATaskError):
            procrastinate_worker.run_task("os.getpid", [], {})

    @pytest.mark.postgres
    @pytest.mark.django_db(transaction=True)
    def test_the_stop_flag_ends_a_waiting_worker(real_queue):
        from workflow.queue import procrastinate_worker

        stop = threading.Event()
        thread = threading.Thread(
            target=procrastinate_worker.consume, kwargs={"stop": stop, "concurrency": 1, "name": "tests"}
        )
        thread.start()
        stop.set()
        thread.join(timeout=20)
        assert not thread.is_alive()
