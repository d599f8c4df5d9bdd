"""Import of units and people: every fault named by row and column, applied whole, repeatable, nothing half."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from organization.actions import imports
from organization.imports import applying
from organization.imports.parsing import parse
from organization.models import Appointment, Employee, ImportBatch, Post, Unit, User
from organization.reporting import assessor_of
from tests.organization.conftest import TODAY, World, make_nip, workbook
from workflow.actors import CLOCK
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible, VersionConflict
from workflow.models import Event
from workflow.roles import Role

UNIT_HEAD = ["kode", "nama", "jenis", "kode_induk"]
PEOPLE_HEAD = ["nip", "nama", "jenis_pegawai", "kode_unit", "jabatan", "jenis_jabatan", "kepala_unit", "tmt_jabatan"]


def person(serial: int, name: str, unit: str = "1.05", **more: str) -> list[Any]:
    row = {
        "nip": make_nip(serial),
        "nama": name,
        "jenis_pegawai": "PNS",
        "kode_unit": unit,
        "jabatan": "Analis",
        "jenis_jabatan": "pelaksana",
        "kepala_unit": "tidak",
        "tmt_jabatan": "2024-01-01",
    } | more
    return [row[column] for column in PEOPLE_HEAD]


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, Post, Employee, User, Appointment, ImportBatch, Event))


def send(data: bytes, world: World, name: str = "Hera") -> imports.Upload:
    return imports.upload(actor=world.actor(name), name="pegawai.xlsx", data=data)


def apply(found: imports.Upload, world: World, name: str = "Hera") -> None:
    assert found.batch is not None
    assert [(f.sheet, f.row, f.column, f.code) for f in found.plan.faults] == []
    imports.apply_batch(found.batch.public_id, actor=world.actor(name), version=found.batch.version)


def faults(data: bytes, world: World, name: str = "Hera") -> list[tuple[str, int, str, str]]:
    found = send(data, world, name)
    assert found.batch is not None
    assert (found.batch.state == "refused") == bool(found.plan.faults)
    return [(f.sheet, f.row, f.column, f.code) for f in found.plan.faults]


def test_a_whole_regency_comes_in_and_the_second_time_changes_nothing(transactional_db: None) -> None:
    data = workbook(
        Unit=[
            UNIT_HEAD,
            ["1", "Kabupaten", "kabupaten", None],
            ["1.05.01", "Bidang", "bidang", "1.05"],
            ["1.05", "Dinas Kesehatan", "Dinas", "1"],
        ],
        Pegawai=[
            [*PEOPLE_HEAD, "nama_pengguna", "nomor_sk"],
            ["", "Bupati", "Pejabat terpilih", "1", "Bupati", "Pejabat terpilih", "ya", "2025-02-20", "bupati", "SK"],
            [*person(1, "Kadis", jabatan="Kepala Dinas", jenis_jabatan="JPT", kepala_unit="ya"), "", "SK 1"],
            [
                *person(
                    2, "Kabid", "1.05.01", jabatan="Kepala Bidang", jenis_jabatan="administrator", kepala_unit="ya"
                ),
                "kabid",
                "",
            ],
            [*person(3, "Siti", "1.05.01"), "", ""],
        ],
        Plt_Plh=[
            ["nip", "kode_unit", "kapasitas", "dari", "sampai", "nomor_surat"],
            [make_nip(2), "1.05", "Plh", "01-11-2026", "30 November 2026", "800/1"],
        ],
    )
    found = imports.upload(actor=CLOCK, name="x.xlsx", data=data)
    assert found.batch is not None
    imports.apply_batch(found.batch.public_id, actor=CLOCK, version=1)
    assert counts()[:5] == (3, 4, 4, 4, 5)
    siti = Employee.objects.get(full_name="Siti")
    line = assessor_of(siti, date(2026, 11, 10))
    assert (str(line.assessor), str(line.superior), line.superior_capacity) == ("Kabid", "Bupati", "definitive")
    assert not User.objects.get(employee=siti).has_usable_password()
    assert ImportBatch.objects.get().content == {}

    before = counts()
    again = imports.upload(actor=CLOCK, name="x.xlsx", data=data)
    assert again.is_unchanged
    assert counts() == before


def test_preview_counts_what_is_new_changed_and_unchanged(world: World) -> None:
    siti = world.people["Siti"]
    rows = [
        [siti.nip, "Siti Aminah", "PNS", "1.05.01", "Staf 1.05.01", "pelaksana", "tidak", "2024-01-01"],
        [world.people["Budi"].nip, "Budi", "PNS", "1.05.01", "Staf 1.05.01", "pelaksana", "tidak", "2024-01-01"],
        person(50, "Baru"),
    ]
    found = send(workbook(Pegawai=[PEOPLE_HEAD, *rows]), world)
    assert found.plan.counts()["people"] == {"new": 1, "changed": 1, "unchanged": 1}
    assert found.plan.counts()["appointments"] == {"new": 1, "changed": 0, "unchanged": 2}
    assert Employee.objects.get(pk=siti.pk).full_name == "Siti"
    apply(found, world)
    assert Employee.objects.get(pk=siti.pk).full_name == "Siti Aminah"


def test_every_planted_fault_is_named_and_nothing_else(world: World) -> None:
    data = workbook(
        Unit=[
            [*UNIT_HEAD, "berlaku_dari", "berlaku_sampai"],
            ["2.1", "A", "dinas", "2.2"],
            ["2.2", "B", "dinas", "2.1"],
            ["2.3", "C", "khayalan", "1"],
            ["2.4", "", "dinas", "1"],
            [2.5, "E", "dinas", "1"],
            ["2.6", "F", "dinas", "9.9"],
            ["2.7", "G", "dinas", "1", "2026-02-01", "2026-01-31"],
            ["2.8", "H", "dinas", "1"],
            ["2.8", "H", "dinas", "1"],
        ],
        Pegawai=[
            [*PEOPLE_HEAD, "surel"],
            [198503152010012007, *person(1, "Angka", jabatan="P1")[1:]],
            ["1.98503E+17", *person(1, "Ilmiah", jabatan="P2")[1:]],
            [make_nip(60), *person(60, "Satu", jabatan="P3")[1:]],
            [make_nip(60), *person(60, "Dua", jabatan="P4")[1:]],
            person(61, "Unit", "9.9", jabatan="P5"),
            person(62, "Tanggal", tmt_jabatan="31-02-2026", jabatan="P6"),
            [*person(63, "=1+1", jabatan="P7"), "bukan surel"],
            person(64, "Kepala", kepala_unit="mungkin", jabatan="P8"),
            ["", *person(65, "Tanpa", jabatan="P9")[1:]],
            ["198502302010002000", *person(66, "Salah", jabatan="P10")[1:]],
        ],
    )
    assert faults(data, world) == [
        ("Unit", 2, "kode_induk", "unit_loop"),
        ("Unit", 3, "kode_induk", "unit_loop"),
        ("Unit", 4, "jenis", "invalid_choice"),
        ("Unit", 5, "nama", "required"),
        ("Unit", 6, "kode", "stored_as_number"),
        ("Unit", 7, "kode_induk", "unit_unknown"),
        ("Unit", 8, "berlaku_sampai", "dates_reversed"),
        ("Unit", 10, "kode", "duplicate"),
        ("Pegawai", 2, "nip", "nip_is_number"),
        ("Pegawai", 3, "nip", "nip_is_number"),
        ("Pegawai", 5, "nip", "duplicate"),
        ("Pegawai", 6, "kode_unit", "unit_unknown"),
        ("Pegawai", 7, "tmt_jabatan", "invalid_date"),
        ("Pegawai", 8, "nama", "formula"),
        ("Pegawai", 8, "surel", "invalid_email"),
        ("Pegawai", 9, "kepala_unit", "invalid_yes_no"),
        ("Pegawai", 10, "nip", "kind_without_nip"),
        ("Pegawai", 11, "nip", "nip_birth_date"),
        ("Pegawai", 11, "nip", "nip_month"),
        ("Pegawai", 11, "nip", "nip_serial"),
    ]


def test_rows_that_contradict_each_other_or_what_is_stored(world: World) -> None:
    siti, kadis = world.people["Siti"], world.people["Kadis"]
    data = workbook(
        Pegawai=[
            [*PEOPLE_HEAD, "kode_unit_atasan", "nama_pengguna"],
            [
                *person(
                    70,
                    "Satu",
                    "1.06",
                    jabatan="Kepala 1.06",
                    kepala_unit="ya",
                    jenis_jabatan="JPT",
                    tmt_jabatan="2023-01-01",
                )
            ],
            [*person(71, "Dua", "1.05", jabatan="Analis"), "1.05.09"],
            [*person(72, "Tiga", "1.05", jabatan="Analis", jenis_jabatan="fungsional"), ""],
            [*person(73, "Empat", "1.05", jabatan="Penata"), "", "kadis"],
            [*person(74, "Lima", "1.05", jabatan="Penata"), "", siti.nip],
            [siti.nip, "Siti", "PNS", "1.05", "Analis", "pelaksana", "tidak", "2023-12-31"],
            [kadis.nip, "Kadis", "PNS", "1.05", "Kepala 1.05", "JPT", "ya", "2024-01-01", "1.05"],
        ],
        Plt_Plh=[
            ["nip", "kode_unit", "kapasitas", "dari", "sampai", "nomor_surat"],
            [make_nip(999), "1.05", "Plt", "2026-01-01", None, "1"],
            [siti.nip, "1.05", "Plt", "2026-02-01", "2026-01-31", "1"],
            [siti.nip, "1.05", "definitif", "2026-02-01", "", "1"],
            [siti.nip, "1.05", "Plh", "2026-02-01", "", ""],
        ],
    )
    assert faults(data, world) == [
        ("Pegawai", 2, "kepala_unit", "head_twice"),
        ("Pegawai", 3, "kode_unit_atasan", "unit_unknown"),
        ("Pegawai", 4, "jenis_jabatan", "post_kind_differs"),
        ("Pegawai", 5, "nama_pengguna", "username_taken"),
        ("Pegawai", 6, "nama_pengguna", "username_taken"),
        ("Pegawai", 7, "tmt_jabatan", "starts_too_early"),
        ("Pegawai", 8, "kode_unit_atasan", "superior_loop"),
        ("Plt Plh", 2, "nip", "person_unknown"),
        ("Plt Plh", 3, "sampai", "dates_reversed"),
        ("Plt Plh", 4, "kapasitas", "invalid_choice"),
        ("Plt Plh", 5, "nomor_surat", "required"),
    ]


def test_longer_circles_of_superiors_are_found(world: World) -> None:
    data = workbook(
        Pegawai=[
            [*PEOPLE_HEAD, "kode_unit_atasan"],
            [world.people["Kadis"].nip, "Kadis", "PNS", "1.05", "Kepala 1.05", "JPT", "ya", "2024-01-01", "1.06"],
            [world.people["Kaban"].nip, "Kaban", "PNS", "1.06", "Kepala 1.06", "JPT", "ya", "2024-01-01", "1.05"],
        ]
    )
    assert [(row, code) for _s, row, _c, code in faults(data, world)] == [(2, "superior_loop"), (3, "superior_loop")]


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"Lain": [["a", "b"], ["1", "2"]]}, [("Lain", 0, "", "unknown_sheet")]),
        ({"Petunjuk": [["Cara mengisi"]]}, [("", 0, "", "no_sheet")]),
        ({"Unit": [UNIT_HEAD]}, [("Unit", 0, "", "no_rows")]),
        (
            {"Unit": [["kode", "nama", "kode", "kota"], ["8", "x", "8", "y"]]},
            [
                ("Unit", 1, "", "column_unknown"),
                ("Unit", 1, "jenis", "column_missing"),
                ("Unit", 1, "kode", "column_twice"),
            ],
        ),
    ],
)
def test_sheets_and_headings_that_are_not_understood(sheets: dict[str, Any], expected: list[Any]) -> None:
    assert sorted((f.sheet, f.row, f.column, f.code) for f in parse(workbook(**sheets)).faults) == expected


def test_hidden_sheets_and_merged_cells_are_faults() -> None:
    import io

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook(Unit=[UNIT_HEAD, ["1", "a", "dinas", ""]])))
    book["Unit"].merge_cells("A2:B2")
    book.create_sheet("Depan")
    book["Unit"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert {(f.column, f.code, f.value) for f in parse(stream.getvalue()).faults if f.row == 0} == {
        ("", "hidden_sheet", ""),
        ("", "merged_cells", "A2:B2"),
    }


def test_csv_of_either_kind_is_recognised_by_its_headings() -> None:
    assert len(parse(b"Kode;Nama;Jenis;Kode Induk\n1;A;Dinas;\n").units) == 1
    people = "NIP,Nama Lengkap,Jenis Pegawai,Kode Unit,Jabatan,Jenis Jabatan,TMT Jabatan\n"
    parsed = parse(people.encode() + f"'{make_nip(1)},Siti,pns,1,Staf,Pelaksana,1/2/2024\n".encode())
    assert parsed.faults == []
    assert parsed.people[0].values["tmt_jabatan"] == "2024-02-01"
    assert parsed.people[0].values["nip"] == make_nip(1)


def test_an_unreadable_file_is_refused_with_its_cause_and_leaves_no_trace(world: World) -> None:
    before = counts()
    with pytest.raises(InvalidInput) as refused:
        send(b"PK\x03\x04 broken", world)
    assert refused.value.code == "damaged"
    assert counts() == before


def test_a_new_post_ends_the_old_one_and_a_new_head_displaces_the_old_head(world: World) -> None:
    siti = world.people["Siti"]
    rows = [[siti.nip, "Siti", "PNS", "1.06", "Kepala 1.06", "JPT", "ya", "2026-11-01"]]
    apply(send(workbook(Pegawai=[PEOPLE_HEAD, *rows]), world), world)
    siti.refresh_from_db()
    assert (siti.unit.code, str(siti.post)) == ("1.06", "Kepala 1.06")
    ends = {
        a.employee.full_name: a.valid_to for a in Appointment.objects.exclude(valid_to=None).select_related("employee")
    }
    assert ends == {"Siti": date(2026, 10, 31), "Kaban": date(2026, 10, 31)}


def test_a_post_that_begins_later_moves_nobody_yet(world: World) -> None:
    budi = world.people["Budi"]
    rows = [[budi.nip, "Budi", "PNS", "1.06", "Analis", "pelaksana", "tidak", "2026-12-01"]]
    apply(send(workbook(Pegawai=[PEOPLE_HEAD, *rows]), world), world)
    budi.refresh_from_db()
    assert budi.unit.code == "1.05.01"
    assert assessor_of(budi, TODAY).assessor == world.people["Kabid"]
    assert assessor_of(budi, date(2026, 12, 1)).assessor == world.people["Kaban"]


def test_a_renamed_head_post_keeps_its_history(world: World) -> None:
    kadis = world.people["Kadis"]
    post = world.post("1.05")
    rows = [[kadis.nip, "Kadis", "PNS", "1.05", "Kepala Dinas Kesehatan", "JPT", "ya", "2024-01-01"]]
    apply(send(workbook(Pegawai=[PEOPLE_HEAD, *rows]), world), world)
    assert world.post("1.05").pk == post.pk
    assert world.post("1.05").title == "Kepala Dinas Kesehatan"


def test_acting_above_oneself_is_a_warning_and_the_line_goes_one_up(world: World) -> None:
    rows = [[world.people["Kabid"].nip, "1.05", "Plh", "2026-11-01", "", "800/9"]]
    found = send(workbook(Plt_Plh=[["nip", "kode_unit", "kapasitas", "dari", "sampai", "nomor_surat"], *rows]), world)
    assert [(f.row, f.code) for f in found.plan.warnings] == [(2, "acts_above_himself")]
    apply(found, world)
    assert assessor_of(world.people["Kabid"], TODAY).assessor == world.people["Bupati"]


def test_an_hr_officer_reaches_only_the_own_units_and_never_himself(world: World) -> None:
    world.grant("Adi", Role.HR, "1.06")
    data = workbook(
        Unit=[
            UNIT_HEAD,
            ["1.06.01", "Baru", "bidang", "1.06"],
            ["1.05", "Diganti", "dinas", "1"],
            ["1.06", "Unit 1.06", "badan", "1.05"],
            ["7", "Akar", "dinas", ""],
        ],
        Pegawai=[
            PEOPLE_HEAD,
            person(80, "Sini", "1.06.01", jabatan="A"),
            person(81, "Sana", "1.05", jabatan="B"),
            [world.people["Siti"].nip, "Siti", "PNS", "1.06", "A", "pelaksana", "tidak", "2026-11-01"],
            [world.people["Adi"].nip, "Adi Mulia", "PNS", "1.06", "Staf 1.06", "pelaksana", "tidak", "2024-01-01"],
        ],
    )
    assert faults(data, world, "Adi") == [
        ("Unit", 3, "kode", "outside_scope"),
        ("Unit", 4, "kode_induk", "outside_scope"),
        ("Unit", 5, "kode_induk", "root_not_allowed"),
        ("Pegawai", 3, "kode_unit", "outside_scope"),
        ("Pegawai", 4, "nip", "outside_scope"),
        ("Pegawai", 5, "nip", "own_row"),
    ]


def test_nobody_but_hr_uploads_or_applies(world: World) -> None:
    data = workbook(Pegawai=[PEOPLE_HEAD, person(90, "Baru")])
    with pytest.raises(NotPermitted):
        send(data, world, "Kadis")
    found = send(data, world)
    assert found.batch is not None
    world.grant("Adi", Role.HR, "1.06")
    world.grant("Kaban", Role.AUDITOR, "1")
    before = counts()
    for name, refusal in (("Siti", NotVisible), ("Adi", NotVisible), ("Kaban", NotPermitted)):
        with pytest.raises(refusal):
            imports.apply_batch(found.batch.public_id, actor=world.actor(name), version=found.batch.version)
    assert counts() == before


def test_a_failure_in_the_middle_leaves_nothing(
    transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = send(
        workbook(Unit=[UNIT_HEAD, ["1.07", "Baru", "dinas", "1"]], Pegawai=[PEOPLE_HEAD, person(90, "Baru", "1.07")]),
        world,
    )
    assert found.batch is not None
    before = counts()

    def break_down(_self: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(applying._Writer, "appointments", break_down)
    with pytest.raises(RuntimeError, match="power cut"):
        imports.apply_batch(found.batch.public_id, actor=world.actor("Hera"), version=1)
    assert counts() == before
    assert ImportBatch.objects.get().state == "checked"
    monkeypatch.undo()
    apply(found, world)
    assert Employee.objects.filter(full_name="Baru").exists()


def test_what_was_previewed_is_what_is_applied_or_nothing(world: World) -> None:
    siti = world.people["Siti"]
    rows = [[siti.nip, "Siti Aminah", "PNS", "1.05.01", "Staf 1.05.01", "pelaksana", "tidak", "2024-01-01"]]
    found = send(workbook(Pegawai=[PEOPLE_HEAD, *rows]), world)
    assert found.batch is not None
    Employee.objects.filter(pk=siti.pk).update(full_name="Siti Aminah")
    with pytest.raises(GuardRefused) as refused:
        imports.apply_batch(found.batch.public_id, actor=world.actor("Hera"), version=1)
    assert refused.value.code == "import_outdated"
    assert ImportBatch.objects.get().state == "checked"


def test_the_same_file_while_it_waits_gives_the_waiting_batch(world: World) -> None:
    data = workbook(Pegawai=[PEOPLE_HEAD, person(90, "Baru")])
    first, before = send(data, world), counts()
    second = send(data, world)
    assert second.batch == first.batch
    assert counts() == before


def test_discarding_erases_the_rows_and_applying_then_is_too_late(world: World) -> None:
    found = send(workbook(Pegawai=[PEOPLE_HEAD, person(90, "Baru")]), world)
    assert found.batch is not None
    assert found.batch.content["people"]
    imports.discard_batch(found.batch.public_id, actor=world.actor("Hera"), version=1)
    assert ImportBatch.objects.get().content == {}
    with pytest.raises(VersionConflict):
        imports.apply_batch(found.batch.public_id, actor=world.actor("Hera"), version=1)
    assert not Employee.objects.filter(full_name="Baru").exists()


def test_a_refused_file_keeps_its_faults_but_not_its_rows(world: World) -> None:
    send(workbook(Pegawai=[PEOPLE_HEAD, person(90, "Baru", "9.9")]), world)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.content) == ("refused", {})
    assert batch.faults[0]["code"] == "unit_unknown"


def test_every_fault_has_a_sentence_in_both_languages() -> None:
    from django.utils import translation

    from organization.imports.faults import MESSAGES, Fault

    for code in MESSAGES:
        with translation.override("id"):
            indonesian = Fault("Unit", 1, "kode", code, "x").message
        with translation.override("en"):
            english = Fault("Unit", 1, "kode", code, "x").message
        assert indonesian != english, code


def test_two_acting_officials_on_the_same_days_are_refused_by_a_file_too(world: World) -> None:
    """Within the file and against what is stored; a row the file itself changes does not stand in the way."""
    world.acts("Kabid", "1.05", "plh", valid_from=date(2026, 10, 1), valid_to=date(2026, 10, 31))
    head = ["nip", "kode_unit", "kapasitas", "dari", "sampai", "nomor_surat"]
    kabid, adi = world.people["Kabid"].nip, world.people["Adi"].nip

    def told(*rows: list[str | None]) -> list[Any]:
        return faults(workbook(Plt_Plh=[head, *rows]), world)

    assert told([adi, "1.05", "Plh", "2026-10-31", "2026-11-30", "800/9"]) == [("Plt Plh", 2, "dari", "acting_overlap")]
    assert told([adi, "1.05", "Plh", "2026-11-01", "2026-11-30", "800/9"]) == []
    assert told([adi, "1.05", "Plt", "2026-10-31", "2026-11-30", "800/9"]) == []
    shorter = [kabid, "1.05", "Plh", "2026-10-01", "2026-10-15", "800/1"]
    assert told(shorter, [adi, "1.05", "Plh", "2026-10-16", "", "800/9"]) == []
    later = told(shorter, [adi, "1.05", "Plh", "2026-10-15", "", "800/9"])
    assert later == [("Plt Plh", 3, "dari", "acting_overlap")]
