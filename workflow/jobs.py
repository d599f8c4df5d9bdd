"""Long work in resumable chunks: register with ``@job``, start with `start_job`, watched on the job's page.

    @job("appraisal.open_cycle", label=_("Open a cycle"))
    def open_cycle(job: RunningJob) -> Iterator[None]:
        for chunk in chunks_after(job.cursor.get("last", 0)):
            open_chunk(job, chunk)          # an @action; sets job.done and job.cursor, ends with job.save_progress()
            yield

`save_progress` inside the chunk's own transaction makes each chunk happen exactly once: a worker that lost the
job (`LeaseLost`) rolls its chunk back. Without it the runner saves after each ``yield``, and a kill between the two
repeats one chunk. Whoever holds ``Job.worker`` works; it is taken by one guarded UPDATE.
"""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from workflow import actors, clock, incidents
from workflow.actors import CLOCK, Actor
from workflow.errors import NotPermitted, NotVisible, Text
from workflow.models.background import Incident, Job
from workflow.queue import enqueue, enqueue_after_commit, entry
from workflow.queue.identity import is_gone, worker_name
from workflow.queue.stopping import is_stopping
from workflow.transactions import action

logger = logging.getLogger("workflow.jobs")

LEASE: Final = timedelta(seconds=60)
ASK_AGAIN_AFTER: Final = timedelta(seconds=30)
State = Job.State


class LeaseLost(Exception):
    """The job was cancelled, or another worker holds it now; the chunk must not commit."""


@dataclass(frozen=True)
class JobKind:
    """A registered kind of job: its function and its name for people."""

    kind: str
    run: Callable[["RunningJob"], Iterator[Any]]
    label: Text


_kinds: dict[str, JobKind] = {}


class RunningJob:
    """A job in the hands of its worker. Set ``done``, ``total``, ``cursor``, ``message``; then save or yield."""

    def __init__(self, row: Job, *, lease: str) -> None:
        self.id = row.pk
        self.public_id: uuid.UUID = row.public_id
        self.params: Mapping[str, Any] = row.params
        self.actor_id: int | None = row.actor_id
        self.total: int | None = row.total
        self.done: int = row.done
        self.cursor: dict[str, Any] = dict(row.cursor)
        self.message: str = row.message
        self._lease = lease
        self._done_at_start = row.done

    @property
    def actor(self) -> Actor:
        """On whose behalf, read now: a right taken away in the meantime is gone."""
        if self.actor_id is None:
            return CLOCK
        return actors.load(self.actor_id)

    def save_progress(self) -> None:
        """Store progress and show life. LeaseLost when the job is no longer this worker's."""
        changes: dict[str, Any] = {
            "total": self.total,
            "done": self.done,
            "cursor": self.cursor,
            "message": self.message[:200],
            "heartbeat_at": clock.now(),
        }
        if self.done > self._done_at_start:
            changes["attempts"] = 0
        if not self.mine().update(**changes):
            raise LeaseLost

    def mine(self) -> QuerySet[Job]:
        """The row, as long as this worker holds it."""
        return Job.objects.filter(pk=self.id, worker=self._lease, state=State.RUNNING)


def job(kind: str, *, label: Text = "") -> Callable[[Callable[[RunningJob], Iterator[Any]]], Any]:
    """Register a function as the work of a kind of job."""

    def register(function: Callable[[RunningJob], Iterator[Any]]) -> Callable[[RunningJob], Iterator[Any]]:
        if kind in _kinds:
            raise ValueError(f"the job {kind!r} is registered twice")
        _kinds[kind] = JobKind(kind=kind, run=function, label=label or kind)
        return function

    return register


def registered_jobs() -> Mapping[str, JobKind]:
    """All kinds of jobs by name."""
    return dict(_kinds)


def label_of(kind: str) -> Text:
    """The name of a kind of job for people."""
    return _kinds[kind].label if kind in _kinds else kind


def start_job(kind: str, params: Mapping[str, Any], *, actor: Actor, total: int | None = None) -> Job:
    """Store a job; a worker takes it up after the open transaction, if any, has committed. LookupError if unknown."""
    if kind not in _kinds:
        raise LookupError(f"no job is registered as {kind!r}")
    now = clock.now()
    row = Job.objects.create(
        kind=kind, params=dict(params), actor_id=actor.user_id, total=total, created_at=now, enqueued_at=now
    )
    enqueue_after_commit(run_queued, job_id=row.pk)
    return row


@entry
def run_queued(job_id: int) -> None:
    """What the queue calls: run one job if it is free."""
    run_job(job_id)


def run_job(job_id: int, *, worker: str = "", should_stop: Callable[[], bool] = is_stopping) -> str:
    """Run a job to its end, or until asked to stop. Returns its state; "" when another worker holds it."""
    lease = f"{worker or worker_name()}/{uuid.uuid4().hex[:8]}"
    row = _take(job_id, lease=lease)
    if row is None:
        return ""
    running = RunningJob(row, lease=lease)
    try:
        return _run_chunks(running, row.kind, should_stop=should_stop)
    except LeaseLost:
        logger.info("job %s: no longer ours", job_id)
        return ""
    except Exception as error:
        logger.exception("job %s failed: %s", job_id, type(error).__name__)
        return _fail(running, error)


def _run_chunks(running: RunningJob, kind: str, *, should_stop: Callable[[], bool]) -> str:
    if kind not in _kinds:
        raise LookupError(kind)
    for _chunk in _kinds[kind].run(running):
        running.save_progress()
        if should_stop():
            return _leave(running, State.QUEUED, next_try_at=None)
    running.save_progress()
    state = _leave(running, State.DONE, finished_at=clock.now(), last_error="")
    incidents.close_incident(Incident.Source.JOB, running.id)
    return state


def _take(job_id: int, *, lease: str) -> Job | None:
    """Take the lease by one guarded UPDATE: of any number of workers exactly one gets it."""
    now = clock.now()
    free = Q(state=State.QUEUED) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))
    if Job.objects.filter(free, pk=job_id).update(state=State.RUNNING, worker=lease, heartbeat_at=now, started_at=now):
        return Job.objects.get(pk=job_id)
    return _take_over(job_id, lease=lease)


def _take_over(job_id: int, *, lease: str) -> Job | None:
    """Take a job from a worker that died. A job that kills its workers without progress ends as an incident."""
    row = Job.objects.filter(pk=job_id, state=State.RUNNING).first()
    if row is None or not _is_abandoned(row):
        return None
    taken = Job.objects.filter(pk=job_id, state=State.RUNNING, worker=row.worker).update(
        worker=lease, heartbeat_at=clock.now(), attempts=F("attempts") + 1
    )
    if not taken:
        return None
    row.refresh_from_db()
    if row.attempts >= incidents.TRIES:
        _give_up(row.pk, lease=lease, cause="worker_died", attempts=row.attempts)
        return None
    return row


def _is_abandoned(row: Job) -> bool:
    silent = row.heartbeat_at is None or row.heartbeat_at < clock.now() - LEASE
    return silent or is_gone(row.worker)


def _leave(running: RunningJob, state: str, **changes: Any) -> str:
    if not running.mine().update(state=state, worker="", heartbeat_at=clock.now(), **changes):
        raise LeaseLost
    return str(state)


def _fail(running: RunningJob, error: Exception) -> str:
    row = running.mine().first()
    if row is None:
        return ""
    attempts = row.attempts + 1
    cause = incidents.cause_of(error)
    if attempts >= incidents.TRIES:
        _give_up(row.pk, lease=row.worker, cause=cause, attempts=attempts)
        return str(State.FAILED)
    return _leave(
        running,
        State.QUEUED,
        attempts=attempts,
        last_error=cause,
        next_try_at=clock.now() + incidents.pause_after(attempts),
    )


@action
def _give_up(job_id: int, *, lease: str, cause: str, attempts: int) -> None:
    left = Job.objects.filter(pk=job_id, worker=lease, state=State.RUNNING).update(
        state=State.FAILED, worker="", attempts=attempts, last_error=cause, finished_at=clock.now()
    )
    if left:
        incidents.open_incident(Incident.Source.JOB, job_id, cause=cause, attempts=attempts)


@incidents.retried_by(Incident.Source.JOB)
def _retry(job_id: int) -> None:
    now = clock.now()
    Job.objects.filter(pk=job_id, state=State.FAILED).update(
        state=State.QUEUED, attempts=0, next_try_at=None, finished_at=None, enqueued_at=now
    )
    enqueue_after_commit(run_queued, job_id=job_id)


def ask_for_waiting_jobs() -> int:
    """Tell the queue again about jobs it may have lost or whose worker died. Returns how many."""
    now = clock.now()
    ready = Q(state=State.QUEUED) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))
    # A hint is worth giving when none was given for a while, or none since the pause or the last sign of life.
    long_ago = Q(enqueued_at__isnull=True) | Q(enqueued_at__lt=now - ASK_AGAIN_AFTER)
    stale_hint = long_ago | Q(enqueued_at__lt=F("next_try_at")) | Q(enqueued_at__lt=F("heartbeat_at"))
    asked = 0
    for row in Job.objects.filter((ready | Q(state=State.RUNNING)) & stale_hint).order_by("pk")[:100]:
        if row.state == State.RUNNING and not _is_abandoned(row):
            continue
        hinted = Job.objects.filter(pk=row.pk, enqueued_at=row.enqueued_at).update(enqueued_at=now)
        asked += bool(hinted and enqueue(run_queued, job_id=row.pk))
    return asked


def may_see_job(actor: Actor, row: Job) -> bool:
    """A job is seen by the one who started it and by those who look after background work."""
    own = actor.active and actor.user_id is not None and row.actor_id == actor.user_id
    return own or incidents.may_see_incidents(actor)


def visible_job(public_id: uuid.UUID, *, actor: Actor) -> Job:
    """The job, or NotVisible."""
    row = Job.objects.filter(public_id=public_id).first()
    if row is None or not may_see_job(actor, row):
        raise NotVisible
    return row


def cancel_job(public_id: uuid.UUID, *, actor: Actor) -> Job:
    """Stop a job after the chunk in hand. What it has committed stays. NotPermitted once it has ended."""
    row = visible_job(public_id, actor=actor)
    stopped = Job.objects.filter(pk=row.pk, state__in=[State.QUEUED, State.RUNNING]).update(
        state=State.CANCELLED, worker="", finished_at=clock.now()
    )
    if not stopped:
        raise NotPermitted
    row.refresh_from_db()
    return row
