"""The dialogue over REST: written, asked, given, agreed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.models import AgendaTemplate, Cycle, Feedback, FeedbackBox
from tests.appraisal.world import IN_WINDOW, World
from tests.dialogue import scenes
from tests.dialogue.scenes import CLOSES, ITEM, ON, WORDS, agree, ask, client_of, confirmed, fresh, give
from workflow import clock
from workflow.models import AccessRecord

JSON = "application/json"


def send(world: World, name: str, method: str, road: str, body: Any = None, **headers: str) -> Any:
    act = getattr(client_of(world, name), method)
    return act(f"/api/v1/{road}", body, content_type=JSON, headers=headers)


class TestAchievements:
    """Entries and files."""

    def test_written_changed_and_taken_away(self, world: World, cycle: Cycle) -> None:
        made = send(world, "siti", "post", "achievements/", {"on": str(ON), "text": "Selesai.", "target": ITEM})
        assert (made.status_code, made.json()["target"], made.json()["target_label"]) == (201, ITEM, "Disiplin")
        road = f"achievements/{made.json()['id']}/"
        changed = send(world, "siti", "patch", road, {"revision": 0, "text": "Selesai tepat waktu."})
        assert (changed.status_code, changed.json()["revision"]) == (200, 1)
        assert send(world, "siti", "patch", road, {"revision": 0, "text": "x"}).status_code == 409
        assert send(world, "siti", "patch", road, {"text": "x"}).status_code == 428
        assert send(world, "kabid", "patch", road, {"revision": 1, "text": "x"}).status_code == 403
        assert send(world, "hana", "get", road).status_code == 404
        assert send(world, "kabid", "get", road).json()["text"] == "Selesai tepat waktu."
        assert AccessRecord.objects.filter(reader_id=world.users["kabid"].pk, fields="log").count() == 1
        assert send(world, "siti", "delete", road).status_code == 204
        assert send(world, "siti", "get", road).status_code == 404

    def test_files(self, world: World, cycle: Cycle) -> None:
        one = scenes.write(world)
        road = f"/api/v1/achievements/{one.public_id}/evidence/"
        sent = client_of(world, "siti").post(road, {"file": SimpleUploadedFile("a.txt", b"Isi berkas.")})
        assert sent.status_code == 201
        file = f"{road}{sent.json()['id']}/"
        assert b"".join(client_of(world, "kabid").get(file).streaming_content) == b"Isi berkas."
        assert client_of(world, "hana").get(file).status_code == 404
        other = scenes.write(world)
        assert client_of(world, "siti").get(file.replace(str(one.public_id), str(other.public_id))).status_code == 404
        assert client_of(world, "kabid").delete(file).status_code == 403
        assert client_of(world, "siti").delete(file).status_code == 204
        assert client_of(world, "siti").get(file).status_code == 404

    def test_a_list_takes_no_statement_for_each_entry(self, world: World, cycle: Cycle) -> None:
        def statements() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert send(world, "kabid", "get", "achievements/").status_code == 200
            return len(seen)

        scenes.write(world)
        few = statements()
        for number in range(4):
            scenes.write(world, text=f"Catatan {number}")
        assert statements() == few


class TestFeedback:
    """Rounds and giving."""

    def asked(self, world: World, **changes: Any) -> dict[str, Any]:
        people = [str(world.people[name].public_id) for name in scenes.GIVERS]
        values = {"employee": str(world.people["siti"].public_id), "question": "Apa yang perlu dilanjutkan?"}
        return {**values, "targets": [ITEM], "people": people, "closes_on": str(CLOSES), **changes}

    def test_asked_and_given(self, world: World, cycle: Cycle) -> None:
        made = send(world, "kabid", "post", "feedback-rounds/", self.asked(world))
        assert (made.status_code, made.json()["opened_by"]) == (201, "Kabid")
        assert {row["state"] for row in made.json()["asked"]} == {"asked"}
        [row] = send(world, "rekan", "get", "feedback/").json()["results"]
        assert [target["key"] for target in row["targets"]] == [ITEM, ""]
        give_it = {"version": 0, "texts": [{"target": ITEM, "text": WORDS["rekan"]}]}
        done = send(world, "rekan", "post", f"feedback/{row['id']}/give/", give_it, **{"Idempotency-Key": "k"})
        assert (done.status_code, done.json()["state"]) == (200, "given")
        again = send(world, "rekan", "post", f"feedback/{row['id']}/give/", give_it, **{"Idempotency-Key": "k"})
        assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
        assert send(world, "rekan", "post", f"feedback/{row['id']}/give/", give_it).status_code == 409
        assert send(world, "siti", "get", f"feedback/{row['id']}/").json()["texts"][0]["text"] == WORDS["rekan"]

    def test_an_answer_does_not_repeat_what_has_no_name(self, world: World, cycle: Cycle) -> None:
        one = ask(world, unnamed=True)
        asked = scenes.request_of(world, one, "rekan")
        give_it = {"version": 0, "texts": [{"target": ITEM, "text": WORDS["rekan"]}]}
        done = send(world, "rekan", "post", f"feedback/{asked.public_id}/give/", give_it)
        assert set(done.json()) == {"id", "transition", "state", "state_label", "version"}
        assert FeedbackBox.objects.get().sheets == 1

    def test_refusals(self, world: World, cycle: Cycle) -> None:
        few = self.asked(world, unnamed=True)
        few["people"] = few["people"][:2]
        assert send(world, "siti", "post", "feedback-rounds/", few).status_code == 400
        assert send(world, "hana", "post", "feedback-rounds/", self.asked(world)).status_code == 404
        nobody = self.asked(world, people=["6f9619ff-8b86-4d01-b42d-00cf4fc964ff"])
        assert send(world, "siti", "post", "feedback-rounds/", nobody).status_code == 400
        one = ask(world)
        asked = scenes.request_of(world, one, "rekan")
        road = f"feedback/{asked.public_id}/give/"
        empty = {"version": 0, "texts": []}
        assert send(world, "rekan", "post", road, empty).json()["code"] == "nothing_written"
        twice = {"version": 0, "texts": [{"target": ITEM, "text": "a"}, {"target": ITEM, "text": "b"}]}
        assert send(world, "rekan", "post", road, twice).status_code == 400
        assert send(world, "siti", "post", road, empty).status_code == 403
        order = {"transition": "give", "version": 0}
        assert send(world, "rekan", "post", f"feedback/{asked.public_id}/transitions/", order).status_code == 400
        assert not Feedback.objects.exclude(state="asked").exists()

    def test_unasked(self, world: World, cycle: Cycle) -> None:
        body = {"to": "Siti", "texts": [{"target": ITEM, "text": "Cepat menanggapi."}]}
        made = send(world, "asing", "post", "feedback/", body)
        assert (made.status_code, made.json()["texts"][0]["target_label"]) == (201, "Disiplin")
        assert send(world, "asing", "post", "feedback/", body).status_code == 422

    def test_a_list_takes_no_statement_for_each_row(self, world: World, cycle: Cycle) -> None:
        def statements(road: str) -> int:
            with CaptureQueriesContext(connection) as seen:
                assert send(world, "kabid", "get", road).status_code == 200
            return len(seen)

        give(world, ask(world), "rekan")
        few = [statements(road) for road in ("feedback/", "feedback-rounds/")]
        for _number in range(3):
            give(world, ask(world), "rekan")
        assert [statements(road) for road in ("feedback/", "feedback-rounds/")] == few


class TestMeetings:
    """Talks, agreements, templates."""

    def test_the_whole_way(self, world: World, cycle: Cycle) -> None:
        body = {
            "employee": str(world.people["siti"].public_id),
            "year": 2026,
            "planned_at": (IN_WINDOW + timedelta(days=1)).isoformat(),
            "place": "Ruang",
            "agenda": "Kemajuan",
        }
        made = send(world, "siti", "post", "dialogue-meetings/", body)
        assert made.status_code == 201
        road = f"dialogue-meetings/{made.json()['id']}/"
        order = {"transition": "record", "version": 0, **scenes.MINUTES}
        assert send(world, "kabid", "post", f"{road}transitions/", order).status_code == 200
        agreed = {"text": "Latih petugas.", "owner": "both", "due_on": "2026-11-02", "target": ITEM}
        assert send(world, "siti", "post", f"{road}agreements/", agreed).status_code == 428
        done = send(world, "siti", "post", f"{road}agreements/", {**agreed, "version": 1})
        assert (done.status_code, done.json()["agreements"][0]["target"]) == (201, ITEM)
        assert send(world, "siti", "post", f"{road}agreements/", {**agreed, "version": 1}).status_code == 409
        row = done.json()["agreements"][0]["id"]
        dropped = send(world, "kabid", "post", f"{road}agreements/{row}/drop/", {"version": 2})
        assert (dropped.status_code, dropped.json()["agreements"]) == (200, [])
        assert send(world, "hana", "get", road).status_code == 404

    def test_followed_up(self, world: World, cycle: Cycle) -> None:
        first = scenes.held(world)
        agreed = agree(world, first)
        confirmed(world, first)
        with clock.frozen(IN_WINDOW + timedelta(hours=1)):
            later = {**scenes.MINUTES, "held_at": (IN_WINDOW + timedelta(minutes=5)).isoformat()}
            second = scenes.take(world, "kabid", scenes.plan(world), "record", **later)
            road = f"dialogue-meetings/{second.public_id}/agreements/{agreed.public_id}/follow-up/"
            body = {"outcome": "carried_on", "due_on": "2026-12-01", "version": second.version}
            done = send(world, "siti", "post", road, body)
            assert done.json()["agreements"][0]["carried_from"] == str(agreed.public_id)
            assert fresh(agreed).outcome == "carried_on"

    def test_templates(self, world: World) -> None:
        body = {"unit": str(world.units["agency"].public_id), "name": "Triwulan", "points": "Kemajuan"}
        made = send(world, "hana", "post", "agenda-templates/", body)
        assert made.status_code == 201
        road = f"agenda-templates/{made.json()['id']}/"
        assert send(world, "hana", "patch", road, {"revision": 0, "in_use": False}).json()["in_use"] is False
        assert send(world, "hana", "patch", road, {"revision": 0, "name": "x"}).status_code == 409
        assert send(world, "siti", "get", road).status_code == 404
        assert send(world, "siti", "post", "agenda-templates/", body).status_code == 403
        assert AgendaTemplate.objects.count() == 1
