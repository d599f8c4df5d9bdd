"""Kinds of national exports: an import whose rows are compared instead of written, and how a value is taken over.

@register_exchange
class Superiors(ExchangeKind):
    key, source, formats, ... = ...
    def compare(self, parsed, sender, plan): ...      # plan.same(...) and plan.differs(Finding(...))
    def store(self, difference, *, actor, at): ...    # within the transaction of the decision
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from organization.days import today
from organization.exchange.comparing import CHUNK, ExchangePlan, Finding, weigh
from organization.imports.columns import Column, Kind
from organization.imports.faults import Fault
from organization.imports.kinds import ImportKind, ImportPlan, Sender, import_kinds, register_import
from organization.imports.reading import ImportRow, ParsedFile
from workflow.actors import CLOCK, Actor
from workflow.beginning import begin_many
from workflow.bulk import fire_many
from workflow.errors import Text
from workflow.transactions import within_action

if TYPE_CHECKING:
    from organization.models import Difference, ImportBatch, Unit

SHOWN = 200
# The day the export tells of; files without this column tell of the day on which they were received.
DAY = Column("tanggal_data", Kind.DATE, also=("per_tanggal", "as_of"), example="2026-11-20")


class ExchangeKind(ImportKind):
    """One kind of export. ``source`` names the national system; ``labels`` the fields that are compared."""

    source: ClassVar[Text]
    labels: ClassVar[Mapping[str, Text]]
    counted: ClassVar[Mapping[str, Text]] = {
        "differences": _("Differences (changed: they end)"),
        "same": _("Fields that are the same"),
    }

    def plan(self, parsed: Any, sender: Sender) -> ImportPlan:
        """Every difference, and what of it is new. Reads, never writes."""
        found = ExchangePlan(faults=list(parsed.faults))
        if not found.faults:
            self.compare(parsed, sender, found)
        found.faults.sort()
        found.warnings.sort()
        if not found.faults:
            weigh(found, self.key)
        return found

    def compare(self, parsed: ParsedFile, sender: Sender, plan: ExchangePlan) -> None:
        """Say of every field of the file whether it is the same here."""
        raise TypeError(f"{type(self).__name__} must say what differs.")

    def preview(self, plan: Any) -> list[tuple[str, ...]]:
        """The new differences with source and date of both sides, as many as a page holds."""
        return [
            (
                finding.key,
                str(self.labels.get(finding.field, finding.field)),
                self.value_label(finding.field, finding.ours),
                finding.our_date.isoformat() if finding.our_date else "",
                self.value_label(finding.field, finding.theirs),
                f"{self.source}, {finding.their_date.isoformat()}",
            )
            for finding in plan.new[:SHOWN]
        ]

    @within_action
    def write(self, plan: Any, batch: "ImportBatch") -> None:
        """Keep the new differences; those that differ no longer end by the clock."""
        from organization.models import Difference

        if plan.settled:
            fire_many(Difference, sorted(plan.settled), "settle", actor=CLOCK)
        rows = [_row(self.key, finding, batch) for finding in plan.new]
        if not rows:
            return
        made = Difference.objects.bulk_create(rows, batch_size=CHUNK)
        first, last = min(row.pk for row in made), max(row.pk for row in made)
        begin_many(Difference, first_id=first, last_id=last, actor=CLOCK)

    @within_action
    def take_over(self, difference: "Difference", *, actor: Actor, at: datetime) -> None:
        """Store what the export says by the act that stores such a thing. Raises the refusals of that act."""
        raise TypeError(f"{type(self).__name__} must say how a value is taken over.")

    def value_label(self, _field: str, value: str) -> str:
        """A compared value in words."""
        return value


def _row(about: str, finding: Finding, batch: "ImportBatch") -> "Difference":
    from organization.models import Difference

    return Difference(
        batch=batch,
        about=about,
        subject_key=finding.key,
        field=finding.field,
        ours=finding.ours[:400],
        theirs=finding.theirs[:400],
        our_source=finding.our_source,
        our_date=finding.our_date,
        their_date=finding.their_date,
        given=dict(finding.given),
        unit_id=finding.unit_id,
        employee_id=finding.employee_id,
        state_since=batch.uploaded_at,
    )


def register_exchange(kind: type[ExchangeKind]) -> type[ExchangeKind]:
    """Class decorator: offer this kind of export among the imports and at the desk."""
    register_import(kind)
    return kind


def exchange_kinds() -> dict[str, ExchangeKind]:
    """Every kind of export by key."""
    return {kind.key: kind for kind in import_kinds() if isinstance(kind, ExchangeKind)}


def exchange_kind(key: str) -> ExchangeKind:
    """The kind of a key. KeyError for any other."""
    return exchange_kinds()[key]


def day_of(row: ImportRow) -> date:
    """The day the row tells of."""
    return date.fromisoformat(row.get(DAY.name)) if row.get(DAY.name) else today()


def reaches(sender: Sender, unit: "Unit") -> bool:
    """Whether the sender's right covers a unit; a national export speaks of many that are not his."""
    return sender.scope is None or sender.scope.lft <= unit.lft <= sender.scope.rght


def beyond(sheet: str, row: ImportRow, column: str, unit: "Unit") -> Fault:
    """What is said of a row the sender may not decide about."""
    return Fault(sheet, row.number, column, "outside_scope", unit.code)


def twice(sheet: str, rows: list[ImportRow], column: str) -> list[Fault]:
    """Rows whose key stands there before."""
    seen: set[str] = set()
    found = []
    for row in rows:
        value = row.get(column)
        if value and value in seen:
            found.append(Fault(sheet, row.number, column, "duplicate", value))
        seen.add(value)
    return found
