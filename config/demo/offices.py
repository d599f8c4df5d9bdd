"""The offices of the demo regency: the kinds of OPD that Merangin has, with invented sub-units and posts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class PostPlan:
    """A kind of post in an office and its share when people are handed out."""

    title: str
    kind: str
    weight: int = 1
    pppk: bool = False


@dataclass(frozen=True)
class Office:
    """A unit with its head and the posts of its people."""

    code: str
    name: str
    kind: str
    head: str
    head_kind: str
    posts: tuple[PostPlan, ...] = ()
    children: tuple["Office", ...] = field(default=())


STAFF: Final = (
    PostPlan("Pengelola Keuangan", "pelaksana"),
    PostPlan("Pengadministrasi Umum", "pelaksana", 2),
    PostPlan("Analis Kebijakan Ahli Pertama", "fungsional"),
    PostPlan("Operator Layanan Operasional", "pelaksana", 1, pppk=True),
)
TEACHERS: Final = (
    PostPlan("Guru Ahli Pertama", "fungsional", 4),
    PostPlan("Guru Ahli Muda", "fungsional", 2),
    PostPlan("Guru Ahli Pertama (PPPK)", "fungsional", 4, pppk=True),
    PostPlan("Pengadministrasi Sekolah", "pelaksana"),
)
HEALTH: Final = (
    PostPlan("Perawat Terampil", "fungsional", 3),
    PostPlan("Bidan Mahir", "fungsional", 3),
    PostPlan("Dokter Ahli Pertama", "fungsional"),
    PostPlan("Perawat Terampil (PPPK)", "fungsional", 3, pppk=True),
    PostPlan("Pengelola Pendaftaran Pasien", "pelaksana"),
)
COUNTER: Final = (
    PostPlan("Operator Sistem Informasi Administrasi Kependudukan", "pelaksana", 3),
    PostPlan("Administrator Database Kependudukan", "fungsional"),
    PostPlan("Pengelola Loket Pelayanan", "pelaksana", 2, pppk=True),
)
VILLAGE: Final = (PostPlan("Pengelola Pelayanan Umum", "pelaksana", 2), PostPlan("Pranata Ketertiban", "pelaksana"))


def _section(code: str, name: str, posts: tuple[PostPlan, ...] = STAFF) -> Office:
    return Office(code, name, "division", f"Kepala {name}", "administrator", posts)


def _opd(code: str, name: str, kind: str, *sections: str, posts: tuple[PostPlan, ...] = STAFF) -> Office:
    heads = {
        "agency": "Kepala Badan",
        "department": "Kepala Dinas",
        "hospital": "Direktur",
        "inspectorate": "Inspektur",
    }
    children = (
        Office(f"{code}.00", f"Sekretariat {name}", "division", "Sekretaris", "administrator", STAFF),
        *(_section(f"{code}.{n:02d}", section, posts) for n, section in enumerate(sections, start=1)),
    )
    return Office(code, name, kind, heads.get(kind, f"Kepala {name}"), "jpt", STAFF[:2], children)


def _with(office: Office, *more: Office) -> Office:
    return Office(
        office.code, office.name, office.kind, office.head, office.head_kind, office.posts, (*office.children, *more)
    )


def _school(code: str, name: str) -> Office:
    return Office(code, name, "school", f"Kepala {name}", "pengawas", TEACHERS)


def _clinic(code: str, name: str) -> Office:
    return Office(code, name, "health_centre", f"Kepala {name}", "pengawas", HEALTH)


def _district(code: str, name: str, *villages: str) -> Office:
    children = tuple(
        Office(f"{code}.{n:02d}", f"Kelurahan {village}", "urban_village", "Lurah", "pengawas", VILLAGE)
        for n, village in enumerate(villages, start=1)
    )
    return Office(code, f"Kecamatan {name}", "district", "Camat", "administrator", STAFF[:3], children)


SECRETARIAT: Final = Office(
    "01", "Sekretariat Daerah", "secretariat", "Sekretaris Daerah", "jpt", STAFF[:2],
    (
        _section("01.01", "Bagian Organisasi"),
        _section("01.02", "Bagian Hukum"),
        _section("01.03", "Bagian Umum"),
    ),
)  # fmt: skip

DEPARTMENTS: Final = (
    Office("02", "Sekretariat DPRD", "council_secretariat", "Sekretaris DPRD", "jpt", STAFF),
    _opd("03", "Inspektorat Daerah", "inspectorate", "Inspektur Pembantu Wilayah I"),
    _opd("04", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Daerah", "agency",
         "Bidang Penilaian Kinerja dan Penghargaan", "Bidang Pengembangan Kompetensi"),
    _opd("05", "Badan Perencanaan Pembangunan Daerah", "agency", "Bidang Perencanaan dan Evaluasi"),
    _opd("06", "Badan Pengelola Keuangan dan Aset Daerah", "agency", "Bidang Anggaran"),
    _opd("07", "Badan Kesatuan Bangsa dan Politik", "agency"),
    _with(_opd("10", "Dinas Pendidikan dan Kebudayaan", "department", "Bidang Pembinaan Sekolah Dasar"),
          _school("10.11", "SD Negeri 1 Bangko"), _school("10.12", "SD Negeri 5 Pamenang"),
          _school("10.21", "SMP Negeri 2 Bangko"), _school("10.22", "SMP Negeri 4 Tabir")),
    _with(_opd("11", "Dinas Kesehatan", "department", "Bidang Pelayanan Kesehatan"),
          _clinic("11.11", "Puskesmas Bangko"), _clinic("11.12", "Puskesmas Pamenang"),
          _clinic("11.13", "Puskesmas Rantau Panjang")),
    _opd("12", "Dinas Kependudukan dan Pencatatan Sipil", "department",
         "Bidang Pelayanan Pencatatan Sipil", "Bidang Pelayanan Pendaftaran Penduduk", posts=COUNTER),
    _opd("13", "Dinas Penanaman Modal, PTSP, dan Tenaga Kerja", "department", "Bidang Pelayanan Perizinan"),
    _opd("14", "Dinas Pekerjaan Umum dan Penataan Ruang", "department", "Bidang Bina Marga"),
    _opd("15", "Dinas Perhubungan", "department", "Bidang Lalu Lintas"),
    _opd("16", "Dinas Komunikasi dan Informatika", "department", "Bidang Layanan E-Government"),
    _opd("17", "Dinas Perikanan", "department"),
    _opd("18", "Dinas Pertanian", "department", "Bidang Penyuluhan"),
    _opd("19", "Dinas Sosial", "department", "Bidang Perlindungan dan Jaminan Sosial"),
    _opd("20", "Dinas Lingkungan Hidup", "department"),
    _opd("21", "Dinas Pemberdayaan Masyarakat dan Desa", "department"),
    _opd("22", "Satuan Polisi Pamong Praja", "department"),
    Office("23", "RSUD Kolonel Abundjani Bangko", "hospital", "Direktur RSUD", "jpt", HEALTH,
           (_section("23.01", "Bidang Keperawatan", HEALTH), _section("23.02", "Bidang Pelayanan Medis", HEALTH))),
    _district("31", "Bangko", "Pematang Kandis", "Dusun Bangko", "Pasar Bangko"),
    _district("32", "Pamenang", "Pamenang"),
    _district("33", "Tabir", "Pasar Rantau Panjang"),
    _district("34", "Sungai Manau"),
    _district("35", "Jangkat"),
)  # fmt: skip

REGENCY: Final = Office(
    "00", "Kabupaten Merangin", "regency", "Bupati Merangin", "elected", (), (SECRETARIAT, *DEPARTMENTS)
)


def walk(office: Office, parent: Office | None = None) -> Iterator[tuple[Office, Office | None]]:
    """Every office with its parent, parents first."""
    yield office, parent
    for child in office.children:
        yield from walk(child, office)
