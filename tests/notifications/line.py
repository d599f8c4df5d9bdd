"""A WebSocket client inside the process, on asgiref alone (Channels' own one asks for a second server)."""

from __future__ import annotations

from typing import Any

from asgiref.testing import ApplicationCommunicator


class Line(ApplicationCommunicator):
    """One connection to an ASGI application."""

    def __init__(self, application: Any, path: str, *, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
        super().__init__(application, scope)

    async def connect(self, *, seconds: float = 5) -> tuple[bool, int | None]:
        """Whether it was accepted, and the code when it was not."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(seconds)
        if answer["type"] == "websocket.close":
            return False, answer.get("code", 1000)
        return True, None

    async def send_to(self, *, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send one frame."""
        frame = {"text": text_data} if text_data is not None else {"bytes": bytes_data}
        await self.send_input({"type": "websocket.receive", **frame})

    async def receive_from(self, *, seconds: float = 1) -> str:
        """The next frame's text; a close instead is a failure."""
        message = await self.receive_output(seconds)
        assert message["type"] == "websocket.send", message
        return str(message["text"])

    async def disconnect(self, code: int = 1000) -> None:
        """Hang up and wait for the application's end."""
        await self.send_input({"type": "websocket.disconnect", "code": code})
        await self.wait(2)
