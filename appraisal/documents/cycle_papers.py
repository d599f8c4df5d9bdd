"""The documents of a whole cycle: which kinds, of which subjects, made in one job, and handed out as one archive."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appraisal.documents import evaluation_document, evaluation_form, plan_form
from appraisal.models import Cycle, Evaluation
from organization.models import Employee
from workflow.access import Read, record_reads
from workflow.actors import Actor
from workflow.documents.archives import Entry
from workflow.documents.bulk import make_each
from workflow.documents.codes import grouped
from workflow.documents.machine import RECEIPT
from workflow.documents.names import file_name
from workflow.documents.registry import DocumentKind, kind_named
from workflow.jobs import RunningJob, job
from workflow.models import Document
from workflow.policies import policy_for
from workflow.streams import csv_pieces
from workflow.tables import model_of

JOB: Final = "appraisal.cycle_documents"
KINDS: Final = (evaluation_document.KIND, evaluation_form.KIND, plan_form.KIND)
CHUNK: Final = 200
INDEX: Final = ("berkas", "kode", "versi", "sha256", "nip", "nama", "unit")


def subjects_of(kind: DocumentKind, cycle: Cycle, actor: Actor) -> "QuerySet[Any]":
    """Everything of the cycle that has such a document now and whose document the actor may have."""
    rows = kind.reach(actor)
    related = model_of(kind.subject_kind).lock_related
    if kind.subject_kind == Evaluation.kind:
        return rows.filter(cycle=cycle).select_related(*related)
    inside = Employee.objects.filter(evaluations__cycle=cycle).values("pk")
    touching = rows.filter(period_from__lte=cycle.period_until, period_until__gte=cycle.period_from)
    return touching.filter(employee__in=inside).select_related(*related)


@job(JOB, label=_("Make the documents of a cycle"))
def make_cycle_documents(running: RunningJob) -> Iterator[None]:
    """Every document of one kind, on behalf of whoever asked and with the rights of that person at each moment."""
    cycle = Cycle.objects.select_related("unit", "rule_set").get(pk=running.params["cycle"])
    kind = kind_named(running.params["kind"])
    yield from make_each(kind, lambda: subjects_of(kind, cycle, running.actor), running)


@dataclass(frozen=True, slots=True)
class Stock:
    """How many documents of a kind a cycle has, and how many it could have."""

    kind: DocumentKind
    possible: int
    made: int


def stock_of(cycle: Cycle, actor: Actor) -> list[Stock]:
    """For each kind; two statements each."""
    found = []
    for kind in map(kind_named, KINDS):
        subjects = subjects_of(kind, cycle, actor).order_by()
        made = _made(kind).filter(subject_id__in=subjects.values("pk")).values("subject_id").distinct().count()
        found.append(Stock(kind, subjects.count(), made))
    return found


def archive_of(kind: DocumentKind, cycle: Cycle, actor: Actor) -> Iterator[Entry]:
    """The newest document of each subject, then an index; three statements per two hundred, each reading recorded."""
    last, policy = 0, policy_for(Document)
    lines: list[tuple[str, ...]] = []
    while True:
        subjects = subjects_of(kind, cycle, actor).select_related("unit", "employee").filter(pk__gt=last)
        chunk = list(subjects.order_by("pk")[:CHUNK])
        if not chunk:
            break
        last = chunk[-1].pk
        newest = {row.subject_id: row for row in _made(kind).filter(subject_id__in=[one.pk for one in chunk])}
        taken = []
        for subject in chunk:
            if (document := newest.get(subject.pk)) is None:
                continue
            document.__dict__["_subject"] = subject
            taken.append(Read(document, ("file",), ",".join(sorted(policy.roles_of(actor, document)))))
            path = f"{subject.unit.code}/{file_name(document)}"
            lines.append(_index_line(path, document, subject))
            yield Entry(path, stored=document.file)
        record_reads(taken, actor=actor)
    yield Entry("daftar.csv", content=b"".join(csv_pieces(INDEX, lines)))


def _made(kind: DocumentKind) -> "QuerySet[Document]":
    """What is made of a kind; the newest last, so that it wins where rows are read by subject."""
    rows = Document.objects.filter(document_kind=kind.kind).exclude(sha256="").exclude(edition=RECEIPT)
    return rows.order_by("subject_id", "number")


def _index_line(path: str, document: Document, subject: Any) -> tuple[str, ...]:
    employee = subject.employee
    code = grouped(document.code)
    return (
        path,
        code,
        str(document.number),
        document.sha256,
        employee.nip or "",
        employee.full_name,
        subject.unit_name,
    )
