"""What the registers of officials and of closed days must not take: by page, REST and file, named with row and remedy.

Five cases: overlapping appointments, an end before its start, a letter used twice, an unknown zone, a file of holidays
with faults. Each is sent by the one who otherwise may. Appointments have no REST door of their own: they come over REST
as a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from organization.actions import imports
from organization.actions import people as people_actions
from organization.models import ImportBatch
from tests.api.snapshot import snapshot
from tests.organization.conftest import World, _noon, workbook, world
from workflow.errors import Conflict

__all__ = ["_noon", "world"]

ACTING_HEAD = ["nip", "kode_unit", "kapasitas", "dari", "sampai", "nomor_surat"]
DAYS_HEAD = "tanggal;zona;nama;nama_inggris;dasar"
# A refused file is kept with its faults, so that its sender can read them; of what it says nothing is.
KEPT = ("organization_importbatch", "workflow_event", "workflow_eventtext", "workflow_outbox")
OVERLAP = ("Kabid", "Akhiri", "pilih hari lain")
REVERSED = ("Hari terakhir tidak boleh sebelum hari pertama", "Periksa")


def client_of(world: World) -> Client:
    client = Client(headers={"Accept-Language": "id"})
    client.force_login(world.users["Hera"], backend="organization.authentication.NipOrUsernameBackend")
    return client


def facts() -> Mapping[str, str]:
    """The database without the refused file itself."""
    return {name: rows for name, rows in snapshot().items() if name not in KEPT}


# Officials


def stands_in(world: World) -> None:
    """Kabid acts for Kadis in November, by a letter of October."""
    people_actions.appoint(
        world.people["Kabid"],
        actor=world.actor("Hera"),
        post=world.post("1.05"),
        capacity="plh",
        valid_from=date(2026, 11, 1),
        valid_to=date(2026, 11, 30),
        letter_number="800/7/2026",
        letter_date=date(2026, 10, 28),
    )


FORM = {
    "unit": "1.05",
    "title": "Kepala 1.05",
    "capacity": "plh",
    "valid_from": "2026-12-01",
    "valid_to": "2026-12-31",
    "letter_number": "800/9/2026",
    "letter_date": "2026-10-28",
    "powers": ["assessing", "deciding"],
}


@dataclass(frozen=True)
class Bad:
    """One case: what differs in the form of the page and in the rows of the file, and what each sentence says."""

    form: Mapping[str, str]
    rows: tuple[tuple[str, ...], ...]
    row: int
    column: str
    on_page: tuple[str, ...]
    in_file: tuple[str, ...]


GOOD_ROW = ("Adi", "1.06", "Plh", "2026-12-01", "2026-12-31", "800/10/2026")
OFFICIALS = {
    "overlapping appointments": Bad(
        {"valid_from": "2026-11-30"},
        (GOOD_ROW, ("Adi", "1.05", "Plh", "2026-11-30", "2026-12-31", "800/9/2026")),
        3,
        "dari",
        OVERLAP,
        OVERLAP,
    ),
    "overlapping in the file itself": Bad(
        {"valid_from": "2026-11-15", "valid_to": "2026-11-16"},
        (
            ("Adi", "1.06", "Plh", "2026-12-01", "2026-12-31", "800/10/2026"),
            ("Siti", "1.06", "Plh", "2026-12-31", "", "800/11/2026"),
        ),
        3,
        "dari",
        OVERLAP,
        ("Akhiri", "pilih hari lain"),
    ),
    "an end before its start": Bad(
        {"valid_to": "2026-11-30"},
        (GOOD_ROW, ("Adi", "1.05", "Plh", "2026-12-01", "2026-11-30", "800/9/2026")),
        3,
        "sampai",
        REVERSED,
        REVERSED,
    ),
    "a letter used before": Bad(
        {"letter_number": "800/7/2026"},
        (GOOD_ROW, ("Adi", "1.05", "Plh", "2026-12-01", "2026-12-31", " 800/7/2026 ")),
        3,
        "nomor_surat",
        ("800/7/2026", "Kabid", "eriksa nomornya"),
        ("800/7/2026", "eriksa nomornya"),
    ),
    "a letter used twice in the file": Bad(
        {"letter_number": "800/7/2026"},
        (GOOD_ROW, ("Siti", "1.05.01", "Plh", "2026-12-01", "2026-12-31", "800/10/2026")),
        3,
        "nomor_surat",
        ("Kabid", "eriksa nomornya"),
        ("800/10/2026", "lebih dari satu baris", "eriksa nomornya"),
    ),
}
officials = pytest.mark.parametrize("bad", OFFICIALS.values(), ids=OFFICIALS)


def sheet(world: World, bad: Bad) -> bytes:
    return workbook(Plt_Plh=[ACTING_HEAD, *([world.people[row[0]].nip, *row[1:]] for row in bad.rows)])


@officials
def test_the_page_names_it_at_the_field(world: World, bad: Bad) -> None:
    stands_in(world)
    client, before = client_of(world), snapshot()
    address = reverse("organization:appoint", args=[world.people["Adi"].public_id])
    answer = client.post(address, {**FORM, **bad.form})
    assert answer.status_code == 422
    said = unescape(answer.content.decode())
    assert all(words in said for words in bad.on_page), [words for words in bad.on_page if words not in said]
    assert snapshot() == before


@officials
def test_the_file_names_row_column_and_remedy_through_both_doors(world: World, bad: Bad) -> None:
    stands_in(world)
    client, before = client_of(world), facts()
    by_page = said_by_page(client, "people", "plh.xlsx", sheet(world, bad), row=bad.row, column=bad.column)
    by_rest = said_by_rest(client, "people", "plh.xlsx", sheet(world, bad))
    assert [(one["row"], one["column"]) for one in by_rest] == [(bad.row, bad.column)]
    for said in (by_page, by_rest[0]["message"]):
        assert all(words in said for words in bad.in_file), said
    assert facts() == before
    refuse_to_apply(world)
    assert facts() == before


def test_the_same_file_without_the_bad_row_is_taken(world: World) -> None:
    """What is refused is refused for the row named, not for the rest of the file."""
    stands_in(world)
    data = workbook(Plt_Plh=[ACTING_HEAD, [world.people[GOOD_ROW[0]].nip, *GOOD_ROW[1:]]])
    found = imports.upload(actor=world.actor("Hera"), name="plh.xlsx", data=data)
    assert found.batch is not None
    assert found.batch.state == "checked"
    imports.apply_batch(found.batch.public_id, actor=world.actor("Hera"), version=found.batch.version)
    assert imports.upload(actor=world.actor("Hera"), name="plh.xlsx", data=data).is_unchanged


def test_a_letter_goes_with_its_assignment_when_the_file_changes_that(world: World) -> None:
    """The same person, post and first day is the same assignment: its other dates may change under its letter."""
    stands_in(world)
    row = [world.people["Kabid"].nip, "1.05", "Plh", "2026-11-01", "2026-11-15", "800/7/2026"]
    found = imports.upload(actor=world.actor("Hera"), name="plh.xlsx", data=workbook(Plt_Plh=[ACTING_HEAD, row]))
    assert found.plan.faults == []
    moved = [world.people["Adi"].nip, "1.06", "Plh", "2026-11-01", "", "800/7/2026"]
    handed = [[*row[:5], "800/8/2026"], moved]
    found = imports.upload(actor=world.actor("Hera"), name="plh.xlsx", data=workbook(Plt_Plh=[ACTING_HEAD, *handed]))
    assert found.plan.faults == []


# Files


def said_by_page(client: Client, about: str, name: str, data: bytes, *, row: int, column: str) -> str:
    """The sentence on the page of the file, in the line of the row and column."""
    address = (
        reverse("organization:imports-about", args=[about]) if about != "people" else reverse("organization:imports")
    )
    sent = client.post(address, {"file": SimpleUploadedFile(name, data)})
    assert sent.status_code == 302, sent.content
    shown = unescape(client.get(sent["Location"]).content.decode())
    lines = [line.split("</tr>")[0] for line in shown.split("<tr")[1:]]
    (line,) = [line for line in lines if f">{row}<" in line and column in line]
    return line


def said_by_rest(client: Client, about: str, name: str, data: bytes) -> list[dict[str, Any]]:
    answer = client.post("/api/v1/imports/", {"file": SimpleUploadedFile(name, data), "about": about})
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "refused"
    found: list[dict[str, Any]] = answer.json()["faults"]
    return found


def refuse_to_apply(world: World) -> None:
    """What was refused cannot be applied afterwards."""
    for batch in ImportBatch.objects.all():
        with pytest.raises(Conflict):
            imports.apply_batch(batch.public_id, actor=world.actor("Hera"), version=batch.version)


# Closed days

DAY = {"on": "2026-12-04", "zone": "Asia/Jakarta", "name_id": "Hari Jadi", "name_en": "Day", "reason": "SE 1/2026"}
UNKNOWN = {**DAY, "zone": "Asia/Bangko"}


def zone_by_page(client: Client) -> tuple[int, str]:
    answer = client.post(reverse("organization:regional-days"), {**UNKNOWN, "act": "enter"})
    return answer.status_code, unescape(answer.content.decode())


def zone_by_rest(client: Client) -> tuple[int, str]:
    answer = client.post("/api/v1/regional-days/", UNKNOWN, content_type="application/json")
    assert [fault["field"] for fault in answer.json()["errors"]] == ["zone"]
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("door", "status"), [(zone_by_page, 422), (zone_by_rest, 400)])
def test_an_unknown_zone_is_refused_at_its_field(
    world: World, door: Callable[[Client], tuple[int, str]], status: int
) -> None:
    client, before = client_of(world), snapshot()
    found, said = door(client)
    assert found == status
    assert "Asia/Bangko" in said
    assert snapshot() == before


def test_an_unknown_zone_in_a_file_of_units_names_those_there_are(world: World) -> None:
    head = ["kode", "nama", "jenis", "kode_induk", "zona_waktu"]
    data = workbook(Unit=[head, ["1.07", "Dinas Baru", "Dinas", "1", "Asia/Bangko"]])
    client, before = client_of(world), facts()
    said = said_by_page(client, "people", "unit.xlsx", data, row=2, column="zona")
    assert all(zone in said for zone in ("Asia/Bangko", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"))
    assert facts() == before


BAD_DAYS = (
    "2026-12-04;Asia/Jakarta;Hari Jadi;Day;SE 1",
    "2026-12-07;Asia/Bangko;Zona;Zone;SE 2",
    "2026-12-04;Asia/Jakarta;Ganda;Twice;SE 3",
    "31-02-2026;Asia/Jakarta;Tanggal;Date;SE 4",
    "2026-12-08;Asia/Jakarta;Tanpa dasar;Groundless;",
)
# Row of the file, column, and words of the sentence with the way out.
NAMED = {
    (3, "zona"): ("Asia/Bangko", "Asia/Jakarta, Asia/Makassar"),
    (4, "tanggal"): ("2026-12-04", "Pertahankan satu baris"),
    (5, "tanggal"): ("31-02-2026", "2026-12-31"),
    (6, "dasar"): ("tidak boleh kosong",),
}


def test_a_file_of_holidays_names_every_fault_and_enters_no_day(world: World) -> None:
    data = "\n".join([DAYS_HEAD, *BAD_DAYS, ""]).encode()
    client, before = client_of(world), facts()
    by_rest = {
        (one["row"], one["column"]): one["message"] for one in said_by_rest(client, "regional_days", "l.csv", data)
    }
    assert by_rest.keys() == NAMED.keys()
    for (row, column), words in NAMED.items():
        by_page = said_by_page(client, "regional_days", "l.csv", data, row=row, column=column)
        for said in (by_rest[row, column], by_page):
            assert all(word in said for word in words), said
    with translation.override("id"):
        by_action = imports.upload(
            actor=world.actor("Hera"), name="l.csv", data=data, about="regional_days"
        ).plan.faults
        assert {(fault.row, fault.column): fault.message for fault in by_action} == by_rest
    assert facts() == before
    refuse_to_apply(world)
    assert facts() == before
