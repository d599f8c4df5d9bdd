"""What counts is when a request arrived: stamped at the door in the database's time, however long it is worked on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from config.door import ARRIVED, Door
from config.middleware import ArrivalMiddleware
from tests.sample.models import Parcel
from tests.workflow.conftest import NOW
from workflow import arrival, clock, clock_sync, engine
from workflow.actors import actor_of
from workflow.errors import StateConflict, VersionConflict
from workflow.models import Deadline, Event

DUE = NOW + timedelta(days=2)
MOMENT = timedelta(milliseconds=1)
SLOW = timedelta(seconds=30)


def arrives(at: datetime) -> clock.Reading:
    with clock.frozen(at):
        return clock.reading()


@pytest.mark.django_db
@pytest.mark.parametrize("before", [MOMENT, timedelta(0)])
def test_who_came_in_time_is_in_time_on_a_slow_server(parcel: Parcel, owner: Any, before: timedelta) -> None:
    with clock.frozen(DUE + SLOW), arrival.stamped(arrives(DUE - before)):
        engine.fire(parcel, "extend", actor=actor_of(owner), version=0)
    event = Event.objects.get(version=1)
    assert (event.name, event.effective_at, event.recorded_at) == ("parcel.extended", DUE - before, DUE + SLOW)
    assert not Deadline.objects.filter(outcome="fired").exists()


@pytest.mark.django_db
def test_who_came_a_millisecond_late_finds_the_deadline_done(parcel: Parcel, owner: Any) -> None:
    with clock.frozen(DUE + SLOW), arrival.stamped(arrives(DUE + MOMENT)):  # noqa: SIM117 - the refusal alone
        with pytest.raises((StateConflict, VersionConflict)):
            engine.fire(parcel, "extend", actor=actor_of(owner), version=0)
    event = Event.objects.get(version=1)
    assert (event.name, event.effective_at) == ("parcel.expired", DUE)


def test_the_middleware_stamps_before_the_work_and_forgets_after_it() -> None:
    seen: list[datetime] = []

    def slow(_request: Any) -> HttpResponse:
        with clock.frozen(NOW + SLOW):
            seen.append(arrival.moment())
        return HttpResponse()

    with clock.frozen(NOW):
        ArrivalMiddleware(slow)(RequestFactory().get("/"))
    assert seen == [NOW]
    with clock.frozen(NOW + SLOW):
        assert arrival.moment() == NOW + SLOW


def test_a_reading_made_at_the_door_goes_before_the_middleware() -> None:
    request = RequestFactory().get("/")
    request.scope = {ARRIVED: arrives(NOW - SLOW)}  # type: ignore[attr-defined]
    seen: list[datetime] = []

    def work(_request: Any) -> HttpResponse:
        seen.append(arrival.moment())
        return HttpResponse()

    with clock.frozen(NOW):
        ArrivalMiddleware(work)(request)
    assert seen == [NOW - SLOW]


def test_the_door_reads_the_clock_when_the_last_part_is_in() -> None:
    parts = [{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.request", "body": b"b"}]
    moments = iter([NOW, NOW + SLOW])
    scope: dict[str, Any] = {"type": "http"}
    noted: list[Any] = []

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    async def application(scope: dict[str, Any], receive: Any, _send: Any) -> None:
        for at in moments:
            with clock.frozen(at):
                await receive()
            noted.append(scope.get(ARRIVED))

    asyncio.run(Door(application)(scope, receive, lambda _message: asyncio.sleep(0)))
    assert noted == [None, clock.Reading(NOW + SLOW, stopped=True)]


@pytest.fixture
def _running_clock() -> Iterator[None]:
    """The clock of the process as it is; the other tests here stop it."""
    token = clock._frozen.set(None)
    yield
    clock._frozen.reset(token)


@pytest.mark.usefixtures("_running_clock")
def test_a_wrong_process_clock_is_corrected_by_the_database() -> None:
    read = clock.reading()
    try:
        clock.correct_by(datetime.now(UTC) + timedelta(minutes=10))
        with arrival.stamped(read):
            assert abs(arrival.moment() - read.instant - timedelta(minutes=10)) < timedelta(seconds=1)
    finally:
        clock.correct_by(datetime.now(UTC))


def measured(monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> list[int]:
    calls: list[int] = []

    def measure() -> None:
        calls.append(1)
        if fails:
            raise DatabaseError

    monkeypatch.setattr(clock_sync, "measure", measure)
    monkeypatch.setattr(clock_sync._Measured, "at", None)
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(clock, "is_frozen", lambda: False)
    return calls


def test_the_distance_is_measured_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = measured(monkeypatch)
    clock_sync.follow_now_and_then()
    clock_sync.follow_now_and_then()
    assert len(calls) == 1
    monkeypatch.setattr(clock_sync._Measured, "at", clock_sync._Measured.at - clock_sync.EVERY_SECONDS)  # type: ignore[operator]
    clock_sync.follow_now_and_then()
    assert len(calls) == 2


def test_a_database_that_is_away_leaves_the_distance_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = measured(monkeypatch, fails=True)
    clock_sync.follow_now_and_then()
    assert calls == [1]
    assert clock_sync._Measured.at is None


@pytest.mark.django_db
def test_the_time_of_the_database_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the database has a clock of its own it is asked; SQLite lives in the process."""
    seen: list[datetime] = []
    monkeypatch.setattr(clock, "correct_by", seen.append)
    clock_sync.follow()
    assert len(seen) == (connection.vendor == "postgresql")
    assert all(abs(found - datetime.now(UTC)) < timedelta(seconds=5) for found in seen)
