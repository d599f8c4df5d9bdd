"""Keeps this process's clock in step with what the database says: its own time, and the demo clock's offset."""

import logging
import time
from datetime import timedelta
from typing import Final

from django.db import DatabaseError, connection

from workflow import clock, demo_clock

logger = logging.getLogger("workflow.clock")
EVERY_SECONDS: Final = 1.0


class _Measured:
    """When this process last compared its clock with the database's."""

    at: float | None = None


def follow_now_and_then() -> None:
    """Measure again where the last time is a second ago; an unreachable database leaves the distance as it was."""
    if clock.is_frozen() or connection.vendor != "postgresql":
        return
    if _Measured.at is not None and time.monotonic() - _Measured.at < EVERY_SECONDS:
        return
    try:
        measure()
    except DatabaseError as away:
        logger.warning("the clock of the database cannot be read: %s", type(away).__name__)
        return
    _Measured.at = time.monotonic()


def measure() -> None:
    """Read the database's clock; half the way there and back belongs to the answer."""
    before = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found = cursor.fetchone()[0]
    clock.correct_by(found + timedelta(seconds=(time.monotonic() - before) / 2))


def follow() -> None:
    """Measure the database's time (PostgreSQL) and, in the demo, take over how far its clock was moved on."""
    if connection.vendor == "postgresql":
        measure()
    demo_clock.refresh()
