"""The office of `world.py` for every test, as if made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.appraisal_pages.world import NOW, World, make_world
from tests.layers import Layer, given, stands_on
from workflow import clock

OFFICE = Layer(make_world, at=NOW)


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
@stands_on(OFFICE)
def world(db: None, _stopped_clock: None) -> World:
    made: World = given(OFFICE)
    return made


@pytest.fixture
def sign_in(world: World) -> Callable[[str], Client]:
    """A browser of the person."""

    def enter(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return enter


Enter = Callable[[str], Any]
