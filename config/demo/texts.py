"""What invented people write in the demo: by indicator and level, kind and concrete, in Indonesian."""

from typing import Final

# Per indicator: what was achieved, for the levels below (1), as (2), above expectation (3).
REALISATIONS: Final = {
    "hasil_utama": (
        "Dari 12 berkas laporan yang direncanakan, 7 selesai tepat waktu; sisanya selesai dua sampai tiga minggu kemudian.",
        "Seluruh 12 laporan selesai sesuai jadwal, satu di antaranya diperbaiki setelah masukan pimpinan.",
        "Seluruh laporan selesai rata-rata lima hari lebih cepat, dan dua laporan tambahan diselesaikan untuk tim lain.",
    ),
    "disiplin": (
        "Terlambat pada 9 hari kerja, sebagian besar karena mengantar anak sebelum jam masuk.",
        "Hadir pada semua hari kerja; dua kali terlambat kurang dari 15 menit dengan pemberitahuan.",
        "Hadir tepat waktu pada semua hari kerja dan tetap melayani sampai antrean terakhir selesai.",
    ),
    "mutu_layanan": (
        "Rata-rata waktu tunggu di loket 48 menit, di atas standar 30 menit, terutama pada hari Senin.",
        "Rata-rata waktu tunggu 28 menit; dua keluhan masuk dan dijawab pada hari yang sama.",
        "Rata-rata waktu tunggu turun dari 35 menjadi 19 menit; indeks kepuasan loket naik menjadi 3,6.",
    ),
    "inovasi": (
        "Belum ada perubahan cara kerja yang selesai; gagasan formulir daring masih dibahas.",
        "Menyusun daftar periksa berkas sehingga pemohon tidak perlu kembali dua kali.",
        "Membuat jadwal layanan keliling ke tiga desa; 142 warga tidak perlu lagi datang ke Bangko.",
    ),
}
CONDUCT: Final = (
    "Masih perlu dibantu ketika beban kerja tinggi; sudah meminta masukan dari rekan.",
    "Bekerja sesuai panduan perilaku dan membantu rekan ketika diminta.",
    "Sering membimbing pegawai baru dan mengajak tim mencari cara yang lebih baik.",
)
STORIES: Final = (
    "Kendala utama adalah jaringan internet di kantor yang sering putus pada pagi hari.",
    "Saya mencatat setiap berkas di buku kendali sehingga mudah ditelusuri.",
    "Saya belajar banyak dari rekan di bidang lain dan ingin mengikuti pelatihan lanjutan.",
    "Pada bulan kedua ada penambahan tugas posyandu, jadwal kami atur ulang bersama.",
    "",
)
COMMENTS: Final = (
    "Sudah dibahas bersama. Fokus berikutnya: menyusun jadwal mingguan dan melaporkan hambatan lebih awal.",
    "Sesuai harapan. Pertahankan ketelitian dan kecepatan pelayanan.",
    "Sangat baik dan terasa oleh masyarakat. Mohon dibagikan caranya kepada rekan lain.",
)
NARRATIVES: Final = {
    "low": "Beberapa hasil belum tercapai. Kita sepakati pendampingan dan pelatihan; saya akan bertemu dua kali sebulan.",
    "high": "Hasil dan perilaku melampaui harapan, dengan bukti perubahan waktu layanan yang terukur.",
}
RETURN_REASONS: Final = (
    "Mohon lengkapi angka capaian pada bulan kedua dan lampirkan rekap kehadiran.",
    "Realisasi belum menyebut hasil untuk masyarakat. Tambahkan satu contoh yang dapat diperiksa.",
)
OBJECTION_STATEMENT: Final = "Saya menghargai penilaian yang diberikan, namun beberapa capaian belum ikut diperhitungkan. Mohon ditinjau kembali."
OBJECTION_CLAIMS: Final = (
    "Waktu tunggu dihitung termasuk tiga hari ketika sistem pusat tidak dapat diakses. Tanpa hari itu rata-ratanya 27 menit.",
    "Dua laporan terlambat karena data dari unit lain baru diterima setelah batas waktu; surat permintaan saya lampirkan.",
    "Daftar periksa berkas yang saya susun sudah dipakai di dua loket sejak bulan lalu dan belum dinilai.",
)
OBJECTION_ANSWERS: Final = (
    "Gangguan sistem memang terjadi, tetapi pada hari lain waktu tunggu juga di atas standar.",
    "Benar ada keterlambatan data; saya menilai pemberitahuannya seharusnya lebih awal.",
)
QUESTION_EMPLOYEE: Final = "Pada tanggal berapa saja sistem pusat tidak dapat diakses, dan siapa yang mencatatnya?"
QUESTION_ASSESSOR: Final = "Apakah ada catatan pembinaan tentang butir ini selama triwulan berjalan?"
QUESTION_ANSWER: Final = "Tanggal 3 sampai 5 Agustus. Catatan gangguan dibuat petugas loket dan sudah saya lampirkan."
HEARING: Final = (
    "Ruang rapat lantai 2",
    "Gangguan sistem tanggal 3 sampai 5 Agustus dan catatan waktu tunggu di loket.",
)
RULING_GRANTED: Final = (
    "Bukti gangguan sistem dan surat permintaan data cukup. Penilaian butir ini diubah menjadi sesuai ekspektasi."
)
RULING_UPHELD: Final = "Bukti yang diajukan belum mengubah gambaran keseluruhan pada butir ini. Penilaian tetap."
GOALS: Final = (
    "Menyelesaikan laporan bulanan tepat waktu selama tiga bulan berturut-turut.",
    "Menurunkan waktu tunggu di loket menjadi paling lama 30 menit.",
    "Hadir tepat waktu sekurang-kurangnya 95 persen hari kerja.",
)
SESSION_NOTES: Final = (
    "Dibahas penyebab keterlambatan laporan. Disepakati kalender kerja mingguan dan pengingat setiap Kamis.",
    "Waktu tunggu turun menjadi 34 menit. Dicoba pembagian loket khusus lansia mulai pekan depan.",
    "Dua laporan terakhir selesai tepat waktu. Peserta merasa lebih percaya diri menyampaikan hambatan.",
)
AGREEMENTS: Final = (
    "Pegawai menyusun rencana mingguan; atasan meninjau setiap Jumat pagi.",
    "Atasan meminta tambahan satu petugas loket pada hari Senin; pegawai mencatat antrean per jam.",
    "Pegawai mengikuti pelatihan pelayanan prima bulan depan.",
)
PROGRESS: Final = (
    "Laporan bulan ini selesai dua hari sebelum batas waktu.",
    "Waktu tunggu rata-rata 33 menit dari semula 48 menit.",
    "Jadwal mingguan sudah berjalan selama tiga minggu.",
)

# code, title, kind, form, provider, JP, days long, indicators it helps with
TRAININGS: Final = (
    ("PLT-01", "Pelayanan Prima di Loket", "klasikal", "Pelatihan teknis", "BKPSDMD Kabupaten Merangin", 16, 2,
     ("mutu_layanan", "berorientasi_pelayanan")),
    ("PLT-02", "Menyusun Laporan Kinerja yang Jelas", "klasikal", "Bimbingan teknis", "BPSDM Provinsi Jambi", 20, 3,
     ("hasil_utama", "akuntabel")),
    ("PLT-03", "Mengatur Waktu dan Prioritas Kerja", "nonklasikal", "E-learning", "LAN RI", 8, 14,
     ("disiplin", "hasil_utama")),
    ("PLT-04", "Gagasan Kecil, Layanan Lebih Baik", "klasikal", "Lokakarya", "BKPSDMD Kabupaten Merangin", 12, 2,
     ("inovasi", "adaptif")),
    ("PLT-05", "Pengolahan Data dengan Lembar Sebar", "nonklasikal", "E-learning", "Dinas Kominfo", 10, 10,
     ("kompeten", "hasil_utama")),
    ("PLT-06", "Komunikasi dalam Tim", "nonklasikal", "Mentoring", "BKPSDMD Kabupaten Merangin", 6, 30,
     ("kolaboratif", "harmonis")),
)  # fmt: skip

# Rupiah per participant; what is not named is free of charge.
COSTS: Final = {"PLT-01": 750_000, "PLT-02": 1_850_000, "PLT-04": 600_000}
VERDICTS: Final = (
    (4, True, "Contohnya dari loket kami sendiri; langsung bisa dipakai."),
    (3, True, ""),
    (3, True, "Waktunya sebaiknya tidak pada akhir bulan."),
    (2, False, "Materinya sudah pernah kami terima."),
    (4, True, ""),
)

# office, name, unit of measure, direction, baseline, target, monthly readings (oldest first)
METRICS: Final = (
    ("12", "Lama penerbitan akta kelahiran", "hari kerja", "down", 6, 1, (6, 5.6, 5.1, 4.4, 4, 3.2, 2.9, 2.4, 2.1, 1.8)),
    ("12", "Indeks kepuasan masyarakat", "skala 1–4", "up", 3.02, 3.5, (3.02, 3.05, 3.08, 3.14, 3.2, 3.26, 3.31, 3.38, 3.41, 3.45)),
    ("11.11", "Waktu tunggu pasien rawat jalan", "menit", "down", 62, 30, (62, 60, 58, 51, 49, 47, 41, 38, 36, 35)),
    ("11.12", "Waktu tunggu pasien rawat jalan", "menit", "down", 48, 30, (48, 49, 47, 46, 44, 45, 43, 41, 42, 40)),
    ("13", "Lama penerbitan izin usaha", "hari kerja", "down", 9, 3, (9, 8.5, 8.1, 7.2, 6.8, 5.5, 5.1, 4.6, 4.2, 3.9)),
    ("23", "Keluhan pasien yang dijawab dalam 1 hari", "persen", "up", 54, 90, (54, 57, 61, 60, 66, 71, 74, 79, 81, 84)),
    ("10.11", "Kehadiran guru tepat waktu", "persen", "up", 86, 97, (86, 87, 88, 88, 90, 92, 93, 93, 95, 96)),
    ("31", "Surat keterangan selesai di hari yang sama", "persen", "up", 61, 95, (61, 64, 63, 70, 74, 77, 82, 85, 88, 90)),
)  # fmt: skip


def _line(kind: str, title: str, owner: str, days: int, *, each: bool = False, **more: object) -> dict[str, object]:
    return {"kind": kind, "title": title, "owner": owner, "after_days": days, "each": each, **more}


_TALK = _line("milestone", "Pembicaraan awal: apa yang menghambat, apa yang membantu", "supervisor", 14, required=False)
_GOAL = _line(
    "goal", "{item} memenuhi ekspektasi", "employee", 182, each=True,
    measure="Penilaian butir ini, diberikan kembali oleh atasan", target="Sesuai ekspektasi",
)  # fmt: skip
PLAN_TEMPLATES: Final = (
    (
        "Disiplin dan kehadiran", ("disiplin",), (
            _TALK, _GOAL,
            _line("measure", "Menyepakati jam kerja dan cara memberi kabar bila terhambat", "supervisor", 21),
            _line("measure", "Datang tepat waktu empat minggu berturut-turut", "employee", 60,
                  measure="Rekap kehadiran", target="Tanpa keterlambatan"),
        ),
    ),
    (
        "Mutu layanan", ("mutu_layanan", "berorientasi_pelayanan"), (
            _TALK, _GOAL,
            _line("measure", "Mendampingi rekan di loket selama satu minggu", "coach", 30, required=False),
            _line("measure", "Menerapkan dua perbaikan layanan: {item}", "employee", 90, each=True),
        ),
    ),
    ("Umum", (), (_TALK, _GOAL, _line("measure", "Menerapkan dua perbaikan: {item}", "employee", 90, each=True))),
)  # fmt: skip

STAGE_WORDS: Final = (
    "Kebiasaan baru sudah berjalan: pekerjaan diperiksa sebelum dikirim dan jadwal disepakati tiap Senin.",
    "Kesalahan berkurang separuh; pekerjaan yang sulit kini diselesaikan sendiri.",
    "Target tercapai dan bertahan; yang tersisa dilanjutkan sebagai pekerjaan biasa.",
)
NOMINATIONS: Final = (
    "Menyusun jadwal layanan keliling; 142 warga tiga desa tidak perlu lagi datang ke Bangko.",
    "Membimbing empat pegawai baru sampai dapat melayani sendiri, tanpa meninggalkan loketnya.",
    "Memperbaiki daftar periksa berkas sehingga pemohon tidak perlu kembali dua kali.",
    "Menjaga layanan tetap berjalan selama pindah gedung; tidak ada antrean yang tertunda.",
)
DECLINED_AWARD: Final = "Capaian tim dan perorangan belum dapat dipisahkan; diusulkan lagi tahun depan bersama timnya."
THANKS: Final = (
    "Terima kasih sudah menggantikan saya di loket ketika anak saya sakit.",
    "Penjelasan tentang aplikasi baru sangat membantu; sekarang saya bisa melayani sendiri.",
    "Terima kasih sudah menyelesaikan rekap bersama sampai malam, laporan kami tepat waktu.",
    "Warga yang Anda dampingi datang lagi hanya untuk mengucapkan terima kasih.",
)

# What the agencies achieved in the running quarter, by their code.
ACHIEVED: Final = {
    "10": "baik",
    "11": "baik",
    "12": "istimewa",
    "04": "baik",
    "13": "butuh_perbaikan",
    "23": "baik",
    "19": "butuh_perbaikan",
}
DEVIATION: Final = (
    "Sebagian besar sekolah memenuhi target, tetapi capaian dinas tertahan oleh dua kegiatan fisik yang lelangnya "
    "diulang. Hasil perorangan dinilai menurut ekspektasi masing-masing."
)
YEAR_OTHERWISE: Final = (
    "Pada paruh kedua tahun memimpin pemulihan layanan setelah gedung terendam banjir; hasilnya jauh di atas rencana "
    "dan dirasakan warga, sehingga bobot bulan saja tidak menggambarkannya."
)
