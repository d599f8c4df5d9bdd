"""Regional holidays as a kind of file (CSV or workbook): faults by row, a dry run first, all or nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organization.imports.columns import Column, Kind
from organization.imports.faults import Fault, quoted, register_faults
from organization.imports.kinds import ImportKind, Sender, register_import
from organization.imports.reading import ParsedFile, SheetFormat
from organization.models import RegionalDay
from organization.regional_days.actions import NewDay, write
from organization.regional_days.reading import REGIONAL, Line, dry_run
from workflow.calendars import ClosedDay

if TYPE_CHECKING:
    from organization.models import ImportBatch

ROWS: Final = SheetFormat(
    "regional_days",
    "Libur daerah",
    (
        Column("tanggal", Kind.DATE, required=True, also=("hari", "date", "day"), example="2026-12-04"),
        Column("zona", Kind.ZONE, required=True, also=("zona_waktu", "zone"), example="Asia/Jakarta"),
        Column("nama", required=True, max_length=200, also=("nama_libur", "name_id"), example="Hari Jadi Merangin"),
        Column("nama_inggris", max_length=200, also=("name_en", "english"), example="Merangin Day"),
        Column("dasar", required=True, max_length=400, also=("alasan", "keputusan", "reason"), example="SE 003/2026"),
    ),
    frozenset({"tanggal", "zona", "dasar"}),
    ("libur_daerah", "regional_days"),
)
register_faults(
    {
        "closed_day_twice": _(
            "The day %(value)s stands in this file more than once for this zone. Keep one of the rows."
        ),
        "whole_organisation": _("Only HR of the whole organisation enters holidays."),
    }
)


@dataclass(slots=True)
class DaysPlan:
    """The days a file would enter."""

    days: list[NewDay] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.days

    def counts(self) -> dict[str, dict[str, int]]:
        """Days by what becomes of them."""
        return {"days": {"new": len(self.days), "changed": 0, "unchanged": self.unchanged}}

    def digest(self) -> str:
        """The same for the same days."""
        return hashlib.sha256("\n".join(map(repr, self.days)).encode()).hexdigest()


@register_import
class RegionalDaysImport(ImportKind):
    """Closed days of a region."""

    key = "regional_days"
    name = _("Regional holidays")
    heading = _("Import regional holidays")
    explanation = _("One row per day and zone, with its name and the decision behind it. Open dates are counted anew.")
    file_label = _("File with regional holidays")
    workbook = "libur-daerah.xlsx"
    formats = (ROWS,)
    counted: ClassVar[Mapping[str, Any]] = {"days": _("Days")}
    heads = (_("What would move"), _("From"), _("To"))

    def plan(self, parsed: ParsedFile, sender: Sender) -> DaysPlan:
        """Two statements whatever the number of rows."""
        plan = DaysPlan(faults=list(parsed.faults))
        if sender.scope is not None and sender.scope.parent_id is not None:
            plan.faults.append(Fault(ROWS.title, 0, "", "whole_organisation"))
        known = set(RegionalDay.objects.filter(withdrawn_at__isnull=True).values_list("on", "zone"))
        seen: set[tuple[date, str]] = set()
        for row in parsed.rows(ROWS.key):
            if not (row.get("tanggal") and row.get("zona") and row.get("nama") and row.get("dasar")):
                continue
            key = (date.fromisoformat(row.get("tanggal")), row.get("zona"))
            if key in seen:
                plan.faults.append(
                    Fault(ROWS.title, row.number, "tanggal", "closed_day_twice", quoted(row.get("tanggal")))
                )
            elif key in known:
                plan.unchanged += 1
            else:
                english = row.get("nama_inggris") or row.get("nama")
                plan.days.append(NewDay(*key, row.get("nama"), english, row.get("dasar")))
            seen.add(key)
        plan.faults.sort()
        return plan

    def preview(self, _plan: DaysPlan) -> list[tuple[str, ...]]:
        """What would move, by zone, kind and day."""
        found: list[tuple[str, ...]] = []
        for zone in sorted({day.zone for day in _plan.days}):
            more = [ClosedDay(one.on, one.name_id, one.name_en, REGIONAL) for one in _plan.days if one.zone == zone]
            found += [_words(zone, line) for line in dry_run(zone, more=more).lines]
        return found

    def write(self, plan: DaysPlan, batch: "ImportBatch") -> None:
        write(plan.days, author_id=batch.uploaded_by_id)


def _words(zone: str, line: Line) -> tuple[str, ...]:
    number = ngettext("%(count)d date", "%(count)d dates", line.number) % {"count": line.number}
    return (line.kind, number, date_format(line.first, "j F Y"), "", date_format(line.last, "j F Y"), zone)
