"""Files of service metrics: what is measured, and the values of days."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from appraisal.actions.metrics import leads
from appraisal.imports.stored_people import reaches
from appraisal.models import MetricReading, MetricShare, ServiceMetric
from appraisal.models.metrics import Direction
from appraisal.sources.gathering import refresh
from organization.days import today
from organization.imports.columns import Column, Kind
from organization.imports.faults import Fault, quoted, register_faults
from organization.imports.kinds import ImportKind, Sender, register_import
from organization.imports.reading import ImportRow, ParsedFile, SheetFormat
from organization.models import Unit
from workflow.transactions import within_action

if TYPE_CHECKING:
    from organization.models import ImportBatch

BATCH: Final = 500
DIRECTIONS: Final = {
    "naik": Direction.UP,
    "lebih tinggi lebih baik": Direction.UP,
    "up": Direction.UP,
    "turun": Direction.DOWN,
    "lebih rendah lebih baik": Direction.DOWN,
    "down": Direction.DOWN,
}
UNIT: Final = Column("kode_unit", Kind.CODE, required=True, also=("unit", "unit_code"), example="12.01")
METRICS: Final = SheetFormat(
    "metrics",
    "Metrik",
    (
        UNIT,
        Column("metrik", required=True, also=("nama", "nama_metrik", "name"), example="Waktu terbit akta kelahiran"),
        Column("satuan", required=True, max_length=40, also=("unit_of_measure",), example="hari"),
        Column("arah", Kind.CHOICE, required=True, also=("direction",), choices=DIRECTIONS, example="turun"),
        Column("awal", Kind.DECIMAL, required=True, also=("baseline", "nilai_awal"), example="5"),
        Column("target", Kind.DECIMAL, required=True, example="2"),
    ),
    frozenset({"satuan", "arah"}),
    ("metrics", "layanan"),
)
READINGS: Final = SheetFormat(
    "readings",
    "Pengukuran",
    (
        UNIT,
        Column("metrik", required=True, also=("nama", "nama_metrik", "name"), example="Waktu terbit akta kelahiran"),
        Column("tanggal", Kind.DATE, required=True, also=("on", "hari"), example="2026-09-30"),
        Column("nilai", Kind.DECIMAL, required=True, also=("value",), example="2,5"),
    ),
    frozenset({"tanggal", "nilai"}),
    ("readings", "hasil_ukur"),
)
register_faults(
    {
        "unit_not_there": _("There is no unit with the code “%(value)s”."),
        "metric_unknown": _("This unit has no metric “%(value)s”, neither here nor in this file."),
        "metric_twice": _("The metric “%(value)s” of this unit stands in this file more than once."),
        "target_behind": _("The target lies on the wrong side of the baseline for the chosen direction."),
        "day_twice": _("The day %(value)s stands in this file more than once for this metric."),
        "day_to_come": _("The day %(value)s has not come yet."),
    }
)
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric that is new (``pk`` None) or differs."""

    row: int
    pk: int | None
    unit_id: int
    name: str
    unit_of_measure: str
    direction: str
    baseline: str
    target: str

    @property
    def key(self) -> Key:
        return (self.unit_id, self.name.casefold())


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """A reading that is new (``pk`` None) or differs; the metric may be new in the same file."""

    row: int
    pk: int | None
    key: Key
    on: str
    value: str


@dataclass(slots=True)
class MetricPlan:
    """What a file of metrics would change."""

    metrics: list[MetricChange] = field(default_factory=list)
    readings: list[ReadingChange] = field(default_factory=list)
    unchanged: dict[str, int] = field(default_factory=lambda: {"metrics": 0, "readings": 0})
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.metrics or self.readings)

    def counts(self) -> dict[str, dict[str, int]]:
        """Metrics and readings by what becomes of them."""
        found = {}
        for name, ids in (
            ("metrics", [one.pk for one in self.metrics]),
            ("readings", [one.pk for one in self.readings]),
        ):
            new = ids.count(None)
            found[name] = {"new": new, "changed": len(ids) - new, "unchanged": self.unchanged[name]}
        return found

    def digest(self) -> str:
        """The same for the same changes."""
        text = "\n".join([*map(repr, self.metrics), "\f", *map(repr, self.readings)])
        return hashlib.sha256(text.encode()).hexdigest()


@register_import
class MetricImport(ImportKind):
    """Metrics of units and their readings."""

    key = "metrics"
    name = _("Service metrics")
    heading = _("Import service metrics and readings")
    explanation = _("What each unit measures, and the values of days. Each sheet may be missing.")
    file_label = _("File with metrics or readings")
    workbook = "layanan.xlsx"
    formats = (METRICS, READINGS)
    counted: ClassVar = {"metrics": _("Service metrics"), "readings": _("Readings")}

    def plan(self, parsed: ParsedFile, sender: Sender) -> MetricPlan:
        """Three statements, and one per 5,000 readings."""
        planning = _Planning(parsed, sender)
        for row in parsed.rows(METRICS.key):
            planning.look_at_metric(row)
        planning.read_readings(parsed.rows(READINGS.key))
        for row in parsed.rows(READINGS.key):
            planning.look_at_reading(row)
        planning.plan.faults.sort()
        return planning.plan

    def write(self, plan: MetricPlan, batch: "ImportBatch") -> None:
        write(plan)


class _Planning:
    """One comparison of a file with what is stored."""

    def __init__(self, parsed: ParsedFile, sender: Sender) -> None:
        self.plan, self.sender = MetricPlan(faults=list(parsed.faults)), sender
        rows = [*parsed.rows(METRICS.key), *parsed.rows(READINGS.key)]
        codes = {row.get("kode_unit") for row in rows}
        self.units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
        stored = ServiceMetric.objects.filter(unit__in=[unit.pk for unit in self.units.values()])
        self.metrics: dict[Key, ServiceMetric] = {(one.unit_id, one.name.casefold()): one for one in stored}
        self.readings: dict[tuple[Key, str], MetricReading] = {}
        self.named: set[Key] = set()
        self.seen: set[tuple[Key, str]] = set()
        self.present = today().isoformat()

    def fault(self, fmt: SheetFormat, row: ImportRow, column: str, code: str, value: str = "") -> None:
        self.plan.faults.append(Fault(fmt.title, row.number, column, code, value))

    def _unit(self, fmt: SheetFormat, row: ImportRow) -> Unit | None:
        code = row.get("kode_unit")
        unit = self.units.get(code)
        if unit is None:
            if code:
                self.fault(fmt, row, "kode_unit", "unit_not_there", quoted(code))
            return None
        if not reaches(self.sender, unit.lft):
            self.fault(fmt, row, "kode_unit", "outside_scope", quoted(code))
            return None
        return unit

    def look_at_metric(self, row: ImportRow) -> None:
        """Every fault of one metric; where there is none, what it changes."""
        unit = self._unit(METRICS, row)
        if unit is None or not all(row.get(column.name) for column in METRICS.columns):
            return
        key = (unit.pk, row.get("metrik").casefold())
        if key in self.named:
            self.fault(METRICS, row, "metrik", "metric_twice", quoted(row.get("metrik")))
            return
        self.named.add(key)
        if not leads(Decimal(row.get("awal")), Decimal(row.get("target")), row.get("arah")):
            self.fault(METRICS, row, "target", "target_behind")
            return
        stored = self.metrics.get(key)
        change = MetricChange(
            row.number, stored.pk if stored else None, unit.pk, stored.name if stored else row.get("metrik"),
            row.get("satuan"), str(row.get("arah")), row.get("awal"), row.get("target"),
        )  # fmt: skip
        if stored is not None and _same(stored, change):
            self.plan.unchanged["metrics"] += 1
        else:
            self.plan.metrics.append(change)

    def read_readings(self, rows: Iterable[ImportRow]) -> None:
        """The stored readings of the days the file speaks of."""
        days = sorted({row.get("tanggal") for row in rows if row.get("tanggal")})
        keys = {one.pk: key for key, one in self.metrics.items()}
        for start in range(0, len(days), BATCH):
            found = MetricReading.objects.filter(metric_id__in=keys, on__in=days[start : start + BATCH])
            self.readings.update({(keys[one.metric_id], one.on.isoformat()): one for one in found})

    def look_at_reading(self, row: ImportRow) -> None:
        """Every fault of one reading; where there is none, what it changes."""
        unit = self._unit(READINGS, row)
        if unit is None or not all(row.get(column.name) for column in READINGS.columns):
            return
        key, day = (unit.pk, row.get("metrik").casefold()), row.get("tanggal")
        if key not in self.metrics and key not in self.named:
            self.fault(READINGS, row, "metrik", "metric_unknown", quoted(row.get("metrik")))
        elif (key, day) in self.seen:
            self.fault(READINGS, row, "tanggal", "day_twice", day)
        elif day > self.present:
            self.fault(READINGS, row, "tanggal", "day_to_come", day)
        else:
            self.seen.add((key, day))
            self._compare(row, key, day)

    def _compare(self, row: ImportRow, key: Key, day: str) -> None:
        stored = self.readings.get((key, day))
        if stored is not None and stored.value == Decimal(row.get("nilai")):
            self.plan.unchanged["readings"] += 1
        else:
            pk = stored.pk if stored else None
            self.plan.readings.append(ReadingChange(row.number, pk, key, day, row.get("nilai")))


def _same(stored: ServiceMetric, change: MetricChange) -> bool:
    words = (stored.unit_of_measure, stored.direction) == (change.unit_of_measure, change.direction)
    return words and (stored.baseline, stored.target) == (Decimal(change.baseline), Decimal(change.target))


@within_action
def write(plan: MetricPlan) -> None:
    """Store metrics, then readings, then let the open forms of the contributors follow."""
    changed = [_metric(one) for one in plan.metrics if one.pk is not None]
    columns = ("unit_of_measure", "direction", "baseline", "target")
    ServiceMetric.objects.bulk_update(changed, columns, batch_size=BATCH)
    ServiceMetric.objects.bulk_create([_metric(one) for one in plan.metrics if one.pk is None], batch_size=BATCH)
    places = {one.key[0] for one in plan.readings} | {one.unit_id for one in plan.metrics}
    rows = ServiceMetric.objects.filter(unit_id__in=places).values_list("unit_id", "name", "pk")
    ids = {(unit_id, name.casefold()): pk for unit_id, name, pk in rows}
    new = [_reading(one, ids) for one in plan.readings if one.pk is None]
    MetricReading.objects.bulk_create(new, batch_size=BATCH)
    corrected = [_reading(one, ids) for one in plan.readings if one.pk is not None]
    MetricReading.objects.bulk_update(corrected, ("value",), batch_size=BATCH)
    touched = {ids[one.key] for one in plan.readings} | {ids[one.key] for one in plan.metrics}
    refresh(MetricShare.objects.filter(metric_id__in=touched).values_list("employee_id", flat=True))


def _reading(change: ReadingChange, ids: Mapping[Key, int]) -> MetricReading:
    return MetricReading(
        pk=change.pk, metric_id=ids[change.key], on=date.fromisoformat(change.on), value=Decimal(change.value)
    )


def _metric(change: MetricChange) -> ServiceMetric:
    return ServiceMetric(
        pk=change.pk,
        unit_id=change.unit_id,
        name=change.name,
        unit_of_measure=change.unit_of_measure,
        direction=change.direction,
        baseline=Decimal(change.baseline),
        target=Decimal(change.target),
    )
