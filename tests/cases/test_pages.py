"""The pages: who sees what, how many statements, and that a refusal loses nothing typed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.lifecycle import open_cases
from cases.models import CoachingSession, Enrolment, ImprovementCase, PlanItem, Training
from organization.models import Employee
from tests.cases.world import (
    NOW,
    RECORD,
    World,
    bring_to,
    certificate,
    enrolment,
    hold_session,
    low,
    open_case,
    planned_session,
    step,
    training,
)
from workflow import clock
from workflow.models import AccessRecord, Event
from workflow.transactions import durable

# Read again every half minute by each process, whatever the page.
NOW_AND_THEN = ('"workflow_holiday"', '"workflow_clockoffset"')


@pytest.fixture
def signed_in(world):
    def sign_in(name):
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, answer.content[:500]
    taken = [query["sql"] for query in captured if not any(table in query["sql"] for table in NOW_AND_THEN)]
    return taken, answer.content.decode()


def content_of(answer):
    """The bytes of a download; read to the end, it closes itself."""
    return b"".join(answer.streaming_content)


def crowd(world: World, start: int, count: int) -> None:
    """Further people with a low result in the unit of budi."""

    made = [
        Employee(nip=f"1991010120200{n:05d}", full_name=f"Pegawai {n}", kind="pns", unit=world.units["office"])
        for n in range(start, start + count)
    ]
    results = []
    for person in Employee.objects.bulk_create(made):
        world.people["x"] = person
        results.append(low(world, "x", source=1000 + person.pk))
    with durable():
        open_cases(results, at=clock.now())


@pytest.mark.parametrize("who", ["hana", "sari", "budi"])
def test_the_board_takes_the_same_few_statements_however_many_rows(world, signed_in, who):
    open_case(world)
    client = signed_in(who)
    crowd(world, 1, 10)
    few, _page = statements(client, reverse("cases:board"))
    crowd(world, 100, 90)
    many, _page = statements(client, reverse("cases:board"))
    assert [sql[:60] for sql in few] == [sql[:60] for sql in many]
    assert len(many) <= 15


@pytest.mark.parametrize("who", ["hana", "sari", "citra", "budi", "audi"])
def test_the_page_of_a_case_takes_the_same_few_statements_however_long_its_history(world, signed_in, who):
    case = bring_to(world, "active")
    offer = training()
    enrolment(world, offer=offer)
    hold_session(world, planned_session(case, world))
    client, url = signed_in(who), reverse("cases:case", args=[case.public_id])
    few, page = statements(client, url)
    for n in range(20):
        planned_session(case, world, ahead=timedelta(days=3 + n))
        PlanItem.objects.create(case=case, kind="measure", title=f"Langkah {n}", due_on=date(2027, 1, 5))
        enrolment(world, offer=training(f"X{n}"))
    many, page = statements(client, url)
    assert [sql[:60] for sql in few] == [sql[:60] for sql in many]
    assert len(many) <= 15
    assert "Disiplin" in page


def test_other_pages_stay_within_fifteen_statements(world, signed_in):
    case = open_case(world)
    session = planned_session(case, world)
    wanted = enrolment(world)
    pages = {
        "sari": [
            reverse("cases:plan", args=[case.public_id]),
            reverse("cases:plan_item_new", args=[case.public_id]),
            reverse("cases:plan_item", args=[case.public_id, case.items.first().public_id]),
            reverse("cases:session_new", args=[case.public_id]),
            reverse("cases:session", args=[session.public_id]),
        ],
        "budi": [
            reverse("cases:trainings"),
            reverse("cases:my_trainings"),
            reverse("cases:training", args=[wanted.training.public_id]),
            reverse("cases:enrolment", args=[wanted.public_id]),
        ],
        "tita": [
            reverse("cases:enrolments"),
            reverse("cases:training_new"),
            reverse("cases:enrolment", args=[wanted.public_id]),
        ],
    }
    for who, urls in pages.items():
        client = signed_in(who)
        for url in urls:
            assert len(statements(client, url)[0]) <= 15, url


class TestRefusals:
    def post(self, client, url, case, name, **payload):
        version = type(case).objects.values_list("version", flat=True).get(pk=case.pk)
        return client.post(url, {"transition": name, "version": version, **payload})

    def test_a_refused_act_shows_why_and_keeps_what_was_typed(self, world, signed_in):
        case = bring_to(world, "under_review")
        client, events = signed_in("hana"), Event.objects.count()
        typed = {"outcome": "not_met", "outcome_note": "Sudah <b>lebih</b> tepat waktu"}
        answer = self.post(client, reverse("cases:act", args=[case.public_id]), case, "close", **typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Kasus belum dapat ditutup" in page
        assert "Masih perlu 2 sesi pembimbingan lagi" in page
        assert Event.objects.count() == events
        assert "<b>lebih</b>" not in page

    def test_a_field_fault_stands_at_its_field_with_the_text(self, world, signed_in):
        case = bring_to(world, "active")
        url = reverse("cases:act", args=[case.public_id])
        item = case.items.filter(kind="goal").first().public_id
        typed = {"item": item, "due_on": "besok", "reason": "Dinas luar ke Jambi"}
        answer = self.post(signed_in("sari"), url, case, "extend_item", **typed)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "Dinas luar ke Jambi" in page
        assert "tanggal" in page

    def test_an_old_page_is_told_so_and_changes_nothing(self, world, signed_in):
        case = bring_to(world, "active")
        url = reverse("cases:act", args=[case.public_id])
        client = signed_in("sari")
        answer = client.post(url, {"transition": "hold", "version": 0, "reason": "cuti"})
        assert answer.status_code == 409
        assert "cuti" in answer.content.decode()
        assert client.post(url, {"transition": "hold", "reason": "cuti"}).status_code == 428
        assert ImprovementCase.objects.get().state == "active"

    def test_the_same_form_sent_twice_acts_once(self, world, signed_in):
        case = bring_to(world, "active")
        client, url = signed_in("sari"), reverse("cases:act", args=[case.public_id])
        body = {"transition": "hold", "version": case.version, "reason": "cuti", "key": "a" * 32}
        assert client.post(url, body).status_code == client.post(url, body).status_code == 302
        assert Event.objects.filter(name="case.held").count() == 1

    def test_an_unknown_act_is_refused(self, world, signed_in):
        case = open_case(world)
        answer = signed_in("sari").post(reverse("cases:act", args=[case.public_id]), {"transition": "x", "version": 1})
        assert answer.status_code == 400

    def test_a_person_nobody_knows_is_a_fault_at_the_field(self, world, signed_in):
        case = open_case(world, coach=None)
        url = reverse("cases:act", args=[case.public_id])
        answer = self.post(signed_in("hana"), url, case, "assign_coach", coach="Tidak Dikenal")
        assert answer.status_code == 400
        assert "Tidak Dikenal" in answer.content.decode()

    @pytest.mark.parametrize("who", ["rekan", "joko", "bawahan", "lia", "admin"])
    def test_a_foreign_case_answers_like_an_absent_one(self, world, signed_in, who):
        case, client = open_case(world), signed_in(who)
        foreign = client.get(reverse("cases:case", args=[case.public_id]))
        absent = client.get(reverse("cases:case", args=[uuid4()]))
        assert foreign.status_code == absent.status_code == 404

    def test_without_signing_in_there_is_only_the_sign_in(self, world, client):
        case = open_case(world)
        for url in (reverse("cases:board"), reverse("cases:case", args=[case.public_id]), reverse("cases:trainings")):
            answer = client.get(url)
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/")

    def test_reading_never_changes_anything(self, world, signed_in):
        case = bring_to(world, "active")
        before = (Event.objects.count(), ImprovementCase.objects.values().get())
        for name in ("cases:act", "cases:assign_coach", "cases:approve_many"):
            args = [case.public_id] if name == "cases:act" else []
            assert signed_in("hana").get(reverse(name, args=args)).status_code == 405
        assert (Event.objects.count(), ImprovementCase.objects.values().get()) == before


class TestBoard:
    def board(self, client, **query):
        return client.get(reverse("cases:board"), query).content.decode()

    def test_filters_stand_in_the_address(self, world, signed_in):
        bring_to(world, "active")
        open_case(world, "rekan", source=2, coach=None)
        hana = signed_in("hana")
        assert "Budi" in self.board(hana, state="active")
        assert "Rekan" not in self.board(hana, state="active")
        assert "Rekan" in self.board(hana, q="rekan")
        assert "Budi" not in self.board(hana, q="rekan")
        assert "Budi" not in self.board(hana, unit="other")
        assert "Rekan" not in self.board(signed_in("citra"), mine="1")

    def test_what_is_stuck_comes_first(self, world, signed_in):
        open_case(world)
        late = open_case(world, "rekan", source=2)
        ImprovementCase.objects.filter(pk=late.pk).update(duty_overdue=True)
        page = self.board(signed_in("hana"))
        assert page.index("Rekan</a>") < page.index("Budi</a>")
        assert "Budi" not in self.board(signed_in("hana"), late="1").split("<tbody>")[1]

    @pytest.mark.parametrize("sort", ["stuck", "-stuck", "due", "name", "-name", "unit", "opened", "state", "nonsense"])
    def test_every_row_is_shown_once_over_the_pages(self, world, signed_in, sort, monkeypatch):
        monkeypatch.setattr("cases.views.board.SIZE", 4)
        crowd(world, 1, 10)
        client, address, seen = signed_in("hana"), f"{reverse('cases:board')}?sort={sort}", []
        for _page in range(3):
            page = client.get(address).content.decode()
            seen += [part.split("/")[0] for part in page.split('href="/cases/')[1:] if part[8:9] == "-"]
            if 'rel="next"' not in page:
                break
            query = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
            address = reverse("cases:board") + query
        assert len(seen) == len(set(seen)) == 10

    def test_a_foreign_cursor_starts_at_the_beginning(self, world, signed_in):
        open_case(world)
        assert "Budi" in self.board(signed_in("hana"), after="broken")

    def test_one_coach_for_the_selected(self, world, signed_in):
        case = open_case(world, coach=None)
        body = {"selected": [str(case.public_id), "nonsense"], "coach": world.people["lama"].nip}
        answer = signed_in("hana").post(reverse("cases:assign_coach"), body)
        assert answer.status_code == 200
        assert "Lama sekarang menjadi pembimbing" in answer.content.decode()
        assert ImprovementCase.objects.get().coach == world.people["lama"]

    def test_an_unknown_coach_keeps_the_selection_and_the_name(self, world, signed_in):
        case = open_case(world, coach=None)
        body = {"selected": [str(case.public_id)], "coach": "Salah Ketik"}
        answer = signed_in("hana").post(reverse("cases:assign_coach"), body)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Salah Ketik" in page
        assert f'value="{case.public_id}" form="bulk-coach" data-select-row checked' in page

    @pytest.mark.parametrize("who", ["budi", "sari", "audi", "admin"])
    def test_only_hr_assigns_in_bulk(self, world, signed_in, who):
        case = open_case(world, coach=None)
        body = {"selected": [str(case.public_id)], "coach": world.people["lama"].nip}
        assert signed_in(who).post(reverse("cases:assign_coach"), body).status_code == 403
        assert ImprovementCase.objects.get().coach is None

    def test_after_the_act_one_stays_on_this_site(self, world, signed_in):
        case = open_case(world, coach=None)
        body = {"selected": [str(case.public_id)], "coach": world.people["lama"].nip, "next": "https://evil.example/"}
        page = signed_in("hana").post(reverse("cases:assign_coach"), body).content.decode()
        assert "evil.example" not in page
        assert f'href="{reverse("cases:board")}"' in page


class TestSecrets:
    def test_notes_of_a_talk_are_not_on_the_pages_of_others(self, world, signed_in):
        case = bring_to(world, "active")
        session = hold_session(world, planned_session(case, world), notes="RAHASIA-1", agreements="SEPAKAT-1")
        url = reverse("cases:session", args=[session.public_id])
        assert "RAHASIA-1" in signed_in("budi").get(url).content.decode()
        hr, auditor = (signed_in(who).get(url).content.decode() for who in ("hana", "audi"))
        assert "RAHASIA-1" not in hr
        assert "SEPAKAT-1" in hr
        assert "RAHASIA-1" not in auditor
        assert "SEPAKAT-1" not in auditor

    def test_a_reason_is_not_on_the_timeline_of_the_auditor(self, world, signed_in):
        case = bring_to(world, "on_hold")
        url = reverse("cases:case", args=[case.public_id])
        assert "cuti melahirkan" in signed_in("sari").get(url).content.decode()
        assert "cuti melahirkan" not in signed_in("audi").get(url).content.decode()

    @pytest.mark.parametrize(("who", "shown"), [("budi", True), ("tita", True), ("audi", False)])
    def test_why_a_request_was_declined_stands_on_its_page(self, world, signed_in, who, shown):
        made = step(enrolment(world), "decline", world.actor("tita"), reason="Kelas sudah penuh.")
        page = signed_in(who).get(reverse("cases:enrolment", args=[made.public_id]))
        assert ("Kelas sudah penuh." in page.content.decode()) is shown

    def test_the_list_of_what_may_be_read_is_the_same_over_rest(self, world, signed_in):
        case = bring_to(world, "active")
        session = hold_session(world, planned_session(case, world), notes="RAHASIA-1", agreements="SEPAKAT-1")
        url = f"/api/v1/coaching-sessions/{session.public_id}/"
        assert signed_in("citra").get(url).json()["notes"] == "RAHASIA-1"
        assert "notes" not in signed_in("hana").get(url).json()
        assert "agreements" not in signed_in("audi").get(url).json()

    @pytest.mark.parametrize(("who", "recorded"), [("hana", 1), ("budi", 0)])
    def test_a_read_by_somebody_else_is_recorded(self, world, signed_in, who, recorded):
        case = open_case(world)
        signed_in(who).get(reverse("cases:case", args=[case.public_id]))
        assert AccessRecord.objects.filter(kind=case.kind, subject_id=case.pk).count() == recorded

    def test_a_certificate_is_handed_out_only_to_those_who_may(self, world, signed_in):
        wanted = enrolment(world, offer=training(starts=NOW.date()))
        step(wanted, "approve", world.actor("tita"))
        proof = certificate(world, wanted)
        url = reverse("cases:certificate", args=[wanted.public_id, proof.public_id])
        for who, status in {"budi": 200, "tita": 200, "hana": 200, "audi": 404, "rekan": 404}.items():
            answer = signed_in(who).get(url)
            assert answer.status_code == status, who
            if status == 200:
                assert content_of(answer).startswith(b"%PDF")
        answer = signed_in("budi").get(url)
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert content_of(answer)


class TestForms:
    def test_a_plan_saved_elsewhere_shows_both_texts(self, world, signed_in):
        case, client = open_case(world), signed_in("sari")
        url = reverse("cases:plan", args=[case.public_id])
        body = {"revision": 0, "goal": "Teks saya", "target_on": "2027-05-01", "sessions_required": 3}
        assert client.post(url, {**body, "goal": "Teks lain"}).status_code == 302
        answer = client.post(url, body)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Teks saya" in page
        assert "Teks lain" in page
        assert 'name="revision" value="1"' in page
        assert client.post(url, {**body, "revision": 1}).status_code == 302
        assert ImprovementCase.objects.get().goal == "Teks saya"

    def test_items_are_added_changed_and_taken_out(self, world, signed_in):
        case, client = open_case(world), signed_in("citra")
        body = {"kind": "measure", "title": "Datang pukul 07.30", "owner": "employee", "due_on": "2027-01-05"}
        assert client.post(reverse("cases:plan_item_new", args=[case.public_id]), body).status_code == 302
        line = PlanItem.objects.get(title="Datang pukul 07.30")
        url = reverse("cases:plan_item", args=[case.public_id, line.public_id])
        assert client.post(url, {**body, "title": "Datang pukul 07.15", "revision": 0}).status_code == 302
        assert client.post(url, {**body, "revision": 0}).status_code == 409
        assert client.post(url, body).status_code == 428
        gone = reverse("cases:plan_item_remove", args=[case.public_id, line.public_id])
        assert client.post(gone, {"revision": 1}).status_code == 302
        assert PlanItem.objects.get(pk=line.pk).removed

    def test_a_session_is_planned_in_the_zone_of_the_office(self, world, signed_in):
        case = open_case(world)
        ImprovementCase.objects.filter(pk=case.pk).update(zone="Asia/Jayapura")
        url = reverse("cases:session_new", args=[case.public_id])
        assert signed_in("sari").post(url, {"planned_at": "2026-12-01T09:00"}).status_code == 302
        assert CoachingSession.objects.get().planned_at.isoformat() == "2026-12-01T00:00:00+00:00"

    def test_a_session_in_the_past_keeps_what_was_typed(self, world, signed_in):
        case = open_case(world)
        url = reverse("cases:session_new", args=[case.public_id])
        answer = signed_in("sari").post(url, {"planned_at": "2026-01-01T09:00", "agenda": "Hambatan kerja"})
        assert answer.status_code == 400
        assert "Hambatan kerja" in answer.content.decode()

    def test_a_talk_is_recorded_and_answered_on_the_page(self, world, signed_in):
        session = planned_session(open_case(world), world)
        url = reverse("cases:session_act", args=[session.public_id])
        body = {"transition": "record", "version": 0, "held_at": "2026-11-23T08:00", **RECORD}
        assert signed_in("citra").post(url, body).status_code == 302
        for version, who in ((1, "citra"), (2, "budi")):
            assert signed_in(who).post(url, {"transition": "acknowledge", "version": version}).status_code == 302
        assert CoachingSession.objects.get().state == "confirmed"

    def test_a_training_from_the_request_to_the_certificate(self, world, signed_in):
        case = open_case(world)
        offer = training(starts=NOW.date())
        ask = reverse("cases:training", args=[offer.public_id])
        assert signed_in("sari").post(ask, {"case": str(case.public_id), "wish": "untuk disiplin"}).status_code == 302
        wanted = Enrolment.objects.get()
        assert (wanted.employee, wanted.case) == (world.people["budi"], case)
        tita, act = signed_in("tita"), reverse("cases:enrolment_act", args=[wanted.public_id])
        answer = tita.post(reverse("cases:approve_many"), {"selected": [str(wanted.public_id)]})
        assert answer.status_code == 200
        assert "Kursi diberikan" in answer.content.decode()
        assert tita.post(act, {"transition": "attend", "version": 1}).status_code == 302
        upload = reverse("cases:certificate_upload", args=[wanted.public_id])
        bad = signed_in("budi").post(upload, {"file": SimpleUploadedFile("a.pdf", b"<html>"), "number": "7/2026"})
        assert bad.status_code == 400
        assert "7/2026" in bad.content.decode()
        good = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")
        assert signed_in("budi").post(upload, {"file": good, "number": "7/2026"}).status_code == 302
        proof = wanted.certificates.get()
        page = tita.get(reverse("cases:enrolment", args=[wanted.public_id])).content.decode()
        assert str(proof.public_id) in page
        body = {
            "transition": "complete",
            "version": 2,
            "result": "passed",
            "jp_hours": 20,
            "certificate": proof.public_id,
        }
        assert tita.post(act, body).status_code == 302
        assert "20" in signed_in("budi").get(reverse("cases:my_trainings")).content.decode()

    def test_evidence_is_added_and_handed_out(self, world, signed_in):
        case = bring_to(world, "active")
        line = case.items.first()
        url = reverse("cases:evidence", args=[case.public_id, line.public_id])
        body = {"file": SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n0")}
        assert signed_in("budi").post(url, body).status_code == 302
        assert content_of(signed_in("sari").get(url)) == b"\x89PNG\r\n\x1a\n0"
        assert (
            signed_in("hana").post(url, {"file": SimpleUploadedFile("f.png", b"\x89PNG\r\n\x1a\n1")}).status_code == 403
        )
        assert signed_in("rekan").get(url).status_code == 404

    def test_a_training_enters_the_catalogue(self, world, signed_in):
        body = {
            "code": "N1", "title": "Pelayanan prima", "kind": "klasikal", "provider": "LAN", "jp_hours": 8,
            "starts_on": "2026-12-01", "ends_on": "2026-12-01", "indicators": "service, discipline",
        }  # fmt: skip
        tita, url = signed_in("tita"), reverse("cases:training_new")
        wrong = tita.post(url, {**body, "jp_hours": 0})
        assert wrong.status_code == 400
        assert "Pelayanan prima" in wrong.content.decode()
        assert tita.post(url, body).status_code == 302
        assert sorted(Training.objects.get().indicators.values_list("code", flat=True)) == ["discipline", "service"]
        assert signed_in("budi").get(url).status_code == 403
        assert signed_in("budi").get(reverse("cases:enrolments")).status_code == 403


class TestNextSteps:
    def hints(self, client, case):
        page = client.get(reverse("cases:case", args=[case.public_id])).content.decode()
        return page.split('id="next-act"')[1].split("</section>")[0] if 'id="next-act"' in page else ""

    def test_each_side_hears_what_waits_for_it(self, world, signed_in):
        case = bring_to(world, "active")
        session = hold_session(world, planned_session(case, world))
        step(session, "acknowledge", world.actor("citra"))
        assert "Nyatakan apakah catatan" in self.hints(signed_in("budi"), case)
        assert "Kerjakan: Pilih dan jalankan dua perbaikan" in self.hints(signed_in("budi"), case)
        leader = self.hints(signed_in("citra"), case)
        assert "Nyatakan apakah catatan" not in leader
        assert "Kerjakan: Sesi pembimbingan pertama" in leader
        assert self.hints(signed_in("audi"), case) == ""

    def test_a_talk_that_has_passed_waits_to_be_written_down(self, world, signed_in):
        case = open_case(world)
        planned_session(case, world)
        assert "Catat pembicaraan tanggal" not in self.hints(signed_in("citra"), case)
        CoachingSession.objects.update(planned_at=NOW - timedelta(hours=1))
        assert "Catat pembicaraan tanggal" in self.hints(signed_in("citra"), case)
        assert "Catat pembicaraan tanggal" not in self.hints(signed_in("budi"), case)

    def test_a_board_without_cases_says_so(self, world, signed_in):
        assert "Tidak ada kasus yang berjalan" in signed_in("rekan").get(reverse("cases:board")).content.decode()
