"""The worker process: clock, relay and queue side by side, until asked to stop.

Each loop repeats one small piece of work and never ends because of a fault: it says so, waits a little and goes
on. Other apps add loops of their own (mail) with `@every`. Stopping lets the piece in hand finish.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import close_old_connections, connection, connections

from workflow import clock_sync, jobs, outbox, sweep
from workflow.auditing import running
from workflow.queue.identity import worker_name
from workflow.queue.stopping import STOP, was_signalled

logger = logging.getLogger("workflow.worker")

AFTER_FAULT_SECONDS: Final = 2.0
SHUTDOWN_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 0.2

Work = Callable[[], Any]


@dataclass(frozen=True)
class Loop:
    """One piece of work, repeated every so many seconds; at once when it reports that there was something."""

    name: str
    seconds: float
    work: Work


_loops: list[Loop] = []


def every(seconds: float, *, name: str) -> Callable[[Work], Work]:
    """Add a loop to the worker process. The work returns something true when it should be repeated at once."""

    def register(work: Work) -> Work:
        _loops.append(Loop(name=name, seconds=seconds, work=work))
        return work

    return register


@every(1.0, name="clock")
def tick() -> bool:
    """Deadlines that have passed."""
    clock_sync.follow()
    swept = sweep.sweep_once()
    return bool(swept.fired or swept.refused)


@every(0.2, name="relay")
def relay() -> bool:
    """Messages that wait in the outbox."""
    return outbox.relay_once() > 0


@every(2.0, name="jobs")
def look_after_jobs() -> None:
    """Jobs whose hint was lost or whose worker died."""
    jobs.ask_for_waiting_jobs()


@every(900.0, name="seal")
def seal() -> None:
    """The record of each day that has ended, sealed once and verified after it (see `workflow.auditing`)."""
    running.seal_and_verify()


@every(600.0, name="tidy")
def tidy() -> None:
    """Queue rows nobody needs."""
    if connection.vendor == "sqlite":
        from workflow.queue import embedded_worker

        embedded_worker.take_back_stalled()
        embedded_worker.forget_finished()


def run(*, concurrency: int = 2, on_ready: Callable[[], None] = lambda: None) -> None:
    """Run all loops and the queue in this process until a signal asks for the end, or a loop has died."""
    threads = [threading.Thread(target=repeat, args=(loop,), name=loop.name, daemon=True) for loop in _loops]
    threads.append(threading.Thread(target=_queue, args=(concurrency,), name="queue", daemon=True))
    for thread in threads:
        thread.start()
    on_ready()
    while not (was_signalled() or STOP.is_set()):
        time.sleep(LOOK_SECONDS)
        dead = [thread.name for thread in threads if not thread.is_alive()]
        if dead:
            logger.error("loops ended unasked: %s", ", ".join(dead))
            STOP.set()
    STOP.set()
    for thread in threads:
        thread.join(timeout=SHUTDOWN_SECONDS)


def repeat(loop: Loop) -> None:
    """Repeat one loop until stopped; a fault is logged by its type and never ends it."""
    try:
        while not STOP.is_set():
            if not _turn(loop):
                STOP.wait(loop.seconds)
    finally:
        connections.close_all()


def _turn(loop: Loop) -> bool:
    close_old_connections()
    try:
        return bool(loop.work())
    except Exception as error:
        logger.exception("%s: %s", loop.name, type(error).__name__)
        connections.close_all()
        STOP.wait(AFTER_FAULT_SECONDS)
        return False


def _queue(concurrency: int) -> None:
    """Consume the queue of this database; when it breaks, begin anew."""
    while not STOP.is_set():
        try:
            _consume(concurrency)
        except Exception as error:
            logger.exception("queue: %s", type(error).__name__)
        connections.close_all()
        STOP.wait(AFTER_FAULT_SECONDS)


def _consume(concurrency: int) -> None:
    if connection.vendor == "postgresql":
        from workflow.queue import procrastinate_worker as consumer
    else:
        from workflow.queue import embedded_worker as consumer  # type: ignore[no-redef]
    consumer.consume(stop=STOP, concurrency=concurrency, name=worker_name())
