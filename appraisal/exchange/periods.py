"""Names of periods in exchange files: `tahunan`, `triwulan iii`, `juli`; pure but for the cycle it is given."""

from datetime import date
from typing import Any, Final

from appraisal.models.cycles import PeriodKind

ANNUAL: Final = "tahunan"
QUARTERS: Final = ("triwulan i", "triwulan ii", "triwulan iii", "triwulan iv")
MONTHS: Final = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
NAMES: Final = (ANNUAL, *QUARTERS, *MONTHS)
# What else people write.
ALSO: Final = {f"triwulan {number}": name for number, name in enumerate(QUARTERS, 1)} | {
    "tahun": ANNUAL,
    "annual": ANNUAL,
}


def period_name(cycle: Any) -> str:
    """How the period of a cycle is called in a file."""
    first: date = cycle.period_from
    if cycle.period_kind == PeriodKind.ANNUAL:
        return ANNUAL
    if cycle.period_kind == PeriodKind.QUARTERLY:
        return QUARTERS[(first.month - 1) // 3]
    return MONTHS[first.month - 1]
