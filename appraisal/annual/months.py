"""Which months of a year a period stands for. Pure: dates in, months out.

A month belongs to whatever holds its fifteenth day: whole months, checked by eye, and no month counted twice. Where
two periods hold the same month the shorter one has it, because it says more; among equals the one that ends later.
The rule is a local one; the law prorates by months and does not say how a month is cut (DOMAIN 3.3).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

MIDDLE: Final = 15
MONTHS: Final = tuple(range(1, 13))
YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time from and to, both days included; ``until`` None goes on."""

    key: int
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies within."""
        return self.since <= day and (self.until is None or day <= self.until)


def months_of(year: int, stretch: Stretch) -> tuple[int, ...]:
    """The months (1 to 12) of a year whose fifteenth day lies within."""
    return tuple(month for month in MONTHS if stretch.holds(date(year, month, MIDDLE)))


def shared_out(year: int, periods: Iterable[Stretch]) -> Mapping[int, tuple[int, ...]]:
    """The months of a year by the key of the period that has them; a period without any stands with none."""
    ordered = sorted(periods, key=_preferred)
    found: dict[int, list[int]] = {one.key: [] for one in ordered}
    for month in MONTHS:
        day = date(year, month, MIDDLE)
        holder = next((one for one in ordered if one.holds(day)), None)
        if holder is not None:
            found[holder.key].append(month)
    return {key: tuple(months) for key, months in found.items()}


def _preferred(one: Stretch) -> tuple[int, int, int]:
    """Short before long, later before earlier, the newest key first."""
    end = one.until or date.max
    return ((end - one.since).days, -end.toordinal(), -one.key)
