"""The sealed file of an improvement case: who may have it, what is never in it, and that a change is named."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from cases.actions import plan
from cases.documents.case_file import READERS
from cases.files import StoredFile
from cases.models import Certificate, CounsellingSession, ImprovementCase
from tests.cases import world as do
from tests.cases.counselling_world import counselling_of, noted_talk
from tests.cases.guidance_world import evaluation_of, feedback_of, guided_case, handed_in
from tests.documents.scenes import NASTY, content, work
from tests.documents.sealing import (
    browser,
    faults,
    index_text,
    member,
    names_in,
    rebuilt,
    said_by_page,
    script,
)
from workflow import clock
from workflow.documents import actions, sealed
from workflow.documents.codes import grouped
from workflow.models import Document, Incident, Job
from workflow.policies import policy_for

pytestmark = pytest.mark.django_db
KIND = "cases.case_file"
SAID, NOTED, THOUGHT = "rahasia-konseling-5e1b", "rahasia-sesi-91c2", "rahasia-pelatihan-44d0"
PLACE = "bilik-konseling-7c2a"
PEOPLE = {"budi", "sari", "citra", "hana"}
EVIDENCE = b"%PDF-1.4 bukti kemajuan"
LATER = timedelta(minutes=1)


def helped(world):
    """A case with evidence, a certificate, a confirmed session, an opinion of a training, and counselling."""
    case = do.bring_to(world, "active")
    hand_in(world, case)
    enrolled = do.enrolment(world)
    do.certificate(world, do.step(enrolled, "approve", world.actor("tita")))
    type(enrolled).objects.update(case=case, remarks=THOUGHT)
    do.fulfil(world, case)
    case.sessions.update(notes=NOTED)
    noted_talk(world, SAID, counselling_of(world, case))
    CounsellingSession.objects.update(place=PLACE)
    do.step(case, "submit_for_review", world.actor("sari"), summary=f"Sudah tepat waktu. {NASTY}")
    return case


def hand_in(world, case):
    path = default_storage.save("cases/xx/bukti", BytesIO(EVIDENCE))
    digest = hashlib.sha256(EVIDENCE).hexdigest()
    stored = StoredFile(path, "absen.pdf", "application/pdf", len(EVIDENCE), digest)
    plan.attach_evidence(case, item=case.items.first().public_id, actor=world.actor("budi"), stored=stored)


@pytest.fixture
def world():
    cache.clear()
    with clock.frozen(do.NOW):
        found = do.make_world()
        do.step(helped(found), "end_early", found.actor("hana"), outcome="lifted", reason="Target tercapai.")
        work(do.NOW + LATER)
        yield found


def order_url():
    return reverse("workflow:document_order", args=[KIND, ImprovementCase.objects.get().public_id])


def files():
    return Document.objects.filter(document_kind=KIND).order_by("number")


@pytest.fixture
def archive(world):
    """The bytes of the file, ordered by HR on the page."""
    answer = browser(world, "hana").post(order_url())
    assert answer["Location"].startswith("/jobs/")
    work(do.NOW + LATER)
    return content(files().get())


def test_it_holds_index_papers_evidence_certificates_and_events(world, archive):
    names = names_in(archive)
    assert {"index.pdf", "index.json", "events.json", "manifest.json", "check.py"} <= set(names)
    assert sum(name.startswith("documents/") for name in names) == 2
    assert member(archive, "evidence/001.pdf") == EVIDENCE
    assert member(archive, "evidence/002.pdf") == do.PDF
    said = index_text(archive)
    for words in (
        "Budi",
        "Sari",
        "Citra",
        "Target tercapai.",
        "mulai tepat waktu",
        "Mutu layanan",
        "selesai",
        "tercapai",
        "absen.pdf",
        "sertifikat.pdf",
        "Pelatihan T1",
        " ".join(NASTY.split()),
    ):
        assert words in said, words


def test_neither_counselling_nor_notes_nor_opinions_are_in_any_file_of_it(world, archive):
    for name in names_in(archive):
        body = member(archive, name)
        text = body.decode("utf-8", "replace")
        if name.endswith(".pdf") and not name.startswith("evidence/"):
            text += "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
        for secret in (SAID, NOTED, THOUGHT, PLACE, "Kana", "cases.counselling", "onseling"):
            assert secret not in text, (name, secret)


def test_it_holds_the_evaluation_of_competence_and_never_the_feedback(world):
    """B.1.9 is for all its readers; that B.1.8 was written is nobody's business who guided."""
    case = guided_case(world, case=do.open_case(world, source=2, who="rekan"))
    feedback = handed_in(world, feedback_of(case), text=SAID, by="rekan")
    handed_in(world, evaluation_of(case), text="dinilai-b19-77aa")
    with clock.frozen(clock.now() + LATER):
        actions.order_document("cases.feedback_form", feedback.public_id, actor=world.actor("rekan"))
        work(clock.now() + LATER)
        do.step(
            ImprovementCase.objects.get(pk=case.pk), "end_early", world.actor("hana"), outcome="lifted", reason="Cukup."
        )
        actions.order_document(KIND, case.public_id, actor=world.actor("hana"))
    work(do.NOW + timedelta(days=30))
    data = content(files().get())
    assert "dinilai-b19-77aa" in index_text(data)
    paper = Document.objects.get(document_kind="cases.feedback_form")
    for name in names_in(data):
        body = member(data, name)
        text = body.decode("utf-8", "replace")
        if name.endswith(".pdf") and not name.startswith("evidence/"):
            text += "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
        for secret in (SAID, "B.1.8", "guidance_feedback", grouped(paper.code), paper.sha256):
            assert secret not in text, (name, secret)


def test_the_hand_over_note_is_in_no_file_of_it(world):
    """The supervisor may have the file and may not read the note."""
    case = do.bring_to(world, "active", do.open_case(world, source=2, who="rekan", coach="lama"))
    coach = world.people["citra"].public_id
    do.step(case, "replace_coach", world.actor("hana"), coach=coach, reason="Mutasi.", handover=SAID)
    do.step(case, "end_early", world.actor("hana"), outcome="lifted", reason="Cukup.")
    assert (
        browser(world, "hana").post(reverse("workflow:document_order", args=[KIND, case.public_id])).status_code == 302
    )
    work(do.NOW + LATER)
    said = index_text(content(files().get()))
    assert "Mutasi." in said
    assert SAID not in said


def test_it_is_for_those_who_may_read_all_that_stands_in_it(world, archive):
    assert {"subject", "assessor", "coach", "hr"} == READERS
    policy, document = policy_for(Document), files().get()
    for name, user in world.users.items():
        actor = world.actor(name)
        sees = policy.sees(actor, document)
        assert sees == policy.visible_to(actor).filter(pk=document.pk).exists() == (name in PEOPLE), name
        if user.is_active:
            known = name in PEOPLE | {"audi"}
            expected = 302 if name in PEOPLE else 403 if known else 404
            assert browser(world, name).post(order_url()).status_code == expected, name


@pytest.mark.parametrize(("name", "status"), [("sari", 202), ("audi", 403), ("kana", 404), ("rekan", 404)])
def test_it_is_ordered_over_rest_by_the_same_rule(world, name, status):
    body = {"kind": KIND, "subject": str(ImprovementCase.objects.get().public_id)}
    answer = browser(world, name).post("/api/v1/documents/", body, content_type="application/json")
    assert answer.status_code == status
    assert files().count() == (status == 202)


def test_the_case_page_offers_it_to_its_readers_alone(world):
    page = reverse("cases:case", args=[ImprovementCase.objects.get().public_id])
    assert order_url() in browser(world, "budi").get(page).content.decode()
    assert order_url() not in browser(world, "audi").get(page).content.decode()


def test_a_case_at_work_has_none():
    with clock.frozen(do.NOW):
        world = do.make_world()
        do.bring_to(world, "active")
        assert browser(world, "hana").post(order_url()).status_code == 403
    assert not files().exists()


def test_a_withdrawn_case_has_one_and_a_reopened_one_none_until_it_ends_again(world, archive):
    do.step(ImprovementCase.objects.get(), "reopen", world.actor("hana"), reason="Mundur lagi.")
    assert not policy_for(Document).visible_to(world.actor("hana")).filter(document_kind=KIND).exists()
    assert browser(world, "hana").post(order_url()).status_code == 403
    do.bring_to(world, "withdrawn", ImprovementCase.objects.get())
    assert browser(world, "hana").post(order_url()).status_code == 302
    work(do.NOW + 2 * LATER)
    assert "Mundur lagi." in index_text(content(files().last()))


def test_a_case_reopened_before_the_file_was_made_gets_none(world):
    browser(world, "hana").post(order_url())
    do.step(ImprovementCase.objects.get(), "reopen", world.actor("hana"), reason="Keliru.")
    work(do.NOW + LATER)
    assert str(files().get().state) == "lapsed"


def test_ordered_again_nothing_is_made_until_something_changed(world, archive):
    again = browser(world, "hana").post(order_url())
    assert again["Location"] == reverse("workflow:document", args=[files().get().public_id])
    report = Document.objects.get(document_kind="cases.closing_report", language="id")
    acknowledge = {"transition": "acknowledge", "version": report.version}
    browser(world, "budi").post(reverse("workflow:document_move", args=[report.public_id]), acknowledge)
    work(do.NOW + LATER)
    browser(world, "hana").post(order_url())
    work(do.NOW + LATER)
    assert [one.number for one in files()] == [1, 2]
    assert "notice--attention" in said_by_page(archive)


def test_page_and_script_find_it_whole_and_name_what_was_changed(world, archive, tmp_path):
    whole = sealed.check_archive(BytesIO(archive))
    assert (whole.faults, whole.manifest) == ((), files().get().content_sha256)
    assert script(tmp_path, archive, whole.manifest).stdout.splitlines()[-1] == "INTACT"
    said = said_by_page(archive)
    assert "notice--good" in said
    assert not [name for name in ("Budi", "Sari", "Citra") if name in said]
    changed = rebuilt(archive, change={"index.json": lambda body: body.replace(b"Citra", b"Curta")})
    assert faults(changed) == {("altered", "index.json")}
    assert "index.json: was altered" in said_by_page(changed)
    gone = script(tmp_path, rebuilt(archive, drop=("evidence/002.pdf",)))
    assert gone.returncode == 1
    assert "FAULT  evidence/002.pdf is missing" in gone.stdout


def test_a_certificate_that_is_no_longer_what_was_handed_in_stops_the_work(world):
    with default_storage.open(Certificate.objects.get().file.name, "wb") as stored:
        stored.write(b"lain")
    browser(world, "hana").post(order_url())
    for _turn in range(5):
        work(do.NOW + LATER)
        Job.objects.filter(state="queued").update(next_try_at=None)
    assert Incident.objects.get(resolved_at=None).cause == "stored_file_altered"
