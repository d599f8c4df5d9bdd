"""Dialogue meetings and what is agreed in them: planned and recorded by either side, answered by both.

What was agreed belongs to the record: whoever changes it takes back the answers given so far. An agreement of an
earlier meeting is followed up in the next one that was held: done, or carried on with another day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from appraisal.actions.base import locked, require_role, require_state, step
from appraisal.dialogue import texts
from appraisal.dialogue.meeting_steps import day_in_year
from appraisal.dialogue.targets import offered_for, target_of
from appraisal.dialogue.years import opened, require_side
from appraisal.machines.dialogue_meeting import DialogueMeetingState as S
from appraisal.models import Agreement, DialogueMeeting
from appraisal.models.meetings import (
    LONGEST_AGENDA,
    LONGEST_AGREEMENT,
    LONGEST_MEETING,
    LONGEST_NOTE,
    SHORTEST_MEETING,
    FollowUp,
    Owner,
)
from organization.models import Employee
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotVisible, PreconditionRequired
from workflow.roles import Role
from workflow.transactions import action, within_action

MOST_AGREEMENTS: Final = 20
FURTHEST_DUE: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Appointment:
    """When a meeting takes place, how many minutes, where (or a link), about what."""

    planned_at: datetime
    place: str
    agenda: str
    length: int = 60

    def faults(self) -> list[FieldFault]:
        """Every field that does not do, with its sentence."""
        found = texts.text_faults("place", texts.clean(self.place), limit=200)
        found += texts.text_faults("agenda", texts.clean(self.agenda), limit=LONGEST_AGENDA)
        if not SHORTEST_MEETING <= self.length <= LONGEST_MEETING:
            limits = {"least": SHORTEST_MEETING, "most": LONGEST_MEETING}
            found.append(FieldFault("length", _("Please choose %(least)d to %(most)d minutes.") % limits))
        return found


@action
def plan(employee: Employee, year: int, appointment: Appointment, *, actor: Actor) -> DialogueMeeting:
    """Plan a talk about a year of a person, as that person or as the superior.

    A time that has passed may be given: a talk that took place is recorded afterwards. 404 for others, 422 where
    nobody stands above.
    """
    present = actors.reload(actor)
    row = opened(employee, year)
    require_side(present, row, Role.SUBJECT, Role.ASSESSOR)
    if row.assessor_id is None:
        raise GuardRefused(_("Nobody stands above this person, so there is nobody to talk to."), code="no_superior")
    if faults := appointment.faults():
        raise InvalidInput(details=faults)
    one = DialogueMeeting(
        year=row,
        planned_by_id=present.employee_id,
        on=day_in_year(appointment.planned_at, row),
        planned_at=appointment.planned_at,
        length=appointment.length,
        place=texts.clean(appointment.place),
        agenda=texts.clean(appointment.agenda),
    )
    engine.begin(one, actor=present, at=clock.now())
    return one


def take(
    meeting: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of a meeting."""
    return step(DialogueMeeting, meeting, name, actor=actor, version=version, payload=payload, key=key)


@action
def add_agreement(meeting: UUID, *, actor: Actor, version: int | None, values: Mapping[str, Any]) -> Agreement:
    """Write down what was agreed: `text`, `owner`, `due_on`, `target`. 409 unless the meeting was held and is open."""
    one = _to_agree(meeting, actor, version)
    if one.agreements.count() >= MOST_AGREEMENTS:
        raise GuardRefused(_("There are twenty agreements already."), code="too_many_agreements")
    made = Agreement.objects.create(meeting=one, **_sound(values, one))
    _changed(one, actor, version)
    return made


@action
def drop_agreement(meeting: UUID, agreement: UUID, *, actor: Actor, version: int | None) -> None:
    """Strike out what was written in this meeting; carried on from an earlier one, that one stands open again."""
    one = _to_agree(meeting, actor, version)
    row = one.agreements.select_for_update(of=("self",)).filter(public_id=agreement, outcome="").first()
    if row is None:
        raise NotVisible
    earlier = row.carried_from_id
    row.delete()
    Agreement.objects.filter(pk=earlier or 0).update(outcome="", settled_in=None, note="")
    _changed(one, actor, version)


@action
def follow_up(
    meeting: UUID, agreement: UUID, *, actor: Actor, version: int | None, values: Mapping[str, Any]
) -> Agreement:
    """Say what became of an agreement of an earlier meeting: `outcome` done or carried_on (with `due_on`), `note`.

    An empty outcome takes back what this meeting said of it.
    """
    one = _to_agree(meeting, actor, version)
    row = _to_follow_up(one, agreement)
    outcome, note = str(values.get("outcome") or ""), texts.clean(values.get("note"))
    faults = list[FieldFault]()
    faults += texts.text_faults("note", note, limit=LONGEST_NOTE, empty=True)
    if outcome not in FollowUp.values:
        faults.append(FieldFault("outcome", _("Please choose one of the offered values.")))
    if outcome == FollowUp.CARRIED_ON:
        faults += _due_faults(values.get("due_on"), one)
    if faults:
        raise InvalidInput(details=faults)
    if outcome == FollowUp.CARRIED_ON:
        again = {"text": row.text, "owner": row.owner, "due_on": values["due_on"], **target_of(row).as_columns()}
        Agreement.objects.create(meeting=one, carried_from=row, **again)
    settled = {"settled_in": one, "note": note} if outcome else {"settled_in": None, "note": ""}
    Agreement.objects.filter(pk=row.pk).update(outcome=outcome, **settled)
    _changed(one, actor, version)
    return Agreement.objects.get(pk=row.pk)


def open_before(one: DialogueMeeting) -> "QuerySet[Agreement]":
    """What earlier meetings of the person agreed and no other meeting has followed up, oldest due day first."""
    earlier = Agreement.objects.filter(
        meeting__year__employee_id=one.year.employee_id,
        meeting__state__in=(S.HELD, S.CONFIRMED),
        meeting__held_at__lt=one.held_at or one.planned_at,
    )
    return earlier.filter(Q(outcome="") | Q(settled_in=one)).order_by("due_on", "pk")


@within_action
def _to_follow_up(one: DialogueMeeting, agreement: UUID) -> Agreement:
    """The agreement as it stood before this meeting said anything of it."""
    row = open_before(one).select_for_update(of=("self",)).filter(public_id=agreement).first()
    if row is None:
        raise NotVisible
    one.agreements.filter(carried_from=row).delete()
    return row


@within_action
def _to_agree(meeting: UUID, actor: Actor, version: int | None) -> DialogueMeeting:
    one, roles = locked(DialogueMeeting, meeting, actor=actor)
    require_role(roles, Role.SUBJECT, Role.ASSESSOR)
    if version is None:
        raise PreconditionRequired
    require_state(one, S.HELD)
    return one


def _changed(one: DialogueMeeting, actor: Actor, version: int | None) -> None:
    """The step that says so: refused on an old version, which undoes the change."""
    engine.fire(one, "agree", actor=actor, version=version)


def _sound(values: Mapping[str, Any], one: DialogueMeeting) -> dict[str, Any]:
    text = texts.clean(values.get("text"))
    faults = texts.text_faults("text", text, limit=LONGEST_AGREEMENT)
    if values.get("owner") not in Owner.values:
        faults.append(FieldFault("owner", _("Please choose one of the offered values.")))
    faults += _due_faults(values.get("due_on"), one)
    target = texts.read_one_target("target", values.get("target"), offered_for(one.year), faults)
    if faults or target is None:
        raise InvalidInput(details=faults)
    return {"text": text, "owner": values["owner"], "due_on": values["due_on"], **target.as_columns()}


def _due_faults(due: date | None, one: DialogueMeeting) -> list[FieldFault]:
    """From the day of the talk to a year later."""
    held = local_day(one.held_at or one.planned_at, zone=one.year.unit.zone)
    return texts.day_faults("due_on", due, first=held, last=held + FURTHEST_DUE)
