"""Conditions, columns and consequences of the hearing of an objection.

A hearing is how the superior asks both sides together (PP 30/2019 Ps 59(3)); it is optional, and nothing waits for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.engine import fire
from workflow.machine import guard
from workflow.roles import Role
from workflow.step import Step

Columns = Mapping[str, Any]


@guard("objection_over", _("The objection has ended; its hearing can no longer be changed."))
def objection_is_open(step: Step) -> bool:
    return str(step.subject.objection.state) == "answered"


@guard("not_ahead", _("Please choose a time that lies ahead."), needs_input=True)
def lies_ahead(step: Step) -> bool:
    return bool(step.payload["planned_at"] > step.at)


@guard(
    "hearing_in_future",
    _("Minutes can be written only after the hearing; the time given lies in the future."),
    needs_input=True,
)
def has_taken_place(step: Step) -> bool:
    return bool(step.payload["held_at"] <= step.at)


@guard("hearing_in_future", _("A hearing that lies in the future cannot be confirmed yet."))
def is_over(step: Step) -> bool:
    return step.subject.held_at is not None and step.subject.held_at <= step.at


@guard("already_answered", _("Your side has already answered these minutes."))
def side_is_silent(step: Step) -> bool:
    return not getattr(step.subject, f"{side_of(step)}_answer")


@guard("answer_missing", _("Both sides must answer the minutes first."))
def both_have_answered(step: Step) -> bool:
    return bool(step.subject.both_answered)


def side_of(step: Step) -> str:
    """Which of the two sides takes the step."""
    return "employee" if Role.SUBJECT.value in step.roles else "assessor"


def hearing_moved(step: Step) -> Columns:
    """Another time or place; the entry in the calendars follows by its higher number."""
    return {
        "planned_at": step.payload["planned_at"],
        "place": step.payload["place"],
        "sequence": step.subject.sequence + 1,
        "changed_at": step.at,
    }


def hearing_called_off(step: Step) -> Columns:
    """The entry in the calendars is withdrawn."""
    return {"sequence": step.subject.sequence + 1, "changed_at": step.at}


def minutes_written(step: Step) -> Columns:
    """The minutes; answers given to an earlier wording do not count."""
    return {
        "held_at": step.payload["held_at"],
        "minutes": step.payload["minutes"],
        "employee_answer": "",
        "employee_answered_at": None,
        "employee_view": "",
        "assessor_answer": "",
        "assessor_answered_at": None,
        "assessor_view": "",
    }


def minutes_acknowledged(step: Step) -> Columns:
    """One side says the minutes are right."""
    side = side_of(step)
    return {f"{side}_answer": "acknowledged", f"{side}_answered_at": step.at}


def minutes_dissented(step: Step) -> Columns:
    """One side says in writing how it sees it."""
    side = side_of(step)
    return {f"{side}_answer": "dissented", f"{side}_answered_at": step.at, f"{side}_view": step.reason}


def confirm_when_both_answered(steps: Sequence[Step]) -> None:
    """The second answer makes the minutes stand."""
    for step in steps:
        hearing = step.subject
        if hearing.both_answered:
            fire(hearing, "confirm", actor=CLOCK, version=hearing.version, at=step.at, cause=step.event_id)


def call_off_hearings(steps: Sequence[Step]) -> None:
    """An objection that has ended needs no further hearing; one that was held keeps its minutes."""
    from appraisal.models import Hearing

    for step in steps:
        planned = Hearing.objects.filter(objection_id=step.subject.pk, state="planned").order_by("pk")
        ids = list(planned.values_list("pk", flat=True))
        if ids:
            reason = {"reason": gettext("The objection has ended.")}
            fire_many(Hearing, ids, "cancel", actor=CLOCK, at=step.at, payload=reason, cause=step.event_id)
