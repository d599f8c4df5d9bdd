"""For which days a plan may be made: the times in a post of one person, cut to one year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from organization.models import Appointment, Capacity


@dataclass(frozen=True, slots=True)
class TimeInPost:
    """One appointment within a year; both days are included."""

    appointment: Any
    first: date
    last: date

    @property
    def year(self) -> int:
        return self.first.year


def times_in_posts(employee_id: int, years: Iterable[int]) -> list[TimeInPost]:
    """The definitive posts of a person in some years, latest first; one query.

    Who acts in a second post (Plt, Plh) plans that work as additional results of the own post.
    """
    wanted = sorted(years, reverse=True)
    touching = Q(valid_from__lte=date(wanted[0], 12, 31)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=date(wanted[-1], 1, 1))
    )
    rows = Appointment.objects.filter(touching, employee_id=employee_id, capacity=Capacity.DEFINITIVE)
    held = list(rows.select_related("post__unit").order_by("-valid_from", "-pk"))
    found = [cut(one, year) for year in wanted for one in held]
    return [time for time in found if time is not None]


def cut(appointment: Any, year: int) -> TimeInPost | None:
    """The part of an appointment that lies within a year, if any."""
    first = max(appointment.valid_from, date(year, 1, 1))
    last = min(appointment.valid_to or date(year, 12, 31), date(year, 12, 31))
    return TimeInPost(appointment, first, last) if first <= last else None


def time_on(employee_id: int, day: date) -> TimeInPost | None:
    """The time in the post held on a day; of several the one that began last."""
    held = [time for time in times_in_posts(employee_id, (day.year,)) if time.first <= day <= time.last]
    return held[0] if held else None
