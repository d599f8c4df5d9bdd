"""The time a rule set speaks of, as frozen values: lengths, and reminders before a step ends. Counting is elsewhere."""

from dataclasses import dataclass
from typing import Final

SPAN_UNITS: Final = ("working_days", "calendar_days")
# The steps before whose end people are reminded, and how often at most (see ``reminders.py``).
SELF_STEP: Final = "self_assessment"
REVIEW_STEP: Final = "review"
WINDOW_STEP: Final = "window"
ANSWER_STEP: Final = "answer"
DECISION_STEP: Final = "decision"
REMINDED_STEPS: Final = (SELF_STEP, REVIEW_STEP, WINDOW_STEP, ANSWER_STEP, DECISION_STEP)
MOST_REMINDERS: Final = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in days of one unit."""

    days: int
    unit: str = "working_days"


@dataclass(frozen=True, slots=True)
class Clocks:
    """Every length of time the process knows.

    ``objection_window`` counts from the hand-over; ``handed_over_after`` from delivery, where nobody opened the
    result; ``late_admission`` is how long after ``final`` a late objection may still be let in; ``correction``
    and ``review`` are the least time left after a return and after a late arrival at the assessor.
    """

    objection_window: Span = Span(14, "calendar_days")
    answer: Span = Span(5)
    decision: Span = Span(10)
    handed_over_after: Span = Span(7, "calendar_days")
    correction: Span = Span(3)
    review: Span = Span(10)
    late_admission: Span = Span(30, "calendar_days")
    warning_before: Span = Span(3, "calendar_days")


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of whoever has the step, at eight in the morning of the day that lies ``before`` the step's last."""

    step: str
    before: Span
