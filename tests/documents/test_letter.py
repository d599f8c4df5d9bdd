"""The decision letter: made once, says what it must and nothing else, in both languages, the same bytes each time."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from tests.documents.scenes import NASTY, SECRET, content, decided, letter, text_of, work
from workflow.documents import making
from workflow.models import Document, Event, Incident, Job

pytestmark = pytest.mark.django_db


def test_it_says_what_was_claimed_answered_and_ruled():
    _world, objection = decided()
    assert set(work()) == {"done"}
    said = text_of(letter())
    for words in ("PEMERINTAH REGENCY", "AGENCY", "Siti", "Kadis", "Kabid", "Bangko, 7 Oktober 2026", "Pasal 59"):
        assert words.lower() in said.lower(), words
    for words in ("Bukti sudah saya lihat.", "Menurut bukti.", letter().sha256[:0], "NIP 198501012010010002"):
        assert words in said
    assert objection.predicate_after
    assert letter().content_sha256 in said


def test_typed_text_comes_out_as_typed():
    decided()
    work()
    assert " ".join(NASTY.split()) in text_of(letter())


def test_the_private_note_is_nowhere():
    decided()
    work()
    for document in Document.objects.all():
        assert SECRET not in text_of(document)
        assert SECRET.encode() not in content(document)


def test_both_languages_and_the_other_is_marked_as_translation():
    decided()
    work()
    assert "The objection is granted" in text_of(letter("en"))
    assert "Translation for information" in text_of(letter("en"))
    assert "Keberatan dikabulkan" in text_of(letter("id"))


def test_it_is_tagged_titled_and_in_its_language():
    decided()
    work()
    root: Any = PdfReader(BytesIO(content(letter()))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("id")
    assert b"pdfuaid" in content(letter())


def test_a_text_no_font_has_still_comes_out_tagged():
    decided(claim="Terima kasih 😀 عربى")
    work()
    root: Any = PdfReader(BytesIO(content(letter()))).trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert "Terima kasih" in text_of(letter())


def test_the_same_facts_give_the_same_bytes(monkeypatch):
    decided()
    drafts = []
    monkeypatch.setattr(making, "store", lambda draft: drafts.append(draft.path.read_bytes()))
    work()
    for job in Job.objects.filter(kind="workflow.document").order_by("pk"):
        Job.objects.filter(pk=job.pk).update(state="queued")
    work()
    assert len(drafts) == 4
    assert drafts[:2] == drafts[2:]


def test_the_hash_is_in_the_chain():
    decided()
    work()
    event = Event.objects.get(kind="workflow.document", subject_id=letter().pk, name="document.delivered")
    assert letter().sha256 in event.body


def test_doubled_events_and_jobs_give_one_document():
    decided()
    work()
    before = {document.pk: (document.sha256, document.version) for document in Document.objects.all()}
    Job.objects.filter(kind="workflow.document").update(state="queued")
    assert set(work()) == {"done"}
    assert {document.pk: (document.sha256, document.version) for document in Document.objects.all()} == before
    assert len(before) == 2


def test_a_worker_killed_before_the_seal_is_followed_by_another(monkeypatch):
    decided()
    seal = making._seal

    def killed(pk, columns):
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "_seal", killed)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert not Document.objects.exclude(sha256="").exists()
    monkeypatch.setattr(making, "_seal", seal)
    Job.objects.filter(kind="workflow.document").update(state="queued")
    work()
    assert Document.objects.exclude(sha256="").count() == 2
    stored = default_storage.listdir(f"documents/{letter().public_id.hex[:2]}")[1]
    assert sum(name.startswith(letter().public_id.hex) for name in stored) == 1


def test_what_cannot_be_made_becomes_an_incident(monkeypatch):
    decided()

    def broken(*_args, **_more):
        raise RuntimeError("no")

    monkeypatch.setattr("workflow.documents.rendering.render", broken)
    for _turn in range(5):
        work()
        Job.objects.filter(kind="workflow.document", state="queued").update(next_try_at=None)
    assert Incident.objects.filter(source_kind="job", resolved_at=None).count() == 2
    assert str(letter().state) == "ordered"
