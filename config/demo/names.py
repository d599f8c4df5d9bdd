"""Invented Indonesian names, grades and academic titles. Any likeness to a real person is chance."""

from random import Random
from typing import Final

MALE: Final = (
    "Ahmad", "Andi", "Anton", "Arif", "Asep", "Bambang", "Budi", "Darmawan", "Dedi", "Deni", "Edi", "Eko", "Fajar",
    "Fauzan", "Hadi", "Hafiz", "Hendra", "Heri", "Ibrahim", "Iqbal", "Irfan", "Joko", "Junaidi", "Khairul", "M. Yusuf",
    "Marzuki", "Muhammad Ridwan", "Mulyadi", "Nasrul", "Nurdin", "Rahmat", "Rizki", "Robi", "Roni", "Rusdi", "Saiful",
    "Samsul", "Sapri", "Suhaimi", "Supriyadi", "Syafri", "Taufik", "Wahyu", "Yanto", "Yopi", "Zainal", "Zulkifli",
)  # fmt: skip
FEMALE: Final = (
    "Aisyah", "Amelia", "Ani", "Anisa", "Asmawati", "Dahlia", "Desi", "Devi", "Dewi", "Dian", "Eka", "Elfira", "Elvi",
    "Erna", "Fatimah", "Fitri", "Hasanah", "Herlina", "Ika", "Indah", "Intan", "Julaiha", "Kartini", "Lestari", "Lina",
    "Maisaroh", "Mardiana", "Maya", "Mega", "Nadia", "Nova", "Nur Aini", "Nurhayati", "Puspita", "Rahma", "Ratna", "Reni",
    "Rika", "Rina", "Rosmala", "Siti", "Sri", "Suci", "Susi", "Tuti", "Wulan", "Yanti", "Yuliana", "Zubaidah",
)  # fmt: skip
FAMILY: Final = (
    "Adriansyah", "Anwar", "Aprianto", "Arifin", "Azhari", "Basri", "Damanik", "Effendi", "Fadilah", "Firdaus", "Gunawan",
    "Hakim", "Hamzah", "Harahap", "Hasan", "Hidayat", "Husin", "Idris", "Irawan", "Ismail", "Kurniawan", "Lubis", "Mahmud",
    "Marlina", "Maulana", "Nasution", "Nugroho", "Permana", "Pranata", "Pratama", "Purnama", "Putra", "Ramadhan", "Rahmawati",
    "Ritonga", "Safitri", "Saputra", "Sari", "Setiawan", "Siregar", "Suryani", "Susanti", "Syahputra", "Syarif", "Tanjung",
    "Utami", "Wahyuni", "Wibowo", "Wijaya", "Yulianti", "Yusuf", "Zahra", "Zulfikar",
)  # fmt: skip
TITLES: Final = {
    "jpt": ("M.Si.", "M.M.", "M.H.", "M.Kes.", "M.Pd."),
    "administrator": ("S.Sos., M.Si.", "S.E., M.M.", "S.H., M.H.", "S.T., M.T."),
    "pengawas": ("S.E.", "S.Sos.", "S.IP.", "S.T.", "S.Kom."),
    "fungsional": ("S.Pd.", "S.Kep., Ners", "S.Kom.", "A.Md.Keb.", "S.P."),
    "pelaksana": ("", "", "A.Md.", "S.E.", "S.Kom."),
}
GRADES: Final = {
    "jpt": ("IV/c", "IV/d"),
    "administrator": ("IV/a", "IV/b"),
    "pengawas": ("III/c", "III/d"),
    "fungsional": ("III/a", "III/b", "III/c", "III/d"),
    "pelaksana": ("II/b", "II/c", "II/d", "III/a", "III/b"),
}
PPPK_GRADES: Final = ("V", "VII", "IX", "X")


def invent(random: Random, *, female: bool, post_kind: str) -> str:
    """A full name, with an academic title that fits the kind of post."""
    given = random.choice(FEMALE if female else MALE)
    name = f"{given} {random.choice(FAMILY)}"
    title = random.choice(TITLES.get(post_kind, ("",)))
    return f"{name}, {title}" if title else name


def username_of(full_name: str, taken: set[str]) -> str:
    """A short sign-in name made of the name; unique within `taken`, which it is added to."""
    plain = full_name.split(",", maxsplit=1)[0].lower().replace(".", "")
    words = plain.split()
    base = f"{words[0]}.{words[-1]}" if len(words) > 1 else words[0]
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}{number}"
    taken.add(name)
    return name
