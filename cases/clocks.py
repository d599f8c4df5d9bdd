"""How long each duty around a case may take. Local defaults of this product, not of a regulation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """Terms in working days, unless the name says otherwise."""

    plan: int = 10
    agreement: int = 5
    decision: int = 10
    reminder: int = 1
    record: int = 5
    answer: int = 5
    naming: int = 5
    evaluation: int = 10
    reading: int = 10
    work_months: int = 6


CLOCKS = CaseClocks()
MOST_EXTENSIONS, EXTENSION_MONTHS = 2, 6
STAGE_MONTHS = (1, 3, 6)
RHYTHM = (7, 120)  # days from one talk to the next, at least and at most
MOST_STAGES, LAST_MONTH = 6, 24


def sensible_stages(months: Iterable[object]) -> bool:
    """Whether these months rise from at least 1 to at most `LAST_MONTH`; none at all is a plan in one go."""
    found = list(months)
    whole = all(isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= LAST_MONTH for one in found)
    return whole and len(found) <= MOST_STAGES and found == sorted(set(found))  # type: ignore[type-var]


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the last day of that month where it has no such day."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
