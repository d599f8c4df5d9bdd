"""Who may do what with a calibration room and with a person on its table: the literal tables, at the action's door.

Kadis moderates the room of the agency, Kabid sits in it. Hana and Hari are HR of the regency; Wati and Bawahan are too,
but their own forms lie on the table once the room is open. Audi audits the regency. In the form of an entry: Siti's.
Situations of the room: draft · empty (draft, nobody proposed) · open · sealed · releasing (before its job) · released
· cancelled. Of the entry: table · moved · sealed · released · withdrawn.
"""

from typing import Any

import pytest

from appraisal.calibration import actions
from appraisal.models import CalibrationEntry, CalibrationRoom
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.calibration import world as rooms
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

SEATED = "kadis kabid"
OFFICE = f"{SEATED} hana hari audi clock"
STRANGERS = "anonymous disabled siti bupati rekan asing kaban joko lia bawahan wati audi_lain admin"
BEFORE = f"{OFFICE} wati bawahan"

ROOM_GRID = """
transition | who may             | draft empty open sealed releasing released cancelled
open       | hana hari           | yes nobody_proposed - - - - -
seal       | kadis               | - - yes - - - -
reopen     | hana hari           | - - - yes - - -
release    | hana hari           | - - - yes - - -
finish     | clock               | - - - - somebody_waits - -
cancel     | hana hari           | yes yes yes yes - - -
"""
# Before the snapshot HR with an own form inside knows the room, prepares it, and cannot open it.
_ANSWERS = {
    "open": {"draft": "own_form_inside", "empty": "nobody_proposed"},
    "cancel": {"draft": "allow", "empty": "allow"},
}
_NEAR = {
    (name, where, person): _ANSWERS.get(name, {}).get(where, "409" if name in ("reopen", "release") else "403")
    for name in ("open", "seal", "reopen", "release", "finish", "cancel")
    for where in ("draft", "empty")
    for person in ("wati", "bawahan")
}
_READ = read_grid(ROOM_GRID, knowing={"*": OFFICE}, strangers=STRANGERS)
ROOM = type(_READ)(_READ.situations, {**_READ.answers, **_NEAR})

ENTRY_GRID = """
transition | who may     | table moved sealed released withdrawn
move       | kadis kabid | yes yes - - -
seal       | clock       | yes yes - - -
unseal     | clock       | - - yes - -
release    | clock       | - - yes - -
withdraw   | clock       | yes yes yes - -
"""
ENTRY = read_grid(
    ENTRY_GRID,
    knowing={"*": f"{SEATED} clock", "sealed": OFFICE, "released": OFFICE},
    strangers=f"{STRANGERS} hana hari audi",
)


def room_in(situation: str) -> tuple[World, CalibrationRoom]:
    """A room in a situation, by the acts of the people who may; the clock must be frozen by the caller."""
    with clock.frozen(NOW):
        world = do.make_world()
    cycle = rooms.calibrating(world)
    if situation == "empty":
        return world, rooms.prepare(world, cycle)
    rooms.propose(world)
    room = rooms.prepare(world, cycle)
    if situation != "draft":
        room = rooms.take(world, "hana", "open", room)
    if situation == "cancelled":
        room = rooms.take(world, "hana", "cancel", room, reason="Ditunda.")
    if situation in ("sealed", "releasing", "released"):
        room = rooms.sealed(world, room)
    if situation == "releasing":
        room = rooms.take(world, "hana", "release", room)
    if situation == "released":
        room = rooms.released(world, room)
    return world, room


def entry_in(situation: str) -> tuple[World, CalibrationEntry]:
    """Siti's place in a room in a situation."""
    world, room = room_in({"sealed": "sealed", "released": "released"}.get(situation, "open"))
    if situation == "moved":
        rooms.move(world, "kabid", "siti", 3, 2)
    if situation == "withdrawn":
        rooms.take(world, "hana", "cancel", room, reason="Ditunda.")
    return world, rooms.entry_of(world, "siti")


def payload_of(name: str) -> dict[str, Any]:
    """What each step asks for."""
    inputs = {
        "seal": {"conclusion": rooms.AGREED},
        "reopen": {"reason": "Satu berkas tertinggal."},
        "cancel": {"reason": "Rapat ditunda."},
        "move": {"results_rating": "3", "behaviour_rating": "3", "reason": rooms.WHY},
    }
    return dict(inputs.get(name, {}))


@pytest.mark.parametrize(("grid", "model"), [(ROOM, CalibrationRoom), (ENTRY, CalibrationEntry)])
def test_the_tables_name_every_transition(grid: Any, model: Any) -> None:
    assert {name for name, _where, _who in grid.answers} == set(table_of(model).rows)


@pytest.mark.parametrize("situation", ROOM.situations)
def test_every_cell_of_the_room(situation: str, db: None) -> None:
    with clock.frozen(IN_WINDOW):
        world, room = room_in(situation)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            version = None if actor.is_clock else room.version
            return answer_of(
                lambda: actions.take(room.public_id, name, actor=actor, version=version, payload=payload_of(name))
            )

        assert differences(ROOM, situation, try_one) == []


@pytest.mark.parametrize("situation", ENTRY.situations)
def test_every_cell_of_an_entry(situation: str, db: None) -> None:
    with clock.frozen(IN_WINDOW):
        world, entry = entry_in(situation)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            version = None if actor.is_clock else entry.version
            payload = payload_of(name) if name == "move" else {}
            return answer_of(lambda: actions.move(entry.public_id, name, actor=actor, version=version, payload=payload))

        assert differences(ENTRY, situation, try_one) == []
