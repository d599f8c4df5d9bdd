"""Trainings with requests, seats, results and certificates; service metrics with their readings."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from appraisal.models import MetricReading, ServiceMetric
from cases import files
from cases.actions import catalogue, trainings
from cases.actions.moves import Seen
from cases.models import Enrolment, ImprovementCase, Training
from config.demo.people import Regency
from config.demo.stage import Cast, on
from config.demo.texts import COSTS, METRICS, TRAININGS, VERDICTS
from organization.models import Employee


def offer(cast: Cast, *, today: date) -> None:
    """The catalogue: each training once in spring and once in the coming weeks."""
    for run, begin in ((1, today - timedelta(days=190)), (2, today + timedelta(days=18))):
        with on(begin - timedelta(days=60)):
            for place, (code, title, kind, form, provider, hours, days, helps) in enumerate(TRAININGS):
                start = begin + timedelta(days=7 * place)
                values = {
                    "code": f"{code}-{begin.year}-{run}", "title": title, "kind": kind, "form": form,
                    "provider": provider, "place": "Bangko" if kind == "klasikal" else "Daring", "jp_hours": hours,
                    "cost": COSTS.get(code, 0), "seats": 24 if kind == "klasikal" else None, "starts_on": start,
                    "ends_on": start + timedelta(days=days - 1),
                    "description": "Latihan dengan contoh dari pekerjaan peserta sendiri, disertai tugas penerapan.",
                }  # fmt: skip
                catalogue.add_training(actor=cast.training_officer(), values=values, indicators=helps)


def _pdf(text: str) -> "ContentFile[bytes]":
    """A small but whole PDF file, so that the demo's certificates open."""
    stream = f"BT /F1 18 Tf 60 760 Td ({text}) Tj ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, end,
    )  # fmt: skip
    return ContentFile(out, name="sertifikat.pdf")


def attend(cast: Cast, *, today: date) -> None:
    """Past trainings completed with certificates; coming ones requested, some approved, one declined."""
    # The training officer never decides about an own request; places, not keys, choose: the same in every database.
    officer = cast.training_officer().employee_id or 0
    cases = ImprovementCase.objects.exclude(employee_id=officer).order_by("pk")
    helped = list(cases.values_list("employee_id", flat=True)[:24])
    people = Employee.objects.filter(kind="pns").exclude(pk__in=[officer, *helped]).order_by("pk")
    others = list(people.values_list("pk", flat=True)[60:90])
    past = list(Training.objects.filter(starts_on__lt=today).order_by("pk"))
    for place, person in enumerate([*helped[:14], *others[:14]]):
        _complete(cast, past[place % len(past)], person, place + 1)
    coming = list(Training.objects.filter(starts_on__gt=today).order_by("pk"))
    for place, person in enumerate([*helped[14:], *others[14:]]):
        _request(cast, coming[place % len(coming)], person, place, today)


def _complete(cast: Cast, training: Training, person: int, number_of: int) -> None:
    officer = cast.training_officer
    with on(training.starts_on - timedelta(days=20)):
        enrolment = trainings.request_enrolment(training, actor=cast.actor(person))
        trainings.approve_enrolment(enrolment, Seen(officer(), 0))
    with on(training.ends_on + timedelta(days=1)):
        trainings.attend(Enrolment.objects.get(pk=enrolment.pk), Seen(officer(), 1))
        number = f"800/{number_of:04d}/SERT/{training.ends_on.year}"
        stored = files.store(_pdf(f"Sertifikat {number}"), folder="certificates")
        found = Enrolment.objects.get(pk=enrolment.pk)
        certificate = trainings.upload_certificate(found, actor=officer(), stored=stored, number=number)
        trainings.complete_enrolment(
            found, Seen(officer(), 2), result="passed", jp_hours=training.jp_hours, certificate=certificate.public_id
        )
    if number_of % 8:
        usefulness, recommend, remarks = VERDICTS[number_of % len(VERDICTS)]
        with on(training.ends_on + timedelta(days=3), 13):
            found = Enrolment.objects.get(pk=enrolment.pk)
            seen = Seen(cast.actor(person), found.version)
            trainings.evaluate(found, seen, usefulness=usefulness, recommend=recommend, remarks=remarks)


def crowd(cast: Cast, *, today: date) -> None:
    """A small training that is full: some wait in line, and one seat given back has just gone to the first of them."""
    start = today + timedelta(days=12)
    values = {
        "code": f"PLT-07-{start.year}", "title": "Menangani Keluhan Masyarakat", "kind": "klasikal",
        "form": "Lokakarya", "provider": "BKPSDMD Kabupaten Merangin", "place": "Bangko", "jp_hours": 8, "cost": 450_000,
        "seats": 5, "starts_on": start, "ends_on": start,
        "description": "Satu hari latihan menjawab keluhan dengan tenang, cepat, dan tuntas.",
    }  # fmt: skip
    with on(today - timedelta(days=20), 8):
        training = catalogue.add_training(
            actor=cast.training_officer(), values=values, indicators=("mutu_layanan", "berorientasi_pelayanan")
        )
    officer = cast.training_officer().employee_id or 0
    people = Employee.objects.filter(kind="pns").exclude(pk=officer).order_by("pk")
    asked = []
    for place, person in enumerate(list(people.values_list("pk", flat=True)[90:99])):
        with on(today - timedelta(days=9), 8, place):
            asked.append(trainings.request_enrolment(training, actor=cast.actor(person)))
    with on(today - timedelta(days=6), 9):
        for enrolment in asked:
            trainings.approve_or_queue(enrolment, Seen(cast.training_officer(), 0))
    with on(today - timedelta(days=1), 11):
        first = Enrolment.objects.get(pk=asked[0].pk)
        reason = "Bertepatan dengan tugas jaga yang tidak dapat ditukar."
        trainings.cancel_enrolment(first, Seen(cast.actor(first.employee_id), first.version), reason=reason)


def missed(cast: Cast, *, today: date) -> None:
    """Two people who had a seat in a past training and did not come."""
    officer = cast.training_officer().employee_id or 0
    people = Employee.objects.filter(kind="pns").exclude(pk=officer).order_by("pk")
    past = Training.objects.filter(ends_on__lt=today).order_by("pk")[0]
    for person in list(people.values_list("pk", flat=True)[99:101]):
        with on(past.starts_on - timedelta(days=20)):
            enrolment = trainings.request_enrolment(past, actor=cast.actor(person))
            trainings.approve_enrolment(enrolment, Seen(cast.training_officer(), 0))
        with on(past.ends_on, 16):
            found = Enrolment.objects.get(pk=enrolment.pk)
            trainings.miss(
                found, Seen(cast.training_officer(), 1), reason="Tidak hadir, menyusul surat tugas mendadak."
            )


def _request(cast: Cast, training: Training, person: int, place: int, today: date) -> None:
    with on(today - timedelta(days=8), 9):
        enrolment = trainings.request_enrolment(
            training, actor=cast.actor(person), wish="Ingin memperbaiki cara melayani pada jam ramai."
        )
    with on(today - timedelta(days=3), 9):
        seen = Seen(cast.training_officer(), 0)
        if place % 5 == 0:
            trainings.decline_enrolment(enrolment, seen, reason="Jadwal berbenturan dengan tugas audit unit.")
        elif place % 2 == 0:
            trainings.approve_enrolment(enrolment, seen)


def measure(regency: Regency, *, today: date) -> None:
    """Service metrics of units with ten monthly readings."""
    readings = []
    for office, name, unit_of_measure, direction, baseline, target, values in METRICS:
        metric = ServiceMetric.objects.create(
            unit=regency.units[office], name=name, unit_of_measure=unit_of_measure, direction=direction,
            baseline=Decimal(str(baseline)), target=Decimal(str(target)),
        )  # fmt: skip
        for age, value in enumerate(reversed(values)):
            day = today.replace(day=1) - timedelta(days=30 * age + 1)
            readings.append(MetricReading(metric=metric, on=day, value=Decimal(str(value))))
    MetricReading.objects.bulk_create(readings)
