"""The worker half of Procrastinate: runs our one task in this process until told to stop.

It has an application of its own, with an asynchronous connection, so that code running in its threads can go on
enqueueing through Django's connection.
"""

import asyncio
import threading
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.base import Task
from procrastinate import RetryStrategy
from procrastinate.app import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.db_cleanup import DjangoApp

from workflow.incidents import TRIES
from workflow.queue.procrastinate import TASK_NAME

STALLED_AFTER_SECONDS = 30.0


class NotATaskError(LookupError):
    """A queued row names something that is not a task."""


def run_task(task_path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run the task a row names; only objects declared with ``@task`` are accepted."""
    found = import_string(task_path)
    if not isinstance(found, Task):
        raise NotATaskError(task_path)
    found.call(*args, **kwargs)


def worker_app() -> App:
    """A Procrastinate application that knows our one task and nothing else."""
    application = DjangoApp(connector=django_app.connector.get_worker_connector())  # type: ignore[attr-defined]
    retry = RetryStrategy(max_attempts=TRIES, exponential_wait=3)
    application.task(name=TASK_NAME, retry=retry)(run_task)
    return application


def consume(*, stop: threading.Event, concurrency: int, name: str, wait: bool = True) -> None:
    """Work until ``stop`` is set (or, with ``wait`` off, until the queue is empty)."""
    asyncio.run(_consume(stop=stop, concurrency=concurrency, name=name, wait=wait))


async def _consume(*, stop: threading.Event, concurrency: int, name: str, wait: bool) -> None:
    application = worker_app()
    async with application.open_async():
        await _take_back_stalled(application)
        work = asyncio.create_task(
            application.run_worker_async(
                name=name,
                concurrency=concurrency,
                wait=wait,
                install_signal_handlers=False,
                delete_jobs="successful",
                fetch_job_polling_interval=1.0,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
            )
        )
        while not work.done():
            if stop.is_set():
                work.cancel()
            await asyncio.wait({work}, timeout=0.2)
        if not work.cancelled():
            work.result()


async def _take_back_stalled(application: App) -> None:
    """Give back the tasks of workers that died, as Procrastinate's handbook describes."""
    manager = application.job_manager
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    for job in stalled:
        await manager.retry_job(job)
