"""Thousands of random programs: people, clock and organisation in any order, every promise after each step.

`make test` runs a sample; `make test-exhaustive` the 2,000 programs. A broken promise is printed as the shortest
program that breaks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import DataObject, data, integers, sampled_from

from appraisal import consequences
from appraisal.actions import evaluations, objections
from appraisal.models import Objection
from cases import lifecycle
from tests.appraisal_pages import world as w
from tests.programs.office import CAST, Office
from tests.programs.promises import broken
from workflow import clock
from workflow.errors import DomainError
from workflow.sweep import sweep_all

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SAMPLE, WHOLE = 6, 2_000
STEPS = 18


class Program(RuleBasedStateMachine):
    """One program; everything it did is undone at its end."""

    world: ClassVar[w.World]
    done: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(self.world)
        self.now = w.NOW
        self.savepoint = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def attempt(self, act: Callable[[], Any]) -> None:
        """An act succeeds whole or is refused whole; a refusal leaves nothing behind."""
        self.now += timedelta(minutes=7)
        with clock.frozen(self.now):
            try:
                told = act()
            except DomainError as refusal:
                told = f"refused: {type(refusal).__name__}"
        self.done[str(told).rsplit(": ", maxsplit=1)[-1]] += 1

    @rule(name=sampled_from(CAST), choice=data())
    def somebody_acts(self, name: str, choice: DataObject) -> None:
        self.attempt(lambda: self.office.take(name, choice))

    @rule(name=sampled_from(CAST), choice=data())
    def somebody_acts_again(self, name: str, choice: DataObject) -> None:
        self.attempt(lambda: self.office.take(name, choice))

    @rule(name=sampled_from(CAST), choice=data())
    def somebody_writes(self, name: str, choice: DataObject) -> None:
        self.attempt(lambda: self.office.write(name, choice))

    @rule(days=integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.attempt(sweep_all)

    @rule(name=sampled_from(CAST), choice=data())
    def somebody_asks_for_help(self, name: str, choice: DataObject) -> None:
        self.attempt(lambda: self.office.open_by_hand(name, choice))

    @rule(change=sampled_from(["appoint", "name_assessor", "set_account"]), choice=data())
    def the_organisation_changes(self, change: str, choice: DataObject) -> None:
        self.attempt(lambda: getattr(self.office, change)(choice))

    @invariant()
    def every_promise_holds(self) -> None:
        with clock.frozen(self.now):
            assert broken() == []


@pytest.fixture
def office() -> Iterator[w.World]:
    """The small office in the middle: one form handed in, one low result with an objection being written."""
    with clock.frozen(w.NOW):
        world = w.make_world()
        w.bring_to(world, "Siti Aminah", "objection", rating=1, results=1, behaviour=1)
        w.submit(world, "Budi Santoso")
        Office(world).claim(world.form("Siti Aminah"), world.actor("Siti Aminah"))
        yield world


def run(world: w.World, programs: int) -> Counter[str]:
    """Programs of up to `STEPS` steps; returns how often each act came to pass."""
    Program.world, Program.done = world, Counter()
    calm = settings(
        max_examples=programs, stateful_step_count=STEPS, deadline=None,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    run_state_machine_as_test(Program, settings=calm)
    return Program.done


def test_promises_hold_in_a_sample_of_programs(office: w.World) -> None:
    run(office, SAMPLE)


@pytest.mark.exhaustive
def test_promises_hold_in_two_thousand_programs(office: w.World) -> None:
    done = run(office, WHOLE)
    assert {"file", "decide", "withdraw", "propose", "agree", "start"} <= set(done)


def test_a_dispute_that_is_not_marked_is_found(office: w.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: with the mark left out, the promises name the form."""
    fire = consequences.fire
    monkeypatch.setattr(consequences, "fire", lambda s, name, **more: name == "dispute" or fire(s, name, **more))
    siti = office.actor("Siti Aminah")
    assert broken() == []
    objections.file(Objection.objects.get().public_id, actor=siti, version=0)
    assert any(place.startswith("a_filed_objection_is_shown") for place in broken())


def test_help_that_does_not_open_is_found(office: w.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: with the opening of cases left out, the promises name the result."""
    monkeypatch.setattr(lifecycle, "open_cases", lambda results, *, at: None)
    form = office.form("Siti Aminah")
    evaluations.accept(form.public_id, actor=office.actor("Siti Aminah"), version=form.version)
    assert any(place.startswith("help_follows_exactly_the_grounds") for place in broken())
