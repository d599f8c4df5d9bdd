"""The rule set a new installation begins with: PermenPANRB 6/2022 with the local clocks of Bangko.

The matrix and the seven values are national; weights, clocks and the list of low predicates are local defaults
(DOMAIN 3.1, 4, 5.1) and meant to be edited in a new edition. Its tables are in ``default_tables.py``.
"""

from decimal import Decimal
from typing import Any, Final

from appraisal.default_advice import DEFAULT_ADVICE
from appraisal.default_tables import CREDIT, PATTERN, REMINDERS
from appraisal.rule_clocks import Clocks
from appraisal.rules import (
    BEHAVIOUR,
    MATRIX_2022,
    RESULTS,
    WEIGHTED_BANDS,
    Band,
    Cell,
    Indicator,
    Predicate,
    RuleContent,
    Section,
    Words,
    as_json,
)

LEVELS: Final = (
    Words("Di bawah ekspektasi", "Below expectation"),
    Words("Sesuai ekspektasi", "As expected"),
    Words("Di atas ekspektasi", "Above expectation"),
)

PREDICATES: Final = (
    Predicate(
        "sangat_kurang",
        Words("Sangat Kurang", "Very Poor"),
        Words(
            "Hasil kerja dan perilaku belum memenuhi ekspektasi. Rencana perbaikan disusun bersama Anda.",
            "Neither results nor conduct met expectations yet. An improvement plan is made together with you.",
        ),
    ),
    Predicate(
        "kurang",
        Words("Kurang", "Poor"),
        Words(
            "Hasil kerja tercapai, tetapi perilaku kerja perlu diperbaiki. Pendampingan disiapkan untuk Anda.",
            "Results were reached, but conduct needs to improve. Guidance is prepared for you.",
        ),
    ),
    Predicate(
        "butuh_perbaikan",
        Words("Butuh Perbaikan", "Needs Improvement"),
        Words(
            "Perilaku kerja baik, hasil kerja perlu ditingkatkan. Pendampingan disiapkan untuk Anda.",
            "Conduct is good, results need to improve. Guidance is prepared for you.",
        ),
    ),
    Predicate(
        "baik",
        Words("Baik", "Good"),
        Words("Anda memenuhi ekspektasi.", "You met expectations."),
    ),
    Predicate(
        "sangat_baik",
        Words("Sangat Baik", "Very Good"),
        Words(
            "Hasil kerja dan perilaku Anda melampaui ekspektasi.",
            "Your results and your conduct exceeded expectations.",
        ),
    ),
)

# Rating of results → predicates for behaviour below, as, above expectation.
NINE_CELLS: Final = {
    3: ("kurang", "baik", "sangat_baik"),
    2: ("kurang", "baik", "baik"),
    1: ("sangat_kurang", "butuh_perbaikan", "butuh_perbaikan"),
}
MATRIX: Final = tuple(
    Cell(results, behaviour, predicate)
    for results, row in NINE_CELLS.items()
    for behaviour, predicate in enumerate(row, start=1)
)

SECTIONS: Final = (
    Section("hasil_kerja", Words("Hasil kerja", "Work results"), Decimal(60), RESULTS),
    Section("perilaku", Words("Perilaku kerja", "Conduct at work"), Decimal(40), BEHAVIOUR),
)

WORK: Final = (
    Indicator(
        "hasil_utama",
        "hasil_kerja",
        Words("Hasil kerja utama", "Main work results"),
        Decimal(40),
        target=Words("Sesuai target SKP periode ini", "As targeted in this period's plan (SKP)"),
    ),
    Indicator(
        "disiplin",
        "hasil_kerja",
        Words("Disiplin", "Discipline"),
        Decimal(20),
        source="attendance",
        target=Words("Hadir dan tepat waktu pada hari kerja", "Present and on time on working days"),
    ),
    Indicator(
        "mutu_layanan",
        "hasil_kerja",
        Words("Mutu layanan", "Quality of service"),
        Decimal(25),
        source="service_metric",
        target=Words("Standar layanan unit terpenuhi", "The unit's service standards are met"),
    ),
    Indicator(
        "inovasi",
        "hasil_kerja",
        Words("Inovasi", "Innovation"),
        Decimal(15),
        source="innovation",
        target=Words("Satu perbaikan cara kerja yang bermanfaat", "One useful improvement of the way of working"),
    ),
)

# The seven values (BerAKHLAK) and their three lines of conduct each (panduan perilaku), DOMAIN 4.
VALUES: Final[tuple[tuple[str, str, str, int, tuple[tuple[str, str], ...]], ...]] = (
    (
        "berorientasi_pelayanan",
        "Berorientasi Pelayanan",
        "Service-oriented",
        15,
        (
            ("memahami dan memenuhi kebutuhan masyarakat", "understands and meets the needs of the public"),
            ("ramah, cekatan, solutif, dan dapat diandalkan", "friendly, quick, helpful and reliable"),
            ("melakukan perbaikan tiada henti", "improves without end"),
        ),
    ),
    (
        "akuntabel",
        "Akuntabel",
        "Accountable",
        15,
        (
            (
                "melaksanakan tugas dengan jujur, bertanggung jawab, cermat, disiplin, dan berintegritas tinggi",
                "works honestly, responsibly, carefully, with discipline and high integrity",
            ),
            (
                "menggunakan kekayaan dan barang milik negara secara bertanggung jawab, efektif, dan efisien",
                "uses public property responsibly, effectively and efficiently",
            ),
            ("tidak menyalahgunakan kewenangan jabatan", "does not abuse the powers of the office"),
        ),
    ),
    (
        "kompeten",
        "Kompeten",
        "Competent",
        14,
        (
            (
                "meningkatkan kompetensi diri untuk menjawab tantangan yang selalu berubah",
                "keeps learning to meet changing demands",
            ),
            ("membantu orang lain belajar", "helps others to learn"),
            ("melaksanakan tugas dengan kualitas terbaik", "works to the best quality"),
        ),
    ),
    (
        "harmonis",
        "Harmonis",
        "Harmonious",
        14,
        (
            ("menghargai setiap orang apa pun latar belakangnya", "respects everyone whatever their background"),
            ("suka menolong orang lain", "likes to help others"),
            ("membangun lingkungan kerja yang kondusif", "builds a good place to work"),
        ),
    ),
    (
        "loyal",
        "Loyal",
        "Loyal",
        14,
        (
            (
                "memegang teguh ideologi Pancasila, UUD NRI 1945, setia kepada NKRI serta pemerintahan yang sah",
                "holds to Pancasila, the 1945 Constitution, the Republic and its lawful government",
            ),
            (
                "menjaga nama baik sesama ASN, pimpinan, instansi, dan negara",
                "guards the good name of colleagues, leaders, office and state",
            ),
            ("menjaga rahasia jabatan dan negara", "keeps the secrets of office and state"),
        ),
    ),
    (
        "adaptif",
        "Adaptif",
        "Adaptive",
        14,
        (
            ("cepat menyesuaikan diri menghadapi perubahan", "adjusts quickly to change"),
            ("terus berinovasi dan mengembangkan kreativitas", "keeps innovating and being creative"),
            ("bertindak proaktif", "acts proactively"),
        ),
    ),
    (
        "kolaboratif",
        "Kolaboratif",
        "Collaborative",
        14,
        (
            ("memberi kesempatan kepada berbagai pihak untuk berkontribusi", "lets others contribute"),
            (
                "terbuka dalam bekerja sama untuk menghasilkan nilai tambah",
                "is open to working together for added value",
            ),
            (
                "menggerakkan pemanfaatan berbagai sumber daya untuk tujuan bersama",
                "puts resources to use for common goals",
            ),
        ),
    ),
)

CONDUCT: Final = tuple(
    Indicator(
        code,
        "perilaku",
        Words(name, english),
        Decimal(weight),
        guide=tuple(Words(line, translation) for line, translation in lines),
    )
    for code, name, english, weight, lines in VALUES
)


def default_rules(*, alternate_decider: str = "", calibration: bool = False) -> RuleContent:
    """The matrix scheme for Bangko. ``alternate_decider``: code of the unit whose head decides at the top."""
    return RuleContent(
        name=Words("Penilaian kinerja ASN Bangko", "Appraisal of civil servants, Bangko"),
        scheme=MATRIX_2022,
        sections=SECTIONS,
        indicators=(*WORK, *CONDUCT),
        predicates=PREDICATES,
        levels=LEVELS,
        low=("butuh_perbaikan", "kurang", "sangat_kurang"),
        clocks=Clocks(),
        reminders=REMINDERS,
        matrix=MATRIX,
        calibration=calibration,
        alternate_decider=alternate_decider,
        distribution=PATTERN,
        credit=CREDIT,
        advice=DEFAULT_ADVICE,
    )


def banded_rules(*, alternate_decider: str = "") -> RuleContent:
    """The same indicators in the scheme of weighted bands: the score decides, not two judgements."""
    edges = ("1.00", "1.40", "1.70", "2.00", "2.60", "3.00")
    bands = tuple(
        Band(Decimal(lower), Decimal(upper), predicate.code)
        for lower, upper, predicate in zip(edges, edges[1:], PREDICATES, strict=False)
    )
    return RuleContent(
        name=Words("Penilaian kinerja ASN Bangko (nilai)", "Appraisal of civil servants, Bangko (scored)"),
        scheme=WEIGHTED_BANDS,
        sections=SECTIONS,
        indicators=(*WORK, *CONDUCT),
        predicates=PREDICATES,
        levels=LEVELS,
        low=("butuh_perbaikan", "kurang", "sangat_kurang"),
        clocks=Clocks(),
        reminders=REMINDERS,
        bands=bands,
        alternate_decider=alternate_decider,
        advice=DEFAULT_ADVICE,
    )


def default_content(*, alternate_decider: str = "", calibration: bool = False) -> dict[str, Any]:
    """The default rules as the JSON a rule set stores."""
    return as_json(default_rules(alternate_decider=alternate_decider, calibration=calibration))
