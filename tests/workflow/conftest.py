"""People and a parcel for the engine's tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.sample.models import Parcel
from workflow import actors, clock, engine
from workflow.actors import Actor

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def read_actor(user_id: int) -> Actor | None:
    """What the organisation's loader does, without units: a disabled user is nobody."""
    user = get_user_model().objects.filter(pk=user_id).first()
    return Actor(user_id=user.pk, active=user.is_active) if user else None


@pytest.fixture(autouse=True)
def loader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "_loaders", [read_actor])


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def person(name: str) -> Any:
    return get_user_model().objects.create(username=name)


@pytest.fixture
def owner(db: None) -> Any:
    return person("owner")


@pytest.fixture
def clerk(db: None) -> Any:
    return person("clerk")


@pytest.fixture
def parcel(owner: Any, clerk: Any) -> Parcel:
    begun: Parcel = engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner)).subject
    return begun
