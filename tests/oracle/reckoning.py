"""When something is due, reckoned a second time: whole numbers of days and milliseconds, no walk from day to day.

Written from the rules in words, not from the product, of which it imports nothing (a test holds that):

- The day on which something begins, in the zone of the office, does not count; the next one is day one. A term of
  no days is that day itself, or the first that counts after it.
- Every day counts in calendar days; in working days neither the weekly rest days nor closed days (national
  holidays and joint leave alike). Days of a hold, first and last included, never count.
- The last day belongs to the person whole: up to 23:59:59.999 in the zone of the office.
- An extension is counted from the day that was the last, without regard to holds.
- A hold that begins after the last day changes nothing. Else a counted term is counted anew with it. A day that was
  fixed by the calendar, or once extended, moves by the working days that the hold took away, counted from the later
  of the last day and the end of the hold.
- A warning comes so many days before the last day, at the full hour of the office.

Days are numbered from 1 January 1970, a Thursday. WIB is seven hours ahead of UTC, WITA eight, WIT nine, all year.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

HOUR = 3_600_000
DAY = 24 * HOUR
THURSDAY = 3
AHEAD = {"Asia/Jakarta": 7, "Asia/Pontianak": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}

Span = tuple[int, int]


@dataclass(frozen=True)
class Office:
    """Hours ahead of UTC, weekly rest days (Monday is 0) and closed days by number."""

    ahead: int
    rest: frozenset[int]
    closed: tuple[int, ...]
    shut: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        shut = sorted({day for day in self.closed if (day + THURSDAY) % 7 not in self.rest})
        object.__setattr__(self, "shut", tuple(shut))

    def day_of(self, moment: int) -> int:
        """The local day of a moment in milliseconds."""
        return (moment + self.ahead * HOUR) // DAY

    def last_moment(self, day: int) -> int:
        """The last millisecond of a local day."""
        return (day + 1) * DAY - 1 - self.ahead * HOUR

    def at_hour(self, day: int, hour: int) -> int:
        """A full hour of a local day."""
        return day * DAY + (hour - self.ahead) * HOUR

    def counting(self, first: int, last: int, unit: str) -> int:
        """How many days from first to last, both included, count."""
        if last < first:
            return 0
        days = last - first + 1
        if unit == "calendar_days":
            return days
        resting = sum((last + THURSDAY - one) // 7 - (first - 1 + THURSDAY - one) // 7 for one in self.rest)
        return days - resting - (bisect_right(self.shut, last) - bisect_left(self.shut, first))


def apart(holds: list[Span]) -> list[Span]:
    """The same days as spans that do not overlap."""
    found: list[Span] = []
    for first, last in sorted(holds):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def nth_day(office: Office, first: int, number: int, unit: str, holds: list[Span]) -> int:
    """The day, from first on, that is the number-th to count."""
    spans = apart(holds)

    def counted_until(day: int) -> int:
        held = sum(office.counting(max(first, one), min(day, other), unit) for one, other in spans)
        return office.counting(first, day, unit) - held

    below, above = first - 1, first + number
    while counted_until(above) < number:
        below, above = above, above + 2 * (above - first + 1)
    while above - below > 1:
        middle = (below + above) // 2
        if counted_until(middle) < number:
            below = middle
        else:
            above = middle
    return above


def last_day(office: Office, begins: int, amount: int, unit: str, holds: list[Span]) -> int:
    """The last day of a term that begins on a day."""
    if amount == 0:
        return nth_day(office, begins, 1, unit, holds)
    return nth_day(office, begins + 1, amount, unit, holds)


def later(office: Office, day: int, amount: int, unit: str) -> int:
    """The last day after an extension."""
    return last_day(office, day, amount, unit, [])


def moved(office: Office, day: int, hold: Span) -> int:
    """A fixed (or once extended) last day after a hold that begins before its end."""
    taken = office.counting(hold[0], min(hold[1], day), "working_days")
    return last_day(office, max(day, hold[1]), taken, "working_days", [])


def warning_day(office: Office, day: int, amount: int, unit: str) -> int:
    """The day so many counting days before the last one."""
    if unit == "calendar_days" or amount == 0:
        return day - amount
    below, above = day - 1 - 8 * amount - 100, day - 1
    while office.counting(below, day - 1, unit) < amount:
        below -= 400
    while above - below > 1:
        middle = (below + above) // 2
        if office.counting(middle, day - 1, unit) >= amount:
            below = middle
        else:
            above = middle
    return above if office.counting(above, day - 1, unit) >= amount else below
