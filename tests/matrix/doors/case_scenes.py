"""Improvement cases, coaching sessions and enrolments in every state, with the tables and facts of `tests.matrix`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.urls import reverse

from cases.models import CoachingSession, Enrolment, ImprovementCase
from tests.cases.world import NOW, World, bring_to, make_world
from tests.matrix.case_tables import RELATIONS, Table
from tests.matrix.doors.appraisal_scenes import posts_to
from tests.matrix.doors.harness import Page, Scene
from tests.matrix.test_case_matrix import (
    TABLES,
    cells,
    enrolment_in,
    enrolment_input,
    ready_case,
    session_in,
    session_input,
)
from workflow import clock


def written(who: Table, relations: Mapping[str, str], say: Callable[[str, str], str]) -> dict[tuple[str, str], str]:
    """One state of the tables by step and person."""
    found = {}
    for name, relation in who:
        answer = say(name, relation)
        found[name, relations[relation] or "clock"] = "allow" if answer == "ok" else answer
    return {**found, **{(name, "anonymous"): "404" for name, _relation in who}}


def _table(model: Any, state: str) -> dict[tuple[str, str], str]:
    return written(TABLES[model][0], RELATIONS, cells(model, state))


def case_page(world: World) -> Page:
    """People are typed by NIP on this page."""
    nips = {person.public_id: person.nip for person in world.people.values()}

    def page(subject: Any, _name: str, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        people = {name: nips[payload[name]] for name in ("coach", "supervisor") if name in payload}
        return reverse("cases:act", args=[subject.public_id]), {**payload, **people}

    return page


@contextmanager
def case(state: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        world = make_world()
        subject = bring_to(world, state)
        table = _table(ImprovementCase, state)
        yield Scene(f"case/{state}", subject, world.users, table, "cases", case_page(world), ready_case(world))


@contextmanager
def session(state: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        world = make_world()
        subject = session_in(world, state)
        table, address = _table(CoachingSession, state), posts_to("cases:session_act")
        yield Scene(f"session/{state}", subject, world.users, table, "coaching-sessions", address, session_input)


@contextmanager
def enrolment(state: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        world = make_world()
        subject = enrolment_in(world, state)
        table, address = _table(Enrolment, state), posts_to("cases:enrolment_act")
        yield Scene(f"enrolment/{state}", subject, world.users, table, "enrolments", address, enrolment_input)
