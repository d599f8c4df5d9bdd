"""Attendance files: per person and month the days absent without a valid reason, the minutes late, the reasons."""

import calendar
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from appraisal.imports.stored_people import CHUNK, Person, people_by_nip, reaches
from appraisal.models import AttendanceMonth
from appraisal.models.attendance import MOST_DAYS
from appraisal.sources.gathering import refresh
from organization.days import today
from organization.imports.columns import Column, Kind
from organization.imports.faults import Fault, quoted, register_faults
from organization.imports.kinds import ImportKind, Sender, register_import
from organization.imports.reading import ImportRow, ParsedFile, SheetFormat
from workflow import clock
from workflow.transactions import within_action

if TYPE_CHECKING:
    from organization.models import ImportBatch

MOST_MINUTES: Final = MOST_DAYS * 24 * 60
BATCH: Final = 500
ROWS: Final = SheetFormat(
    "attendance",
    "Kehadiran",
    (
        Column("nip", Kind.NIP, required=True, also=("nip_ni_pppk", "nip_baru"), example="198503152010012007"),
        Column("nama", also=("nama_lengkap", "nama_pegawai", "name"), example="Siti Aminah, S.K.M."),
        Column("bulan", Kind.MONTH, required=True, also=("month", "periode"), example="2026-09"),
        Column(
            "hari_tanpa_alasan",
            Kind.WHOLE,
            required=True,
            also=("tanpa_alasan", "alpa", "tidak_hadir_tanpa_alasan_sah", "absent_days"),
            highest=MOST_DAYS,
            example="0",
        ),
        Column(
            "menit_terlambat",
            Kind.WHOLE,
            required=True,
            also=("terlambat", "keterlambatan", "late_minutes"),
            highest=MOST_MINUTES,
            example="25",
        ),
        Column("alasan", max_length=1000, also=("keterangan", "reasons"), example="Ban bocor pada 14 September"),
    ),
    frozenset({"hari_tanpa_alasan", "menit_terlambat"}),
    ("attendance", "presensi", "absensi"),
)
register_faults(
    {
        "nobody_has_nip": _("There is no person with the NIP “%(value)s”."),
        "name_differs": _("The name here differs from the one stored for this NIP: %(value)s."),
        "month_twice": _("The month %(value)s stands in this file more than once for this person."),
        "month_to_come": _("The month %(value)s has not begun yet."),
        "more_than_month": _("The month has only %(value)s days."),
        "own_attendance": _("This is your own attendance; another HR officer must import this row."),
    }
)


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A month that is new (``pk`` None) or differs; ``reasons`` None leaves what is stored."""

    row: int
    employee_id: int
    month: str
    absent_days: int
    late_minutes: int
    reasons: str | None
    pk: int | None


@dataclass(slots=True)
class AttendancePlan:
    """What a file of attendance would change."""

    changes: list[MonthChange] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.changes

    def counts(self) -> dict[str, dict[str, int]]:
        """Months by what becomes of them."""
        new = sum(1 for change in self.changes if change.pk is None)
        return {"months": {"new": new, "changed": len(self.changes) - new, "unchanged": self.unchanged}}

    def digest(self) -> str:
        """The same for the same changes."""
        return hashlib.sha256("\n".join(map(repr, self.changes)).encode()).hexdigest()


@register_import
class AttendanceImport(ImportKind):
    """Attendance of people by month."""

    key = "attendance"
    name = _("Attendance")
    heading = _("Import attendance")
    explanation = _(
        "One row per person and month: working days absent without a valid reason, minutes late, reasons. The numbers "
        "inform the item on discipline; they never rate."
    )
    file_label = _("File with attendance")
    workbook = "kehadiran.xlsx"
    formats = (ROWS,)
    counted: ClassVar = {"months": _("Months of attendance")}

    def plan(self, parsed: ParsedFile, sender: Sender) -> AttendancePlan:
        """Two statements per 5,000 rows."""
        rows = parsed.rows(ROWS.key)
        planning = _Planning(AttendancePlan(faults=list(parsed.faults)), sender, people_by_nip(_nips(rows)), rows)
        for row in rows:
            planning.look_at(row)
        planning.plan.faults.sort()
        return planning.plan

    def write(self, plan: AttendancePlan, batch: "ImportBatch") -> None:
        write(plan, batch_id=batch.pk)


def _nips(rows: Iterable[ImportRow]) -> list[str]:
    return [row.get("nip") for row in rows]


class _Planning:
    """One comparison of a file with what is stored."""

    def __init__(self, plan: AttendancePlan, sender: Sender, people: dict[str, Person], rows: list[ImportRow]) -> None:
        self.plan, self.sender, self.people = plan, sender, people
        self.stored = _stored([person.pk for person in people.values()], {row.get("bulan") for row in rows})
        self.seen: set[tuple[int, str]] = set()
        self.present = f"{today():%Y-%m}"

    def fault(self, row: ImportRow, column: str, code: str, value: str = "") -> None:
        self.plan.faults.append(Fault(ROWS.title, row.number, column, code, value))

    def look_at(self, row: ImportRow) -> None:
        """Every fault of one row; where there is none, what it changes."""
        person, month = self._person(row), self._month(row)
        complete = all(row.get(name) for name in ("hari_tanpa_alasan", "menit_terlambat"))
        if person is None or not month or not complete:
            return
        if (person.pk, month) in self.seen:
            self.fault(row, "bulan", "month_twice", month)
            return
        self.seen.add((person.pk, month))
        if row.get("nama") and row.get("nama").casefold() != person.name.casefold():
            self.plan.warnings.append(Fault(ROWS.title, row.number, "nama", "name_differs", quoted(person.name)))
        self._compare(row, person, month)

    def _person(self, row: ImportRow) -> Person | None:
        if not row.get("nip"):
            return None
        person = self.people.get(row.get("nip"))
        if person is None:
            self.fault(row, "nip", "nobody_has_nip", quoted(row.get("nip")))
        elif not reaches(self.sender, person.unit_position):
            self.fault(row, "nip", "outside_scope", quoted(person.unit_code))
        elif person.pk == self.sender.author_id:
            self.fault(row, "nip", "own_attendance")
        else:
            return person
        return None

    def _month(self, row: ImportRow) -> str:
        month = row.get("bulan")
        if not month:
            return ""
        if month > self.present:
            self.fault(row, "bulan", "month_to_come", month)
            return ""
        days = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
        if row.get("hari_tanpa_alasan") and int(row.get("hari_tanpa_alasan")) > days:
            self.fault(row, "hari_tanpa_alasan", "more_than_month", str(days))
            return ""
        return month

    def _compare(self, row: ImportRow, person: Person, month: str) -> None:
        stored = self.stored.get((person.pk, month))
        days, minutes = int(row.get("hari_tanpa_alasan")), int(row.get("menit_terlambat"))
        reasons = row.values.get("alasan")
        same = stored is not None and (stored.absent_days, stored.late_minutes) == (days, minutes)
        if stored is not None and same and reasons in (None, stored.reasons):
            self.plan.unchanged += 1
            return
        pk = stored.pk if stored else None
        self.plan.changes.append(MonthChange(row.number, person.pk, month, days, minutes, reasons, pk))


def _stored(people: list[int], months: set[str]) -> dict[tuple[int, str], AttendanceMonth]:
    days = [date.fromisoformat(f"{month}-01") for month in sorted(months) if month]
    found = {}
    for start in range(0, len(people), CHUNK):
        rows = AttendanceMonth.objects.filter(employee_id__in=people[start : start + CHUNK], month__in=days)
        found.update({(row.employee_id, f"{row.month:%Y-%m}"): row for row in rows})
    return found


@within_action
def write(plan: AttendancePlan, *, batch_id: int | None) -> None:
    """Store the months, then let the open forms of these people follow."""
    at = clock.now()
    made = [_row(change, batch_id, at) for change in plan.changes if change.pk is None]
    AttendanceMonth.objects.bulk_create(made, batch_size=BATCH)
    columns = ["absent_days", "late_minutes", "batch", "recorded_at"]
    for keeps in (True, False):
        changed = [
            _row(change, batch_id, at)
            for change in plan.changes
            if change.pk is not None and (change.reasons is None) == keeps
        ]
        AttendanceMonth.objects.bulk_update(changed, columns if keeps else [*columns, "reasons"], batch_size=BATCH)
    refresh([change.employee_id for change in plan.changes])


def _row(change: MonthChange, batch_id: int | None, at: datetime) -> AttendanceMonth:
    return AttendanceMonth(
        pk=change.pk,
        employee_id=change.employee_id,
        month=date.fromisoformat(f"{change.month}-01"),
        absent_days=change.absent_days,
        late_minutes=change.late_minutes,
        reasons=change.reasons or "",
        batch_id=batch_id,
        recorded_at=at,
    )
