"""The innovations of the demo: what they are about, how long ago they began, and how far they came."""

from dataclasses import dataclass
from typing import Final

Course = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Idea:
    """One innovation. `office`: where its people work; `age`: begun so many days ago; `course`: steps with days after it."""

    office: str
    title: str
    problem: str
    idea: str
    age: int
    course: Course
    effect: str = ""
    reason: str = ""
    used_after: int = 20


HANDED_IN: Final[Course] = (("submit", 3),)
ACCEPTED: Final[Course] = (*HANDED_IN, ("accept", 10))
IN_USE: Final[Course] = (*ACCEPTED, ("put_to_use", 22))
MEASURED: Final[Course] = (*IN_USE, ("measure", 40))
CONFIRMED: Final[Course] = (*MEASURED, ("confirm_effect", 48))

INNOVATIONS: Final = (
    Idea("12", "Loket khusus hari pasar", "Pada hari pasar antrean akta mengular sampai siang.",
         "Satu loket khusus dibuka pukul 07.00 pada hari pasar, dengan nomor antrean dari kantor desa.", 110, CONFIRMED,
         "Antrean terpanjang turun dari 46 menjadi 18 orang menurut catatan loket selama tujuh hari pasar."),
    Idea("11", "Akta lahir diantar bidan", "Ibu yang baru melahirkan sulit datang ke kantor.",
         "Bidan mengirim berkas dari puskesmas; akta diantar bersama jadwal imunisasi.", 120, CONFIRMED,
         "Dari 60 kelahiran, 52 akta diterima sebelum bayi berusia satu bulan."),
    Idea("11", "Pengingat obat lewat pesan singkat", "Pasien tuberkulosis sering lupa jadwal minum obat.",
         "Petugas mengirim pesan setiap pagi dan menelepon bila tidak dijawab.", 105, CONFIRMED,
         "Pasien yang putus obat turun dari lima menjadi satu orang."),
    Idea("11", "Papan jadwal dokter di grup desa", "Warga datang ketika dokter sedang bertugas di tempat lain.",
         "Jadwal dokter dikirim ke grup desa setiap Minggu malam.", 100, MEASURED,
         "Kunjungan yang sia-sia turun menurut hitungan petugas pendaftaran."),
    Idea("13", "Map warna untuk izin usaha", "Berkas izin tertukar antara jenis usaha.",
         "Setiap jenis izin memakai map berwarna dan daftar periksa di sampulnya.", 95, MEASURED,
         "Berkas yang dikembalikan turun dari 14 menjadi 4 per bulan."),
    Idea("10", "Kelas membaca sebelum bel", "Banyak siswa kelas tiga belum lancar membaca.",
         "Lima belas menit membaca berpasangan sebelum pelajaran dimulai.", 90, IN_USE),
    Idea("14", "Satu pintu pengaduan jalan rusak", "Laporan jalan rusak masuk lewat banyak jalan dan hilang.",
         "Semua laporan dicatat pada satu lembar dengan nomor dan foto.", 85, IN_USE),
    Idea("16", "Arsip digital surat masuk", "Surat lama sulit ditemukan ketika dibutuhkan.",
         "Surat dipindai pada hari diterima dan diberi kata kunci.", 70, ACCEPTED),
    Idea("12", "Jemput bola KTP lansia", "Lansia tidak sanggup datang merekam KTP.",
         "Tim perekaman datang ke rumah menurut daftar dari kelurahan.", 60, ACCEPTED),
    Idea("18", "Bank bibit antar kelompok tani", "Kelompok tani membeli bibit yang sama berulang kali.",
         "Kelompok saling meminjamkan bibit dan mengembalikannya setelah panen.", 20, HANDED_IN),
    Idea("15", "Rapat pagi sepuluh menit", "Pembagian tugas baru jelas setelah siang.",
         "Rapat berdiri sepuluh menit setiap pagi di depan papan tugas.", 16, HANDED_IN),
    Idea("23", "Kotak saran bergambar", "Warga yang tidak lancar menulis tidak memberi masukan.",
         "Kartu bergambar dimasukkan ke kotak menurut kepuasan.", 15, (*HANDED_IN, ("return", 9)),
         reason="Jelaskan bagaimana kartu dihitung dan siapa yang membacanya."),
    Idea("13", "Parkir khusus pemohon izin", "Pemohon sulit mendapat tempat parkir.",
         "Dua tempat parkir disediakan di depan kantor.", 55, (*HANDED_IN, ("decline", 12)),
         reason="Tempat parkir sudah diatur unit lain sejak tahun lalu."),
    Idea("01", "Buku tamu kertas di tiga lantai", "Tamu tidak tercatat ketika langsung naik.",
         "Buku tamu disediakan di setiap lantai.", 130, (*IN_USE, ("end", 90)),
         reason="Digantikan pencatatan tamu di pintu masuk."),
    Idea("31", "Peta banjir buatan warga", "Titik banjir baru diketahui setelah air naik.",
         "Warga menandai titik banjir pada peta bersama.", 6, ()),
)  # fmt: skip
