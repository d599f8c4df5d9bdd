"""What documents put on the worklist: a delivered one waits for the receipt of the person it is about."""

from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.actors import Actor
from workflow.documents.machine import DocumentState
from workflow.documents.registry import document_kinds, kind_named
from workflow.documents.wording import moment_text
from workflow.models import Document
from workflow.worklist import NOTHING, Found, Task, Worklist, register_worklist

KIND: Final = "document"


@register_worklist
class DocumentWork:
    """Documents delivered to the actor and not acknowledged yet."""

    kinds: Final = {KIND: gettext_lazy("Documents to acknowledge")}

    def owed(self, actor: Actor) -> "tuple[QuerySet[Document], ...]":
        """The tasks of `find`, to be counted."""
        return () if actor.employee_id is None else (awaiting_receipt(actor),)

    def find(self, actor: Actor, *, limit: int) -> Found:
        """One task per document; one query, however many documents of others the actor may read."""
        if actor.employee_id is None:
            return NOTHING
        rows = list(awaiting_receipt(actor).order_by("delivered_at", "pk")[:limit])
        return Found(lambda _deadlines: Worklist(tuple(_task(row) for row in rows), ()))


def awaiting_receipt(actor: Actor) -> "QuerySet[Document]":
    """Documents about the actor that were delivered and wait for his receipt."""
    own = Q(pk__in=())
    for kind in document_kinds().values():
        if kind.receipt:
            about = kind.reach(actor).filter(**{kind.receipt: actor.employee_id}).order_by().values("pk")
            own |= Q(document_kind=kind.kind, subject_kind=kind.subject_kind, subject_id__in=about)
    return Document.objects.filter(own, state=DocumentState.DELIVERED)


def _task(document: Document) -> Task:
    label = kind_named(document.document_kind).label
    return Task(
        key=f"{KIND}:{document.public_id}",
        title=_("Acknowledge receipt: %(document)s") % {"document": label},
        url=reverse("workflow:document", args=[document.public_id]),
        action=_("Open document"),
        why=_("Delivered %(moment)s. Acknowledging says that you received it, not that you agree.")
        % {"moment": moment_text(document.delivered_at, settings.TIME_ZONE)},
        rank=6,
        takes_receipt=True,
    )
