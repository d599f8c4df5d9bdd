"""5,000 timers, eight schedulers at once that are killed again and again, three days of stop, a clock that jumps.

Each scheduler is a process of its own that gets SIGKILL at a random moment. The step the timers fire leaves its
subject in its state, so that nothing but the settled deadline keeps a timer from firing twice.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connections

from tests.sample.models import Parcel
from workflow import clock, engine, history, sweep
from workflow.actors import CLOCK, actor_of
from workflow.models import Deadline, Event, Incident
from workflow.roles import Role
from workflow.tables import table_of
from workflow.transactions import action

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TIMERS = 5_000
SCHEDULERS = 8
MOMENTS = 60
DAYS = 9
AT_ONCE = 120
PATIENCE = 120.0
Work = Callable[[], object]


@pytest.fixture(autouse=True)
def _the_clock_marks() -> Iterator[None]:
    """Let the clock take a step that stays in its state, as marks of what is overdue do."""
    row = table_of(Parcel).rows["extend"]
    before = {name: getattr(row, name) for name in ("by", "moves_deadlines", "hidden")}
    for name, value in {"by": frozenset({Role.CLOCK.value}), "moves_deadlines": False, "hidden": True}.items():
        object.__setattr__(row, name, value)
    yield
    for name, value in before.items():
        object.__setattr__(row, name, value)


def timers(count: int, start: datetime) -> dict[int, datetime]:
    """Parcels with a timer each, due at some moments of the days to come."""
    users = get_user_model().objects
    owner, clerk = users.create(username="owner"), users.create(username="clerk")

    @action
    def begin() -> list[int]:
        Parcel.objects.bulk_create(Parcel(owner=owner, clerk=clerk) for _ in range(count))
        ids = list(Parcel.objects.order_by("pk").values_list("pk", flat=True))
        engine.begin_many(Parcel, first_id=ids[0], last_id=ids[-1], actor=actor_of(owner))
        return ids

    draw = random.Random(5_000)
    moments = [start + timedelta(days=DAYS) * number / MOMENTS for number in range(1, MOMENTS + 1)]
    due = {pk: draw.choice(moments) for pk in begin()}
    Deadline.objects.bulk_create(
        Deadline(kind=Parcel.kind, subject_id=pk, name="mark", transition="extend", due_at=at, created_at=start)
        for pk, at in due.items()
    )
    return due


class Schedulers:
    """Processes that sweep without end, on a clock that the test moves."""

    def __init__(self, count: int, work: Work) -> None:
        self._context = multiprocessing.get_context("fork")
        self._ahead = self._context.Value("d", 0.0)
        self._work = work
        self._running = [self._started() for _ in range(count)]
        self.killed = 0

    def move(self, **by: float) -> None:
        """Move the clock of all, forward or back."""
        self._ahead.value += timedelta(**by).total_seconds()

    def kill(self, count: int, draw: random.Random) -> None:
        """Kill some at this very moment and start others in their place."""
        for place in draw.sample(range(len(self._running)), count):
            self._end(place)
            self._running[place] = self._started()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """All are dead while the block runs."""
        self.end()
        yield
        self._running = [self._started() for _ in self._running]

    def end(self) -> None:
        """Kill all."""
        for place in range(len(self._running)):
            self._end(place)

    def _end(self, place: int) -> None:
        process = self._running[place]
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
            self.killed += 1
        process.join(timeout=30)

    def _started(self) -> Any:
        connections.close_all()
        process = self._context.Process(target=self._live, daemon=True)
        process.start()
        return process

    def _live(self) -> None:
        while True:
            clock.set_demo_offset(timedelta(seconds=self._ahead.value))
            self._work()
            time.sleep(0.01)


def careful() -> object:
    """What the worker does, a small bite at a time, so that many meet on the same timers."""
    return sweep.sweep_once(limit=AT_ONCE)


def careless() -> None:
    """The same without reading the deadline again after the lock."""
    for row in list(sweep.overdue(before=clock.now() - sweep.GRACE)[:AT_ONCE]):
        engine.fire(Parcel.objects.get(pk=row.subject_id), row.transition, actor=CLOCK, version=None, at=row.due_at)


def until_none_is_due(schedulers: Schedulers, before: datetime) -> None:
    """Wait until everything that is due before a moment has been settled."""
    patient_until = time.monotonic() + PATIENCE
    while Deadline.objects.filter(settled_at=None, due_at__lt=before).exists():
        assert time.monotonic() < patient_until, "timers were missed"
        time.sleep(0.1)


def fired() -> Counter[int]:
    """How often each timer fired."""
    return Counter(Event.objects.filter(name="parcel.extended").values_list("subject_id", flat=True))


def test_five_thousand_timers_fire_once_each_whatever_happens_to_their_schedulers() -> None:
    start, draw = datetime.now(UTC), random.Random(8)
    due = timers(TIMERS, start)
    schedulers = Schedulers(SCHEDULERS, careful)
    try:
        for hours in (12, 30, -20, 26):
            schedulers.move(hours=hours)
            for _ in range(4):
                time.sleep(draw.uniform(0.05, 0.5))
                schedulers.kill(draw.randint(1, 4), draw)
        until_none_is_due(schedulers, start + timedelta(hours=47))
        ahead = start + timedelta(hours=49)
        early = [pk for pk in fired() if due[pk] > ahead]
        with schedulers.stopped():
            schedulers.move(days=3)
            before = sum(fired().values())
            time.sleep(0.2)
            assert sum(fired().values()) == before, "somebody was still at work"
        for hours in (0, 60, -40, 96):
            schedulers.move(hours=hours)
            for _ in range(4):
                time.sleep(draw.uniform(0.05, 0.5))
                schedulers.kill(draw.randint(1, 4), draw)
        until_none_is_due(schedulers, start + timedelta(days=DAYS + 1))
    finally:
        schedulers.end()
    assert early == []
    assert fired() == Counter(due.keys())
    assert dict(Event.objects.filter(name="parcel.extended").values_list("subject_id", "effective_at")) == due
    assert set(Deadline.objects.values_list("outcome", flat=True)) == {"fired"}
    assert not Incident.objects.exists()
    assert list(history.verify_all(kinds=(Parcel.kind,))) == []
    assert schedulers.killed > SCHEDULERS * 3


def test_without_reading_again_after_the_lock_timers_fire_twice() -> None:
    """The control: the same schedulers with the guard off double what the product fires once."""
    start = datetime.now(UTC)
    timers(200, start)
    schedulers = Schedulers(SCHEDULERS, careless)
    try:
        schedulers.move(days=DAYS + 1)
        until_none_is_due(schedulers, start + timedelta(days=DAYS + 1))
    finally:
        schedulers.end()
    assert max(fired().values()) > 1
