"""From a document to what it tells of, one by one or for many rows at once."""

from collections.abc import Iterable
from typing import Any

from workflow.models import Document
from workflow.tables import model_of


def subject_of(document: Document) -> Any:
    """The subject with what its policy reads; read once per row. DoesNotExist where it is gone."""
    if "_subject" not in document.__dict__:
        attach_subjects([document])
    return document.__dict__["_subject"]


def attach_subjects(documents: Iterable[Document]) -> None:
    """Read the subjects of many documents: one statement per kind of subject."""
    wanted: dict[str, list[Document]] = {}
    for document in documents:
        wanted.setdefault(document.subject_kind, []).append(document)
    for kind, rows in wanted.items():
        model = model_of(kind)
        found = model._default_manager.select_related(*model.lock_related).in_bulk([row.subject_id for row in rows])
        for row in rows:
            row.__dict__["_subject"] = found[row.subject_id]
