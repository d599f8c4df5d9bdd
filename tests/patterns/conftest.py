"""The regency of appraisal with a running cycle; five people of the agency have final results, all good."""

import pytest

from appraisal.models import Cycle, UnitAchievement
from appraisal.patterns import actions
from tests.appraisal.conftest import CYCLE, _in_window, cycle, world
from tests.appraisal.world import IN_WINDOW, World
from tests.awards.world import final
from tests.layers import Layer, given, stands_on

__all__ = ["_in_window", "cycle", "world"]
RATED = ("siti", "rekan", "wati", "bawahan", "kabid")


def _results(world: World, _cycle: Cycle) -> None:
    for name in RATED:
        final(world, name)


RESULTS = Layer(_results, at=IN_WINDOW, on=CYCLE)


def values(world: World, cycle: Cycle, **changes: str) -> dict[str, object]:
    """What HR says about the agency."""
    return {
        "cycle": cycle.public_id,
        "unit": world.units["agency"].public_id,
        "achievement": "istimewa",
        "source": "LKjIP Triwulan III 2026",
        "reason": "Semua sasaran perjanjian kinerja terlampaui.",
        **changes,
    }


@pytest.fixture
def achievement(world: World, cycle: Cycle) -> UnitAchievement:
    """The agency's achievement, set by Hana; nobody has a result."""
    return actions.set_achievement(actor=world.actor("hana"), **values(world, cycle))  # type: ignore[arg-type]


@pytest.fixture
@stands_on(RESULTS)
def rated(cycle: Cycle) -> Cycle:
    """The cycle with five final results in the agency."""
    assert given(RESULTS) is None
    return Cycle.objects.select_related("unit", "rule_set").get(pk=cycle.pk)
