"""What documents put on the worklist: a delivered one waits for the receipt of the person it is about."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.actors import Actor
from workflow.documents.machine import DocumentState
from workflow.documents.registry import document_kinds, kind_named
from workflow.models import Document
from workflow.worklist import NOTHING, Found, Task, Worklist, register_worklist


@register_worklist
class DocumentWork:
    """Documents delivered to the actor and not acknowledged yet."""

    def find(self, actor: Actor, *, limit: int) -> Found:
        """One task per document; one query, however many documents of others the actor may read."""
        if actor.employee_id is None:
            return NOTHING
        own = Q(pk__in=())
        for kind in document_kinds().values():
            if kind.receipt:
                about = kind.reach(actor).filter(**{kind.receipt: actor.employee_id}).order_by().values("pk")
                own |= Q(document_kind=kind.kind, subject_kind=kind.subject_kind, subject_id__in=about)
        rows = list(Document.objects.filter(own, state=DocumentState.DELIVERED).order_by("delivered_at", "pk")[:limit])
        return Found(lambda _deadlines: Worklist(tuple(_task(row) for row in rows), ()))


def _task(document: Document) -> Task:
    label = kind_named(document.document_kind).label
    return Task(
        key=f"document:{document.public_id}",
        title=_("Acknowledge receipt: %(document)s") % {"document": label},
        url=reverse("workflow:document", args=[document.public_id]),
        action=_("Open document"),
        why=_("It was delivered to you. Acknowledging says that you received it, not that you agree."),
        rank=6,
    )
