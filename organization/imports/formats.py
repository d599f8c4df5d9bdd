"""The three sheets and their columns. A new column is added here and where ``planning`` compares its row."""

from collections.abc import Mapping

from organization import nip
from organization.imports.columns import Column, Kind
from organization.imports.faults import quoted
from organization.imports.reading import SheetFormat
from organization.models import Capacity, EmployeeKind, PostKind, Sex, UnitKind

UNIT_KINDS = {
    "kabupaten": UnitKind.REGENCY,
    "pemerintah kabupaten": UnitKind.REGENCY,
    "sekretariat daerah": UnitKind.SECRETARIAT,
    "sekretariat dprd": UnitKind.COUNCIL_SECRETARIAT,
    "inspektorat": UnitKind.INSPECTORATE,
    "badan": UnitKind.AGENCY,
    "dinas": UnitKind.DEPARTMENT,
    "rsud": UnitKind.HOSPITAL,
    "kecamatan": UnitKind.DISTRICT,
    "kelurahan": UnitKind.URBAN_VILLAGE,
    "bidang": UnitKind.DIVISION,
    "bagian": UnitKind.DIVISION,
    "sekretariat": UnitKind.DIVISION,
    "seksi": UnitKind.SECTION,
    "subbagian": UnitKind.SECTION,
    "subbag": UnitKind.SECTION,
    "uptd": UnitKind.TECHNICAL_UNIT,
    "puskesmas": UnitKind.HEALTH_CENTRE,
    "sekolah": UnitKind.SCHOOL,
} | {kind.value: kind for kind in UnitKind}

EMPLOYEE_KINDS = {
    "pns": EmployeeKind.PNS,
    "pppk": EmployeeKind.PPPK,
    "pejabat terpilih": EmployeeKind.ELECTED,
    "elected": EmployeeKind.ELECTED,
}
SEXES = {
    "l": Sex.MALE,
    "laki-laki": Sex.MALE,
    "pria": Sex.MALE,
    "male": Sex.MALE,
    "p": Sex.FEMALE,
    "perempuan": Sex.FEMALE,
    "wanita": Sex.FEMALE,
    "female": Sex.FEMALE,
}
POST_KINDS = {
    "jpt": PostKind.JPT,
    "jpt pratama": PostKind.JPT,
    "administrator": PostKind.ADMINISTRATOR,
    "pengawas": PostKind.SUPERVISOR,
    "fungsional": PostKind.FUNCTIONAL,
    "jf": PostKind.FUNCTIONAL,
    "pelaksana": PostKind.STAFF,
    "pejabat terpilih": PostKind.ELECTED,
    "elected": PostKind.ELECTED,
}
CAPACITIES = {"plt": Capacity.PLT, "plh": Capacity.PLH}


def check_nip(values: Mapping[str, str], faulty: frozenset[str]) -> list[tuple[str, str, str]]:
    """Faults of the number itself; where the kind of person is unclear, only what holds for every kind."""
    if "nip" not in values or "nip" in faulty:
        return []
    digits, kind = values["nip"], values.get("jenis_pegawai", "")
    if digits:
        notes = nip.check(digits, kind=kind or EmployeeKind.PPPK)
        return [("nip", note.code, quoted(digits)) for note in notes if note.is_error]
    if kind == EmployeeKind.ELECTED:
        missing = not values.get("nama_pengguna") and "nama_pengguna" not in faulty
        return [("nama_pengguna", "required", "")] if missing else []
    return [] if "jenis_pegawai" in faulty else [("nip", "kind_without_nip", "")]


UNITS = SheetFormat(
    "units",
    "Unit",
    (
        Column("kode", Kind.CODE, required=True, also=("kode_unit", "code"), example="1.05"),
        Column("nama", required=True, also=("nama_unit", "name"), example="Dinas Kesehatan"),
        Column("jenis", Kind.CHOICE, required=True, also=("jenis_unit", "kind"), choices=UNIT_KINDS, example="Dinas"),
        Column("kode_induk", Kind.CODE, also=("induk", "parent_code"), example="1"),
        Column("zona", Kind.ZONE, also=("zona_waktu", "zone"), example="WIB"),
        Column("berlaku_dari", Kind.DATE, also=("valid_from",), example="2017-01-01"),
        Column("berlaku_sampai", Kind.DATE, also=("valid_to",)),
    ),
    frozenset({"kode_induk"}),
    ("units", "unit_kerja"),
)
PEOPLE = SheetFormat(
    "people",
    "Pegawai",
    (
        Column("nip", Kind.NIP, also=("nip_ni_pppk", "nip_baru"), example="198503152010012007"),
        Column("nama", required=True, also=("nama_lengkap", "nama_pegawai", "name"), example="Siti Aminah, S.K.M."),
        Column(
            "jenis_pegawai",
            Kind.CHOICE,
            required=True,
            also=("status_kepegawaian",),
            choices=EMPLOYEE_KINDS,
            example="PNS",
        ),
        Column("golongan", max_length=8, also=("gol", "grade"), example="III/c"),
        Column("jenis_kelamin", Kind.CHOICE, also=("jk", "sex"), choices=SEXES, example="P"),
        Column("tanggal_lahir", Kind.DATE, also=("tgl_lahir", "birth_date"), example="1985-03-15"),
        Column("surel", Kind.EMAIL, also=("email", "e_mail")),
        Column("telepon", Kind.DIGITS, max_length=32, also=("no_hp", "hp", "phone")),
        Column("kode_unit", Kind.CODE, required=True, also=("unit", "unit_code"), example="1.05"),
        Column("jabatan", required=True, also=("nama_jabatan", "post"), example="Kepala Seksi Promosi Kesehatan"),
        Column(
            "jenis_jabatan", Kind.CHOICE, required=True, also=("post_kind",), choices=POST_KINDS, example="Pengawas"
        ),
        Column("kepala_unit", Kind.YES_NO, also=("pimpinan_unit", "is_head"), example="tidak"),
        Column("kode_unit_atasan", Kind.CODE, also=("superior_unit_code",)),
        Column("tmt_jabatan", Kind.DATE, required=True, also=("tmt", "post_since"), example="2022-01-03"),
        Column("nomor_sk", max_length=120, also=("no_sk", "letter_number"), example="821.2/12/BKPSDMD/2022"),
        Column("nama_pengguna", Kind.USERNAME, also=("username",)),
        Column("aktif", Kind.YES_NO, also=("active",), example="ya"),
    ),
    frozenset({"jenis_pegawai", "tmt_jabatan"}),
    ("people", "employees", "asn"),
    needed=frozenset({"nip"}),
    check=check_nip,
)
ACTING = SheetFormat(
    "acting",
    "Plt Plh",
    (
        Column("nip", Kind.NIP, required=True, example="198503152010012007"),
        Column("kode_unit", Kind.CODE, required=True, also=("unit", "unit_code"), example="1.05.01"),
        Column("kapasitas", Kind.CHOICE, required=True, also=("capacity",), choices=CAPACITIES, example="Plt"),
        Column("dari", Kind.DATE, required=True, also=("berlaku_dari", "valid_from"), example="2026-10-01"),
        Column("sampai", Kind.DATE, also=("berlaku_sampai", "valid_to"), example="2026-12-31"),
        Column("nomor_surat", required=True, max_length=120, also=("no_surat", "letter_number"), example="800/77/2026"),
    ),
    frozenset({"kapasitas"}),
    ("acting", "pelaksana_tugas"),
)
FORMATS = (UNITS, PEOPLE, ACTING)
