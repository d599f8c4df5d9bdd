"""What stands beside the ratings: attendance by monthly files, readings of services, innovations, trainings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from appraisal.actions import metrics
from appraisal.models import ServiceMetric
from appraisal.shares import Line
from cases import files
from cases.actions import catalogue, trainings
from cases.actions.moves import Seen
from cases.models import Enrolment, Training
from config.demo import catalogue as certificates
from config.demo import sources
from config.demo.innovations import INNOVATIONS
from config.demo.stage import on
from config.demo.texts import METRICS
from organization.actions import imports
from organization.models import Employee
from tests.organization.conftest import workbook
from tests.year.stage import YEAR, Troupe, staff_of
from workflow.actors import Actor

ATTENDANCE = ["nip", "bulan", "hari_tanpa_alasan", "menit_terlambat", "alasan"]
METRIC = ["kode_unit", "metrik", "satuan", "arah", "awal", "target"]
READING = ["kode_unit", "metrik", "tanggal", "nilai"]
CONTRIBUTORS = 3


def take_in(actor: Actor, about: str, **sheets: list[list[Any]]) -> None:
    """A file of any kind, checked and applied."""
    found = imports.upload(actor=actor, name=f"{about}.xlsx", data=workbook(**sheets), about=about)
    assert [(one.row, one.column, one.code) for one in found.plan.faults[:3]] == []
    assert found.batch is not None
    imports.apply_batch(found.batch.public_id, actor=actor, version=found.batch.version)


def attend(troupe: Troupe, period: tuple[date, date]) -> None:
    """Three months of everybody; the rows of an HR officer are handed in by the other one."""
    months = [period[0].replace(month=period[0].month + place) for place in range(3)]
    people = list(Employee.objects.filter(active=True, nip__isnull=False).order_by("pk").values_list("pk", "nip"))
    rows = {
        pk: [[number, f"{month:%Y-%m}", *sources._absence(place, month.month), ""] for month in months]
        for place, (pk, number) in enumerate(people)
    }
    with on(period[1]):
        hr, other = troupe.cast.hr(), troupe.cast.other_hr()
        own = rows.pop(hr.employee_id or 0)
        take_in(hr, "attendance", Kehadiran=[ATTENDANCE, *[row for held in rows.values() for row in held]])
        take_in(other, "attendance", Kehadiran=[ATTENDANCE, *own])


def measure(troupe: Troupe, period: tuple[date, date]) -> None:
    """The services of the regency, read twice in a quarter, and who contributes to them in the quarter."""
    ways = {"up": "naik", "down": "turun"}
    found = [(*row[:3], ways[row[3]], str(row[4]), str(row[5])) for row in METRICS]
    readings = [
        [code, name, day.isoformat(), str(3 + (place * 7 + day.day) % 5)]
        for place, (code, name, *_more) in enumerate(found)
        for day in (period[0] + timedelta(days=40), period[1] - timedelta(days=1))
    ]
    with on(period[1]):
        hr = troupe.cast.hr()
        new = [] if ServiceMetric.objects.exists() else [list(row) for row in found]
        take_in(hr, "metrics", **({"Metrik": [METRIC, *new]} if new else {}), Pengukuran=[READING, *readings])
        for metric in ServiceMetric.objects.select_related("unit").order_by("pk"):
            unit = metric.unit
            near = Employee.objects.filter(unit__lft__gte=unit.lft, unit__lft__lte=unit.rght, active=True)
            chosen = list(near.exclude(kind="elected").order_by("pk")[:CONTRIBUTORS])
            shares = [f"{share}" for share in sources._shares(len(chosen))]
            lines = [Line(place, one, share) for place, (one, share) in enumerate(zip(chosen, shares, strict=True), 1)]
            metrics.set_shares(metric, actor=hr, period_from=period[0], period_until=period[1], lines=lines)


def innovators(troupe: Troupe) -> set[int]:
    """The people who have an idea in summer; they do not leave before."""
    pairs = [sources._pair(troupe.cast, one.office, place) for place, one in enumerate(INNOVATIONS)]
    return {pk for pair in pairs for pk in pair}


def innovate(troupe: Troupe, day: date) -> None:
    """Ideas of half a year in every state, reviewed by HR."""
    sources.innovate(troupe.cast, today=day)


def offer(troupe: Troupe, year: int) -> list[Training]:
    """Three trainings of the year, one of them with few seats."""
    made = []
    for place, (hours, seats) in enumerate(((8, None), (24, None), (16, 4)), start=1):
        start = date(year, 3 * place, 10)
        values = {
            "code": f"TAHUN-{place}", "title": f"Pelatihan {place}", "kind": "klasikal", "form": "Lokakarya",
            "provider": "BKPSDMD Kabupaten Merangin", "place": "Bangko", "jp_hours": hours, "cost": 0, "seats": seats,
            "starts_on": start, "ends_on": start + timedelta(days=1), "description": "Latihan dari pekerjaan sendiri.",
        }  # fmt: skip
        with on(date(year, 1, 20)):
            officer = troupe.cast.training_officer()
            made.append(catalogue.add_training(actor=officer, values=values, indicators=("mutu_layanan",)))
    return made


def train(troupe: Troupe, training: Training, count: int) -> None:
    """People ask, get a seat or wait; most attend and complete it with hours, one does not come, one gives up."""
    cast, begin = troupe.cast, training.starts_on
    people = staff_of(troupe)[begin.month :: 5][:count]
    with on(begin - timedelta(days=30)):
        asked = [trainings.request_enrolment(training, actor=cast.actor(pk)) for pk in people]
    with on(begin - timedelta(days=20)):
        for enrolment in asked:
            trainings.approve_or_queue(enrolment, Seen(cast.training_officer(), 0))
    _take_part(troupe, training)


def _take_part(troupe: Troupe, training: Training) -> None:
    officer = troupe.cast.training_officer
    rows = Enrolment.objects.filter(training=training, state="approved").order_by("pk")
    seated = list(rows.values_list("pk", flat=True))
    for place, pk in enumerate(seated):
        with on(training.ends_on + timedelta(days=1), 9, place % 60):
            found = Enrolment.objects.get(pk=pk)
            if place == 1:
                trainings.miss(found, Seen(officer(), found.version), reason="Tidak hadir, sakit.")
                continue
            trainings.attend(found, Seen(officer(), found.version))
            if place != 2:
                _complete(troupe, Enrolment.objects.get(pk=pk), training.jp_hours)


def _complete(troupe: Troupe, enrolment: Enrolment, hours: int) -> None:
    number = f"800/{enrolment.pk:04d}/SERT/{YEAR}"
    stored = files.store(certificates._pdf(f"Sertifikat {number}"), folder="certificates")
    seen = Seen(troupe.cast.training_officer(), enrolment.version)
    proof = trainings.upload_certificate(enrolment, actor=seen.actor, stored=stored, number=number)
    trainings.complete_enrolment(enrolment, seen, result="passed", jp_hours=hours, certificate=proof.public_id)
