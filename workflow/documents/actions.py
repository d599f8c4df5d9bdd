"""What people do with documents: order a sealed file, open a file, acknowledge receipt."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workflow import access, actors, clock, engine
from workflow.actors import Actor
from workflow.documents.making import order
from workflow.documents.registry import DocumentKind, document_kinds
from workflow.engine import Outcome
from workflow.errors import Conflict, NotPermitted, NotVisible, PreconditionRequired
from workflow.models import Document, Job
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.tables import model_of
from workflow.transactions import action


def visible_document(public_id: UUID, *, actor: Actor) -> Document:
    """The document, or NotVisible."""
    found: Document | None = policy_for(Document).visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def open_file(public_id: UUID, *, actor: Actor) -> Document:
    """A document whose file may be read now; whoever else than the person it is about reads it is written down."""
    document = visible_document(public_id, actor=actor)
    if not document.is_made:
        raise Conflict(_("The document is not made yet."), code="document_not_made")
    roles = policy_for(document).roles_of(actor, document)
    if Role.SUBJECT.value not in roles:
        access.record_read(document, actor=actor, fields=("file",), ground=",".join(sorted(roles)))
    return document


def take(
    public_id: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """A transition of a document by its name."""
    if version is None and not actor.is_clock:
        visible_document(public_id, actor=actor)
        raise PreconditionRequired
    return engine.fire(
        (Document, public_id), name, actor=actor, version=version, payload=payload, key=key, at=clock.now()
    )


def orderable(subject: Any, actor: Actor) -> list[DocumentKind]:
    """The kinds a person may order of a subject now."""
    held = policy_for(subject).roles_of(actor, subject)
    about = [kind for kind in document_kinds().values() if kind.subject_kind == subject.kind and kind.on_order]
    return [kind for kind in about if kind.opened(held) and kind.ready(subject)]


@action
def order_document(kind: str, subject: UUID, *, actor: Actor) -> tuple[Document, Job | None]:
    """Order a document of a subject; the one there is already where nothing has changed since.

    404 for a kind or subject the actor may not know of, 403 for who may see the subject but not have the document.
    """
    wanted = document_kinds().get(kind)
    if wanted is None or not wanted.on_order:
        raise NotVisible
    present = actors.reload(actor)
    model = model_of(wanted.subject_kind)
    rows = policy_for(model).visible_to(present).filter(public_id=subject).select_related(*model.lock_related)
    found = rows.first()
    if found is None:
        raise NotVisible
    if wanted not in orderable(found, present):
        raise NotPermitted
    edition = wanted.edition(found)
    source_version = wanted.as_of(found)
    for document, job in order(wanted, found.pk, source_version=source_version, edition=edition, actor=present):
        return document, job
    return same_document(wanted, found).get(language=settings.LANGUAGE_CODE), None


def same_document(kind: DocumentKind, subject: Any) -> "QuerySet[Document]":
    """The documents, one per language, that tell of the subject as it is now."""
    same = Document.objects.filter(document_kind=kind.kind, subject_kind=kind.subject_kind, subject_id=subject.pk)
    return same.filter(source_version=kind.as_of(subject), edition=kind.edition(subject))
