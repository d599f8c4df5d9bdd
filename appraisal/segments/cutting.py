"""Where a period is cut when the assessor changes. Pure: days in, days out.

A change counts from its first day. On the first day of the running stretch (or before it) nobody has assessed a day
of it, and after the last day of the period nobody assesses any more: neither cuts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of a period, both days included."""

    first: date
    last: date


def cuts(day: date, *, first: date, last: date) -> bool:
    """Whether a change on a day cuts the stretch that runs from ``first`` to the end of the period."""
    return first < day <= last


def is_over(day: date, *, last: date) -> bool:
    """Whether a change comes after the period: the form stays with who assessed it."""
    return day > last


def cut(day: date, *, first: date, last: date) -> tuple[Days, Days]:
    """The stretch that ends and the one that begins; asked only where `cuts`."""
    return Days(first, day - ONE_DAY), Days(day, last)


def partition(days: Sequence[date], *, first: date, last: date) -> tuple[Days, ...]:
    """The period cut on each of these days, in order; days that cut nothing are passed over."""
    found = [Days(first, last)]
    for day in sorted(set(days)):
        if cuts(day, first=found[-1].first, last=last):
            found[-1:] = cut(day, first=found[-1].first, last=last)
    return tuple(found)
