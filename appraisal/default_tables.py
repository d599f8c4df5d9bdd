"""Tables a new rule set begins with: credit points of functional posts, pattern of predicates, reminders.

Sources and their strength are named beside each table (DOMAIN 3.2 and 3.3). Both are data of the rule set and meant
to be checked and edited in an edition of one's own.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from appraisal.rule_clocks import (
    ANSWER_STEP,
    DECISION_STEP,
    REVIEW_STEP,
    SELF_STEP,
    WINDOW_STEP,
    Reminder,
    Span,
)
from appraisal.rules import Credit, CreditLevel, Words

# Peraturan BKN 3/2023: percent of the yearly coefficient. From memory, confirmed by the arithmetic of a table in use.
CREDIT: Final = Credit(
    percentages={
        "sangat_baik": Decimal(150),
        "baik": Decimal(100),
        "butuh_perbaikan": Decimal(75),
        "kurang": Decimal(50),
        "sangat_kurang": Decimal(25),
    },
    levels=(
        CreditLevel("pemula", Words("Pemula", "Beginner (skills)"), Decimal("3.75")),
        CreditLevel("terampil", Words("Terampil", "Skilled"), Decimal(5)),
        CreditLevel("mahir", Words("Mahir", "Proficient"), Decimal("12.5")),
        CreditLevel("penyelia", Words("Penyelia", "Supervisor (skills)"), Decimal(25)),
        CreditLevel("ahli_pertama", Words("Ahli Pertama", "First expert"), Decimal("12.5")),
        CreditLevel("ahli_muda", Words("Ahli Muda", "Junior expert"), Decimal(25)),
        CreditLevel("ahli_madya", Words("Ahli Madya", "Middle expert"), Decimal("37.5")),
        CreditLevel("ahli_utama", Words("Ahli Utama", "Principal expert"), Decimal(50)),
    ),
)

# What an organisation can achieve, from high to low; each has its row in the pattern.
ACHIEVEMENTS: Final[Mapping[str, Words]] = {
    "istimewa": Words("Istimewa", "Outstanding"),
    "baik": Words("Baik", "Good"),
    "butuh_perbaikan": Words("Butuh Perbaikan", "Needs Improvement"),
    "kurang": Words("Kurang", "Poor"),
    "sangat_kurang": Words("Sangat Kurang", "Very Poor"),
}
_SHARES: Final = (
    ("istimewa", (0, 1, 3, 7, 13)),
    ("baik", (2, 3, 6, 11, 2)),
    ("butuh_perbaikan", (3, 4, 10, 4, 3)),
    ("kurang", (2, 11, 6, 3, 2)),
    ("sangat_kurang", (13, 7, 3, 1, 0)),
)
_LOW_TO_HIGH: Final = ("sangat_kurang", "kurang", "butuh_perbaikan", "baik", "sangat_baik")

# Shares out of 24 found in one application, said to come from a reference sheet; not verified. Shown and warned about,
# never a limit.
PATTERN: Final[Mapping[str, Mapping[str, int]]] = {
    achievement: dict(zip(_LOW_TO_HIGH, shares, strict=True)) for achievement, shares in _SHARES
}

# Local: no law asks for them. Twice where people have weeks, once where they have days.
REMINDERS: Final = (
    Reminder(SELF_STEP, Span(7, "calendar_days")),
    Reminder(SELF_STEP, Span(2, "calendar_days")),
    Reminder(REVIEW_STEP, Span(5)),
    Reminder(REVIEW_STEP, Span(1)),
    Reminder(WINDOW_STEP, Span(2, "calendar_days")),
    Reminder(ANSWER_STEP, Span(1)),
    Reminder(DECISION_STEP, Span(2)),
)
