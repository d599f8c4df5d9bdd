"""Redis brings frames quickly; without it, or when it goes, they come by looking into the inbox."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from notifications import push
from notifications.hub import hub
from notifications.models import InboxItem
from tests.notifications.conftest import NOW
from tests.notifications.test_socket import browser, frames, opened
from workflow import clock
from workflow.models import Job

__all__ = ["browser"]
NOWHERE = "redis://127.0.0.1:1/0"
FRAME = push.Frame(1, "inbox", "x")


@pytest.fixture(autouse=True)
def _fresh_client() -> None:
    push._client.cache_clear()


def test_without_redis_nothing_is_sent_and_nothing_fails(settings):
    settings.REDIS_URL = ""
    assert push.publish([FRAME]) is False


def test_redis_away_fails_nobody(settings):
    settings.REDIS_URL = NOWHERE
    assert push.publish([FRAME]) is False


@pytest.mark.parametrize("message", [b"", b"{", b"null", b"7", b'[["a"]]', b'[["a","b","c"]]', b"[[1,2]]"])
def test_a_malformed_message_of_the_bus_is_nothing(message):
    assert push.read_frames(message) == []


@pytest.mark.django_db
def test_the_cursor_finds_rows_once_also_those_committed_late(send, clerk, owner):
    cursor = push.start_cursor()
    send()
    assert len(push.new_frames(cursor, [clerk.pk])) == 2
    assert push.new_frames(cursor, [clerk.pk]) == []
    late = InboxItem.objects.get()
    newest = late.pk
    late.pk, late.event_id, late.public_id = newest + 10, late.event_id + 1000, "0" * 31 + "1"
    late.save(force_insert=True)
    push.new_frames(cursor, [clerk.pk])
    late.pk, late.event_id, late.public_id = newest + 5, late.event_id + 1000, "0" * 31 + "2"
    late.save(force_insert=True)
    assert len(push.new_frames(cursor, [clerk.pk])) == 2, "a lower number that was committed later"
    assert push.new_frames(cursor, [owner.pk]) == []


@pytest.mark.django_db
def test_what_came_before_the_first_look_is_not_new(send, clerk):
    send()
    assert push.new_frames(push.start_cursor(), [clerk.pk]) == []


@pytest.mark.django_db
def test_a_job_that_moves_on_tells_its_starter_once_per_step(clerk, owner):
    cursor = push.start_cursor()
    job = Job.objects.create(kind="x", actor_id=clerk.pk, created_at=NOW, heartbeat_at=NOW)
    assert [frame.for_browser() for frame in push.job_frames(cursor, [clerk.pk])] == [
        f'{{"kind":"job","id":"{job.public_id}"}}'
    ]
    assert push.job_frames(cursor, [clerk.pk]) == []
    Job.objects.update(heartbeat_at=NOW + timedelta(seconds=1))
    assert len(push.job_frames(cursor, [clerk.pk])) == 1
    assert push.job_frames(push.start_cursor(), [owner.pk]) == []
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert push.job_frames(push.start_cursor(), [clerk.pk]) == []


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_with_redis_away_notices_still_arrive(browser, send, settings):
    settings.REDIS_URL = NOWHERE
    async with opened(browser) as line:
        await sync_to_async(send)()
        assert len(await frames(line, 2)) == 2


@pytest.mark.redis
@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_redis_brings_frames_without_a_look_into_the_inbox(browser, send, settings, monkeypatch):
    settings.REDIS_URL = os.environ["REDIS_URL"]
    monkeypatch.setattr(push, "new_frames", lambda *_args: [])
    async with opened(browser) as line:
        await listening()
        await sync_to_async(send)()
        assert len(await frames(line, 2)) == 2


@pytest.mark.redis
@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_a_malformed_message_on_the_bus_does_not_end_the_line(browser, send, settings):
    settings.REDIS_URL = os.environ["REDIS_URL"]
    async with opened(browser) as line:
        await listening()
        client: Any = push._client(settings.REDIS_URL)
        await sync_to_async(client.publish)(push.CHANNEL, b"{nonsense")
        await sync_to_async(send)()
        assert len(await frames(line, 2)) >= 2


async def listening() -> None:
    """Wait until the hub has its subscription."""
    for _ in range(100):
        if hub()._heard_from_redis:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the hub does not listen")
