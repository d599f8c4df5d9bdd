"""A decided objection with everything a letter could leak, and the making of its documents as the worker does it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.storage import default_storage
from pypdf import PdfReader

from appraisal.models import Objection, ObjectionItem
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from tests.matrix.situations import objection_in
from workflow import clock, outbox
from workflow.models import Document

DECIDED_AT = IN_WINDOW + timedelta(hours=1)
SECRET = "rahasia-7f3a9c-jangan-bocor"
NASTY = "#eval(1) *x* <b> $y$ @z `q` \\n"


def decided(*, secret: str = SECRET, claim: str = NASTY) -> tuple[World, Objection]:
    """Siti's objection, decided; the claim is nasty text, the decider's private note a planted string."""
    world, objection = objection_in("ruled")
    Objection.objects.filter(pk=objection.pk).update(private_note=secret)
    ObjectionItem.objects.filter(objection=objection).update(claim=claim)
    with clock.frozen(DECIDED_AT):
        do.decide(Objection.objects.get(pk=objection.pk), {"hasil_utama": 3})
    return world, Objection.objects.get(pk=objection.pk)


def work(at: Any = DECIDED_AT + timedelta(minutes=1)) -> list[str]:
    """Relay and run every job until nothing waits, as the worker does."""
    states: list[str] = []
    with clock.frozen(at):
        relayed, ran = 1, ["first"]
        while relayed or "done" in ran or "first" in ran:
            relayed, ran = outbox.relay_all(), [state for state in do.run_jobs() if state]
            states += ran
    return states


def letter(language: str = "id", edition: str = "") -> Document:
    """The letter as stored."""
    return Document.objects.get(document_kind="appraisal.decision_letter", language=language, edition=edition)


def content(document: Document) -> bytes:
    """The bytes of its file."""
    with default_storage.open(document.file.name) as stored:
        return bytes(stored.read())


def text_of(document: Document) -> str:
    """The text of a PDF in one line."""
    pages = PdfReader(BytesIO(content(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
