"""The numeric scheme of PP 30/2019 Ps 41, for history up to 2021/22: points from 0 to 120 for each item.

Weights and the two upper bands are read in the regulation; the bands below 70 are known from memory only, because the
copy breaks off there (DOMAIN 3.4). No cycle is opened with these rules (``cycle_guards``); results of that time are
computed and explained with them.
"""

from decimal import Decimal
from typing import Final

from appraisal.rule_clocks import Clocks
from appraisal.rules import (
    BEHAVIOUR,
    NUMERIC_2019,
    RESULTS,
    RESULTS_SHARE,
    SCORE_SCALE,
    Band,
    Indicator,
    Predicate,
    RuleContent,
    Section,
    Words,
)

HUNDRED: Final = Decimal(100)

PREDICATES: Final = (
    Predicate(
        "sangat_kurang",
        Words("Sangat Kurang", "Very Poor"),
        Words("Nilai di bawah 50.", "A score below 50."),
    ),
    Predicate(
        "kurang",
        Words("Kurang", "Poor"),
        Words("Nilai dari 50 sampai di bawah 70.", "A score from 50 to below 70."),
    ),
    Predicate(
        # PermenPANRB 6/2022 renamed it; one code, so that years can be laid side by side.
        "butuh_perbaikan",
        Words("Cukup", "Sufficient"),
        Words(
            "Nilai dari 70 sampai di bawah 90. Sejak 2022 disebut Butuh Perbaikan.",
            "A score from 70 to below 90. Called Needs Improvement since 2022.",
        ),
    ),
    Predicate(
        "baik",
        Words("Baik", "Good"),
        Words("Nilai dari 90 sampai 120.", "A score from 90 to 120."),
    ),
    Predicate(
        "sangat_baik",
        Words("Sangat Baik", "Very Good"),
        Words(
            "Nilai dari 110 sampai 120 dengan ide atau cara baru yang bermanfaat bagi organisasi atau negara.",
            "A score from 110 to 120 with a new idea or method that benefits the office or the state.",
        ),
    ),
)

BANDS: Final = (
    Band(Decimal(0), Decimal(50), "sangat_kurang"),
    Band(Decimal(50), Decimal(70), "kurang"),
    Band(Decimal(70), Decimal(90), "butuh_perbaikan"),
    Band(Decimal(90), Decimal(120), "baik"),
    Band(Decimal(110), Decimal(120), "sangat_baik", innovation=True),
)

# The five aspects of behaviour before BerAKHLAK; leadership counts for those who lead.
ASPECTS: Final = (
    ("orientasi_pelayanan", Words("Orientasi pelayanan", "Service orientation")),
    ("komitmen", Words("Komitmen", "Commitment")),
    ("inisiatif_kerja", Words("Inisiatif kerja", "Initiative")),
    ("kerja_sama", Words("Kerja sama", "Cooperation")),
    ("kepemimpinan", Words("Kepemimpinan", "Leadership")),
)


def _indicators() -> tuple[Indicator, ...]:
    plan = Indicator("skp", "skp", Words("Sasaran kerja pegawai (SKP)", "Work plan (SKP)"), HUNDRED, scale=SCORE_SCALE)
    weight = HUNDRED / len(ASPECTS)
    conduct = (Indicator(code, "perilaku", label, weight, scale=SCORE_SCALE) for code, label in ASPECTS)
    return (plan, *conduct)


def numeric_rules(*, peers_heard: bool = False) -> RuleContent:
    """PP 30/2019: 70 % plan and 30 % behaviour; 60 % and 40 % where peers and subordinates were heard."""
    share = Decimal(RESULTS_SHARE[peers_heard])
    return RuleContent(
        name=Words("Penilaian PP 30/2019 (riwayat)", "Appraisal of PP 30/2019 (history)"),
        scheme=NUMERIC_2019,
        sections=(
            Section("skp", Words("Sasaran kerja pegawai", "Work plan"), share, RESULTS),
            Section("perilaku", Words("Perilaku kerja", "Conduct at work"), HUNDRED - share, BEHAVIOUR),
        ),
        indicators=_indicators(),
        predicates=PREDICATES,
        levels=(),
        low=("kurang", "sangat_kurang"),
        clocks=Clocks(),
        bands=BANDS,
        peers_heard=peers_heard,
    )
