"""Documents as the pages show them: one view per document, the newest version first, constant statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflow.actors import Actor
from workflow.documents.actions import orderable
from workflow.documents.codes import grouped, spaced
from workflow.documents.machine import RECEIPT, DocumentState
from workflow.documents.registry import DocumentKind, kind_named, kinds_about
from workflow.documents.subjects import subject_of
from workflow.documents.wording import moment_text
from workflow.engine import Available, available
from workflow.history import history_of
from workflow.models import Document
from workflow.policies import policy_for

LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document for one reader."""

    document: Document
    label: str
    note: str
    url: str
    file_url: str
    facts: tuple[tuple[str, ...], ...] = ()
    offers: tuple[Available, ...] = ()

    @property
    def delivered_at(self) -> datetime | None:
        return self.document.delivered_at

    @property
    def acknowledged_at(self) -> datetime | None:
        return self.document.acknowledged_at


@dataclass(frozen=True, slots=True)
class DocumentList:
    """The documents of one subject, and the kinds the reader may order."""

    documents: tuple[DocumentView, ...]
    orders: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.documents or self.orders)


def view_of(document: Document, actor: Actor, *, acts: bool = True) -> DocumentView:
    """One document, with what the reader may do."""
    kind = kind_named(document.document_kind)
    language = LANGUAGE_NAMES.get(document.language, document.language)
    parts = [_("version %(number)d") % {"number": document.number}, language] if kind.every_language else []
    if document.edition == RECEIPT:
        parts.append(_("with the receipt"))
    return DocumentView(
        document=document,
        label=str(kind.label),
        note=", ".join(parts or [_("version %(number)d") % {"number": document.number}]),
        url=reverse("workflow:document", args=[document.public_id]),
        file_url=reverse("workflow:document_file", args=[document.public_id]) if document.is_made else "",
        facts=facts_of(document) if acts else (),
        offers=tuple(available(document, actor)) if acts else (),
    )


def facts_of(document: Document) -> tuple[tuple[str, ...], ...]:
    """Code, moments and hashes, each with its name; the code leads to the public check."""
    code, zone = grouped(document.code), settings.TIME_ZONE
    rows = (
        (_("Ordered"), moment_text(document.ordered_at, zone)),
        (_("Made"), moment_text(document.made_at, zone)),
        (_("Delivered"), moment_text(document.delivered_at, zone)),
        (_("Receipt acknowledged"), moment_text(document.acknowledged_at, zone)),
        (_("Hash of the file (SHA-256)"), spaced(document.sha256)),
        (_("Hash of the facts (SHA-256)"), spaced(document.content_sha256)),
    )
    check = (_("Code"), code, reverse("workflow:verify_code", args=[code]), _("Check"))
    return (check, *((name, value) for name, value in rows if value))


def list_of(subject: Any, actor: Actor) -> DocumentList:
    """The documents of a subject the reader may see, those in the reader's language first; no lapsed ones."""
    policy: Any = policy_for(Document)
    about = policy.visible_of(kinds_about(subject.kind), actor)
    rows = about.filter(subject_kind=subject.kind, subject_id=subject.pk)
    rows = rows.exclude(state=DocumentState.LAPSED).order_by("document_kind", "-number", "pk")
    language = (get_language() or "id")[:2]
    ordered = sorted(rows, key=lambda row: row.language != language)
    orders = tuple((kind.kind, str(kind.label), order_url(kind, subject)) for kind in orderable(subject, actor))
    return DocumentList(tuple(view_of(row, actor, acts=False) for row in ordered), orders)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a document's history."""

    title: str
    at: datetime
    who: str


def entries_of(document: Document) -> list[Entry]:
    """The history, newest first, in words of the past."""
    titles = {
        "document.created": _("Ordered"),
        "document.issued": _("Made and sealed"),
        "document.delivered": _("Made, sealed and delivered"),
        "document.acknowledged": _("Receipt acknowledged"),
        "document.lapsed": _("Not made: the facts had changed"),
    }
    events = history_of(document).select_related("actor__employee")
    found = [Entry(titles.get(event.name, event.name), event.effective_at, _author(event.actor)) for event in events]
    return found[::-1]


def _author(actor: Any) -> str:
    return str(actor.display_name) if actor else _("Automatically, by the system")


def order_url(kind: DocumentKind, subject: Any) -> str:
    """Where an order is posted."""
    return reverse("workflow:document_order", args=[kind.kind, subject.public_id])


def subject_url(document: Document) -> str:
    """The page of what the document tells of, where its app names one."""
    return kind_named(document.document_kind).address(subject_of(document))
