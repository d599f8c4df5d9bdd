"""The socket at /ws/: one way, from the hub to the page. What a client sends is counted and otherwise ignored.

Admission (session, account) is decided here at the start and by the hub ever after; the origin is checked by the
validator around the routes. A client never names a group: the server knows who it is.
"""

import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import Any, Final

from channels.generic.websocket import AsyncWebsocketConsumer

from notifications import admission
from notifications.hub import Hub, Listener, hub

LARGEST_FRAME: Final = 512
FRAMES_PER_WINDOW: Final = 20
WINDOW_SECONDS: Final = 10.0


class NoticeConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One open page."""

    listener: Listener | None = None
    hub: Hub | None = None
    writer: "asyncio.Task[None] | None" = None
    heard: deque[float]

    async def connect(self) -> None:
        """Admit a signed-in person; everyone else is refused before the socket opens."""
        self.heard = deque()
        session = self.scope.get("session")
        ticket = admission.ticket_for(self.scope.get("user"), getattr(session, "session_key", None))
        if ticket is None:
            await self.close(code=admission.NOT_SIGNED_IN)
            return
        # Joined first: what happens while the socket opens waits for it instead of passing by.
        self.hub, self.listener = hub(), Listener(ticket=ticket, close=self._shut)
        await self.hub.join(self.listener)
        await self.accept()
        self.writer = asyncio.create_task(self._write(self.listener))

    async def disconnect(self, code: int) -> None:
        """Leave the hub."""
        if self.writer is not None:
            self.writer.cancel()
        if self.hub is not None and self.listener is not None:
            await self.hub.leave(self.listener)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is expected. Too large or too often closes the socket."""
        if len(text_data or "") > LARGEST_FRAME or bytes_data:
            await self.close(code=1009)
            return
        now = time.monotonic()
        self.heard.append(now)
        while self.heard and self.heard[0] < now - WINDOW_SECONDS:
            self.heard.popleft()
        if len(self.heard) > FRAMES_PER_WINDOW:
            await self.close(code=admission.TOO_LOUD)

    async def _write(self, listener: Listener) -> None:
        while True:
            await self.send(text_data=await listener.waiting.get())

    async def _shut(self, code: int) -> None:
        if self.writer is not None:
            self.writer.cancel()
        with suppress(Exception):
            await self.close(code=code)


def application() -> Any:
    """The consumer as an ASGI application."""
    return NoticeConsumer.as_asgi()
