"""Which dates other lengths of time would have moved: each counted day of a closed cycle, before and after.

Counted are dates whose beginning is stored: the hand-over, the delivery, an objection filed and answered, the day a
result became final. The least times after a return and after a late arrival depend on the day's window and are not
counted. Both sides are counted with the calendar of today.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from appraisal.rule_clocks import Clocks, Span
from workflow.calendars import WorkCalendar, due_after, local_day, reminder_before

WARNING: Final = "warning_before"
# Length of time → the stored moment from which it runs. The warning runs back from the end of the window.
STARTS: Final[Mapping[str, str]] = {
    "objection_window": "window_from",
    WARNING: "window_from",
    "handed_over_after": "delivered_at",
    "late_admission": "finalised_at",
    "answer": "filed_at",
    "decision": "answered_at",
}
NOT_COUNTED: Final = ("correction", "review")


@dataclass(frozen=True, slots=True)
class Started:
    """One length of time that ran: its name, from when, in which zone."""

    name: str
    at: datetime
    zone: str


class Shifts:
    """By how many days each date would move; every (length, day, zone) is counted once."""

    def __init__(self, old: Clocks, new: Clocks, calendar: WorkCalendar) -> None:
        self._old, self._new, self._calendar = old, new, calendar
        self._known: dict[tuple[str, object, str], int] = {}

    def moved(self, started: Iterable[Started]) -> Iterator[tuple[str, int]]:
        """The name of each length of time, and the days its date would move by (later is positive, 0 stays)."""
        for one in started:
            yield one.name, self._days(one)

    def _days(self, one: Started) -> int:
        key = (one.name, local_day(one.at, zone=one.zone), one.zone)
        if key not in self._known:
            before, after = (self._due(clocks, one) for clocks in (self._old, self._new))
            self._known[key] = (after.date() - before.date()).days
        return self._known[key]

    def _due(self, clocks: Clocks, one: Started) -> datetime:
        span: Span = clocks.objection_window if one.name == WARNING else getattr(clocks, one.name)
        due = due_after(one.at, span.days, unit=span.unit, zone=one.zone, calendar=self._calendar)  # type: ignore[arg-type]
        if one.name == WARNING:
            warn = clocks.warning_before
            due = reminder_before(due, warn.days, unit=warn.unit, calendar=self._calendar)  # type: ignore[arg-type]
        return due.due_at
