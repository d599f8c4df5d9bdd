"""Plans in every situation, with the table and the ways of `tests.matrix.test_plan_matrix`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.appraisal.world import IN_WINDOW
from tests.matrix import test_plan_matrix as matrix
from tests.matrix.doors.appraisal_scenes import of, posts_to
from tests.matrix.doors.harness import Scene
from workflow import clock


@contextmanager
def plan(situation: str) -> Iterator[Scene]:
    world, subject, payload_of = matrix.plan_in(situation)
    with clock.frozen(IN_WINDOW):

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return payload_of(name)

        cells, address = of(matrix.TABLE, situation), posts_to("appraisal:plan-transition")
        yield Scene(f"plan/{situation}", subject, world.users, cells, "plans", address, prepare)
