"""When the request in hand arrived: stamped at the door, before anything is read or computed.

The door keeps what the process clock said; the distance to the database's clock and the demo's offset are added when
somebody asks, so that a distance measured a moment later still corrects it. Outside a request (worker, commands)
nothing is stamped, and the present counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from workflow import clock
from workflow.clock import Reading

_stamped: ContextVar[Reading | None] = ContextVar("arrival", default=None)


def moment() -> datetime:
    """The arrival of the request in hand in the time of the database, aware, UTC; outside a request the present."""
    reading = _stamped.get()
    return clock.now() if reading is None else clock.corrected(reading)


@contextmanager
def stamped(reading: Reading) -> Iterator[None]:
    """Within the block a request is in hand that arrived at a reading of the process clock."""
    token = _stamped.set(reading)
    try:
        yield
    finally:
        _stamped.reset(token)
