"""The outermost part of the ASGI entry: reads the clock when a request is in whole, before it waits for a thread."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from workflow import clock

ARRIVED: Final = "kinerja.arrived"
Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Door:
    """Wraps an ASGI application; `scope[ARRIVED]` holds the reading of the clock at the last part of the body."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched() -> Message:
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body", False):
                scope.setdefault(ARRIVED, clock.reading())
            return message

        await self.application(scope, watched, send)
