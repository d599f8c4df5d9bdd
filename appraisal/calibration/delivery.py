"""How a form enters a calibration room, leaves it, and gets its result from it: conditions, columns, consequences.

While a room holds a form nobody else changes or releases it and its clock stands still. Only `delivering` opens the
way out: the job that releases a room hands every result over inside it, computed for all forms at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from appraisal.rules import BEHAVIOUR, RESULTS
from appraisal.scoring import Rated, Result, compute
from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.machine import guard
from workflow.roles import Role
from workflow.step import Step

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """One form as its room leaves it: the two ratings, whether the room changed them, and the result they give."""

    results_rating: int
    behaviour_rating: int
    calibrated: bool
    result: Result


_ready: ContextVar[Mapping[int, Ready] | None] = ContextVar("results_of_released_rooms", default=None)


@contextmanager
def delivering(ready: Mapping[int, Ready]) -> Iterator[None]:
    """Inside, the forms named by their keys may be released with what is ready for them; nowhere else."""
    token = _ready.set(ready)
    try:
        yield
    finally:
        _ready.reset(token)


def _of(step: Step) -> Ready | None:
    return (_ready.get() or {}).get(step.subject.pk)


@guard("in_a_room", _("A calibration room holds this form; it is changed and released there."))
def no_room_holds_it(step: Step) -> bool:
    return step.subject.room_id is None


@guard("no_room", _("No calibration room holds this form."))
def a_room_holds_it(step: Step) -> bool:
    return step.subject.room_id is not None


@guard("room_not_released", _("The calibration room has not been released."))
def its_room_is_released(step: Step) -> bool:
    return step.subject.room_id is not None and _of(step) is not None


def left_room(_step: Step) -> Columns:
    """Nobody holds it any more."""
    return {"room_id": None}


def released(step: Step) -> Columns:
    """The ratings as the room left them and the result they give; delivered at the instant of the release."""
    ready = _of(step)
    if ready is None:
        message = "released outside of `delivering`"
        raise LookupError(message)
    return {
        "results_rating": ready.results_rating,
        "behaviour_rating": ready.behaviour_rating,
        "calibrated": ready.calibrated,
        "predicate": ready.result.predicate,
        "score": ready.result.score,
        "result": ready.result.trace,
        "delivered_at": step.at,
        "result_opened_at": None,
        "handed_over_at": None,
        "window_from": None,
        "window_ends_at": None,
    }


def ready_of(entries: Sequence[Any]) -> dict[int, Ready]:
    """What is ready for the form of each entry, by the form's key; one statement for all items.

    Entries come with their `evaluation` and its cycle. Raises `scoring.CannotScore` where an item is not rated.
    """
    from appraisal.models import EvaluationItem

    rated: dict[int, dict[str, Rated]] = {entry.evaluation_id: {} for entry in entries}
    rows = EvaluationItem.objects.filter(evaluation__in=rated, assessor_rating__isnull=False)
    for form, code, rating in rows.values_list("evaluation_id", "code", "assessor_rating"):
        rated[form][code] = Rated(rating or 0, Role.ASSESSOR.value)
    return {entry.evaluation_id: _ready_of(entry, rated[entry.evaluation_id]) for entry in entries}


def _ready_of(entry: Any, rated: Mapping[str, Rated]) -> Ready:
    calibrated = entry.was_moved
    author = (Role.MODERATOR if calibrated else Role.ASSESSOR).value
    areas = {RESULTS: Rated(entry.results_rating, author), BEHAVIOUR: Rated(entry.behaviour_rating, author)}
    found = compute(entry.evaluation.rules, rated, results=areas[RESULTS], behaviour=areas[BEHAVIOUR])
    return Ready(entry.results_rating, entry.behaviour_rating, calibrated, found)


def withdraw_entries(steps: Sequence[Step]) -> None:
    """A form that is cancelled is no longer compared in its room."""
    from appraisal.machines.calibration_entry import LIVE_STATES
    from appraisal.models import CalibrationEntry

    by_moment: dict[datetime, list[Step]] = {}
    for step in steps:
        if step.subject.room_id is not None:
            by_moment.setdefault(step.at, []).append(step)
    for at, batch in by_moment.items():
        forms = [step.subject.pk for step in batch]
        rows = CalibrationEntry.objects.filter(evaluation__in=forms, state__in=LIVE_STATES)
        ids = list(rows.values_list("pk", flat=True))
        if ids:
            fire_many(CalibrationEntry, ids, "withdraw", actor=CLOCK, at=at, cause=batch[0].event_id)
