"""Who read what: recorded when somebody other than the subject reads confidential fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from django.db import connection
from django.db.models import Model
from django.db.models.sql import InsertQuery

from workflow import clock
from workflow.actors import Actor
from workflow.models import AccessRecord


class Readable(Protocol):
    """What a record can name: a workflow subject, or another row whose reading matters."""

    kind: ClassVar[str]

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one subject; `ground` is the role or relation that opened the door."""

    subject: Readable
    fields: Iterable[str]
    ground: str


def record_read(subject: Readable, *, actor: Actor, fields: Iterable[str], ground: str) -> None:
    """Write one access record."""
    record_reads((Read(subject, fields, ground),), actor=actor)


def record_reads(reads: Iterable[Read], *, actor: Actor) -> None:
    """Write what a page or a list showed of several subjects, in one statement.

    Not by ``bulk_create``: it opens a transaction, and BEGIN and COMMIT would be two more round trips of every page.
    """
    if actor.user_id is None:
        return
    read_at = clock.now()
    records: list[Model] = [
        AccessRecord(
            reader_id=actor.user_id,
            kind=read.subject.kind,
            subject_id=read.subject.pk,
            fields=",".join(sorted(read.fields))[:500],
            channel=actor.channel,
            ground=read.ground[:100],
            read_at=read_at,
            request_id=actor.request_id,
        )
        for read in reads
    ]
    if records:
        fields = [field for field in AccessRecord._meta.local_concrete_fields if not field.primary_key]
        query = InsertQuery(AccessRecord)
        query.insert_values(fields, records)
        query.get_compiler(connection=connection).execute_sql()
