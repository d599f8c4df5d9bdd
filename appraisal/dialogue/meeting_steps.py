"""Conditions, columns and consequences of a dialogue meeting."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.actors import CLOCK
from workflow.calendars import local_day
from workflow.engine import fire
from workflow.machine import guard
from workflow.roles import Role
from workflow.step import Step

Columns = Mapping[str, Any]


@guard("not_ahead", _("Please choose a time that lies ahead."), needs_input=True)
def lies_ahead(step: Step) -> bool:
    return bool(step.payload["planned_at"] > step.at)


@guard(
    "meeting_in_future",
    _("Minutes can be written only after the meeting; the time given lies in the future."),
    needs_input=True,
)
def has_taken_place(step: Step) -> bool:
    return bool(step.payload["held_at"] <= step.at)


@guard("already_answered", _("Your side has already answered this record."))
def side_is_silent(step: Step) -> bool:
    return not getattr(step.subject, f"{side_of(step)}_answer")


@guard("answer_missing", _("Both sides must answer the record first."))
def both_have_answered(step: Step) -> bool:
    return bool(step.subject.both_answered)


def side_of(step: Step) -> str:
    """Which of the two sides takes the step."""
    return "employee" if Role.SUBJECT.value in step.roles else "assessor"


def day_in_year(moment: datetime, year: Any) -> date:
    """The day of a talk within the year it is about: a talk in January may look back on the year before."""
    first, last = year.days
    found: date = min(max(local_day(moment, zone=year.unit.zone), first), last)
    return found


def meeting_moved(step: Step) -> Columns:
    """Another time or place."""
    planned_at = step.payload["planned_at"]
    day = day_in_year(planned_at, step.subject.year)
    return {"planned_at": planned_at, "place": step.payload["place"], "on": day}


def minutes_written(step: Step) -> Columns:
    """The minutes; answers given to an earlier wording do not count."""
    held_at = step.payload["held_at"]
    day = day_in_year(held_at, step.subject.year)
    return {"held_at": held_at, "on": day, "minutes": step.payload["minutes"], **answers_taken_back(step)}


def answers_taken_back(_step: Step) -> Columns:
    """Nobody has answered the record as it reads now."""
    return {
        f"{side}_{name}": empty
        for side in ("employee", "assessor")
        for name, empty in (("answer", ""), ("answered_at", None), ("view", ""))
    }


def record_acknowledged(step: Step) -> Columns:
    """One side says the record is right."""
    side = side_of(step)
    return {f"{side}_answer": "acknowledged", f"{side}_answered_at": step.at}


def record_dissented(step: Step) -> Columns:
    """One side says in writing how it sees it."""
    side = side_of(step)
    return {f"{side}_answer": "dissented", f"{side}_answered_at": step.at, f"{side}_view": step.reason}


def confirm_when_both_answered(steps: Sequence[Step]) -> None:
    """The second answer makes the record stand."""
    for step in steps:
        meeting = step.subject
        if meeting.both_answered:
            fire(meeting, "confirm", actor=CLOCK, version=meeting.version, at=step.at, cause=step.event_id)
