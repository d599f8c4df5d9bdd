"""States of the database that many tests begin with, made once and taken back to instead of being made anew.

A layer is built inside a transaction of its own that stays open while the tests that stand on it run; each of them
runs in a savepoint above, as every test of Django does. Layers stand on each other: a running cycle on the people of
a regency. A test without a layer begins on the empty database: all layers are taken back first. So does one with real
transactions; what its fixtures give is built for it alone. What a layer gives (a `World`, a `Cycle`) every test gets
as a copy of its own.

    PEOPLE = Layer(make_world, at=NOW)
    CYCLE = Layer(open_cycle, at=NOW, on=PEOPLE)     # open_cycle(world)

    @pytest.fixture
    @stands_on(CYCLE)
    def cycle(db: None) -> Cycle:
        return given(CYCLE)
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from workflow import clock

Fixture = TypeVar("Fixture", bound=Callable[..., Any])


@dataclass(frozen=True, eq=False)
class Layer:
    """How a state is made: `build` gets what the layers below gave, in their order, with the clock standing at `at`."""

    build: Callable[..., Any]
    at: datetime
    on: Layer | None = None

    @property
    def chain(self) -> tuple[Layer, ...]:
        """From the lowest layer to this one."""
        return (*(self.on.chain if self.on else ()), self)


@dataclass
class Laid:
    """A layer whose transaction is open, and what it and those below gave."""

    layer: Layer
    values: tuple[Any, ...]
    block: Any


@dataclass
class Ground:
    """The layers that lie in the database now."""

    laid: list[Laid] = field(default_factory=list)
    copies: tuple[Any, ...] = ()

    def stand_on(self, layer: Layer | None) -> None:
        """Lay what is missing, take off what is too much; every test gets copies."""
        wanted = layer.chain if layer else ()
        if not connection.in_atomic_block or connection.closed_in_transaction:
            self.laid.clear()
        same = 0
        while same < min(len(wanted), len(self.laid)) and self.laid[same].layer is wanted[same]:
            same += 1
        while len(self.laid) > same:
            _take_back(self.laid.pop().block)
        for one in wanted[same:]:
            self._lay(one)
        self.copies = self._values()

    def _values(self) -> tuple[Any, ...]:
        return deepcopy(self.laid[-1].values) if self.laid else ()

    def _lay(self, layer: Layer) -> None:
        block: Any = transaction.atomic()
        # As in Django's own test cases: a durable transaction may be opened right inside.
        block._from_testcase = True
        below = self._values()
        block.__enter__()
        try:
            with clock.frozen(layer.at):
                made = layer.build(*below)
        except BaseException:
            _take_back(block)
            raise
        self.laid.append(Laid(layer, (*below, made), block))


def _take_back(block: Any) -> None:
    transaction.set_rollback(True)
    block.__exit__(None, None, None)


GROUND = Ground()


def stands_on(layer: Layer) -> Callable[[Fixture], Fixture]:
    """Mark a fixture: its tests begin on this layer (or on one above it, if another of their fixtures says so)."""

    def mark(fixture: Fixture) -> Fixture:
        fixture.layer = layer
        return fixture

    return mark


def given(layer: Layer) -> Any:
    """This test's copy of what the layer gave; a test with real transactions has it built for itself."""
    while len(GROUND.copies) < len(layer.chain):
        one = layer.chain[len(GROUND.copies)]
        with clock.frozen(one.at):
            GROUND.copies = (*GROUND.copies, one.build(*GROUND.copies))
    return GROUND.copies[len(layer.chain) - 1]


def layer_of(item: pytest.Item) -> Layer | None:
    """The highest layer the fixtures of a test ask for; they must stand on each other."""
    if _is_transactional(item):
        return None
    definitions: Any = item._fixtureinfo.name2fixturedefs
    found = [getattr(definitions[name][-1].func, "layer", None) for name in item.fixturenames if name in definitions]
    layers = sorted((one for one in found if one), key=lambda one: len(one.chain))
    assert all(one in layers[-1].chain for one in layers), f"{item.nodeid} stands on layers beside each other"
    return layers[-1] if layers else None


def _is_transactional(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    real = bool(mark and (mark.kwargs.get("transaction") or (mark.args and mark.args[0])))
    return real or "transactional_db" in item.fixturenames
