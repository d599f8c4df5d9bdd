"""The regency of `world.py`, with the clock standing on the first Wednesday of the window."""

from collections.abc import Iterator

import pytest

from appraisal.models import Cycle
from tests.appraisal import world as building
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.layers import Layer, given, stands_on
from workflow import clock


@pytest.fixture
def _in_window() -> Iterator[None]:
    with clock.frozen(IN_WINDOW):
        yield


def _run_cycle(world: World) -> Cycle:
    with clock.frozen(NOW):
        found = building.running_cycle(world)
    building.let_clock_work()
    return found


PEOPLE = Layer(building.make_world, at=IN_WINDOW)
CYCLE = Layer(_run_cycle, at=IN_WINDOW, on=PEOPLE)


@pytest.fixture
@stands_on(PEOPLE)
def world(db: None, _in_window: None) -> World:
    """People and units, no cycle."""
    made: World = given(PEOPLE)
    return made


@pytest.fixture
@stands_on(CYCLE)
def cycle(world: World) -> Cycle:
    """A running cycle whose forms are open for self-assessment."""
    found: Cycle = given(CYCLE)
    return found
