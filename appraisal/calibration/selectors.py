"""Reading rooms and what lies on their table: always from what the policy lets the reader see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet, Sum

from appraisal.machines.cycle import CycleState
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import CalibrationEntry, CalibrationMove, CalibrationRoom, CalibrationSeat, Cycle, Evaluation
from organization.models import Employee, Unit
from organization.tree import subtree, within
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for
from workflow.roles import Role

MOST_CYCLES: Final = 40


def room_for(actor: Actor, public_id: UUID) -> CalibrationRoom:
    """One visible room with its cycle and unit; else 404."""
    rows = policy_for(CalibrationRoom).visible_to(actor)
    found: CalibrationRoom | None = (
        rows.select_related("unit", "cycle__rule_set", "moderator")
        .prefetch_related(Prefetch("seats", CalibrationSeat.objects.select_related("employee").order_by("pk")))
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def rooms_of(actor: Actor) -> "QuerySet[CalibrationRoom]":
    """Visible rooms, newest first."""
    rows: QuerySet[CalibrationRoom] = policy_for(CalibrationRoom).visible_to(actor)
    return rows.select_related("unit", "cycle", "moderator").order_by("-created_at", "-pk")


def entries_for(actor: Actor, room: CalibrationRoom) -> "QuerySet[CalibrationEntry]":
    """The people of a room the actor may read, by name."""
    rows: QuerySet[CalibrationEntry] = policy_for(CalibrationEntry).visible_to(actor)
    return rows.filter(room=room).exclude(state="withdrawn").order_by("employee_name", "pk")


def entry_for(actor: Actor, public_id: UUID) -> CalibrationEntry:
    """One visible person of a room, with the room; else 404."""
    rows = policy_for(CalibrationEntry).visible_to(actor).select_related("room__cycle")
    found: CalibrationEntry | None = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def moves_of(entries: Sequence[CalibrationEntry]) -> Mapping[int, list[CalibrationMove]]:
    """Every move by the entry, oldest first; one statement."""
    found: dict[int, list[CalibrationMove]] = {}
    for one in CalibrationMove.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("entry", "sequence"):
        found.setdefault(one.entry_id, []).append(one)
    return found


def versions_of(rooms: Sequence[int]) -> dict[int, int]:
    """How often anything happened in each room, by its key: grows with every step of the room and of its people."""
    rows = CalibrationRoom.objects.filter(pk__in=rooms).order_by()
    counted = rows.annotate(steps=Sum("entries__version")).values_list("pk", "version", "revision", "steps")
    return {pk: version + revision + (steps or 0) for pk, version, revision, steps in counted}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of a new room offers."""

    cycles: Sequence[Cycle]
    units: Sequence[Unit]
    people: Sequence[Employee]


def choices_for(actor: Actor, cycle: Cycle | None, unit: Unit | None) -> Choices:
    """Cycles that ask for calibration, units of HR, and those who assess somebody in the chosen unit or stand above."""
    rows = policy_for(Cycle).visible_to(actor).filter(state=CycleState.RUNNING).select_related("rule_set", "unit")
    cycles = [one for one in rows.order_by("-period_until", "-pk")[:MOST_CYCLES] if one.rules.calibration]
    units = Unit.objects.filter(within(actor.intervals(Role.HR)), kind__in=("regency", "agency")).order_by("lft")
    people = people_for(cycle, unit) if cycle is not None and unit is not None else []
    return Choices(cycles, list(units), people)


def people_for(cycle: Cycle, unit: Unit) -> list[Employee]:
    """Assessors of the unit's forms and those above them, by name; people with an account."""
    forms = Evaluation.objects.filter(subtree(unit, "unit__"), cycle=cycle)
    forms = forms.exclude(state__in=(EvaluationState.CANCELLED, EvaluationState.DRAFT)).order_by()
    seats = Q(pk__in=forms.values("assessor")) | Q(pk__in=forms.values("superior"))
    rows = Employee.objects.filter(seats, active=True, user__is_active=True)
    return list(rows.select_related("post", "unit").order_by(F("unit__lft"), "full_name"))
