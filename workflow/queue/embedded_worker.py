"""The embedded queue of SQLite: django-tasks-db's worker, made patient.

Upstream's worker dies when the database stays locked longer than its time-out and leaves the task of a killed
worker running for ever. Here it waits and goes on, and tasks of workers that are gone are given back.
"""

import logging
import threading
from datetime import timedelta

from django.db import OperationalError, connections
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from workflow import clock
from workflow.incidents import TRIES
from workflow.queue.identity import is_gone

logger = logging.getLogger("workflow.queue")

LOOK_EVERY_SECONDS = 0.5
KEEP_FINISHED = timedelta(hours=1)
KEEP_FAILED = timedelta(days=7)


def consume(*, stop: threading.Event, concurrency: int, name: str, wait: bool = True) -> None:
    """Work until ``stop`` is set (or, with ``wait`` off, until the queue is empty)."""
    # Upstream says at INFO that it starts and stops, which here is once per task.
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    take_back_stalled()
    threads = [
        threading.Thread(target=_consume, args=(stop, f"{name}/{n}", wait), name=f"queue-{n}", daemon=True)
        for n in range(concurrency)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _consume(stop: threading.Event, name: str, wait: bool) -> None:
    try:
        while not stop.is_set():
            drain(stop=stop, name=name)
            if not wait:
                return
            stop.wait(LOOK_EVERY_SECONDS)
    finally:
        connections.close_all()


def drain(*, stop: threading.Event, name: str) -> None:
    """Run what is queued now; a locked database ends the round, not the worker."""
    try:
        # One look before upstream's exclusive transaction: an idle worker takes no write lock.
        while not stop.is_set() and DBTaskResult.objects.ready().exists():
            _one_task(name).run()
    except OperationalError as error:
        logger.warning("queue waits for the database: %s", type(error).__name__)
        connections.close_all()


def _one_task(name: str) -> Worker:
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=1,
        worker_id=name[:64],
    )


def take_back_stalled() -> int:
    """Give back the tasks of workers of this host that are gone; give up on one that was tried too often."""
    taken = 0
    for row in DBTaskResult.objects.running():
        if row.worker_ids and not is_gone(row.worker_ids[-1]):
            continue
        fate = TaskResultStatus.READY if len(row.worker_ids) < TRIES else TaskResultStatus.FAILED
        taken += DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(
            status=fate, finished_at=None if fate == TaskResultStatus.READY else clock.now()
        )
    return taken


def forget_finished() -> None:
    """Delete rows that nobody needs: what they did is in our own tables."""
    now = clock.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_FINISHED).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILED).delete()
