"""Conditions, columns and consequences of a room's steps.

Opening takes a snapshot: every form of the unit that was proposed and lies in no other room, without those of the
people who sit in it, so that nobody sees or hears of the own result there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organization.tree import subtree
from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.engine import begin_many
from workflow.jobs import start_job
from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]


def proposed(room: Any) -> "QuerySet[Any]":
    """The forms the room takes in when it opens: one statement."""
    from appraisal.machines.evaluation import EvaluationState
    from appraisal.models import CalibrationSeat, Evaluation

    rows = Evaluation.objects.filter(
        subtree(room.unit, "unit__"), cycle=room.cycle, state=EvaluationState.CALIBRATION, room__isnull=True
    )
    seated = CalibrationSeat.objects.filter(room=room).values("employee")
    return rows.exclude(employee__in=seated).exclude(employee_id=room.moderator_id or 0)


# Conditions


@guard("seats_missing", _("A room needs a moderator and at least one assessor beside."))
def seats_are_taken(step: Step) -> bool:
    return step.subject.moderator_id is not None and bool(step.subject.seats.exists())


@guard("nobody_proposed", _("No result of this unit waits for calibration."))
def somebody_is_proposed(step: Step) -> bool:
    return bool(proposed(step.subject).exists())


@guard(
    "own_form_inside", _("Your own form or that of your superior would lie in this room; another HR officer opens it.")
)
def no_own_form_inside(step: Step) -> bool:
    near = {step.actor.employee_id, *step.actor.superior_ids} - {None}
    return not proposed(step.subject).filter(employee_id__in=near).exists()


@guard("somebody_waits", _("Some results of this room are not released yet."))
def nobody_waits(step: Step) -> bool:
    from appraisal.machines.calibration_entry import LIVE_STATES

    return not step.subject.entries.filter(state__in=LIVE_STATES).exists()


# Columns


def opened(step: Step) -> Columns:
    """When the snapshot was taken."""
    return {"opened_at": step.at}


def sealed(step: Step) -> Columns:
    """What was agreed, when."""
    return {"sealed_at": step.at, "conclusion": step.payload["conclusion"]}


def reopened(_step: Step) -> Columns:
    """The minutes that were sealed stay as a document; new ones follow."""
    return {"sealed_at": None}


def released(step: Step) -> Columns:
    """The one instant from which every clock counts."""
    return {"released_at": step.at}


# Consequences


def take_snapshot(steps: Sequence[Step]) -> None:
    """Every proposed form with the ratings it has now, and the room as the only way out for it."""
    from appraisal.models import CalibrationEntry, Evaluation

    for step in steps:
        room = step.subject
        forms = list(proposed(room).select_related("cycle").select_for_update(of=("self",)).order_by("pk"))
        made = CalibrationEntry.objects.bulk_create(CalibrationEntry.of(room, form) for form in forms)
        if not made:
            continue
        keys = [entry.pk for entry in made]
        begin_many(
            CalibrationEntry, first_id=min(keys), last_id=max(keys), actor=CLOCK, at=step.at, cause=step.event_id
        )
        ids = [form.pk for form in forms]
        Evaluation.objects.filter(pk__in=ids).update(room=room)
        fire_many(Evaluation, ids, "enter_room", actor=CLOCK, at=step.at, cause=step.event_id)


def write_names(steps: Sequence[Step]) -> None:
    """Names and posts of those who sat there, as the minutes show them; beside the event, not in its chain."""
    from appraisal.models import CalibrationRoom, CalibrationSeat

    for step in steps:
        room = step.subject
        moderator = room.moderator
        names = {
            "moderator_name": moderator.full_name,
            "moderator_post": moderator.post.title if moderator.post else "",
        }
        CalibrationRoom.objects.filter(pk=room.pk).update(**names)
        seats = list(CalibrationSeat.objects.filter(room=room).select_related("employee__post"))
        for seat in seats:
            seat.name = seat.employee.full_name
            seat.post = seat.employee.post.title if seat.employee.post else ""
        CalibrationSeat.objects.bulk_update(seats, ("name", "post"))


def _fire_entries(steps: Sequence[Step], name: str, *states: str) -> None:
    from appraisal.models import CalibrationEntry

    for step in steps:
        rows = CalibrationEntry.objects.filter(room=step.subject, state__in=states)
        ids = list(rows.values_list("pk", flat=True))
        fire_many(CalibrationEntry, ids, name, actor=CLOCK, at=step.at, cause=step.event_id)


def seal_entries(steps: Sequence[Step]) -> None:
    """Nobody is moved any more: a move at the same moment finds the row sealed, or is sealed with it."""
    _fire_entries(steps, "seal", "on_table")


def unseal_entries(steps: Sequence[Step]) -> None:
    """People can be moved again."""
    _fire_entries(steps, "unseal", "sealed")


def start_release_job(steps: Sequence[Step]) -> None:
    """The results are handed over by a job, all in one transaction."""
    from appraisal.models import CalibrationRoom

    for step in steps:
        params = {"room": step.subject.pk, "cause": step.event_id}
        total = step.subject.entries.filter(state="sealed").count()
        job = start_job("appraisal.release_room", params, actor=step.actor, total=total)
        CalibrationRoom.objects.filter(pk=step.subject.pk).update(job_id=job.pk)


def let_forms_go(steps: Sequence[Step]) -> None:
    """The forms wait for their superior, or another room, with the ratings they came with."""
    from appraisal.models import Evaluation

    for step in steps:
        held = Evaluation.objects.filter(room=step.subject, state="calibration")
        ids = list(held.values_list("pk", flat=True))
        fire_many(Evaluation, ids, "leave_room", actor=CLOCK, at=step.at, cause=step.event_id)
    _fire_entries(steps, "withdraw", "on_table", "sealed")
