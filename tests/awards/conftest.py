"""The regency of appraisal with a running cycle; Siti's result is final, Rekan's too."""

import pytest

from appraisal.models import Award, Cycle, RewardProgramme
from tests.appraisal.conftest import CYCLE, _in_window, cycle, world
from tests.appraisal.world import IN_WINDOW, World
from tests.awards import world as made
from tests.layers import Layer, given, stands_on

__all__ = ["_in_window", "cycle", "world"]


def _results(world: World, _cycle: Cycle) -> RewardProgramme:
    for name in ("siti", "rekan"):
        made.final(world, name)
    return made.programme(world, Cycle.objects.get())


RESULTS = Layer(_results, at=IN_WINDOW, on=CYCLE)


@pytest.fixture
@stands_on(RESULTS)
def programme(cycle: Cycle) -> RewardProgramme:
    """A programme that Siti and Rekan fulfil."""
    found: RewardProgramme = given(RESULTS)
    return found


@pytest.fixture
def award(world: World, programme: RewardProgramme) -> Award:
    """Siti, nominated by Kabid."""
    return made.nominate(world, programme)
