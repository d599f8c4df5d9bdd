"""What people do with calibration rooms: prepare one, seat people, open, move, seal, release. Doors call these."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.actions.base import locked, require_revision, require_role, require_state, step
from appraisal.calibration.policies import prepares_rooms
from appraisal.machines.calibration_room import CalibrationRoomState
from appraisal.machines.cycle import CycleState
from appraisal.models import CalibrationEntry, CalibrationRoom, CalibrationSeat, Cycle
from appraisal.rules import MATRIX_2022
from organization.models import Employee, Unit
from organization.tree import within
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible, VersionConflict
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action, within_action

MOST_SEATS = 40


@action
def prepare_room(*, actor: Actor, cycle: UUID, unit: UUID, moderator: UUID, members: Sequence[UUID]) -> CalibrationRoom:
    """Prepare a room of a unit in a cycle, with its seats; for HR of the unit.

    404 for a cycle the actor may not know of, 403 outside the own units, 422 where the rules of the cycle know no
    calibration or no matrix, 400 with every fault by its field.
    """
    present = actors.reload(actor)
    place = Unit.objects.filter(public_id=unit).first()
    found = policy_for(Cycle).visible_to(present).select_related("rule_set", "unit").filter(public_id=cycle).first()
    if found is None or place is None:
        raise NotVisible
    if not prepares_rooms(present, place.lft):
        raise NotPermitted
    _fits(found, place)
    room = CalibrationRoom(cycle=found, unit=place, author_id=present.user_id or 0, created_at=clock.now())
    seated = _seats(room, moderator, members)
    room.moderator = seated[0]
    engine.begin(room, actor=present, at=room.created_at)
    _write_seats(room, seated[1:])
    return room


def _fits(cycle: Cycle, unit: Unit) -> None:
    if cycle.state != CycleState.RUNNING:
        raise GuardRefused(_("The cycle does not run."), code="cycle_does_not_run")
    if not cycle.rules.calibration or cycle.rules.scheme != MATRIX_2022:
        raise GuardRefused(_("The rules of this cycle know no calibration."), code="no_calibration")
    if not cycle.unit.lft <= unit.lft <= cycle.unit.rght:
        raise InvalidInput(details=[FieldFault("unit", _("This unit does not belong to the cycle."))])


def _seats(room: CalibrationRoom, moderator: UUID, members: Sequence[UUID]) -> list[Employee]:
    """The moderator, then the members; each an active person with an account whose form is not on the table."""
    wanted = dict.fromkeys([moderator, *members])
    people = Employee.objects.filter(public_id__in=wanted, active=True, user__is_active=True)
    known = {person.public_id: person for person in people.select_related("post")}
    faults = []
    if moderator not in known:
        faults.append(FieldFault("moderator", _("Please choose one of the offered values.")))
    if any(one not in known for one in members):
        faults.append(FieldFault("members", _("Please choose one of the offered values.")))
    if not set(members) - {moderator}:
        faults.append(FieldFault("members", _("A room needs a moderator and at least one assessor beside.")))
    if len(wanted) > MOST_SEATS:
        faults.append(FieldFault("members", _("Please seat at most %(most)d people.") % {"most": MOST_SEATS}))
    on_table = _on_table(room, [person.pk for person in known.values()])
    if on_table:
        sentence = _("%(names)s cannot sit here: the own form is on the table.") % {"names": ", ".join(on_table)}
        faults.append(FieldFault("members", sentence))
    if faults:
        raise InvalidInput(details=faults)
    return [known[one] for one in wanted]


def _on_table(room: CalibrationRoom, people: Sequence[int]) -> list[str]:
    rows = CalibrationEntry.objects.filter(room_id=room.pk or 0, employee_id__in=people)
    return list(rows.values_list("employee_name", flat=True))


@within_action
def _write_seats(room: CalibrationRoom, members: Sequence[Employee]) -> None:
    CalibrationSeat.objects.filter(room=room).delete()
    CalibrationSeat.objects.bulk_create(CalibrationSeat(room=room, employee=one) for one in members)


@action
def save_seats(
    room: UUID, *, actor: Actor, revision: int | None, moderator: UUID, members: Sequence[UUID]
) -> CalibrationRoom:
    """Seat other people while the room is prepared or open; for HR.

    428 without the revision the actor looked at, 409 where somebody else changed the seats meanwhile.
    """
    found, roles = locked(CalibrationRoom, room, actor=actor)
    require_role(roles, Role.HR)
    require_state(found, CalibrationRoomState.DRAFT, CalibrationRoomState.OPEN)
    sent = {"moderator": str(moderator), "members": [str(one) for one in members]}
    require_revision(found.revision, revision, current=seats_as_data(found), sent=sent)
    seated = _seats(found, moderator, members)
    CalibrationRoom.objects.filter(pk=found.pk).update(moderator=seated[0], revision=found.revision + 1)
    _write_seats(found, seated[1:])
    return CalibrationRoom.objects.select_related("unit", "cycle").get(pk=found.pk)


def seats_as_data(room: CalibrationRoom) -> dict[str, Any]:
    """Who sits there, by public ids."""
    members = room.seats.values_list("employee__public_id", flat=True)
    moderator = Employee.objects.filter(pk=room.moderator_id or 0).values_list("public_id", flat=True).first()
    return {"moderator": str(moderator or ""), "members": [str(one) for one in members]}


def take(
    room: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of a room."""
    return step(CalibrationRoom, room, name, actor=actor, version=version, payload=payload, key=key)


def move(
    entry: UUID,
    name: str = "move",
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Move a person to other ratings, with a reason. 409 says in words where the person was moved meanwhile."""
    try:
        return step(CalibrationEntry, entry, name, actor=actor, version=version, payload=payload, key=key)
    except VersionConflict as refused:
        raise _moved_before(entry, actor, refused) from None


def _moved_before(entry: UUID, actor: Actor, refused: VersionConflict) -> VersionConflict:
    found = policy_for(CalibrationEntry).visible_to(actor).filter(public_id=entry).first()
    last = found.moves.order_by("-sequence").first() if found is not None else None
    if found is None or last is None:
        return refused
    label = found.evaluation.rules.predicate(found.predicate).label.pick(get_language())
    words = {"person": found.employee_name, "mover": last.mover_name, "predicate": label}
    sentence = _(
        "Not moved: %(mover)s moved %(person)s before you, to “%(predicate)s”. Read the reason and decide again."
    )
    return VersionConflict(sentence % words, **refused.extra)


def units_with_rooms(actor: Actor) -> list[Unit]:
    """The units for which the actor may prepare a room, from the top down: the regency and its agencies."""
    rows = Unit.objects.filter(within(actor.intervals(Role.HR), ""), kind__in=("regency", "agency"))
    return list(rows.order_by("lft"))
