"""National exports in the demo: what SIASN and e-Kinerja give otherwise, compared by HR, some of it decided already."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from appraisal.exchange.periods import period_name
from appraisal.models import Cycle, Evaluation
from config.demo.stage import Cast, on
from organization.actions import exchange, imports
from organization.models import Difference, Employee, Unit
from workflow.sheets import Grid, as_csv

SPELT: Final = 5
GRADED: Final = 3
RESULTS: Final = 4
Row = Sequence[str]


def compare(cast: Cast, closed: Cycle, *, today: date) -> None:
    """Three files of the national systems a few days ago, and the first decisions."""
    day = today - timedelta(days=6)
    with on(today - timedelta(days=4), 10):
        _send(cast, "exchange-people", "siasn-pegawai.csv", ("nip", "nama", "golongan", "tanggal_data"), _people(day))
        _send(cast, "exchange-units", "siasn-unit.csv", ("kode", "nama", "kode_induk", "tanggal_data"), _units(day))
        heads = ("tahun", "periode", "nip", "predikat", "tanggal_data")
        _send(cast, "exchange-results", "ekinerja-hasil.csv", heads, _results(closed, day))
    with on(today - timedelta(days=3), 14):
        _decide(cast)


def _send(cast: Cast, about: str, name: str, heads: Row, rows: Sequence[Row]) -> None:
    hana = cast.hr()
    found = imports.upload(actor=hana, name=name, data=as_csv(Grid("x", heads, rows)), about=about).batch
    if found is not None and str(found.state) == "checked":
        imports.apply_batch(found.public_id, actor=hana, version=found.version)


def _people(day: date) -> list[Row]:
    """Titles behind the name are missing there, and some grades are older."""
    titled = Employee.objects.filter(active=True, nip__isnull=False, full_name__contains=",").order_by("pk")
    rows: list[Row] = [(one.nip or "", one.full_name.split(",")[0], "", day.isoformat()) for one in titled[:SPELT]]
    graded = Employee.objects.filter(active=True, nip__isnull=False, grade="III/c").order_by("-pk")
    return rows + [(one.nip or "", "", "III/b", day.isoformat()) for one in graded[:GRADED]]


def _units(day: date) -> list[Row]:
    unit = Unit.objects.filter(kind="department").order_by("lft").first()
    return [(unit.code, f"{unit.name} Kabupaten Merangin", "", day.isoformat())] if unit else []


def _results(closed: Cycle, day: date) -> list[Row]:
    """e-Kinerja holds another predicate for a few people."""
    rules = closed.rules
    labels = {one.code: one.label.pick("id") for one in rules.predicates}
    forms = Evaluation.objects.filter(cycle=closed, state="final").select_related("employee").order_by("pk")
    year, period = str(closed.period_from.year), period_name(closed)
    found: list[Row] = []
    for form in forms[:RESULTS]:
        other = next(label for code, label in labels.items() if code != form.predicate)
        found.append((year, period, form.employee.nip or "", other, day.isoformat()))
    return found


def _decide(cast: Cast) -> None:
    """One is taken over, one kept with a note, two go back to the source; the others wait."""
    hana = cast.hr()
    acts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("accept", {}),
        ("override", {"reason": "Gelar sudah sesuai ijazah yang disahkan; data SIASN belum diperbarui."}),
        ("list", {"reason": "Mohon gelar ditambahkan sesuai SK pencantuman gelar."}),
    )
    names = Difference.objects.filter(about="exchange-people", field="nama", state="open").order_by("pk")
    for row, (act, payload) in zip(names, acts, strict=False):
        exchange.take(row.public_id, act, actor=hana, version=row.version, payload=payload)
    grades = Difference.objects.filter(about="exchange-people", field="golongan", state="open").order_by("pk")
    for row in grades[:1]:
        reason = {"reason": "Kenaikan pangkat sudah terbit, SK terlampir di arsip BKPSDMD."}
        exchange.take(row.public_id, "list", actor=hana, version=row.version, payload=reason)
