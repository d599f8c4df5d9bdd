"""What invented people plan in the demo: results with indicators by kind of post, in Indonesian."""

from typing import Final

# kind of post -> results: wording, kind, indicators (aspect, perspective, wording, number, unit, words)
Indicator = tuple[str, str, str, str, str, str]
RESULTS: Final[dict[str, tuple[tuple[str, str, tuple[Indicator, ...]], ...]]] = {
    "jpt": (
        ("Meningkatnya mutu layanan perangkat daerah kepada masyarakat", "main", (
            ("", "customers", "Indeks kepuasan masyarakat", "3.5", "skala 1–4", ""),
            ("", "processes", "Layanan yang selesai sesuai standar waktu", "92", "persen", ""),
        )),
        ("Terkelolanya anggaran perangkat daerah secara akuntabel", "main", (
            ("", "budget", "Realisasi anggaran", "96", "persen", ""),
        )),
        ("Meningkatnya kompetensi pegawai perangkat daerah", "additional", (
            ("", "growth", "Pegawai yang memenuhi 20 JP pengembangan kompetensi", "85", "persen", ""),
        )),
    ),
    "head": (
        ("Terlaksananya layanan bidang sesuai standar pelayanan", "main", (
            ("time", "", "Permohonan yang selesai tepat waktu", "95", "persen", ""),
            ("quality", "", "Keluhan yang dijawab dalam satu hari kerja", "90", "persen", ""),
        )),
        ("Tersusunnya laporan kinerja dan keuangan bidang", "main", (
            ("quantity", "", "Laporan bulanan yang disampaikan", "12", "laporan", ""),
        )),
    ),
    "staff": (
        ("Terlayaninya pemohon di loket dan melalui layanan daring", "main", (
            ("time", "", "Rata-rata waktu tunggu pemohon", "20", "menit", ""),
            ("quality", "", "Berkas yang lengkap pada kunjungan pertama", "90", "persen", ""),
        )),
        ("Tertatanya arsip dan data kerja", "main", (
            ("quantity", "", "Berkas yang dipindai dan diberi kode", "1500", "berkas", ""),
        )),
        ("Membantu kegiatan lintas bidang atas penugasan pimpinan", "additional", (
            ("quality", "", "Hasil bantuan menurut pemberi tugas", "", "", "Dipakai tanpa perbaikan besar"),
        )),
    ),
}  # fmt: skip
EXPECTATIONS: Final = {
    "berorientasi_pelayanan": "Menyapa pemohon lebih dahulu dan memberi tahu kapan urusannya selesai.",
    "akuntabel": "Setiap berkas tercatat pada hari yang sama.",
    "kolaboratif": "Berbagi cara kerja yang berhasil pada rapat bulanan.",
}
ANNEXES: Final = {
    "support": "Satu pemindai dokumen untuk ruang layanan\nAkses ke aplikasi data kependudukan",
    "accountability": "Laporan bulanan kepada atasan\nPembahasan capaian setiap triwulan",
    "consequences": "Hasil di atas ekspektasi diusulkan untuk penghargaan\nHasil di bawah ekspektasi didampingi dengan rencana perbaikan",
}
RETURN_REASON: Final = "Mohon target dirinci per triwulan dan satu indikator mutu ditambahkan."
CHANGE_REASON: Final = "Ada penugasan baru dari kepala dinas mulai bulan ini; target arsip perlu disesuaikan."
OFFICE_REASON: Final = "Sampai pekan kedua Januari belum ada rencana yang disusun."
CLOSE_REASON: Final = "Yang bersangkutan menjalani tugas belajar."
LIBRARY: Final = (
    ("00", "Terpenuhinya pengembangan kompetensi 20 JP dalam setahun", "growth", "quantity", "20", "JP"),
    ("11", "Terlaksananya pelayanan kesehatan sesuai prosedur", "customers", "quality", "95", "persen"),
    ("12", "Terbitnya dokumen kependudukan tepat waktu", "customers", "time", "1", "hari kerja"),
)
