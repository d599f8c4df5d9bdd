"""The regency of appraisal in January 2027: Siti's two periods of 2026 are final, good and very good."""

from collections.abc import Iterator

import pytest

from appraisal.models import AnnualResult, Cycle
from tests.annual import world as years
from tests.appraisal.conftest import CYCLE
from tests.appraisal.world import IN_WINDOW, World
from tests.awards.world import final
from tests.layers import Layer, given, stands_on
from workflow import clock


def _periods(world: World, cycle: Cycle) -> None:
    final(world, "siti")
    final(world, "rekan")
    years.first_half(world, cycle)
    final(world, "siti", results=3, behaviour=3)


def _made(world: World, _cycle: Cycle, _none: None) -> None:
    assert years.make(world) == ["done"]


PERIODS = Layer(_periods, at=IN_WINDOW, on=CYCLE)
MADE = Layer(_made, at=years.AFTER, on=PERIODS)


@pytest.fixture
def _after() -> Iterator[None]:
    with clock.frozen(years.AFTER):
        yield


@pytest.fixture
@stands_on(PERIODS)
def periods(db: None, _after: None) -> World:
    """Two cycles of 2026: Semester I (six months, Siti very good) and Triwulan III (three months, Siti good)."""
    from tests.appraisal.conftest import PEOPLE

    found: World = given(PEOPLE)
    return found


@pytest.fixture
@stands_on(MADE)
def world(db: None, _after: None) -> World:
    """The same, with an annual result for everybody."""
    from tests.appraisal.conftest import PEOPLE

    found: World = given(PEOPLE)
    return found


@pytest.fixture
def annual(world: World) -> AnnualResult:
    """Siti's year; Kabid decides, Kadis stands above."""
    return years.annual_of(world)
