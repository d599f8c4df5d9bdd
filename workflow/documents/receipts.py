"""The receipt of several documents at once: each by its own step, each with its own answer.

A receipt says that a document came, not that anybody agrees; it asks for no text, starts no time to object and decides
nothing. That is why it may be given for several rows of the worklist, and why nothing else there may.
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from workflow.actors import Actor
from workflow.documents.actions import take
from workflow.documents.pages import view_of
from workflow.models import Document
from workflow.policies import policy_for
from workflow.row_by_row import MOST_ROWS, BulkLine, one_by_one


def acknowledge_each(public_ids: Iterable[UUID], *, actor: Actor) -> list[BulkLine]:
    """Acknowledge the documents among these the actor may know of; others are not spoken of.

    A document of somebody else, or one acknowledged already, is a line with the sentence of its refusal.
    """
    wanted = list(public_ids)[:MOST_ROWS]
    rows = policy_for(Document).visible_to(actor).filter(public_id__in=wanted).order_by("delivered_at", "pk")

    def act(document: Document) -> str:
        take(document.public_id, "acknowledge", actor=actor, version=document.version)
        return _("Receipt acknowledged")

    def name_of(document: Document) -> tuple[str, str]:
        view = view_of(document, actor, acts=False)
        return str(document.public_id), f"{view.label}, {view.note}"

    return one_by_one(list(rows), act, name_of=name_of)
