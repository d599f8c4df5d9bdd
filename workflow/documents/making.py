"""Ordering and making: a row in the wake of the event, a job that makes the file, one step that seals it.

A document is ordered once per fact (see the unique constraint), however often an event is relayed. The file is made
outside of any transaction; whoever comes second finds the document made and leaves nothing behind. A failing job is
tried again and ends as an incident.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from workflow import clock, engine
from workflow.actors import CLOCK, Actor
from workflow.documents.machine import RECEIPT, DocumentState
from workflow.documents.registry import DocumentKind, Draft, document_kinds, kind_named
from workflow.documents.subjects import subject_of
from workflow.jobs import RunningJob, job, start_job
from workflow.models import Document, Event, Job, OutboxMessage
from workflow.outbox import receiver
from workflow.transactions import action, within_action

CHUNK = 1024 * 1024


@within_action
def order(
    kind: DocumentKind, subject_id: int, *, source_version: int, edition: str = "", actor: Actor = CLOCK
) -> list[tuple[Document, Job]]:
    """Order a document in each of its languages, each with a job of its own; see `place`."""
    placed = place(kind, subject_id, source_version=source_version, edition=edition, actor=actor)
    return [(one, start_job("workflow.document", {"document": one.pk}, actor=actor)) for one in placed]


@within_action
def place(
    kind: DocumentKind, subject_id: int, *, source_version: int, edition: str = "", actor: Actor = CLOCK
) -> list[Document]:
    """The rows of a document in each of its languages; what is ordered already for this fact is passed over."""
    made = []
    languages = [code for code, _name in settings.LANGUAGES] if kind.every_language else [settings.LANGUAGE_CODE]
    for language in languages:
        same = Document.objects.filter(
            document_kind=kind.kind, subject_kind=kind.subject_kind, subject_id=subject_id, language=language
        )
        if same.filter(source_version=source_version, edition=edition).exists():
            continue
        now = clock.now()
        document = Document(
            document_kind=kind.kind,
            subject_kind=kind.subject_kind,
            subject_id=subject_id,
            source_version=source_version,
            edition=edition,
            language=language,
            number=same.count() + 1,
            needs_receipt=bool(kind.receipt) and not edition and language == settings.LANGUAGE_CODE,
            ordered_at=now,
        )
        engine.begin(document, actor=actor, at=now)
        made.append(document)
    return made


@receiver
def order_what_events_ask_for(messages: Sequence[OutboxMessage]) -> None:
    """Every event that a kind is made on orders it; an acknowledged document is made anew with its receipt."""
    for message in messages:
        for kind in document_kinds().values():
            if message.name in kind.made_on and message.kind == kind.subject_kind:
                order(kind, message.subject_id, source_version=message.event.version)
        if message.name == "document.acknowledged":
            found = Document.objects.get(pk=message.subject_id)
            order(
                kind_named(found.document_kind),
                found.subject_id,
                source_version=found.source_version,
                edition=RECEIPT,
            )


@action
def order_past() -> int:
    """Order what events asked for before their kind of document was known; returns how many. Again: none."""
    made = 0
    for kind in document_kinds().values():
        for event in Event.objects.filter(kind=kind.subject_kind, name__in=kind.made_on).order_by("pk"):
            made += len(order(kind, event.subject_id, source_version=event.version))
    return made


@job("workflow.document", label=_("Make a document"))
def make_document(running: RunningJob) -> Iterator[None]:
    """Make the file of one ordered document and seal it."""
    document = Document.objects.filter(pk=running.params["document"]).first()
    if document is None or str(document.state) != DocumentState.ORDERED:
        return
    yield from write_file(document, running)
    yield


def write_file(document: Document, running: RunningJob) -> Iterator[None]:
    """Make the file of an ordered document and seal it, inside whatever job is running."""
    with TemporaryDirectory(prefix="document-") as folder, translation.override(document.language):
        draft = Draft(document, subject_of(document), Path(folder) / "file", running)
        yield from kind_named(document.document_kind).make(draft)
        if draft.outdated:
            _lapse(document.pk)
        else:
            store(draft)


def store(draft: Draft) -> None:
    """Put the file away under a name nobody can guess, then seal it; a document made meanwhile stays as it is."""
    digest = digest_of_file(draft.path)
    wanted = f"documents/{draft.document.public_id.hex[:2]}/{draft.document.public_id.hex}-{digest[:16]}"
    if default_storage.exists(wanted) and default_storage.size(wanted) != draft.path.stat().st_size:
        default_storage.delete(wanted)
    path = wanted
    if not default_storage.exists(wanted):
        with draft.path.open("rb") as content:
            path = default_storage.save(wanted, File(content))
    columns = {
        "file": path,
        "size": draft.path.stat().st_size,
        "sha256": digest,
        "content_sha256": draft.content_sha256,
        "media_type": draft.media_type,
    }
    try:
        sealed = _seal(draft.document.pk, columns)
    except BaseException:
        _discard(draft.document.pk, path)
        raise
    if not sealed:
        _discard(draft.document.pk, path)


def digest_of_file(path: Path) -> str:
    """sha256 of a file of any size, read in pieces."""
    found = hashlib.sha256()
    with path.open("rb") as content:
        while piece := content.read(CHUNK):
            found.update(piece)
    return found.hexdigest()


@action
def _seal(pk: int, columns: dict[str, Any]) -> bool:
    """Write what the file is and issue or deliver it, once."""
    waiting = Document.objects.filter(pk=pk, state=DocumentState.ORDERED)
    if not waiting.update(**columns):
        return False
    document = Document.objects.get(pk=pk)
    engine.fire(document, "deliver" if document.needs_receipt else "publish", actor=CLOCK, version=document.version)
    return True


@action
def _lapse(pk: int) -> None:
    document = Document.objects.get(pk=pk)
    if str(document.state) == DocumentState.ORDERED:
        engine.fire(document, "lapse", actor=CLOCK, version=document.version)


def _discard(pk: int, path: str) -> None:
    """No file without its row."""
    if not Document.objects.filter(pk=pk, file=path).exists():
        default_storage.delete(path)
