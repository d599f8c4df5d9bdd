"""The socket: only the signed-in, only from our pages, only ids; closed within two seconds of signing out."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from config.asgi import application
from notifications import admission, consumers
from notifications.hub import SOCKETS_PER_USER, Hub, Listener, hub
from notifications.push import Frame
from tests.notifications.line import Line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

ORIGIN = b"http://testserver"
CLOSE_WITHIN_SECONDS = 2.0


@pytest.fixture
def browser(clerk: Any) -> Client:
    client = Client()
    client.force_login(clerk)
    return client


def socket(browser: Client | None, *, origin: bytes | None = ORIGIN) -> Line:
    headers = [(b"host", b"testserver")]
    if origin is not None:
        headers.append((b"origin", origin))
    if browser is not None:
        headers.append((b"cookie", f"sessionid={browser.cookies['sessionid'].value}".encode()))
    return Line(application, "/ws/", headers=headers)


@asynccontextmanager
async def opened(browser: Client) -> AsyncIterator[Line]:
    line = socket(browser)
    connected, _ = await line.connect()
    assert connected
    try:
        yield line
    finally:
        await line.disconnect()


async def frames(line: Line, count: int) -> list[dict[str, str]]:
    return [json.loads(await line.receive_from(seconds=3)) for _ in range(count)]


async def closing(line: Line, *, within: float = CLOSE_WITHIN_SECONDS) -> int:
    """Wait for the close; whatever else is sent before it is a failure."""
    message = await line.receive_output(timeout=within)
    assert message["type"] == "websocket.close", message
    return int(message["code"])


@pytest.mark.parametrize("origin", [None, b"null", b"https://evil.example", b"http://testserver.evil.example"])
async def test_other_origins_are_refused(browser, origin):
    line = socket(browser, origin=origin)
    connected, _ = await line.connect()
    assert not connected


async def test_a_stranger_is_refused(db):
    connected, code = await socket(None).connect()
    assert not connected
    assert code == admission.NOT_SIGNED_IN


async def test_a_notice_arrives_as_kind_and_id(browser, send):
    async with opened(browser) as line:
        parcel = await sync_to_async(send)(weight=7)
        found = await frames(line, 2)
    assert [frame["kind"] for frame in found] == ["inbox", "sample.parcel"]
    assert found[1]["id"] == str(parcel.public_id)
    assert all(set(frame) == {"kind", "id"} for frame in found)


async def test_each_notice_arrives_once(browser, send):
    async with opened(browser) as line:
        for _ in range(3):
            await sync_to_async(send)()
        found = await frames(line, 6)
        assert await line.receive_nothing(timeout=1.0)
    assert len({frame["id"] for frame in found}) == 6


async def test_somebody_elses_notice_does_not_arrive(owner, send):
    other = Client()
    await sync_to_async(other.force_login)(owner)
    async with opened(other) as line:
        await sync_to_async(send)()
        assert await line.receive_nothing(timeout=1.0)


async def test_signing_out_closes_the_socket(browser):
    async with opened(browser) as line:
        await sync_to_async(browser.logout)()
        assert await closing(line) == admission.SIGNED_OUT


@pytest.mark.parametrize("change", ["deactivated", "password", "session_gone", "deleted"])
async def test_a_lost_account_closes_the_socket_and_nothing_is_sent_after(browser, clerk, send, change):
    def lose() -> None:
        if change == "deactivated":
            get_user_model().objects.filter(pk=clerk.pk).update(is_active=False)
        elif change == "password":
            clerk.set_password("another long password")
            clerk.save()
        elif change == "session_gone":
            Session.objects.all().delete()
        else:
            get_user_model().objects.filter(pk=clerk.pk).update(is_active=False, username="gone")

    async with opened(browser) as line:
        await sync_to_async(lose)()
        await hub().hand_out([Frame(clerk.pk, "inbox", "an id")])
        assert await closing(line) == admission.SIGNED_OUT


async def test_the_other_tab_of_another_person_stays_open(browser, owner, send):
    other = Client()
    await sync_to_async(other.force_login)(owner)
    async with opened(browser) as mine, opened(other) as theirs:
        await sync_to_async(other.logout)()
        await closing(theirs)
        await sync_to_async(send)()
        assert len(await frames(mine, 2)) == 2


async def test_a_frame_too_large_closes(browser):
    async with opened(browser) as line:
        await line.send_to(text_data="x" * consumers.LARGEST_FRAME)
        assert await line.receive_nothing(timeout=0.2)
        await line.send_to(text_data="x" * (consumers.LARGEST_FRAME + 1))
        assert await closing(line) == 1009


async def test_bytes_close(browser):
    async with opened(browser) as line:
        await line.send_to(bytes_data=b"\x00")
        assert await closing(line) == 1009


async def test_too_many_frames_close(browser):
    async with opened(browser) as line:
        for _ in range(consumers.FRAMES_PER_WINDOW):
            await line.send_to(text_data="{}")
        assert await line.receive_nothing(timeout=0.2)
        await line.send_to(text_data="{}")
        assert await closing(line) == admission.TOO_LOUD


async def test_what_a_client_sends_changes_nothing(browser, send, clerk):
    """A client names no group, asks for nothing, and disturbs nobody, whatever it sends."""
    seed = random.Random(4)
    tries = ['{"type":"join","group":"user.1"}', "[]", "null", '{"kind":"inbox"}', "\x00", "{", '"' * 200, "🙂"]
    tries += ["".join(chr(seed.randrange(32, 0x3000)) for _ in range(seed.randrange(1, 80))) for _ in range(11)]
    async with opened(browser) as line:
        for text in tries:
            await line.send_to(text_data=text)
        await sync_to_async(send)()
        assert len(await frames(line, 2)) == 2


async def test_a_person_has_a_limited_number_of_sockets(browser):
    lines = [socket(browser) for _ in range(SOCKETS_PER_USER + 1)]
    for line in lines:
        connected, _ = await line.connect()
        assert connected
    assert await closing(lines[0]) == admission.TOO_MANY
    assert hub().count() == SOCKETS_PER_USER
    for line in lines[1:]:
        await line.disconnect()


async def test_the_hub_rests_when_nobody_listens(browser):
    async with opened(browser):
        assert hub().count() == 1
        work = list(hub()._work)
        assert work
    await asyncio.sleep(0.05)
    assert hub().count() == 0
    assert all(task.done() for task in work)


async def test_a_client_too_slow_is_dismissed_and_others_are_served(clerk, browser):
    key = browser.cookies["sessionid"].value
    ticket = await sync_to_async(admission.ticket_for)(clerk, key)
    assert ticket is not None
    codes: list[int] = []

    async def note(code: int) -> None:
        codes.append(code)

    house, slow = Hub(), Listener(ticket=ticket, close=note)
    house.listeners[clerk.pk] = [slow]
    for number in range(slow.waiting.maxsize + 1):
        await house.hand_out([Frame(clerk.pk, "inbox", str(number))])
    assert codes == [admission.TOO_SLOW]
    assert house.count() == 0


async def test_a_database_away_for_a_moment_does_not_end_the_line(browser, send, monkeypatch):
    from notifications import push

    honest, turns = push.new_frames, []

    def once_away(*args: Any) -> Any:
        turns.append(1)
        if len(turns) == 1:
            raise ConnectionError
        return honest(*args)

    monkeypatch.setattr(push, "new_frames", once_away)
    async with opened(browser) as line:
        await asyncio.sleep(0.4)
        await sync_to_async(send)()
        assert len(await frames(line, 2)) == 2
