"""The regency of appraisal with a cycle that asks for calibration, and an open room of the agency."""

import pytest

from appraisal.models import CalibrationRoom, Cycle
from tests.appraisal.conftest import PEOPLE, _in_window, world
from tests.appraisal.world import IN_WINDOW, World
from tests.calibration import world as made
from tests.layers import Layer, given, stands_on

__all__ = ["_in_window", "world"]


def _open_room(world: World, cycle: Cycle) -> CalibrationRoom:
    return made.opened(world, Cycle.objects.get(pk=cycle.pk))


CYCLE = Layer(made.calibrating, at=IN_WINDOW, on=PEOPLE)
ROOM = Layer(_open_room, at=IN_WINDOW, on=CYCLE)


@pytest.fixture
@stands_on(CYCLE)
def cycle(world: World) -> Cycle:
    """A running cycle with calibration; the forms are with their people."""
    found: Cycle = given(CYCLE)
    return found


@pytest.fixture
@stands_on(ROOM)
def room(cycle: Cycle) -> CalibrationRoom:
    """An open room with four people on its table."""
    found: CalibrationRoom = given(ROOM)
    return found
