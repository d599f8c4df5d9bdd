"""The hub: one per web process. It knows the open sockets and hands frames to them inside the process.

Frames come over one Redis subscription per process, or, without Redis, from a look into the inbox about four
times a second. Before anything is handed out, and at least once a second, the hub asks whether each socket's
session and account still hold, and closes those that do not. All database questions run in threads.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections

from notifications import admission, push
from notifications.push import Frame

logger = logging.getLogger("notifications.hub")

LOOK_EVERY_SECONDS: Final = 0.25
LOOKS_PER_JOB_LOOK: Final = 4
RECHECK_SECONDS: Final = 1.0
QUEUE_LENGTH: Final = 100
SOCKETS_PER_USER: Final = 8
RECONNECT_SECONDS: Final = 2.0

Close = Callable[[int], Awaitable[None]]


@dataclass(eq=False)
class Listener:
    """One open socket: whose it is, what admitted it, and what waits to be written to it."""

    ticket: admission.Ticket
    close: Close
    waiting: "asyncio.Queue[str]" = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))

    def offer(self, text: str) -> bool:
        """Queue a frame; False when the client is too slow."""
        try:
            self.waiting.put_nowait(text)
        except asyncio.QueueFull:
            return False
        return True


class Hub:
    """The sockets of one event loop."""

    def __init__(self) -> None:
        self.listeners: dict[int, list[Listener]] = {}
        self._work: list[asyncio.Task[None]] = []
        self._checking = asyncio.Lock()
        self._starting = asyncio.Lock()
        self._heard_from_redis = False
        self._cursor: push.InboxCursor | None = None

    def count(self) -> int:
        """How many sockets are open."""
        return sum(len(found) for found in self.listeners.values())

    async def join(self, listener: Listener) -> None:
        """Take a socket in; a person's oldest socket goes when there are too many."""
        mine = self.listeners.setdefault(listener.ticket.user_id, [])
        mine.append(listener)
        if self._cursor is not None:
            self._cursor.forget(listener.ticket.user_id)
        if len(mine) > SOCKETS_PER_USER:
            await self._dismiss(mine[0], admission.TOO_MANY)
        async with self._starting:
            if not self._work:
                await self._start()

    async def _start(self) -> None:
        with suppress(Exception):
            self._cursor = await _in_thread(push.start_cursor)()
        self._work = [asyncio.create_task(work) for work in (self._look(), self._watch(), self._recheck())]
        if settings.REDIS_URL:
            self._work.append(asyncio.create_task(self._listen()))

    async def leave(self, listener: Listener) -> None:
        """Forget a socket; the last one out ends the hub's work."""
        mine = self.listeners.get(listener.ticket.user_id, [])
        if listener in mine:
            mine.remove(listener)
        if not mine:
            self.listeners.pop(listener.ticket.user_id, None)
        if not self.listeners:
            work, self._work = self._work, []
            current = asyncio.current_task()
            for task in work:
                if task is not current:
                    task.cancel()

    async def hand_out(self, frames: Sequence[Frame]) -> None:
        """Give frames to the sockets of their users, after asking whether these may still listen."""
        wanted = [frame for frame in frames if frame.user_id in self.listeners]
        if not wanted:
            return
        await self.check_now()
        for frame in wanted:
            text = frame.for_browser()
            for listener in list(self.listeners.get(frame.user_id, ())):
                if not listener.offer(text):
                    await self._dismiss(listener, admission.TOO_SLOW)

    async def check_now(self) -> None:
        """Close the sockets whose session has ended or whose account was switched off."""
        async with self._checking:
            everyone = [listener for found in self.listeners.values() for listener in found]
            if not everyone:
                return
            valid = await _in_thread(admission.still_valid)([listener.ticket for listener in everyone])
            for listener in everyone:
                if listener.ticket not in valid:
                    await self._dismiss(listener, admission.SIGNED_OUT)

    async def _dismiss(self, listener: Listener, code: int) -> None:
        await self.leave(listener)
        with suppress(Exception):
            await listener.close(code)

    async def _look(self) -> None:
        """Look into the inbox; slowly while Redis brings the news."""
        looks = 0
        while self.listeners:
            try:
                self._cursor = self._cursor or await _in_thread(push.start_cursor)()
                await self.hand_out(await _in_thread(push.new_frames)(self._cursor, list(self.listeners)))
                if looks % LOOKS_PER_JOB_LOOK == 0 or self._heard_from_redis:
                    await self.hand_out(await _in_thread(push.job_frames)(self._cursor, list(self.listeners)))
                looks += 1
            except Exception as error:  # noqa: BLE001 - a nudge may fail for any reason; the next look goes on
                logger.warning("inbox could not be read: %s", type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS if self._heard_from_redis else LOOK_EVERY_SECONDS)

    async def _watch(self) -> None:
        """Look at what people look at together, always quickly: whoever moves is seen by the others within a second."""
        while self.listeners:
            try:
                if self._cursor is not None:
                    await self.hand_out(await _in_thread(push.live_frames)(self._cursor, list(self.listeners)))
            except Exception as error:  # noqa: BLE001 - a nudge may fail for any reason; the next look goes on
                logger.warning("shared pages could not be looked at: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _recheck(self) -> None:
        while self.listeners:
            await asyncio.sleep(RECHECK_SECONDS)
            try:
                await self.check_now()
            except Exception as error:  # noqa: BLE001 - asked again in a second
                logger.warning("sockets could not be checked: %s", type(error).__name__)

    async def _listen(self) -> None:
        """One subscription for the whole process; while it is away the look into the inbox is quick again."""
        while self.listeners:
            try:
                await self._subscribe()
            except Exception as error:  # noqa: BLE001 - Redis may be away in any way
                logger.warning("live updates come by looking, Redis is away: %s", type(error).__name__)
            self._heard_from_redis = False
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _subscribe(self) -> None:
        from redis import asyncio as aioredis

        async with aioredis.from_url(settings.REDIS_URL, socket_connect_timeout=2) as client, client.pubsub() as bus:
            await bus.subscribe(push.CHANNEL)
            while self.listeners:
                message: Any = await bus.get_message(ignore_subscribe_messages=True, timeout=1.0)
                self._heard_from_redis = True
                if message is not None:
                    await self.hand_out(push.read_frames(message["data"]))


def _in_thread(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """Run a database question in a thread, with a fresh look at its connection."""

    def run(*args: Any) -> Any:
        close_old_connections()
        try:
            return function(*args)
        finally:
            close_old_connections()

    return sync_to_async(run, thread_sensitive=True)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for closed in [other for other in _hubs if other.is_closed()]:
            del _hubs[closed]
        _hubs[loop] = Hub()
    return _hubs[loop]
