"""Counselling through the pages and over REST: what each reader gets to see, and that refusals lose nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.counselling import actions
from cases.models import Counselling, CounsellingNote, CounsellingSession
from tests.cases.counselling_world import SECRET, counselling_of, held_talk, noted_talk, talk_of
from tests.cases.test_pages import statements
from tests.cases.world import NOW, open_case
from workflow.models import AccessRecord


@pytest.fixture
def signed_in(world):
    def sign_in(who: str) -> Client:
        client = Client()
        client.force_login(world.users[who], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in


def rest(talk: CounsellingSession, more: str = "") -> str:
    return f"/api/v1/counselling-sessions/{talk.public_id}/{more}"


class TestPages:
    def test_the_employee_asks_on_the_page_of_the_case(self, world, signed_in):
        case, client = open_case(world), signed_in("budi")
        url = reverse("cases:counselling_of_case", args=[case.public_id])
        assert url in client.get(reverse("cases:case", args=[case.public_id])).content.decode()
        page = client.get(url).content.decode()
        assert "Kana" in page
        assert "Sari" not in page
        answer = client.post(url, {"counsellor": str(world.people["kana"].public_id)})
        assert answer.status_code == 302
        assert Counselling.objects.get().wished == world.people["kana"]

    def test_hr_finds_the_wish_filled_in_and_names(self, world, signed_in):
        case = open_case(world)
        kana = world.people["kana"].public_id
        made = actions.ask_counselling(case, actor=world.actor("budi"), counsellor=kana)
        client, url = signed_in("hana"), reverse("cases:counselling", args=[made.public_id])
        assert f'value="{kana}" selected' in client.get(url).content.decode()
        body = {"transition": "name_counsellor", "version": 0, "counsellor": str(kana)}
        assert client.post(url + "act/", body).status_code == 302
        assert Counselling.objects.get().state == "active"

    def test_hr_offers_only_with_a_name(self, world, signed_in):
        client, url = signed_in("hana"), reverse("cases:counselling_of_case", args=[open_case(world).public_id])
        assert client.post(url, {"counsellor": ""}).status_code == 400
        assert not Counselling.objects.exists()

    def test_the_counsellor_arranges_records_and_writes(self, world, signed_in):
        found, client = counselling_of(world), signed_in("kana")
        assert "Budi" in client.get(reverse("cases:counsellings")).content.decode()
        url = reverse("cases:talk_new", args=[found.public_id])
        assert client.post(url, {"planned_at": "2026-11-01T09:00"}).status_code == 400
        answer = client.post(url, {"planned_at": "2026-11-25T09:00", "place": "Ruang kecil"})
        talk = CounsellingSession.objects.get()
        assert answer.headers["Location"] == reverse("cases:talk", args=[talk.public_id])
        record = {"transition": "record", "version": 0, "held_at": "2026-11-23T08:00", "minutes": "40"}
        assert client.post(reverse("cases:talk_act", args=[talk.public_id]), record).status_code == 302
        note = reverse("cases:talk_note", args=[talk.public_id])
        assert client.post(note, {"revision": "0", "text": SECRET}).status_code == 302
        assert SECRET in client.get(note).content.decode()

    @pytest.mark.parametrize(
        ("change", "status"),
        [({"held_at": "2026-11-23T09:01"}, 422), ({"minutes": "-5"}, 422), ({"minutes": "1441"}, 422)],
    )
    def test_a_wrong_record_keeps_what_was_typed(self, world, signed_in, change, status):
        talk, client = talk_of(world), signed_in("kana")
        body = {"transition": "record", "version": 0, "held_at": "2026-11-23T08:00", "minutes": "40", **change}
        answer = client.post(reverse("cases:talk_act", args=[talk.public_id]), body)
        assert answer.status_code == status
        assert all(typed in answer.content.decode() for typed in change.values())
        assert CounsellingSession.objects.get().state == "planned"

    def test_a_stale_note_shows_both_texts(self, world, signed_in):
        talk, client = noted_talk(world), signed_in("kana")
        url = reverse("cases:talk_note", args=[talk.public_id])
        answer = client.post(url, {"revision": "0", "text": "ketikan saya"})
        page = answer.content.decode()
        assert (answer.status_code, SECRET in page, "ketikan saya" in page) == (409, True, True)
        assert client.post(url, {"text": "ketikan saya"}).status_code == 428
        assert client.post(url, {"revision": "1", "text": "ketikan saya"}).status_code == 302

    def test_the_person_reads_it_and_sees_who_opened_it(self, world, signed_in):
        talk = noted_talk(world)
        signed_in("kana").get(reverse("cases:talk_note", args=[talk.public_id]))
        client = signed_in("budi")
        answer = client.get(reverse("cases:talk_note", args=[talk.public_id]))
        assert SECRET in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        page = client.get(reverse("cases:talk", args=[talk.public_id])).content.decode()
        assert "Kana" in page
        assert SECRET not in page
        assert AccessRecord.objects.filter(kind=talk.kind).count() == 2

    def test_the_person_does_not_write(self, world, signed_in):
        talk = noted_talk(world)
        answer = signed_in("budi").post(
            reverse("cases:talk_note", args=[talk.public_id]), {"revision": "1", "text": "x"}
        )
        assert answer.status_code == 403
        assert CounsellingNote.objects.get().revision == 1

    @pytest.mark.parametrize("who", ["sari", "hana", "audi"])
    def test_others_see_that_and_when(self, world, signed_in, who):
        talk, client = noted_talk(world), signed_in(who)
        page = client.get(reverse("cases:talk", args=[talk.public_id])).content.decode()
        assert "23 November 2026" in page
        assert "Ruang kecil" not in page
        assert "50 men" not in page
        assert client.get(reverse("cases:talk_note", args=[talk.public_id])).status_code == 403
        counselling = client.get(reverse("cases:counselling", args=[talk.counselling.public_id])).content.decode()
        assert ("Kana" in counselling) == (who == "hana")

    @pytest.mark.parametrize("who", ["citra", "rekan", "tita", "lia", "admin", "kano", "joko"])
    def test_for_all_others_it_does_not_exist(self, world, signed_in, who):
        talk, client = noted_talk(world), signed_in(who)
        for name, subject in (("talk", talk), ("talk_note", talk), ("counselling", talk.counselling)):
            assert client.get(reverse(f"cases:{name}", args=[subject.public_id])).status_code == 404
        assert (
            client.get(reverse("cases:counselling_of_case", args=[talk.counselling.case.public_id])).status_code == 404
        )

    @pytest.mark.parametrize("who", ["budi", "kana", "hana", "sari"])
    def test_pages_take_few_statements_however_many_talks(self, world, signed_in, who):
        talk, client = noted_talk(world), signed_in(who)
        pages = [
            reverse("cases:counselling", args=[talk.counselling.public_id]),
            reverse("cases:talk", args=[talk.public_id]),
            reverse("cases:counsellings"),
        ]
        _statements(client, pages[0])
        counts = [_statements(client, url) for url in pages]
        for n in range(8):
            talk_of(world, talk.counselling, ahead=3 + n)
        again = [_statements(client, url) for url in pages]
        assert again == counts
        assert max(counts) <= 15


def _statements(client: Client, url: str) -> int:
    return len(statements(client, url)[0])


class TestRest:
    def test_asking_naming_arranging_recording_writing(self, world, signed_in):
        case = open_case(world)
        made = signed_in("budi").post("/api/v1/counsellings/", {"case": str(case.public_id)}, "application/json")
        assert made.status_code == 201
        assert made.json()["counsellor"] is None
        url = f"/api/v1/counsellings/{made.json()['id']}/transitions/"
        body = {"transition": "name_counsellor", "version": 0, "counsellor": str(world.people["kana"].public_id)}
        assert signed_in("hana").post(url, body, "application/json").status_code == 200
        kana = signed_in("kana")
        wanted = {"counselling": made.json()["id"], "planned_at": (NOW + timedelta(days=1)).isoformat()}
        talk = kana.post("/api/v1/counselling-sessions/", wanted, "application/json")
        assert talk.status_code == 201
        url = f"/api/v1/counselling-sessions/{talk.json()['id']}/"
        early = {"transition": "record", "version": 0, "held_at": (NOW + timedelta(hours=1)).isoformat(), "minutes": 9}
        assert kana.post(url + "transitions/", early, "application/json").json()["code"] == "session_in_future"
        long = {**early, "held_at": NOW.isoformat(), "minutes": 1441}
        assert kana.post(url + "transitions/", long, "application/json").json()["code"] == "session_length"
        assert kana.post(url + "transitions/", {**long, "minutes": 60}, "application/json").status_code == 200
        assert kana.put(url + "note/", {"text": SECRET}, "application/json").status_code == 428
        saved = kana.put(url + "note/", {"text": SECRET, "revision": 0}, "application/json")
        assert saved.json() == {"revision": 1, "text": SECRET}
        stale = kana.put(url + "note/", {"text": "lain", "revision": 0}, "application/json")
        assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")

    def test_openings_are_recorded_with_their_door(self, world, signed_in):
        talk = noted_talk(world)
        assert signed_in("budi").get(rest(talk, "note/")).json()["text"] == SECRET
        assert AccessRecord.objects.get(kind=talk.kind).channel == "rest"
        found = signed_in("kana").get(rest(talk, "openings/")).json()
        assert [(one["name"], one["channel"], one["ground"]) for one in found] == [("Budi", "rest", "subject")]

    @pytest.mark.parametrize(
        ("who", "note", "openings", "shown"),
        [
            ("budi", 200, 200, {"place", "minutes", "absent"}),
            ("kana", 200, 200, {"place", "minutes", "absent"}),
            ("sari", 403, 403, set()),
            ("hana", 403, 403, set()),
            ("audi", 403, 403, set()),
            ("citra", 404, 404, None),
            ("admin", 404, 404, None),
        ],
    )
    def test_who_gets_which_fields(self, world, signed_in, who, note, openings, shown):
        talk, client = noted_talk(world), signed_in(who)
        answer = client.get(rest(talk))
        assert client.get(rest(talk, "note/")).status_code == note
        assert client.get(rest(talk, "openings/")).status_code == openings
        if shown is None:
            assert answer.status_code == 404
            return
        assert {"place", "minutes", "absent"} & set(answer.json()) == shown
        assert {"held_at", "planned_at", "note_written_at"} <= set(answer.json())

    def test_the_record_of_the_auditor_does_not_tell_who_listens(self, world, signed_in):
        held_talk(world)
        rows = signed_in("audi").get("/api/v1/events/?limit=100").json()["results"]
        actors: dict[str, set[str | None]] = {}
        for row in rows:
            actors.setdefault(row["kind"].removeprefix("cases."), set()).add(row["actor"])
        assert actors["counselling"] == actors["counselling_session"] == {None}
        # The clock opened the case, a person took it further.
        assert actors["improvement_case"] > {None}
        assert str(world.users["kana"].public_id) not in str(rows)

    @pytest.mark.parametrize("more", ["", "?kind=cases.counselling_session", "?kind=cases.counselling"])
    def test_the_desk_of_the_auditor_lists_no_reading_in_counselling(self, world, signed_in, more):
        """Who opened a note says who listens; the talk itself shows its openings, the desk does not."""
        talk = noted_talk(world)
        assert signed_in("kana").get(rest(talk, "note/")).status_code == 200
        assert AccessRecord.objects.filter(kind=CounsellingSession.kind).exists()
        client = signed_in("audi")
        rows = client.get(f"/api/v1/access-records/{more}").json()["results"]
        assert [row for row in rows if row["kind"].startswith("cases.counselling")] == []
        assert "Kana" not in client.get(f"/audit/readings/{more}").content.decode()

    def test_who_listens_is_no_business_of_the_assessor(self, world, signed_in):
        talk = held_talk(world)
        counselling = f"/api/v1/counsellings/{talk.counselling.public_id}/"
        assert "counsellor" not in signed_in("sari").get(counselling).json()
        for url in (counselling, rest(talk)):
            assert signed_in("sari").get(url + "events/").status_code == 403
