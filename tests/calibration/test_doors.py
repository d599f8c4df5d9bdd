"""Rooms on pages and live: what each reader gets, the form of a move, the frames of the socket, the sealed minutes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.calibration.live import rooms_of_people
from appraisal.models import CalibrationRoom, Cycle, Evaluation
from notifications import push
from tests.appraisal.world import World
from tests.calibration.world import AGREED, WHY, entry_of, move, prepare, propose, released, sealed, take
from tests.documents.scenes import text_of, work
from workflow.models import AccessRecord, Document

WORDS = ("Siti", "Rekan", "Sangat Baik", WHY)


def browser(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name])
    return client


def page(world: World, name: str, address: str, *args: Any) -> str:
    answer = browser(world, name).get(reverse(f"appraisal:{address}", args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def posted(world: World, name: str, address: str, subject: Any, **data: Any) -> Any:
    return browser(world, name).post(reverse(f"appraisal:{address}", args=[subject.public_id]), data)


class TestPages:
    """What a reader sees, and what the form of a move does."""

    def test_those_in_the_room_see_people_and_moves(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        said = page(world, "kadis", "room", room.public_id)
        for words in WORDS:
            assert words in said, words

    @pytest.mark.parametrize(("who", "prepares"), [("hana", True), ("kadis", False)])
    def test_the_list(self, world: World, room: CalibrationRoom, who: str, prepares: bool) -> None:
        said = page(world, who, "rooms")
        assert str(room.public_id) in said
        assert (reverse("appraisal:room-new") in said) is prepares

    def test_hr_sees_how_far_it_is_and_nobody(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        said = page(world, "hana", "room", room.public_id)
        assert "4 orang dibahas, 1 diubah" in said
        for words in WORDS:
            assert words not in said, words

    @pytest.mark.parametrize("who", ["siti", "wati", "lia", "joko"])
    def test_others_find_nothing(self, world: World, room: CalibrationRoom, who: str) -> None:
        entry = entry_of(world, "siti")
        for address, subject in (("room", room), ("room-live", room), ("room-seats", room), ("room-entry", entry)):
            answer = browser(world, who).get(reverse(f"appraisal:{address}", args=[subject.public_id]))
            assert answer.status_code == 404, address

    def test_the_live_part_is_the_same_as_in_the_page(self, world: World, room: CalibrationRoom) -> None:
        part = page(world, "kadis", "room-live", room.public_id).strip()
        assert part.startswith("<div")
        assert "<html" not in part
        assert part.splitlines()[1] in page(world, "kadis", "room", room.public_id)

    def test_a_move_by_form(self, world: World, room: CalibrationRoom) -> None:
        entry = entry_of(world, "siti")
        data = {"version": "0", "results_rating": "3", "behaviour_rating": "3", "reason": WHY}
        assert posted(world, "kabid", "room-entry", entry, **data).status_code == 302
        assert entry_of(world, "siti").predicate == "sangat_baik"

    def test_the_second_is_refused_with_his_words_kept(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        mine = "Bukti belum lengkap."
        data = {"version": "0", "results_rating": "1", "behaviour_rating": "2", "reason": mine}
        answer = posted(world, "kadis", "room-entry", entry_of(world, "siti"), **data)
        said = answer.content.decode()
        assert answer.status_code == 409
        assert "Kabid sudah mengubah Siti sebelum Anda" in said
        assert mine in said
        assert 'name="version" value="1"' in said

    def test_a_new_room_by_form(self, world: World, cycle: Cycle) -> None:
        client, address = browser(world, "hana"), reverse("appraisal:room-new")
        assert "Kadis" in client.get(address, {"unit": str(world.units["agency"].public_id)}).content.decode()
        data = {
            "cycle": str(cycle.public_id),
            "unit": str(world.units["agency"].public_id),
            "moderator": str(world.people["kadis"].public_id),
            "members": [str(world.people["kabid"].public_id)],
        }
        assert client.post(address, data).status_code == 302
        assert CalibrationRoom.objects.get().moderator == world.people["kadis"]
        assert client.post(address, {**data, "members": []}).status_code == 400
        assert client.post(address, {**data, "moderator": "x"}).status_code == 400
        assert browser(world, "kadis").get(address).status_code == 403

    def test_seats_by_form(self, world: World, cycle: Cycle) -> None:
        room = prepare(world, cycle)
        data = {
            "revision": "0",
            "moderator": str(world.people["kabid"].public_id),
            "members": [str(world.people["kadis"].public_id)],
        }
        assert posted(world, "hana", "room-seats", room, **data).status_code == 302
        stale = posted(world, "hari", "room-seats", room, **data)
        assert stale.status_code == 409
        assert 'name="revision" value="1"' in stale.content.decode()
        assert browser(world, "kadis").get(reverse("appraisal:room-seats", args=[room.public_id])).status_code == 403

    def test_a_step_by_form_and_its_refusal(self, world: World, cycle: Cycle) -> None:
        room = prepare(world, cycle)
        refused = posted(world, "hana", "room-transition", room, transition="open", version="0")
        assert refused.status_code == 422
        propose(world)
        assert posted(world, "hana", "room-transition", room, transition="open", version="0").status_code == 302

    def test_reading_ratings_is_written_down(self, world: World, room: CalibrationRoom) -> None:
        page(world, "kadis", "room", room.public_id)
        page(world, "kabid", "room-entry", entry_of(world, "siti").public_id)
        kinds = set(AccessRecord.objects.values_list("kind", flat=True))
        assert {CalibrationRoom.kind, "appraisal.calibration_entry"} <= kinds

    def test_the_person_reads_what_was_changed_and_why(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        sealed(world, room)
        released(world, room)
        form = world.form_of("siti")
        client = browser(world, "siti")
        client.post(
            reverse("appraisal:evaluation-transition", args=[form.public_id]),
            {"transition": "acknowledge", "version": str(form.version)},
        )
        said = client.get(reverse("appraisal:result", args=[form.public_id])).content.decode()
        assert WHY in said
        assert "Baik → Sangat Baik" in said
        assert "Diubah dalam kalibrasi" in said

    def test_who_was_not_moved_reads_nothing_of_it(self, world: World, room: CalibrationRoom) -> None:
        sealed(world, room)
        released(world, room)
        form = Evaluation.objects.get(pk=world.form_of("rekan").pk)
        said = page(world, "kabid", "result", form.public_id)
        assert "Diubah dalam kalibrasi" not in said


class TestLive:
    """The hub tells those who sit in a room, with an identity and a number alone."""

    def test_only_those_who_sit_there(self, world: World, room: CalibrationRoom) -> None:
        everybody = [user.pk for user in world.users.values()]
        found: Any = rooms_of_people(everybody)
        assert [one.public_id for one in found] == [room.public_id]
        assert found[0].user_ids == {world.users["kadis"].pk, world.users["kabid"].pk}
        assert rooms_of_people([world.users["siti"].pk, world.users["hana"].pk]) == []

    def test_a_move_is_a_frame_for_each(self, world: World, room: CalibrationRoom) -> None:
        users = [world.users[name].pk for name in ("kadis", "kabid", "siti")]
        cursor = push.InboxCursor(last_id=0)
        assert {frame.user_id for frame in push.live_frames(cursor, users)} == set(users[:2])
        assert push.live_frames(cursor, users) == []
        move(world, "kabid", "siti", 3, 3)
        frames = push.live_frames(cursor, users)
        assert {frame.user_id for frame in frames} == set(users[:2])
        said = frames[0].for_browser()
        assert said == (
            f'{{"kind":"appraisal.calibration_room","id":"{room.public_id}","version":{frames[0].version}}}'
        )

    def test_a_page_that_opens_is_told_again(self, world: World, room: CalibrationRoom) -> None:
        cursor, users = push.InboxCursor(last_id=0), [world.users["kadis"].pk, world.users["kabid"].pk]
        push.live_frames(cursor, users)
        cursor.forget(users[0])
        assert [frame.user_id for frame in push.live_frames(cursor, users)] == [users[0]]

    def test_a_room_that_is_over_is_not_asked_about(self, world: World, room: CalibrationRoom) -> None:
        take(world, "hana", "cancel", room, reason="Ditunda.")
        assert rooms_of_people([world.users["kadis"].pk]) == []


class TestMinutes:
    """Sealed with a hash, as a document of the room."""

    def test_they_say_who_sat_there_and_every_move(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        sealed(world, room)
        assert set(work()) == {"done"}
        minutes = Document.objects.get(document_kind="appraisal.calibration_minutes", language="id")
        said = text_of(minutes)
        for words in ("Kadis", "Kabid", "Siti", WHY, AGREED, "Sangat Baik", minutes.content_sha256):
            assert words in said, words
        assert len(minutes.sha256) == 64
        for who, status in (("kadis", 200), ("kabid", 200), ("hana", 200), ("audi", 200), ("siti", 404), ("lia", 404)):
            answer = browser(world, who).get(reverse("workflow:document", args=[minutes.public_id]))
            assert answer.status_code == status, who

    def test_sealed_again_is_a_further_version(self, world: World, room: CalibrationRoom) -> None:
        sealed(world, room)
        work()
        take(world, "hana", "reopen", room, reason="Satu berkas tertinggal.")
        first = Document.objects.get(document_kind="appraisal.calibration_minutes", language="id")
        assert browser(world, "hana").get(reverse("workflow:document", args=[first.public_id])).status_code == 404
        sealed(world, room)
        work()
        numbers = Document.objects.filter(document_kind="appraisal.calibration_minutes", language="id")
        assert sorted(numbers.values_list("number", flat=True)) == [1, 2]
