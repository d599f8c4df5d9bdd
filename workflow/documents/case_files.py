"""The sealed file of a procedure: one indexed PDF, documents, evidence, chains of events, under one manifest.

What is common to all of them is here: writing it piece by piece, the parts every index has, when a new one may be
ordered. What the index tells of its subject, and which evidence and chains belong to it, is each app's own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from workflow.documents.codes import grouped
from workflow.documents.names import file_name
from workflow.documents.packing import HOW_TO, MEDIA_TYPE, Packer, chains_of
from workflow.documents.registry import Draft, Maker, kind_named
from workflow.documents.rendering import digest_of_facts, render
from workflow.documents.wording import address_of, common, moment_text
from workflow.history import what_happened
from workflow.machine import Machine
from workflow.models import Document, Event

TEMPLATE: Final = "workflow/documents/typst/case_file.typ"
ENDINGS: Final = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "text/plain": "txt",
}
Papers = Sequence[tuple[str, Document]]
Subjects = Sequence[tuple[str, int]]


def label_of(event: Event) -> str:
    """The step as its machine names it."""
    return str(what_happened(event))


@dataclass(frozen=True)
class Piece:
    """A stored file that was handed in, under the name it had and what it is evidence of."""

    file: Any
    name: str
    about: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What one app puts into its file. `items`: title and rows each; `parts`: tables made by `part`."""

    title: str
    zone: str
    head: dict[str, str]
    about: Sequence[tuple[str, ...]]
    items_title: str
    items: Sequence[dict[str, Any]]
    parts: Sequence[dict[str, Any]]
    pieces: Sequence[Piece]
    subjects: Subjects
    told: Callable[[Event], str] = label_of


def sealed_file(contents: Callable[[Any], Contents | None]) -> Maker:
    """A maker: the whole file, piece by piece, so that the job's page counts them. None: nothing to tell any more."""

    def make(draft: Draft) -> Iterator[None]:
        told = contents(draft.subject)
        if told is None:
            draft.outdated = True
            return
        papers = list(papers_of(draft.subject, but=draft.document.document_kind))
        draft.job.done, draft.job.total = 0, len(told.pieces) + len(papers) + 2
        facts = facts_of(draft.document, told, papers)
        facts["seal"] = {**facts["seal"], "hash": digest_of_facts(facts)}
        yield from _written(draft, told, papers, facts)
        draft.media_type = MEDIA_TYPE
        draft.job.done += 1

    return make


def _written(draft: Draft, told: Contents, papers: Papers, facts: dict[str, Any]) -> Iterator[None]:
    with Packer(draft.path) as packer:
        packer.put("index.pdf", render(TEMPLATE, facts))
        packer.put_json("index.json", {key: value for key, value in facts.items() if key != "seal"})
        packer.put_json("events.json", chains_of(told.subjects))
        packer.put("CARA-PERIKSA.txt", (HOW_TO % {"address": settings.PUBLIC_URL + "/verify/"}).encode())
        draft.job.done += 1
        yield
        handed_in = [(path, piece.file, piece.sha256) for path, piece in placed(told.pieces)]
        for path, stored, digest in (*handed_in, *((path, one.file, one.sha256) for path, one in papers)):
            packer.put_stored(path, stored, sha256=digest)
            draft.job.done += 1
            yield
        draft.content_sha256 = packer.close(code=grouped(draft.document.code), address=address_of(draft.document))


def placed(pieces: Iterable[Piece]) -> Iterator[tuple[str, Piece]]:
    """Every piece with where it lies: names that tell nothing."""
    for number, piece in enumerate(pieces, 1):
        yield f"evidence/{number:03d}.{ENDINGS.get(piece.media_type, 'bin')}", piece


def papers_of(subject: Machine, *, but: str) -> Iterator[tuple[str, Document]]:
    """The documents made of a subject so far with where they lie, but for its sealed files themselves."""
    rows = Document.objects.filter(subject_kind=subject.kind, subject_id=subject.pk).exclude(sha256="")
    for paper in rows.exclude(document_kind=but).order_by("pk"):
        yield f"documents/{paper.language}-{paper.number}-{file_name(paper)}", paper


def facts_of(document: Document, told: Contents, papers: Papers) -> dict[str, Any]:
    """What the index says."""
    return {
        **common(document, title=told.title, zone=told.zone),
        "head": told.head,
        "about": [(name, *rest) for name, *rest in told.about if rest[0].strip()],
        "contents": _("Contents"),
        "items_title": told.items_title,
        "items": list(told.items),
        "parts": [
            *told.parts,
            evidence_part(told.pieces),
            papers_part(papers),
            timeline_part(told.subjects, told.zone, told.told),
        ],
        "check": {
            "title": _("How to check this file"),
            "lines": [
                _("With Python alone: python check.py FILE.zip names every file and event that was changed."),
                _("On the public page, without an account: choose the ZIP file or type the hash of its manifest."),
            ],
        },
    }


def part(title: str, head: list[str], widths: list[int], rows: Sequence[Any]) -> dict[str, Any]:
    """One table of the index."""
    return {"title": title, "empty": _("There is nothing here."), "head": head, "widths": widths, "rows": list(rows)}


def evidence_part(pieces: Iterable[Piece]) -> dict[str, Any]:
    """Every piece of evidence with its hash and where it lies."""
    rows = [
        (path, f"{piece.name}\n{piece.about}", str(piece.size), in_two(piece.sha256)) for path, piece in placed(pieces)
    ]
    return part(_("Evidence"), [_("In the file"), _("Name, item"), _("Bytes"), "SHA-256"], [4, 5, 2, 7], rows)


def papers_part(papers: Papers) -> dict[str, Any]:
    """Every document with its version and hash."""
    rows = [
        (path, f"{kind_named(paper.document_kind).label} ({paper.language})", str(paper.number), in_two(paper.sha256))
        for path, paper in papers
    ]
    return part(_("Documents"), [_("In the file"), _("Document"), _("Version"), "SHA-256"], [5, 4, 2, 7], rows)


def in_two(digest: str) -> str:
    """A hash on two lines, so that it fits its column."""
    return f"{digest[:32]}\n{digest[32:]}"


def timeline_part(subjects: Subjects, zone: str, told: Callable[[Event], str]) -> dict[str, Any]:
    """What happened, oldest first, with the beginning of each event's hash."""
    found = [
        event
        for kind, pk in subjects
        for event in Event.objects.filter(kind=kind, subject_id=pk).select_related("actor__employee")
    ]
    rows = [
        (moment_text(event.effective_at, zone), told(event), author_of(event), event.hash[:16])
        for event in sorted(found, key=lambda event: (event.effective_at, event.pk))
    ]
    return part(_("Timeline"), [_("When"), _("What happened"), _("Who"), _("Hash begins")], [4, 5, 4, 3], rows)


def author_of(event: Event) -> str:
    """Who took the step."""
    actor: Any = event.actor
    return str(actor.display_name) if actor else _("Automatically, by the calendar")
