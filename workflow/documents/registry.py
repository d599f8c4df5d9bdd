"""Which documents there are. An app registers each with its subject, its readers and the function that makes it.

    register_document(DocumentKind(
        kind="appraisal.decision_letter",
        label=_("Decision letter"),
        subject_kind="appraisal.objection",
        made_on=frozenset({"objection.decided"}),
        readers=frozenset({"subject", "assessor", "decider", "hr", "auditor"}),
        reach=lambda actor: policy_for(Objection).visible_to(actor).filter(state="decided"),
        make=printed("appraisal/documents/letter.typ", facts),
        receipt="evaluation__employee",
    ))

What belongs here: the shape of a kind and the register. Texts, templates and facts are each app's own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from workflow.actors import Actor
from workflow.errors import Text
from workflow.jobs import RunningJob
from workflow.models import Document


@dataclass
class Draft:
    """A document in the making: the maker writes the file at ``path`` and says what it was made from."""

    document: Document
    subject: Any
    path: Path
    job: RunningJob
    content_sha256: str = ""
    media_type: str = "application/pdf"
    outdated: bool = False


Maker = Callable[[Draft], Iterator[None]]
Reach = Callable[[Actor], "QuerySet[Any]"]


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document.

    `made_on`: events of the subject that order it; empty: a person orders it. `readers`: roles towards the subject
    that open it, `closed_to`: roles that close it whatever else is held; `reach` is the same rule as a queryset of
    subjects. `ready`: whether the subject is in a state that has such a document at all. `receipt`: leads from the
    subject to the person it is about, who is asked to acknowledge it; empty: nobody is. `ending`: of the file's name.
    `page`: name of the URL of the subject. `as_of`: the version of the subject that the document tells of; the
    present one unless the kind tells of an earlier fact, such as the text that was agreed last.
    """

    kind: str
    label: Text
    subject_kind: str
    readers: frozenset[str]
    reach: Reach
    make: Maker
    ready: Callable[[Any], bool]
    made_on: frozenset[str] = field(default_factory=frozenset)
    closed_to: frozenset[str] = field(default_factory=frozenset)
    receipt: str = ""
    every_language: bool = True
    ending: str = "pdf"
    file_name: Text = "document"
    page: str = ""
    edition: Callable[[Any], str] = lambda _subject: ""
    as_of: Callable[[Any], int] = lambda subject: int(subject.version)

    def opened(self, held: frozenset[str]) -> frozenset[str]:
        """Of the roles towards the subject, those that open the document."""
        return frozenset() if held & self.closed_to else held & self.readers

    def address(self, subject: Any) -> str:
        """The page of the subject; empty where it has none."""
        return reverse(self.page, args=[subject.public_id]) if self.page else ""

    @property
    def on_order(self) -> bool:
        """Whether people order it, rather than an event."""
        return not self.made_on


_kinds: dict[str, DocumentKind] = {}


def register_document(kind: DocumentKind) -> DocumentKind:
    """Make a kind known. ValueError when its name is taken."""
    if kind.kind in _kinds:
        raise ValueError(f"the document {kind.kind!r} is registered twice")
    _kinds[kind.kind] = kind
    return kind


def document_kinds() -> Mapping[str, DocumentKind]:
    """All kinds by name."""
    return dict(_kinds)


def kind_named(name: str) -> DocumentKind:
    """The kind of a name; LookupError for an unknown one."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"no document is registered as {name!r}") from None


def kinds_about(subject_kind: str) -> tuple[DocumentKind, ...]:
    """The kinds that tell of one kind of subject, in the order of registration."""
    return tuple(kind for kind in _kinds.values() if kind.subject_kind == subject_kind)
