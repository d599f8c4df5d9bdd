"""A right that is being taken away is used before that or not at all: real connections on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from organization.actions import grants as grant_actions
from organization.models import RoleGrant
from tests.organization.conftest import World
from workflow import actors, transactions
from workflow.roles import Role

pytestmark = pytest.mark.postgres
PATIENCE = 10


@pytest.fixture
def office(transactional_db: None, world: World) -> World:
    world.grant("Adi", Role.ADMIN, "1")
    return world


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def revoke(world: World) -> None:
    grant = RoleGrant.objects.get(user=world.users["Hera"])
    grant_actions.revoke_role(grant.public_id, actor=world.actor("Adi"), version=0, reason="x")


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def until_somebody_waits() -> None:
    pause = threading.Event()
    for _turn in range(PATIENCE * 20):
        if waits_for_a_lock():
            return
        pause.wait(0.05)
    pytest.fail("nobody waited for the lock")


def test_a_step_that_began_with_the_right_ends_before_it_is_taken_away(office: World) -> None:
    done = threading.Event()

    def take_away() -> None:
        revoke(office)
        done.set()

    with transactions.durable():
        assert actors.load(office.users["Hera"].pk).holds(Role.HR)
        thread = in_thread(take_away)
        until_somebody_waits()
        assert not done.is_set()
    thread.join(PATIENCE)
    assert done.is_set()
    assert not actors.load(office.users["Hera"].pk).holds(Role.HR)


def test_a_step_that_waited_while_the_right_was_taken_away_no_longer_has_it(office: World) -> None:
    found: list[bool] = []

    def step() -> None:
        with transactions.durable():
            found.append(actors.load(office.users["Hera"].pk).holds(Role.HR))

    with transactions.durable():
        revoke(office)
        thread = in_thread(step)
        until_somebody_waits()
        assert found == []
    thread.join(PATIENCE)
    assert found == [False]
