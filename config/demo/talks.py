"""What invented people write in the dialogue of the demo: achievements, feedback, minutes, agreements; Indonesian."""

from typing import Final

_LABELS: Final = {
    "hasil_utama": {"id": "Hasil kerja utama", "en": "Main work results"},
    "disiplin": {"id": "Disiplin", "en": "Discipline"},
    "mutu_layanan": {"id": "Mutu layanan", "en": "Quality of service"},
    "inovasi": {"id": "Inovasi", "en": "Innovation"},
}
_LOGGED: Final = (
    ("hasil_utama", "Laporan triwulan selesai lima hari lebih awal dan sudah diterima pimpinan."),
    (
        "mutu_layanan",
        "Waktu tunggu akta kelahiran turun dari 42 menjadi 27 menit setelah berkas disaring di meja depan.",
    ),
    ("inovasi", "Daftar periksa berkas dicetak di balik nomor antrean; pemohon yang kembali berkurang."),
    ("disiplin", "Menggantikan rekan yang cuti selama dua minggu tanpa layanan tertunda."),
    ("", "Membimbing dua pegawai baru sampai dapat melayani sendiri."),
    ("mutu_layanan", "Menjawab 31 pengaduan dalam satu hari kerja, semuanya tercatat di buku kendali."),
    ("hasil_utama", "Rekonsiliasi aset dua gudang selesai; selisih 14 barang sudah dijelaskan."),
)
ENTRIES: Final = tuple((code, _LABELS.get(code, {}), text) for code, text in _LOGGED)
QUESTION: Final = "Apa yang perlu saya lanjutkan, dan apa yang sebaiknya saya ubah, agar kerja bersama lebih lancar?"
WORDS: Final = (
    "Selalu memberi tahu lebih dulu bila ada keterlambatan, sehingga kami dapat mengatur loket.",
    "Rapat pagi sebaiknya dimulai tepat waktu; setelah itu pembagian tugas menjadi jelas.",
    "Cepat membalas pertanyaan unit kami, juga pada hari pasar.",
    "Catatan serah terima sangat membantu. Mohon ditambah nomor berkas.",
    "Tenang menghadapi warga yang marah; saya banyak belajar dari caranya.",
    "Kadang tugas berubah tanpa pemberitahuan. Pesan singkat sebelum pukul delapan sudah cukup.",
)
AGENDAS: Final = (
    (
        "Dialog triwulan",
        "Kemajuan terhadap SKP\nHambatan dan bantuan yang diperlukan\nUmpan balik dua arah\nKesepakatan",
    ),
    ("Dialog tindak lanjut", "Kesepakatan pertemuan lalu\nCapaian sejak itu\nLangkah berikutnya"),
)
MINUTES: Final = (
    "Kemajuan dibahas butir demi butir. Antrean pada hari Senin masih panjang karena berkas belum disaring di depan. "
    "Pegawai meminta satu orang tambahan pada pagi hari; atasan memeriksa jadwal."
)
AGREED: Final = (
    ("Menyusun jadwal meja depan untuk hari Senin dan hari pasar.", "employee"),
    ("Meminta satu petugas tambahan pada pagi hari kepada bagian umum.", "superior"),
    ("Bertemu setiap dua minggu selama lima belas menit untuk melihat angka antrean.", "both"),
)
