"""The office of `world.py`, with the clock standing on a Monday."""

from collections.abc import Iterator

import pytest

from tests.cases.guidance_world import with_chief
from tests.cases.world import NOW, World, make_world
from tests.layers import Layer, given, stands_on
from workflow import clock

OFFICE = Layer(make_world, at=NOW)
HEADED = Layer(with_chief, at=NOW, on=OFFICE)


@pytest.fixture
def _monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
@stands_on(OFFICE)
def world(db: None, _monday: None) -> World:
    """A fresh office."""
    made: World = given(OFFICE)
    return made


@pytest.fixture
@stands_on(HEADED)
def guidance(db: None, _monday: None) -> World:
    """The office with a head of the agency, who stands above those who guide."""
    made: World = given(HEADED)
    return made
