"""The pages of the dialogue: what each reader gets, without scripts; what lies beside the items of a form."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal.dialogue import log
from appraisal.models import (
    AgendaTemplate,
    Agreement,
    Cycle,
    DialogueMeeting,
    Feedback,
    FeedbackRound,
    LogEntry,
    LogEvidence,
)
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from tests.dialogue import scenes
from tests.dialogue.scenes import CLOSES, GIVERS, ITEM, ON, WORDS, agree, ask, client_of, close, confirmed, fresh, give
from workflow import clock
from workflow.models import AccessRecord

AUTOSAVE = {"X-Autosave": "1"}


def page(world: World, name: str, address: str, /, *args: Any, **query: str) -> str:
    answer = client_of(world, name).get(reverse(address, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(world: World, name: str, address: str, /, *args: Any, **data: Any) -> Any:
    return client_of(world, name).post(reverse(address, args=args), data)


class TestYear:
    """One page with the three parts."""

    def test_empty_it_teaches(self, world: World, cycle: Cycle) -> None:
        assert "Belum ada catatan untuk tahun ini" in page(world, "siti", "appraisal:dialogue")

    def test_both_sides_read_all_parts(self, world: World, cycle: Cycle) -> None:
        scenes.write(world)
        give(world, ask(world), "rekan")
        meeting = scenes.held(world)
        agree(world, meeting)
        siti = world.people["siti"].public_id
        for name, address, args in (
            ("siti", "appraisal:dialogue", ()),
            ("kabid", "appraisal:dialogue-person", (siti,)),
        ):
            text = page(world, name, address, *args)
            for part in ("120 akta kelahiran", WORDS["rekan"], "Ruang rapat", "Siapkan laporan antrean"):
                assert part in text, (name, part)
        reading = AccessRecord.objects.get(kind="appraisal.dialogue_year")
        assert (reading.reader_id, reading.fields) == (world.users["kabid"].pk, "feedback,log,meetings")

    @pytest.mark.parametrize("name", ["kadis", "hana", "audi", "lia", "rekan", "admin"])
    def test_nobody_else_opens_it(self, world: World, cycle: Cycle, name: str) -> None:
        scenes.write(world)
        address = reverse("appraisal:dialogue-person", args=[world.people["siti"].public_id])
        assert client_of(world, name).get(address).status_code == 404

    def test_another_year(self, world: World, cycle: Cycle) -> None:
        scenes.write(world, on=ON.replace(year=2025), text="Tahun lalu.")
        assert "Tahun lalu." not in page(world, "siti", "appraisal:dialogue")
        assert "Tahun lalu." in page(world, "siti", "appraisal:dialogue", year="2025")
        assert client_of(world, "siti").get(reverse("appraisal:dialogue"), {"year": "1990"}).status_code == 404


class TestLog:
    """Writing and changing entries."""

    def test_written_changed_with_a_file_and_taken_away(self, world: World, cycle: Cycle) -> None:
        made = post(world, "siti", "appraisal:log-new", on=ON, target=ITEM, text="Selesai.")
        one = LogEntry.objects.get()
        assert made["Location"] == reverse("appraisal:log-entry", args=[one.public_id])
        changed = {"on": ON, "target": "", "text": "Selesai <b>tepat</b> waktu.", "revision": 0}
        assert post(world, "siti", "appraisal:log-entry", one.public_id, **changed).status_code == 302
        text = page(world, "siti", "appraisal:log-entry", one.public_id)
        assert "&lt;b&gt;tepat&lt;/b&gt;" in text
        file = SimpleUploadedFile("rekap.txt", b"Rekap bulan September.")
        assert post(world, "siti", "appraisal:log-upload", one.public_id, files=file).status_code == 302
        stored = LogEvidence.objects.get()
        answer = client_of(world, "kabid").get(reverse("appraisal:log-evidence", args=[stored.public_id]))
        assert b"".join(answer.streaming_content) == b"Rekap bulan September."
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert AccessRecord.objects.filter(reader_id=world.users["kabid"].pk, fields="log").exists()
        assert post(world, "kabid", "appraisal:log-evidence-remove", stored.public_id).status_code == 403
        assert post(world, "siti", "appraisal:log-evidence-remove", stored.public_id).status_code == 302
        assert post(world, "siti", "appraisal:log-remove", one.public_id).status_code == 302
        assert "tepat" not in page(world, "siti", "appraisal:dialogue")

    def test_a_fault_keeps_what_was_typed(self, world: World, cycle: Cycle) -> None:
        answer = post(world, "siti", "appraisal:log-new", on="2026-12-01", target="", text="Terlalu awal.")
        assert answer.status_code == 422
        assert "Terlalu awal." in answer.content.decode()

    def test_a_stale_page_shows_both_texts(self, world: World, cycle: Cycle) -> None:
        one = scenes.write(world)
        log.save_entry(one.public_id, actor=world.actor("siti"), revision=0, values={"text": "Dari ponsel."})
        stale = {"on": ON, "target": "", "text": "Dari kantor.", "revision": 0}
        answer = post(world, "siti", "appraisal:log-entry", one.public_id, **stale)
        assert answer.status_code == 409
        assert all(text in answer.content.decode() for text in ("Dari ponsel.", "Dari kantor."))
        assert post(world, "siti", "appraisal:log-entry", one.public_id, **stale | {"revision": 1}).status_code == 302
        assert fresh(one).text == "Dari kantor."

    def test_saved_as_typed(self, world: World, cycle: Cycle) -> None:
        one = scenes.write(world)
        client, road = client_of(world, "siti"), reverse("appraisal:log-entry", args=[one.public_id])
        saved = client.post(road, {"text": "Sedang ditulis", "revision": 0}, headers=AUTOSAVE)
        assert saved.json()["revision"] == 1
        assert (fresh(one).text, fresh(one).target_code) == ("Sedang ditulis", "disiplin")
        stale = client.post(road, {"text": "Lain", "revision": 0}, headers=AUTOSAVE)
        assert (stale.status_code, stale.json()["current"]["fields"]) == (409, {"text": "Sedang ditulis"})
        wrong = client.post(road, {"on": "kemarin", "revision": 1}, headers=AUTOSAVE)
        assert (wrong.status_code, wrong.json()["details"][0]["field"]) == (400, "on")
        assert client.post(road, {"text": "Lain"}, headers=AUTOSAVE).status_code == 428

    def test_others_are_led_to_where_they_read_it(self, world: World, cycle: Cycle) -> None:
        one = scenes.write(world)
        road = reverse("appraisal:log-entry", args=[one.public_id])
        assert f"#entry-{one.public_id}" in client_of(world, "kabid").get(road)["Location"]
        assert client_of(world, "hana").get(road).status_code == 404
        assert client_of(world, "kabid").post(road, {"text": "x", "revision": 0}).status_code == 403


class TestFeedback:
    """Asking and giving on pages."""

    def asking(self, **changes: Any) -> dict[str, Any]:
        return {
            "question": "Apa yang perlu dilanjutkan?",
            "targets": [ITEM],
            "others": "Rekan\nWati\n198501012010010008",
            "names": "unnamed",
            "closes_on": CLOSES,
            **changes,
        }

    def test_asked_by_name_and_number(self, world: World, cycle: Cycle) -> None:
        siti = world.people["siti"].public_id
        text = page(world, "siti", "appraisal:feedback-round-new", siti)
        assert "Bawahan" in text
        assert post(world, "siti", "appraisal:feedback-round-new", siti, **self.asking()).status_code == 302
        assert {row.giver_name for row in Feedback.objects.all()} == {"Rekan", "Wati", "Asing"}

    @pytest.mark.parametrize(
        "changes", [{"others": "Tidak Ada"}, {"others": "Rekan"}, {"closes_on": ""}, {"names": "x"}, {"question": ""}]
    )
    def test_a_fault_keeps_what_was_typed(self, world: World, cycle: Cycle, changes: Any) -> None:
        siti = world.people["siti"].public_id
        answer = post(world, "siti", "appraisal:feedback-round-new", siti, **self.asking(**changes))
        assert answer.status_code == 422
        assert changes.get("question", "Apa yang perlu dilanjutkan?") in answer.content.decode()
        assert not FeedbackRound.objects.exists()

    def test_given_on_the_page(self, world: World, cycle: Cycle) -> None:
        one = ask(world)
        asked = scenes.request_of(world, one, "rekan")
        assert "Anda diminta" in page(world, "rekan", "appraisal:feedback-mine")
        assert "Dengan nama Anda" in page(world, "rekan", "appraisal:feedback", asked.public_id)
        empty = post(world, "rekan", "appraisal:feedback", asked.public_id, version=0)
        assert empty.status_code == 422
        long = {"version": 0, "text-0": "a" * 2001, "text-1": "Tetap di sini."}
        refused = post(world, "rekan", "appraisal:feedback", asked.public_id, **long)
        assert (refused.status_code, "Tetap di sini." in refused.content.decode()) == (400, True)
        done = post(world, "rekan", "appraisal:feedback", asked.public_id, version=0, **{"text-0": WORDS["rekan"]})
        assert done.status_code == 302
        assert WORDS["rekan"] in page(world, "siti", "appraisal:feedback-round", one.public_id)
        assert WORDS["rekan"] in page(world, "kabid", "appraisal:feedback", asked.public_id)
        again = post(world, "rekan", "appraisal:feedback", asked.public_id, version=0, **{"text-0": "Lagi"})
        assert (again.status_code, "Lagi" in again.content.decode()) == (409, True)

    def test_declined_on_the_page(self, world: World, cycle: Cycle) -> None:
        asked = scenes.request_of(world, ask(world), "wati")
        order = {"transition": "decline", "version": 0}
        assert post(world, "siti", "appraisal:feedback-transition", asked.public_id, **order).status_code == 403
        assert post(world, "wati", "appraisal:feedback-transition", asked.public_id, **order).status_code == 302
        give_it = {"transition": "give", "version": 0}
        assert post(world, "wati", "appraisal:feedback-transition", asked.public_id, **give_it).status_code == 400

    def test_unasked_in_two_steps(self, world: World, cycle: Cycle) -> None:
        first = post(world, "asing", "appraisal:feedback-new", to="Tidak Ada")
        assert first.status_code == 400
        second = post(world, "asing", "appraisal:feedback-new", to="Siti")
        text = second.content.decode()
        name = re.search(r'name="(text-\d+)"', text)
        assert name is not None
        done = post(world, "asing", "appraisal:feedback-new", to="Siti", **{name[1]: "Cepat menanggapi."})
        assert done.status_code == 302
        assert "Cepat menanggapi." in page(world, "siti", "appraisal:dialogue")
        again = post(world, "asing", "appraisal:feedback-new", to="Siti", **{name[1]: "Sekali lagi."})
        assert (again.status_code, "Sekali lagi." in again.content.decode()) == (422, True)

    def test_naming_somebody_does_not_show_the_plan(self, world: World, cycle: Cycle) -> None:
        text = post(world, "asing", "appraisal:feedback-new", to="Siti").content.decode()
        assert text.count('name="text-') == len(cycle.rules.indicators) + 1

    def test_without_names_after_the_last_day(self, world: World, cycle: Cycle) -> None:
        one = ask(world, unnamed=True)
        for giver in GIVERS:
            give(world, one, giver)
        before = page(world, "siti", "appraisal:feedback-round", one.public_id)
        assert not any(WORDS[giver] in before for giver in GIVERS)
        close(one)
        with clock.frozen(scenes.AFTER_CLOSING):
            after = page(world, "siti", "appraisal:feedback-round", one.public_id)
            assert all(WORDS[giver] in after for giver in GIVERS)
            assert "Rekan" in after, "whoever asked knows whom"
            assert "Rekan" not in page(world, "kabid", "appraisal:feedback-round", one.public_id)

    def test_cancelled_on_the_page(self, world: World, cycle: Cycle) -> None:
        one = ask(world)
        order = {"transition": "cancel", "version": 0}
        assert post(world, "kabid", "appraisal:feedback-round-transition", one.public_id, **order).status_code == 403
        assert post(world, "siti", "appraisal:feedback-round-transition", one.public_id, **order).status_code == 302
        assert post(world, "siti", "appraisal:feedback-round-transition", one.public_id, **order).status_code == 409


class TestMeetings:
    """The page of a talk."""

    def test_planned_with_a_template(self, world: World, cycle: Cycle) -> None:
        values = {"name": "Triwulan", "points": "Kemajuan\nHambatan", "in_use": "on"}
        unit = world.units["agency"].public_id
        assert post(world, "hana", "appraisal:agenda-template-new", unit=unit, **values).status_code == 302
        template = AgendaTemplate.objects.get()
        assert "Triwulan" in page(world, "hana", "appraisal:agenda-templates")
        values |= {"name": "Triwulan baru", "revision": 0}
        assert post(world, "hana", "appraisal:agenda-template", template.public_id, **values).status_code == 302
        assert post(world, "hana", "appraisal:agenda-template", template.public_id, **values).status_code == 422
        assert post(world, "siti", "appraisal:agenda-template", template.public_id, **values).status_code == 403
        siti = world.people["siti"].public_id
        appointment = {"planned_at": "2026-10-09T09:00", "length": "45", "place": "Ruang", "agenda": ""}
        refused = post(world, "siti", "appraisal:dialogue-meeting-new", siti, **appointment)
        assert refused.status_code == 422
        appointment["template"] = str(template.public_id)
        assert post(world, "siti", "appraisal:dialogue-meeting-new", siti, **appointment).status_code == 302
        meeting = DialogueMeeting.objects.get()
        assert (meeting.agenda, meeting.length) == ("Kemajuan\nHambatan", 45)
        assert meeting.planned_at.isoformat() == "2026-10-09T02:00:00+00:00"

    def step(self, world: World, name: str, meeting: DialogueMeeting, **data: Any) -> int:
        version = fresh(meeting).version
        answer = post(
            world, name, "appraisal:dialogue-meeting-transition", meeting.public_id, **{"version": version, **data}
        )
        return int(answer.status_code)

    def test_the_whole_way(self, world: World, cycle: Cycle) -> None:
        meeting = scenes.plan(world)
        minutes = {"transition": "record", "held_at": "2026-10-07T08:00", "minutes": "Antrean dibahas."}
        assert self.step(world, "kabid", meeting, **minutes) == 302
        agreed = {"text": "Latih petugas.", "owner": "superior", "due_on": "2026-11-02", "target": ITEM}
        version = fresh(meeting).version
        road = ("appraisal:dialogue-agreements", meeting.public_id)
        assert post(world, "siti", *road, version=version, **agreed | {"owner": ""}).status_code == 422
        assert post(world, "siti", *road, version=version, **agreed).status_code == 302
        stale = post(world, "siti", *road, version=version, **agreed | {"text": "Sekali lagi."})
        assert (stale.status_code, "Sekali lagi." in stale.content.decode()) == (409, True)
        assert self.step(world, "siti", meeting, transition="dissent", reason="Antreannya lain.") == 302
        assert self.step(world, "kabid", meeting, transition="acknowledge") == 302
        text = page(world, "siti", "appraisal:dialogue-meeting", meeting.public_id)
        assert all(part in text for part in ("Antrean dibahas.", "Latih petugas.", "Antreannya lain."))
        assert fresh(meeting).state == "confirmed"

    def test_followed_up(self, world: World, cycle: Cycle) -> None:
        first = scenes.held(world)
        agreed = agree(world, first)
        confirmed(world, first)
        with clock.frozen(IN_WINDOW + timedelta(hours=1)):
            second = scenes.plan(world)
            held = {"transition": "record", "held_at": "2026-10-07T10:00", "minutes": "Lanjut."}
            assert self.step(world, "kabid", second, **held) == 302
            assert agreed.text in page(world, "kabid", "appraisal:dialogue-meeting", second.public_id)
            road = ("appraisal:dialogue-agreement", second.public_id, agreed.public_id)
            carry = {"outcome": "carried_on", "due_on": "", "note": ""}
            version = fresh(second).version
            assert post(world, "siti", *road, version=version, **carry).status_code == 400
            assert post(world, "siti", *road, version=version, **carry | {"due_on": "2026-12-01"}).status_code == 302
            carried = Agreement.objects.get(carried_from=agreed)
            version = fresh(second).version
            drop = ("appraisal:dialogue-agreement", second.public_id, carried.public_id)
            assert post(world, "siti", *drop, version=version, act="drop").status_code == 302
            assert fresh(agreed).outcome == ""

    @pytest.mark.parametrize("name", ["hana", "rekan", "kadis", "audi"])
    def test_nobody_else_opens_it(self, world: World, cycle: Cycle, name: str) -> None:
        meeting = scenes.held(world)
        road = reverse("appraisal:dialogue-meeting", args=[meeting.public_id])
        assert client_of(world, name).get(road).status_code == 404
        assert self.step(world, name, meeting, transition="acknowledge") == 404


class TestBeside:
    """What belongs to an item stands at the item, for the employee and the assessor."""

    def fill(self, world: World) -> None:
        scenes.write(world, text="Catatan pencapaian.")
        give(world, ask(world), "rekan")
        one = ask(world, unnamed=True, people=("wati", "asing", "bawahan"), closes_on=CLOSES)
        for giver in ("wati", "asing", "bawahan"):
            give(world, one, giver)
        agree(world, scenes.held(world))
        scenes.write(world, text="Umum saja.", target="")
        do.fill_in(world, "siti")

    def card(self, text: str, world: World, code: str = "disiplin") -> str:
        """The card of one item."""
        item = world.form_of("siti").items.get(code=code)
        found = re.search(rf'<article class="card[^"]*" id="item-{item.public_id}".*?</article>', text, re.DOTALL)
        assert found is not None
        return found[0]

    def test_on_both_pages_at_the_item(self, world: World, cycle: Cycle) -> None:
        self.fill(world)
        form = world.form_of("siti")
        own = page(world, "siti", "appraisal:self", form.public_id)
        parts = ("Catatan pencapaian.", WORDS["rekan"], "Siapkan laporan antrean.")
        assert all(part in self.card(own, world) for part in parts)
        assert not any(part in self.card(own, world, "inovasi") for part in parts)
        assert "Umum saja." in own
        hidden = [WORDS[giver] for giver in ("wati", "asing", "bawahan")]
        assert not any(word in own for word in hidden)
        with clock.frozen(scenes.AFTER_CLOSING):
            do.let_clock_work()
            do.submit(world, "siti")
            review = page(world, "kabid", "appraisal:review", form.public_id)
        assert all(part in self.card(review, world) for part in (*parts, *hidden))
        assert AccessRecord.objects.filter(kind=form.kind, fields__contains="dialogue").exists()

    def test_whoever_helps_sees_the_log_alone(self, world: World, cycle: Cycle) -> None:
        self.fill(world)
        from appraisal.actions import evaluations

        form = world.form_of("siti")
        evaluations.assist(form.public_id, actor=world.actor("hana"), version=form.version, reason="Tanpa sinyal.")
        text = page(world, "hana", "appraisal:self", form.public_id)
        assert "Catatan pencapaian." in text
        assert WORDS["rekan"] not in text
        assert "Siapkan laporan antrean." not in text
