"""The waiting list of a training: who is next, how a freed seat reaches them, and when the list closes.

Order of locks: an enrolment that holds a seat, its training, an enrolment that waits. Rows that wait never lock the
training by themselves, so that this order has no loop.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from workflow import calendars
from workflow.actors import CLOCK
from workflow.calendars import DueDate
from workflow.errors import GuardRefused, StateConflict
from workflow.machine import deadline
from workflow.step import Step


def line_closes(step: Step) -> DueDate:
    """The end of the day before the training begins, on the clock of the person's office."""
    enrolment = step.subject
    return calendars.due_at_end_of(enrolment.training.starts_on - timedelta(days=1), zone=enrolment.unit.zone)


LINE_CLOSES = deadline("line", fires="close_line", due=line_closes)


def in_line(training_id: int) -> Any:
    """Who waits for a seat, in the order in which they asked."""
    from cases.models import Enrolment

    return Enrolment.objects.filter(training_id=training_id, state="waiting").order_by("requested_at", "id")


def place_in_line(enrolment: Any) -> int:
    """1 for the person who is next; 0 for somebody who does not wait."""
    waiting = list(in_line(enrolment.training_id).values_list("pk", flat=True))
    return waiting.index(enrolment.pk) + 1 if enrolment.pk in waiting else 0


def fill_freed_seats(steps: Sequence[Step]) -> None:
    """Every seat given back goes to the person who waits longest, as a step of its own that the cancelling caused."""
    from cases.models import Training

    freed: dict[int, list[Step]] = {}
    for step in steps:
        if step.from_state == "approved":
            freed.setdefault(step.subject.training_id, []).append(step)
    # One at a time per training: two seats given back at once must not both call the same person.
    list(Training.objects.filter(pk__in=freed).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    for training_id in sorted(freed):
        for step in freed[training_id]:
            _call_next(training_id, step)


def _call_next(training_id: int, step: Step) -> None:
    from workflow.engine import fire

    for enrolment in list(in_line(training_id)):
        try:
            fire(enrolment, "move_up", actor=CLOCK, version=None, at=step.at, cause=step.event_id)
        except StateConflict:
            continue  # given up or declined in this very moment: the next person is called
        except GuardRefused:
            return  # no seat is left, or the training has begun
        return
