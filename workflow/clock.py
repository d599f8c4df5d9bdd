"""The one clock. Everything that needs the time asks here, so that tests and the demo can move it.

`now()` is the process clock corrected by the measured distance to the database clock (so that two application
servers with wrong clocks still agree), plus the demo offset where the demo runs. It is always aware and in UTC.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


class _Offsets:
    """Distances added to the process clock; one instance per process."""

    database = timedelta(0)
    demo = timedelta(0)


_offsets = _Offsets()


def now() -> datetime:
    """The current instant, aware, UTC."""
    frozen_at = _frozen.get()
    if frozen_at is not None:
        return frozen_at
    return datetime.now(UTC) + _offsets.database + _offsets.demo


@dataclass(frozen=True, slots=True)
class Reading:
    """What the process clock said, not yet corrected; `stopped`: by a test, and to be taken as it is."""

    instant: datetime
    stopped: bool


def reading() -> Reading:
    """The process clock as it is. Asks nobody."""
    frozen_at = _frozen.get()
    return Reading(frozen_at or datetime.now(UTC), frozen_at is not None)


def corrected(read: Reading) -> datetime:
    """A reading in the time of the database, with the demo's offset."""
    return read.instant if read.stopped else read.instant + _offsets.database + _offsets.demo


def is_frozen() -> bool:
    """Whether a test has stopped the clock in this context."""
    return _frozen.get() is not None


def demo_offset() -> timedelta:
    """How far the demo clock is ahead of real time in this process."""
    return _offsets.demo


def set_demo_offset(offset: timedelta) -> None:
    """Set the demo clock of this process; the stored value lives in `workflow.models.ClockOffset`."""
    _offsets.demo = offset


def correct_by(database_now: datetime) -> timedelta:
    """Remember the distance between this process's clock and the database's; return it."""
    _offsets.database = database_now - datetime.now(UTC)
    return _offsets.database


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Stop the clock at an aware instant within the block, here alone (tests; a text made as at a moment)."""
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
