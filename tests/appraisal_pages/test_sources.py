"""The pages of the sources: attendance, services, innovations, and the facts at the items of a form."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from appraisal.models import AttendanceMonth, Innovation, MetricReading, MetricShare, ServiceMetric
from appraisal.sources.gathering import refresh
from organization.models import ImportBatch
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.organization.conftest import workbook
from workflow.models import AccessRecord
from workflow.transactions import durable

SITI, SARI, BUDI, HANA, AUDI = "Siti Aminah", "Sari Melinda", "Budi Santoso", "Hana Pertiwi", "Audi Ramadhan"
LIA, JOKO = "Lia Marlina", "Joko Susilo"
HEAD = ["nip", "bulan", "hari_tanpa_alasan", "menit_terlambat"]


def text_of(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def attend(world: w.World, name: str, days: int, month: date = date(2026, 8, 1)) -> None:
    person = world.people[name]
    AttendanceMonth.objects.create(
        employee=person, month=month, absent_days=days, late_minutes=7, reasons="Banjir", recorded_at=w.NOW
    )
    with durable():
        refresh([person.pk])


def metric_in(world: w.World) -> ServiceMetric:
    return ServiceMetric.objects.create(
        unit=world.units["office"], name="Waktu terbit akta", unit_of_measure="hari", direction="down",
        baseline=Decimal(6), target=Decimal(2),
    )  # fmt: skip


# Facts at the item


def test_the_facts_stand_at_the_item_for_those_who_see_it(world: w.World, sign_in: Enter) -> None:
    attend(world, SITI, 4)
    own = text_of(sign_in(SITI).get(reverse("appraisal:self", args=[world.form(SITI).public_id])))
    assert "Agustus 2026: 4 hari tidak masuk tanpa alasan yang sah, 7 menit terlambat." in own
    assert "Tingkat yang disarankan Di bawah ekspektasi" in own
    assert "teguran tertulis" in own
    w.submit(world, SITI)
    review = text_of(sign_in(SARI).get(reverse("appraisal:review", args=[world.form(SITI).public_id])))
    assert "teguran tertulis" in review
    assert "sistem tidak menjatuhkan hukuman" in review
    w.approve(world, SITI)
    for name, told in ((SITI, True), (SARI, True), (HANA, True), (AUDI, False), ("Hj. Rahmawati", False)):
        shown = text_of(sign_in(name).get(reverse("appraisal:evaluation", args=[world.form(SITI).public_id])))
        assert "4 hari tidak masuk" in shown, name
        assert ("teguran tertulis" in shown) is told, name


def test_what_only_repeats_the_record_is_not_said_twice(world: w.World, sign_in: Enter) -> None:
    attend(world, SITI, 1)
    for item in world.form(SITI).items.exclude(code="disiplin"):
        item.self_realisation, item.self_rating = "Selesai.", 2
        item.save()
    world.form(SITI).items.filter(code="disiplin").update(self_rating=2)
    form = world.form(SITI)
    sign_in(SITI).post(
        reverse("appraisal:self", args=[form.public_id]),
        {"act": "submit", "version": form.version, "revision": form.self_revision},
    )
    assert world.form(SITI).state == "supervisor_review"
    review = text_of(sign_in(SARI).get(reverse("appraisal:review", args=[world.form(SITI).public_id])))
    assert "Seperti tercatat di atas." in review


def test_over_rest_the_notice_is_left_out_for_others(world: w.World) -> None:
    attend(world, SITI, 4)
    w.submit(world, SITI)
    w.approve(world, SITI)
    address = f"/api/v1/evaluations/{world.form(SITI).public_id}/"
    for name, told in ((SITI, True), (SARI, True), (HANA, True), (AUDI, False)):
        facts = {item["code"]: item["facts"] for item in api(world, name).get(address).json()["items"]}
        assert facts["disiplin"]["advised"] == 1
        assert facts["disiplin"]["trace"]["figures"]["absent_days"] == "4"
        assert facts["inovasi"] is None
        assert ("notice" in facts["disiplin"]) is told, name


def api(world: w.World, name: str) -> APIClient:
    client = APIClient()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def test_a_rule_set_shows_what_sources_advise(world: w.World, sign_in: Enter) -> None:
    shown = text_of(sign_in(HANA).get(reverse("appraisal:rule-set", args=[world.cycle.rule_set.public_id])))
    assert "Di atas ekspektasi : paling banyak 0 hari tidak masuk tanpa alasan yang sah dalam periode" in shown
    assert "paling sedikit 50 persen dari jalan menuju target" in shown


# Attendance


def test_a_file_goes_from_upload_to_the_item(world: w.World, sign_in: Enter) -> None:
    client = sign_in(HANA)
    address = reverse("organization:imports-about", args=["attendance"])
    assert "Impor kehadiran" in text_of(client.get(address))
    data = workbook(Kehadiran=[HEAD, [world.people[SITI].nip, "2026-08", "2", "0"]])
    sent = client.post(address, {"file": SimpleUploadedFile("hadir.xlsx", data)})
    batch = ImportBatch.objects.get()
    assert sent.headers["Location"] == reverse("organization:import", args=[batch.public_id])
    assert "Bulan kehadiran" in text_of(client.get(sent.headers["Location"]))
    client.post(
        reverse("organization:move-import", args=[batch.public_id]),
        {"transition": "apply", "version": batch.version},
    )
    assert AttendanceMonth.objects.get().absent_days == 2
    assert "2 hari tidak masuk" in world.form(SITI).items.get(code="disiplin").self_realisation
    again = client.post(address, {"file": SimpleUploadedFile("hadir.xlsx", data)})
    assert again.headers["Location"] == address
    assert ImportBatch.objects.count() == 1


def test_a_faulty_file_is_shown_by_row_and_column(world: w.World, sign_in: Enter) -> None:
    data = workbook(Kehadiran=[HEAD, [world.people[SITI].nip, "2027-01", "0", "0"]])
    client = sign_in(HANA)
    sent = client.post(
        reverse("organization:imports-about", args=["attendance"]), {"file": SimpleUploadedFile("a.xlsx", data)}
    )
    shown = text_of(client.get(sent.headers["Location"]))
    assert "Kehadiran 2 bulan Bulan 2027-01 belum mulai." in shown


@pytest.mark.parametrize("name", ["kehadiran.xlsx", "kehadiran.csv", "layanan.xlsx", "metrik.csv", "pengukuran.csv"])
def test_templates_are_there_and_are_understood(world: w.World, sign_in: Enter, name: str) -> None:
    from organization.imports.kinds import import_kind

    answer = sign_in(HANA).get(reverse("organization:import-template", args=[name]))
    kind = import_kind("attendance" if name.startswith("kehadiran") else "metrics")
    assert {fault.code for fault in kind.parse(answer.content).faults} == {"no_rows"}


def test_a_kind_nobody_knows_is_absent(world: w.World, sign_in: Enter) -> None:
    assert sign_in(HANA).get(reverse("organization:imports-about", args=["horoscope"])).status_code == 404
    assert sign_in(SITI).get(reverse("organization:imports-about", args=["attendance"])).status_code == 404


def test_over_rest_the_kind_is_named_beside_the_file(world: w.World) -> None:
    client = api(world, HANA)
    data = workbook(Kehadiran=[HEAD, [world.people[SITI].nip, "2026-08", "2", "0"]])

    def send(**more: str) -> Any:
        return client.post("/api/v1/imports/", {"file": SimpleUploadedFile("a.xlsx", data), **more}, format="multipart")

    made = send(about="attendance")
    assert (made.status_code, made.json()["about"]) == (201, "attendance")
    unknown = send(about="horoscope")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (400, "about")
    assert client.get("/api/v1/imports/?about=people").json()["results"] == []


def test_one_reads_the_own_months_and_hr_those_of_the_units(world: w.World, sign_in: Enter) -> None:
    attend(world, SITI, 4)
    own = text_of(sign_in(SITI).get(reverse("appraisal:attendance")))
    assert "Banjir" in own
    assert "teguran tertulis" in own
    assert SITI in text_of(sign_in(HANA).get(reverse("appraisal:attendance")))
    assert SITI not in text_of(sign_in(BUDI).get(reverse("appraisal:attendance")))
    address = reverse("appraisal:attendance-person", args=[world.people[SITI].public_id])
    for name, status in ((SITI, 200), (SARI, 200), (HANA, 200), (BUDI, 404), (AUDI, 404), (LIA, 404), (JOKO, 404)):
        assert sign_in(name).get(address).status_code == status, name
    assert set(AccessRecord.objects.filter(kind="appraisal.attendance").values_list("ground", flat=True)) == {
        "assessor",
        "hr",
    }


def test_months_over_rest(world: w.World) -> None:
    attend(world, SITI, 4)
    months = api(world, SITI).get("/api/v1/attendance/").json()["results"]
    assert [(row["month"], row["absent_days"], row["employee_name"]) for row in months] == [("2026-08-01", 4, SITI)]
    assert api(world, BUDI).get("/api/v1/attendance/").json()["results"] == []
    assert api(world, BUDI).get(f"/api/v1/attendance/{months[0]['id']}/").status_code == 404


@pytest.mark.parametrize("year", ["", "x", "20260", "٢٠٢٦", "0000"])
def test_a_strange_year_is_no_error(world: w.World, sign_in: Enter, year: str) -> None:
    assert sign_in(SITI).get(reverse("appraisal:attendance"), {"year": year}).status_code == 200


# Services


def test_hr_names_a_metric_enters_readings_and_shares(world: w.World, sign_in: Enter) -> None:
    client = sign_in(HANA)
    values = {
        "unit": world.units["office"].public_id, "name": "Waktu terbit akta", "unit_of_measure": "hari",
        "direction": "down", "baseline": "6,5", "target": "2",
    }  # fmt: skip
    wrong = client.post(reverse("appraisal:metric-new"), {**values, "target": "7"})
    assert wrong.status_code == 422
    assert "target berada di bawah nilai awal" in text_of(wrong)
    client.post(reverse("appraisal:metric-new"), values)
    metric = ServiceMetric.objects.get()
    assert metric.baseline == Decimal("6.5")
    readings = reverse("appraisal:metric-readings", args=[metric.public_id])
    assert client.post(readings, {"on": "2026-09-01", "value": "5,25"}).status_code == 302
    assert client.post(readings, {"on": "2026-09-30", "value": "4"}).status_code == 302
    refused = client.post(readings, {"on": "2026-10-06", "value": "x"})
    assert refused.status_code == 422
    assert MetricReading.objects.count() == 2
    shares = reverse("appraisal:metric-shares", args=[metric.public_id])
    period = {"period_from": "2026-07-01", "period_until": "2026-09-30"}
    half = client.post(shares, {**period, "person-1": SITI, "share-1": "50"})
    assert half.status_code == 422
    assert "Andil berjumlah 50; seharusnya 100." in text_of(half)
    whole = {**period, "person-1": SITI, "share-1": "50", "person-3": world.people[BUDI].nip, "share-3": "50"}
    assert client.post(shares, whole).status_code == 302
    assert MetricShare.objects.count() == 2
    page = client.get(reverse("appraisal:metric", args=[metric.public_id]))
    assert '<svg class="plot plot--lines" role="img"' in page.content.decode()
    assert f"{SITI}: 50 %" in text_of(page)
    assert world.form(SITI).items.get(code="mutu_layanan").self_realisation.startswith("Waktu terbit akta: 4 hari")


def test_names_of_contributors_are_for_the_office_and_for_them(world: w.World, sign_in: Enter) -> None:
    metric = metric_in(world)
    MetricShare.objects.create(
        metric=metric, employee=world.people[SITI], share=100,
        period_from=date(2026, 7, 1), period_until=date(2026, 9, 30),
    )  # fmt: skip
    address = reverse("appraisal:metric", args=[metric.public_id])
    for name, named in ((SITI, True), (HANA, True), (AUDI, True), (LIA, True), (BUDI, False), (JOKO, False)):
        assert (f"{SITI}: 100 %" in text_of(sign_in(name).get(address))) is named, name
        status = 200 if named else 403
        assert api(world, name).get(f"/api/v1/service-metrics/{metric.public_id}/shares/").status_code == status


def test_only_hr_of_the_unit_gets_the_forms_of_a_metric(world: w.World, sign_in: Enter) -> None:
    metric = metric_in(world)
    for name in (SITI, SARI, AUDI, JOKO, LIA):
        client = sign_in(name)
        assert client.get(reverse("appraisal:metric", args=[metric.public_id])).status_code == 200
        for address in ("metric-edit", "metric-shares"):
            assert client.get(reverse(f"appraisal:{address}", args=[metric.public_id])).status_code == 403
        assert client.get(reverse("appraisal:metric-new")).status_code == 403
        posted = client.post(reverse("appraisal:metric-readings", args=[metric.public_id]), {"on": "2026-09-01"})
        assert posted.status_code == 403


def test_a_metric_over_rest(world: w.World) -> None:
    client = api(world, HANA)
    body = {
        "unit": str(world.units["office"].public_id), "name": "Waktu tunggu", "unit_of_measure": "menit",
        "direction": "down", "baseline": "60", "target": "20",
    }  # fmt: skip
    made = client.post("/api/v1/service-metrics/", body, format="json")
    assert made.status_code == 201
    address = f"/api/v1/service-metrics/{made.json()['id']}/"
    assert client.patch(address, {"target": "70"}, format="json").json()["errors"][0]["field"] == "target"
    assert client.patch(address, {"target": "15"}, format="json").json()["target"] == "15.00"
    shares: dict[str, Any] = {
        "period_from": "2026-07-01", "period_until": "2026-09-30",
        "shares": [{"employee": str(world.people[SITI].public_id), "share": "99.99"}],
    }  # fmt: skip
    assert client.put(f"{address}shares/", shares, format="json").json()["errors"][0]["field"] == "shares"
    shares["shares"][0]["share"] = "100"
    assert client.put(f"{address}shares/", shares, format="json").json()[0]["shares"][0]["employee_name"] == SITI
    assert api(world, SITI).put(f"{address}shares/", shares, format="json").status_code == 403


# Innovations


def draft(world: w.World) -> dict[str, Any]:
    return {
        "title": "Loket hari pasar", "problem": "Antrean.", "idea": "Loket khusus.",
        "unit": str(world.units["office"].public_id), "started_on": "2026-08-01",
    }  # fmt: skip


def test_an_innovation_from_draft_to_confirmed_effect(world: w.World, sign_in: Enter) -> None:
    siti, hana, metric = sign_in(SITI), sign_in(HANA), metric_in(world)
    made = siti.post(reverse("appraisal:innovation-new"), draft(world))
    one = Innovation.objects.get()
    assert made.headers["Location"] == reverse("appraisal:innovation-edit", args=[one.public_id])
    edit = {**draft(world), "revision": "0", "person-1": SITI, "share-1": "70", "person-2": BUDI, "share-2": "30"}
    assert siti.post(made.headers["Location"], edit).status_code == 302
    stale = siti.post(made.headers["Location"], edit)
    assert stale.status_code == 422

    def take(client: Any, name: str, **inputs: str) -> Any:
        version = Innovation.objects.values_list("version", flat=True).get()
        address = reverse("appraisal:innovation-transition", args=[one.public_id])
        return client.post(address, {"transition": name, "version": version, **inputs})

    assert hana.get(reverse("appraisal:innovation", args=[one.public_id])).status_code == 404
    assert take(siti, "submit").status_code == 302
    assert "Telaah inovasi “Loket hari pasar”" in text_of(hana.get(reverse("tasks")))
    assert take(hana, "accept").status_code == 302
    ahead = take(siti, "put_to_use", used_from="2026-10-06")
    assert ahead.status_code == 422
    assert "Hari pertama pemakaian belum tiba." in text_of(ahead)
    assert take(siti, "put_to_use", used_from="2026-10-01").status_code == 302
    half = take(siti, "measure", effect="Antrean turun.", before="6,5")
    assert half.status_code == 422
    assert "Nilai sebelum memerlukan nilai sesudah" in text_of(half)
    assert 'value="6,5"' in half.content.decode()
    chosen = str(metric.public_id)
    assert take(siti, "measure", effect="Antrean turun.", before="6,5", after="2", metric=chosen).status_code == 302
    assert take(hana, "confirm_effect").status_code == 302
    shown = text_of(sign_in(BUDI).get(reverse("appraisal:innovation", args=[one.public_id])))
    assert "dari 6,5 menjadi 2 hari" in shown
    assert "dampak dikonfirmasi" in shown
    assert sign_in(SARI).get(reverse("appraisal:innovation", args=[one.public_id])).status_code == 404


def test_whoever_returns_one_comes_back_to_the_register(world: w.World, sign_in: Enter) -> None:
    siti, hana = sign_in(SITI), sign_in(HANA)
    siti.post(reverse("appraisal:innovation-new"), draft(world))
    one = Innovation.objects.get()
    address = reverse("appraisal:innovation-transition", args=[one.public_id])
    siti.post(address, {"transition": "submit", "version": one.version})
    gone = hana.post(address, {"transition": "return", "version": one.version + 1, "reason": "Jelaskan."})
    assert gone.headers["Location"] == reverse("appraisal:innovations")
    assert "Jelaskan." in text_of(siti.get(reverse("appraisal:innovation", args=[one.public_id])))
    assert "Perbaiki inovasi Anda" in text_of(siti.get(reverse("tasks")))


def test_bad_shares_are_named_at_their_lines(world: w.World, sign_in: Enter) -> None:
    siti = sign_in(SITI)
    siti.post(reverse("appraisal:innovation-new"), draft(world))
    one = Innovation.objects.get()
    posted = {
        **draft(world),
        "revision": "0",
        "person-1": "Tidak Ada",
        "share-1": "100",
        "person-2": SITI,
        "share-2": "x",
    }
    answer = siti.post(reverse("appraisal:innovation-edit", args=[one.public_id]), posted)
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "Pegawai aktif tidak ditemukan." in shown
    assert "Isi andil di atas 0 sampai 100" in shown
    assert 'value="Tidak Ada"' in answer.content.decode()
    assert one.contributors.get().share == 100


def test_an_innovation_over_rest(world: w.World) -> None:
    client = api(world, SITI)
    made = client.post("/api/v1/innovations/", draft(world), format="json").json()
    address = f"/api/v1/innovations/{made['id']}/"
    parts = [
        {"employee": str(world.people[name].public_id), "share": share} for name, share in ((SITI, "60"), (BUDI, "40"))
    ]
    assert client.patch(address, {"contributors": parts}, format="json").status_code == 428
    changed = client.patch(address, {"contributors": parts, "revision": 0}, format="json").json()
    assert [(one["employee_name"], one["share"]) for one in changed["contributors"]] == [
        (SITI, "60.00"),
        (BUDI, "40.00"),
    ]
    assert (
        client.post(f"{address}transitions/", {"transition": "submit", "version": 0}, format="json").status_code == 200
    )
    assert api(world, SARI).get(address).status_code == 404
    hana = api(world, HANA)
    assert hana.get(address).json()["state"] == "submitted"
    declined = {"transition": "decline", "version": 1}
    assert hana.post(f"{address}transitions/", declined, format="json").status_code == 400
    assert hana.post(f"{address}transitions/", {**declined, "reason": "Sudah ada."}, format="json").status_code == 200
    assert [event["name"] for event in client.get(f"{address}events/").json()][-1] == "innovation.declined"
