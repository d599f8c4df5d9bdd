"""The office of the appraisal pages, and a browser in which people sign in one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.appraisal_pages.conftest import OFFICE
from tests.appraisal_pages.world import NOW, World
from tests.layers import given, stands_on
from workflow import clock


@pytest.fixture
def office_hours() -> Any:
    """The clock of the office stands still."""
    with clock.frozen(NOW):
        yield


@pytest.fixture
@stands_on(OFFICE)
def world(db: None, office_hours: None) -> World:
    made: World = given(OFFICE)
    return made


@pytest.fixture
def enter(world: World) -> Callable[..., Any]:
    """Sign in as a person, reading a language."""

    def sign_in(name: str, *, language: str = "en") -> Any:
        type(world.users[name]).objects.filter(pk=world.users[name].pk).update(language=language)
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in
