"""Conditions of the transitions of an enrolment.

A seat is promised as soon as somebody waits in line for it: whoever asks later waits too, even in the instant in
which a seat is free. So `approve` (seat and nobody in line) and `queue` (the rest) never both hold.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow import transactions
from workflow.calendars import local_day
from workflow.machine import guard
from workflow.step import Step

SEATED = ("approved", "attended", "completed")


def seats_left(step: Step, *, behind_line: bool) -> int | None:
    """Seats nobody holds; without those the line is owed when `behind_line`. None: no limit.

    Inside a transaction the training is locked first: two requests for the last seat are two rows, and only the
    training they share lets one wait for the other.
    """
    training = step.subject.training
    if transactions.inside():
        training = locked(training)
    if training.seats is None:
        return None
    held = (*SEATED, "waiting") if behind_line else SEATED
    return int(training.seats - training.enrolments.filter(state__in=held).count())


def locked(training: Any) -> Any:
    """The training as it is now, held until the step is done."""
    return type(training).objects.select_for_update(of=("self",)).get(pk=training.pk)


@guard("no_seat", _("All seats of this training are taken."))
def seat_is_free(step: Step) -> bool:
    """Approved, attended and completed enrolments hold a seat, and those in line are owed one."""
    left = seats_left(step, behind_line=True)
    return left is None or left > 0


@guard("seats_left", _("There still is a free seat; please approve the request instead."))
def training_is_full(step: Step) -> bool:
    """Nobody waits for a seat that is free."""
    left = seats_left(step, behind_line=True)
    return left is not None and left <= 0


@guard("no_seat", _("All seats of this training are taken."))
def freed_seat_is_left(step: Step) -> bool:
    """Whoever moves up takes a seat nobody holds."""
    left = seats_left(step, behind_line=False)
    return left is None or left > 0


@guard("line_closed", _("The training has begun; its waiting list is closed."))
def line_is_open(step: Step) -> bool:
    """Nobody is called up into a training that already runs."""
    return bool(step.subject.training.starts_on > local_day(step.at, zone=step.subject.unit.zone))


@guard("already_evaluated", _("You have already said what this training was worth."))
def not_evaluated_yet(step: Step) -> bool:
    """One verdict per person and training."""
    return step.subject.evaluated_at is None


@guard("training_over", _("This training is already over."))
def training_is_not_over(step: Step) -> bool:
    """Nobody is admitted to the past."""
    return bool(step.subject.training.ends_on >= local_day(step.at, zone=step.subject.unit.zone))


@guard("training_not_begun", _("Attendance can be recorded from the first day of the training."))
def training_has_begun(step: Step) -> bool:
    """Nobody attends the future."""
    return bool(step.subject.training.starts_on <= local_day(step.at, zone=step.subject.unit.zone))


@guard(
    "hours_not_sensible",
    _("Learning hours go from 0 to the hours the training offers; a passed training gives at least 1."),
    needs_input=True,
)
def hours_are_sensible(step: Step) -> bool:
    """Hours are neither negative nor more than offered."""
    hours = step.payload["jp_hours"]
    least = 1 if step.payload["result"] == "passed" else 0
    return bool(least <= hours <= step.subject.training.jp_hours)


@guard("certificate_unfit", _("The certificate does not fit."), needs_input=True)
def certificate_belongs_to_person(step: Step) -> Iterable[str]:
    """A passed training needs a certificate; it must be of this person, for this training, and of nobody else."""
    from cases import certificates

    return certificates.faults(step)
