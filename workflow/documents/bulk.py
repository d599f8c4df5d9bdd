"""Many documents in one job: subject by subject, resumable, with a count that moves. No job of its own for each.

Which subjects, and whether the actor may have their documents, is known to whoever starts the job: it passes the kind's
own `reach` for the present actor, so that a right taken away meanwhile ends what it opened.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import QuerySet

from workflow.actors import Actor
from workflow.documents.actions import same_document
from workflow.documents.machine import DocumentState
from workflow.documents.making import place, write_file
from workflow.documents.registry import DocumentKind
from workflow.jobs import RunningJob
from workflow.models import Document
from workflow.transactions import action

CHUNK: Final = 50
Subjects = Callable[[], "QuerySet[Any]"]


def make_each(kind: DocumentKind, subjects: Subjects, running: RunningJob) -> Iterator[None]:
    """Make the document of every subject after the cursor, in order of their keys; `subjects` is asked per chunk.

    What is made already counts and is left as it is, so that a job that was killed or is started again goes on.
    """
    while True:
        last = running.cursor.get("last", 0)
        chunk = list(subjects().filter(pk__gt=last).order_by("pk")[:CHUNK])
        if not chunk:
            return
        for subject in chunk:
            for document in _placed(kind, subject, actor=running.actor):
                if str(document.state) == DocumentState.ORDERED:
                    # A document is made in one go: a job that is left has whole documents behind it.
                    for _piece in write_file(document, running):
                        pass
            running.cursor = {**running.cursor, "last": subject.pk}
            running.done += 1
            yield


@action
def _placed(kind: DocumentKind, subject: Any, *, actor: Actor) -> list[Document]:
    """The documents of the subject as it is now; those that wait already, else new ones."""
    edition, source_version = kind.edition(subject), kind.as_of(subject)
    new = place(kind, subject.pk, source_version=source_version, edition=edition, actor=actor)
    return new or list(same_document(kind, subject))
