"""Which relation reads which part of a room and of a person on its table: literal tables, over REST and in the policy.

kadis moderates, kabid sits there, hana is HR, audi audits; siti lies on the table, lia leads the agency.
"""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from appraisal.models import CalibrationEntry, CalibrationRoom
from tests.appraisal.world import World
from tests.calibration.world import entry_of, move, released, sealed, take
from workflow.actors import CLOCK
from workflow.policies import policy_for

ALL = {"seats", "progress", "ratings", "minutes", "history"}
SOME = {"seats", "progress", "history"}
ROOM: dict[str, dict[str, set[str]]] = {
    "open": {"kadis": ALL, "kabid": ALL, "hana": SOME, "audi": SOME, "siti": set(), "lia": set()},
    "sealed": {"kadis": ALL, "kabid": ALL, "hana": ALL, "audi": ALL, "siti": set(), "lia": set()},
    "released": {"kadis": ALL, "kabid": ALL, "hana": ALL, "audi": ALL, "siti": set(), "lia": set()},
    "cancelled": {"kadis": ALL, "kabid": ALL, "hana": SOME, "audi": SOME, "siti": set(), "lia": set()},
}
GUARDED_ROOM = {"moderator": "seats", "members": "seats", "revision": "seats", "conclusion": "minutes"}
GUARDED_ENTRY = {
    "results_before",
    "behaviour_before",
    "predicate_before",
    "results_rating",
    "behaviour_rating",
    "predicate",
    "moves",
}


def in_state(world: World, room: CalibrationRoom, state: str) -> CalibrationRoom:
    move(world, "kabid", "siti", 3, 3)
    if state == "cancelled":
        return take(world, "hana", "cancel", room, reason="Ditunda.")
    if state != "open":
        room = sealed(world, room)
    return released(world, room) if state == "released" else room


def client(world: World, name: str) -> APIClient:
    found = APIClient()
    found.force_authenticate(world.users[name])
    return found


@pytest.mark.parametrize("state", ROOM)
def test_who_reads_what_of_a_room(world: World, room: CalibrationRoom, state: str) -> None:
    room = in_state(world, room, state)
    for name, groups in ROOM[state].items():
        assert set(policy_for(CalibrationRoom).fields_for(world.actor(name), room)) == groups, name
        answer = client(world, name).get(f"/api/v1/calibration-rooms/{room.public_id}/")
        assert answer.status_code == (200 if groups else 404), name
        if groups:
            shown = {field for field in GUARDED_ROOM if field in answer.json()}
            assert shown == {field for field, group in GUARDED_ROOM.items() if group in groups}, name


@pytest.mark.parametrize("state", ROOM)
def test_who_reads_a_person_on_the_table(world: World, room: CalibrationRoom, state: str) -> None:
    in_state(world, room, state)
    entry = entry_of(world, "siti")
    for name, groups in ROOM[state].items():
        reads = "ratings" in groups
        fields = policy_for(CalibrationEntry).fields_for(world.actor(name), entry)
        assert set(fields) == ({"ratings", "history"} if reads else set()), name
        answer = client(world, name).get(f"/api/v1/calibration-entries/{entry.public_id}/")
        assert answer.status_code == (200 if reads else 404), name
        if reads:
            assert answer.json().keys() >= GUARDED_ENTRY


def test_the_clock_reads_all(world: World, room: CalibrationRoom) -> None:
    assert set(policy_for(CalibrationRoom).fields_for(CLOCK, room)) == ALL
    assert policy_for(CalibrationRoom).visible_to(CLOCK).count() == 1
    assert policy_for(CalibrationEntry).visible_to(CLOCK).count() == 4


class TestRest:
    """The other door."""

    def test_a_room_its_seats_and_a_move(self, world: World, room: CalibrationRoom) -> None:
        kabid = client(world, "kabid")
        found = kabid.get(f"/api/v1/calibration-rooms/{room.public_id}/").json()
        assert found["members"] == [str(world.people["kabid"].public_id)]
        entry = entry_of(world, "siti")
        ratings = {"results_rating": "3", "behaviour_rating": "3", "reason": "Setara."}
        body = {"transition": "move", "version": 0, **ratings}
        address = f"/api/v1/calibration-entries/{entry.public_id}/transitions/"
        assert kabid.post(address, body, format="json").status_code == 200
        later = kabid.get(f"/api/v1/calibration-rooms/{room.public_id}/").json()
        assert later["room_version"] == found["room_version"] + 1
        second = client(world, "kadis").post(address, body, format="json")
        assert second.status_code == 409
        assert "Kabid" in second.json()["detail"]

    def test_seats_need_their_revision(self, world: World, room: CalibrationRoom) -> None:
        seats = {name: str(world.people[name].public_id) for name in ("kadis", "kabid")}
        body = {"moderator": seats["kabid"], "members": [seats["kadis"]]}
        address = f"/api/v1/calibration-rooms/{room.public_id}/seats/"
        hana = client(world, "hana")
        assert hana.put(address, body, format="json").status_code == 428
        assert hana.put(address, {**body, "revision": 0}, format="json").status_code == 200
        assert hana.put(address, {**body, "revision": 0}, format="json").status_code == 409
        assert client(world, "kabid").put(address, {**body, "revision": 1}, format="json").status_code == 403

    def test_lists_follow_the_right(self, world: World, room: CalibrationRoom) -> None:
        assert len(client(world, "kadis").get("/api/v1/calibration-entries/").json()["results"]) == 4
        assert client(world, "hana").get("/api/v1/calibration-entries/").json()["results"] == []
        assert len(client(world, "hana").get("/api/v1/calibration-rooms/?state=open").json()["results"]) == 1
