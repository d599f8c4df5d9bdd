"""Jobs: one worker at a time, resumed after any death, given up visibly, never silently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.workflow.conftest import NOW
from workflow import actors, clock, incidents, jobs
from workflow.errors import NotPermitted, NotVisible
from workflow.models import Holiday, Incident, Job
from workflow.queue import entries
from workflow.roles import Role
from workflow.transactions import action

pytestmark = pytest.mark.django_db

HR = actors.Actor(user_id=900, grants=(actors.Grant(Role.HR, 1, 2, 1),))
STARTER = actors.Actor(user_id=901)


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_kinds", {})


@action
def write_days(job: jobs.RunningJob, first: int, last: int) -> None:
    """One chunk: rows and progress in one transaction."""
    for number in range(first, last):
        Holiday.objects.create(
            on=NOW.date() + timedelta(days=number), name_id=str(number), name_en="x", kind="national"
        )
    job.done, job.cursor = last, {"next": last}
    job.save_progress()


def ten_days(job: jobs.RunningJob) -> Iterator[None]:
    job.total = 10
    for first in range(job.cursor.get("next", 0), 10, 2):
        write_days(job, first, first + 2)
        yield


def started(function: Any = ten_days, *, actor: actors.Actor = STARTER) -> Job:
    jobs.job("tests.days", label="Days")(function)
    return jobs.start_job("tests.days", {}, actor=actor, total=10)


def test_a_job_runs_to_its_end_with_progress():
    row = started()
    assert (row.state, row.done, row.total) == ("queued", 0, 10)
    assert jobs.run_job(row.pk) == "done"
    row.refresh_from_db()
    assert (row.state, row.done, row.total, row.worker) == ("done", 10, 10, "")
    assert row.started_at is not None
    assert row.finished_at is not None
    assert Holiday.objects.count() == 10


def test_an_unregistered_job_cannot_be_started():
    with pytest.raises(LookupError):
        jobs.start_job("os.system", {}, actor=STARTER)
    assert not Job.objects.exists()


def test_a_job_registered_twice_is_refused():
    jobs.job("tests.days")(ten_days)
    with pytest.raises(ValueError, match="twice"):
        jobs.job("tests.days")(ten_days)


def test_a_finished_job_does_not_run_again():
    row = started()
    jobs.run_job(row.pk)
    assert jobs.run_job(row.pk) == ""
    assert Holiday.objects.count() == 10


def test_a_doubled_task_finds_the_job_taken():
    answers: list[str] = []

    def greedy(job: jobs.RunningJob) -> Iterator[None]:
        answers.append(jobs.run_job(job.id))
        yield

    assert jobs.run_job(started(greedy).pk) == "done"
    assert answers == [""]


def test_asked_to_stop_it_stops_after_the_chunk_and_another_goes_on():
    row = started()
    assert jobs.run_job(row.pk, should_stop=lambda: True) == "queued"
    row.refresh_from_db()
    assert (row.done, row.worker, row.attempts) == (2, "", 0)
    assert jobs.run_job(row.pk) == "done"
    assert Holiday.objects.count() == 10


def dead_worker(row: Job, *, silent_for: timedelta, worker: str = "elsewhere:1:1/x") -> None:
    Job.objects.filter(pk=row.pk).update(state="running", worker=worker, heartbeat_at=clock.now() - silent_for)


@pytest.mark.parametrize(
    ("silent_for", "taken"),
    [(jobs.LEASE, False), (jobs.LEASE + timedelta(microseconds=1), True)],
)
def test_a_lease_is_taken_over_only_after_its_end(silent_for, taken):
    row = started()
    dead_worker(row, silent_for=silent_for)
    assert (jobs.run_job(row.pk) == "done") is taken


def test_a_worker_of_this_host_that_is_gone_is_replaced_at_once():
    from workflow.queue import identity

    row = started()
    host = identity.worker_name().split(":")[0]
    dead_worker(row, silent_for=timedelta(0), worker=f"{host}:999999999:1/x")
    assert jobs.run_job(row.pk) == "done"


def test_the_one_who_lost_the_job_writes_nothing_more():
    def robbed(job: jobs.RunningJob) -> Iterator[None]:
        write_days(job, 0, 2)
        yield
        Job.objects.filter(pk=job.id).update(worker="another:1:1/y")
        write_days(job, 2, 4)
        yield

    row = started(robbed)
    assert jobs.run_job(row.pk) == ""
    row.refresh_from_db()
    assert (row.state, row.worker, row.done) == ("running", "another:1:1/y", 2)
    assert Holiday.objects.count() == 2


def test_cancelled_midway_what_is_done_stays():
    def cancelled(job: jobs.RunningJob) -> Iterator[None]:
        write_days(job, 0, 2)
        yield
        jobs.cancel_job(job.public_id, actor=HR)
        write_days(job, 2, 4)
        yield

    row = started(cancelled)
    jobs.run_job(row.pk)
    row.refresh_from_db()
    assert (row.state, row.done) == ("cancelled", 2)
    assert Holiday.objects.count() == 2
    with pytest.raises(NotPermitted):
        jobs.cancel_job(row.public_id, actor=HR)


def poisoned(job: jobs.RunningJob) -> Iterator[None]:
    yield
    raise ConnectionError("name of a person")


def test_a_failure_is_retried_after_growing_pauses():
    row = started(poisoned)
    pauses, moment = [], NOW
    for attempt in range(1, incidents.TRIES):
        with clock.frozen(moment):
            assert jobs.run_job(row.pk) == "queued"
        row.refresh_from_db()
        assert (row.attempts, row.last_error) == (attempt, "ConnectionError")
        assert row.next_try_at is not None
        with clock.frozen(row.next_try_at - timedelta(microseconds=1)):
            assert jobs.run_job(row.pk) == ""
        pauses.append(row.next_try_at - moment)
        moment = row.next_try_at
    assert pauses == sorted(set(pauses))


def fail_five_times(row: Job) -> None:
    for hours in range(incidents.TRIES):
        with clock.frozen(NOW + timedelta(hours=2 * hours)):
            jobs.run_job(row.pk)


def test_after_five_failures_it_is_an_incident_and_a_retry_takes_it_up_again():
    broken = [True]

    def sometimes(job: jobs.RunningJob) -> Iterator[None]:
        if broken:
            raise ConnectionError("name of a person")
        write_days(job, 0, 2)
        yield

    row = started(sometimes)
    fail_five_times(row)
    row.refresh_from_db()
    incident = Incident.objects.get()
    assert (row.state, row.attempts) == ("failed", 5)
    assert (incident.source_kind, incident.source_id, incident.cause) == ("job", row.pk, "ConnectionError")
    assert "name of a person" not in incident.cause + incident.detail + row.last_error
    broken.clear()
    assert jobs.run_job(row.pk) == ""
    incidents.retry_incident(incident.public_id, actor=HR)
    assert jobs.run_job(row.pk) == "done"
    assert not Incident.objects.filter(resolved_at=None).exists()


def test_a_poisoned_job_beside_healthy_ones():
    jobs.job("tests.poison")(poisoned)
    jobs.job("tests.days")(ten_days)
    bad = jobs.start_job("tests.poison", {}, actor=STARTER)
    good = jobs.start_job("tests.days", {}, actor=STARTER)
    assert [jobs.run_job(bad.pk), jobs.run_job(good.pk)] == ["queued", "done"]


def test_a_job_that_kills_its_workers_without_progress_is_given_up():
    row = started()
    for _ in range(incidents.TRIES - 1):
        dead_worker(row, silent_for=timedelta(days=1))
        taken = jobs._take(row.pk, lease="x:1:1/z")
        assert taken is not None
    dead_worker(row, silent_for=timedelta(days=1))
    assert jobs.run_job(row.pk) == ""
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("failed", "worker_died")
    assert Incident.objects.get().cause == "worker_died"


def test_progress_forgives_earlier_deaths():
    row = started()
    for _ in range(incidents.TRIES - 1):
        dead_worker(row, silent_for=timedelta(days=1))
        jobs._take(row.pk, lease="x:1:1/z")
    Job.objects.filter(pk=row.pk).update(state="queued", worker="")
    assert jobs.run_job(row.pk, should_stop=lambda: True) == "queued"
    row.refresh_from_db()
    assert row.attempts == 0


def test_the_actor_is_read_anew_for_every_chunk(owner):
    seen: list[bool] = []

    def watching(job: jobs.RunningJob) -> Iterator[None]:
        seen.append(job.actor.active)
        owner.is_active = False
        owner.save()
        yield
        seen.append(job.actor.active)

    jobs.run_job(started(watching, actor=actors.actor_of(owner)).pk)
    assert seen == [True, False]


def test_a_job_of_the_clock_runs_as_the_clock():
    seen: list[Any] = []

    def watching(job: jobs.RunningJob) -> Iterator[None]:
        seen.append(job.actor)
        yield

    jobs.run_job(started(watching, actor=actors.CLOCK).pk)
    assert seen == [actors.CLOCK]


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []

    def remember(_function: Any, *, job_id: int) -> bool:
        found.append(job_id)
        return True

    monkeypatch.setattr(jobs, "enqueue", remember)
    return found


def test_a_lost_hint_is_given_again_but_not_all_the_time(hints):
    row = started()
    assert jobs.ask_for_waiting_jobs() == 0
    with clock.frozen(NOW + jobs.ASK_AGAIN_AFTER + timedelta(seconds=1)):
        assert jobs.ask_for_waiting_jobs() == 1
        assert jobs.ask_for_waiting_jobs() == 0
    assert hints == [row.pk]


def test_a_job_whose_pause_is_over_is_asked_for_at_once(hints):
    row = started(poisoned)
    jobs.run_job(row.pk)
    assert jobs.ask_for_waiting_jobs() == 0
    with clock.frozen(NOW + incidents.PAUSES[0]):
        assert jobs.ask_for_waiting_jobs() == 1


def test_an_abandoned_job_is_asked_for_and_a_living_one_is_not(hints):
    row = started()
    dead_worker(row, silent_for=timedelta(0))
    with clock.frozen(NOW + jobs.ASK_AGAIN_AFTER + timedelta(seconds=1)):
        assert jobs.ask_for_waiting_jobs() == 0
    with clock.frozen(NOW + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.ask_for_waiting_jobs() == 1


def test_starting_inside_an_action_hints_after_commit_only(monkeypatch, django_capture_on_commit_callbacks):
    asked: list[str] = []

    def remember(_function: Any, **_payload: Any) -> bool:
        asked.append("asked")
        return True

    monkeypatch.setattr(entries, "enqueue", remember)
    with django_capture_on_commit_callbacks(execute=True):
        started()
        assert asked == []
    assert asked == ["asked"]


def test_only_the_starter_and_those_who_look_after_it_see_a_job():
    row = started()
    assert jobs.visible_job(row.public_id, actor=STARTER) == row
    assert jobs.visible_job(row.public_id, actor=HR) == row
    with pytest.raises(NotVisible):
        jobs.visible_job(row.public_id, actor=actors.Actor(user_id=902))
    with pytest.raises(NotVisible):
        jobs.visible_job(row.public_id, actor=actors.Actor(user_id=901, active=False))
    with pytest.raises(NotVisible):
        jobs.cancel_job(row.public_id, actor=actors.Actor(user_id=902))
