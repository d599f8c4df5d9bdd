"""A small year, played once for all tests that read its books."""

from __future__ import annotations

from datetime import date

import pytest

from config.demo.stage import moment
from tests.layers import Layer, given, stands_on
from tests.year.play import END, Played, play
from tests.year.stage import YEAR

FEW = 120


def _small() -> Played:
    return play(FEW, told_from=date(YEAR + 1, 1, 20))


SMALL_YEAR = Layer(_small, at=moment(END))


@pytest.fixture
@stands_on(SMALL_YEAR)
def small_year(db: None) -> Played:
    """The smallest office that has everything: every unit has its head, most have little staff."""
    found: Played = given(SMALL_YEAR)
    return found
