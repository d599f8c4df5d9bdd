"""Two moves on one person at the same moment: one wins; without the lock and the version both believe to have won."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from appraisal.calibration import actions
from appraisal.models import CalibrationEntry, CalibrationMove, CalibrationRoom
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.calibration import world as rooms
from tests.concurrency.clients import at_once
from workflow import clock, triggers
from workflow.history import verify

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MOVERS = ("kadis", "kabid")
CLIENTS = 16


@pytest.fixture
def table() -> Iterator[World]:
    """An open room with Siti on its table."""
    with clock.frozen(IN_WINDOW):
        with clock.frozen(NOW):
            world = do.make_world()
        cycle = rooms.calibrating(world)
        rooms.propose(world)
        rooms.take(world, "hana", "open", rooms.prepare(world, cycle))
        yield world


def payload(number: int) -> dict[str, Any]:
    results, behaviour = ((3, 3), (1, 2), (3, 2), (1, 3))[number % 4]
    return {"results_rating": str(results), "behaviour_rating": str(behaviour), "reason": f"Alasan {number}."}


def test_of_many_moves_on_one_look_one_wins(table: World) -> None:
    entry = rooms.entry_of(table, "siti")
    movers = [table.actor(name) for name in MOVERS]

    def act(number: int) -> str:
        actions.move(entry.public_id, actor=movers[number % 2], version=0, payload=payload(number))
        return "won"

    assert at_once(CLIENTS, act, now=IN_WINDOW) == {"won": 1, "VersionConflict": CLIENTS - 1}
    moved = rooms.entry_of(table, "siti")
    line = CalibrationMove.objects.get(entry=moved)
    assert (moved.version, moved.results_rating) == (1, line.results_to)
    assert verify(moved) == []


def test_a_move_and_the_seal_never_both_miss_each_other(table: World) -> None:
    """The move comes before the seal and stands in the minutes, or it is refused; nothing is moved after the seal."""
    entry, room = rooms.entry_of(table, "siti"), CalibrationRoom.objects.get()
    kabid, kadis = table.actor("kabid"), table.actor("kadis")

    def act(number: int) -> str:
        if number == 0:
            actions.take(room.public_id, "seal", actor=kadis, version=room.version, payload={"conclusion": "Selesai."})
            return "sealed"
        actions.move(entry.public_id, actor=kabid, version=0, payload=payload(number))
        return "moved"

    answers = at_once(4, act, now=IN_WINDOW)
    after = rooms.entry_of(table, "siti")
    assert answers["sealed"] == 1
    assert after.state == "sealed"
    assert answers["moved"] == CalibrationMove.objects.filter(entry=after).count() <= 1
    assert verify(after) == []


def test_control_without_lock_and_version_both_win(table: World) -> None:
    """The same move written naively (read, decide, save)."""
    entry = rooms.entry_of(table, "siti")
    with triggers.lifted():

        def naive(number: int) -> str:
            with transaction.atomic():
                found = CalibrationEntry.objects.get(pk=entry.pk)
                if found.version != 0:
                    return "refused"
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.05)")
                CalibrationEntry.objects.filter(pk=entry.pk).update(
                    results_rating=int(payload(number)["results_rating"]), version=1
                )
                return "won"

        answers = at_once(CLIENTS, naive)
    assert answers["won"] > 1
