"""The office in which a story over REST begins."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.rest_office import LOW, Office
from tests.layers import given, stands_on


@pytest.fixture
@stands_on(LOW)
def office(db: Any) -> Office:
    """Monday, 19 October: Siti has just opened her low result."""
    found: Office = given(LOW)
    return found
