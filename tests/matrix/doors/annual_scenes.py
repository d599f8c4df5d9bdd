"""Annual results and achievements of units in every situation of their tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.annual.world import AFTER
from tests.appraisal.world import IN_WINDOW
from tests.matrix import test_achievement_matrix, test_annual_matrix
from tests.matrix.doors.appraisal_scenes import of, posts_to
from tests.matrix.doors.harness import Scene
from workflow import clock


@contextmanager
def annual(situation: str) -> Iterator[Scene]:
    with clock.frozen(AFTER):
        world, subject = test_annual_matrix.annual_in(situation)

        def prepare(found: Any, name: str) -> dict[str, Any]:
            return test_annual_matrix.payload_of(world, found, name)

        cells, address = of(test_annual_matrix.TABLE, situation), posts_to("appraisal:annual-transition")
        yield Scene(f"annual/{situation}", subject, world.users, cells, "annual-results", address, prepare)


@contextmanager
def achievement(situation: str) -> Iterator[Scene]:
    with clock.frozen(IN_WINDOW):
        world, subject = test_achievement_matrix.achievement_in(situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return test_achievement_matrix.payload_of(name)

        cells, address = of(test_achievement_matrix.TABLE, situation), posts_to("appraisal:achievement-transition")
        yield Scene(f"achievement/{situation}", subject, world.users, cells, "unit-achievements", address, prepare)
