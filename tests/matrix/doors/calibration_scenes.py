"""Calibration rooms and the people on their table in every situation of their tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.appraisal.world import IN_WINDOW
from tests.matrix import test_calibration_matrix as tables
from tests.matrix.doors.appraisal_scenes import of, posts_to
from tests.matrix.doors.harness import Scene
from workflow import clock


@contextmanager
def room(situation: str) -> Iterator[Scene]:
    with clock.frozen(IN_WINDOW):
        world, subject = tables.room_in(situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return tables.payload_of(name)

        cells, address = of(tables.ROOM, situation), posts_to("appraisal:room-transition")
        yield Scene(f"room/{situation}", subject, world.users, cells, "calibration-rooms", address, prepare)


@contextmanager
def entry(situation: str) -> Iterator[Scene]:
    with clock.frozen(IN_WINDOW):
        world, subject = tables.entry_in(situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return tables.payload_of(name) if name == "move" else {}

        cells, address = of(tables.ENTRY, situation), posts_to("appraisal:room-entry")
        yield Scene(f"entry/{situation}", subject, world.users, cells, "calibration-entries", address, prepare)
