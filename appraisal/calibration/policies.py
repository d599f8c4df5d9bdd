"""Who may see and do what with a calibration room and the people on its table.

Those who sit in it see everybody's ratings and move them; HR prepares and releases without reading ratings before the
minutes are sealed, and is no HR in a room in which it sits. Nobody knows of a room in which the own form lies or that
of an own superior, however the right came: no result is learned before it is released.
"""

from typing import Final

from django.db.models import Q, QuerySet

from appraisal.machines.calibration_room import CalibrationRoomState as S
from appraisal.models import CalibrationEntry, CalibrationRoom, CalibrationSeat
from organization import grants, tree
from organization.days import today
from organization.models import User
from workflow import actors
from workflow.actors import Actor
from workflow.policies import Policy, policy_for, register_policy
from workflow.roles import Role

MODERATOR, MEMBER = Role.MODERATOR.value, Role.ASSESSOR.value
HR, AUDITOR = Role.HR.value, Role.AUDITOR.value
BY_GRANT: Final = (HR, AUDITOR)
SEATS, PROGRESS, RATINGS, MINUTES, HISTORY = "seats", "progress", "ratings", "minutes", "history"
WHOLE: Final = frozenset({SEATS, PROGRESS, RATINGS, MINUTES, HISTORY})
OUTSIDE: Final = frozenset({SEATS, PROGRESS, HISTORY})
# From here on the office reads what the meeting decided.
SHOWN: Final = (S.SEALED, S.RELEASING, S.RELEASED)


def _near(actor: Actor) -> list[int]:
    """The person and those above, whose forms are not to be read in a room."""
    own = () if actor.employee_id is None else (actor.employee_id,)
    return sorted({*own, *actor.superior_ids})


@register_policy
class CalibrationRoomPolicy(Policy[CalibrationRoom]):
    """The room of a unit in a cycle."""

    model = CalibrationRoom
    viewers = frozenset({MODERATOR, MEMBER, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: CalibrationRoom) -> frozenset[str]:
        me = actor.employee_id
        if me is not None and me == obj.moderator_id:
            return frozenset({MODERATOR})
        if me is not None and any(seat.employee_id == me for seat in obj.seats.all()):
            return frozenset({MEMBER})
        granted = frozenset(role for role in BY_GRANT if actor.holds(role, obj.unit.lft))
        if granted and CalibrationEntry.objects.filter(room=obj, employee_id__in=_near(actor)).exists():
            return frozenset()
        return granted

    def visible_to(self, actor: Actor) -> "QuerySet[CalibrationRoom]":
        rows = CalibrationRoom.objects.select_related("unit", "cycle")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        return rows.filter(_sits(actor) | self._by_grant(actor))

    def _by_grant(self, actor: Actor) -> Q:
        near = CalibrationEntry.objects.filter(employee_id__in=_near(actor)).order_by().values("room")
        return tree.within(actor.intervals(*BY_GRANT), "unit__") & ~Q(pk__in=near)

    def users_in_role(self, role: str, obj: CalibrationRoom) -> list[int]:
        found = dict.fromkeys(self._candidates(role, obj))
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def _candidates(self, role: str, obj: CalibrationRoom) -> list[int]:
        if role in BY_GRANT:
            return grants.users_holding(role, obj.unit, today())
        seats = Q(employee_id=obj.moderator_id or 0)
        if role == MEMBER:
            seats = Q(employee__calibration_seats__room=obj)
        elif role != MODERATOR:
            return []
        return list(User.objects.filter(seats, is_active=True).values_list("pk", flat=True))

    def fields_for(self, actor: Actor, obj: CalibrationRoom) -> frozenset[str]:
        if actor.is_clock:
            return WHOLE
        roles = self.roles_of(actor, obj)
        if roles & {MODERATOR, MEMBER} or (roles and obj.state in SHOWN):
            return WHOLE
        return OUTSIDE if roles else frozenset()


def _sits(actor: Actor) -> Q:
    """Rooms in which the person sits."""
    if actor.employee_id is None:
        return Q(pk__in=())
    seats = CalibrationSeat.objects.filter(employee_id=actor.employee_id).order_by().values("room")
    return Q(moderator_id=actor.employee_id) | Q(pk__in=seats)


@register_policy
class CalibrationEntryPolicy(Policy[CalibrationEntry]):
    """One person in a room: the roles are those of the room, once it shows ratings to them."""

    model = CalibrationEntry
    viewers = frozenset({MODERATOR, MEMBER, *BY_GRANT})

    def derive_roles(self, actor: Actor, obj: CalibrationEntry) -> frozenset[str]:
        if actor.employee_id is not None and actor.employee_id == obj.employee_id:
            return frozenset()
        policy = policy_for(CalibrationRoom)
        roles = policy.roles_of(actor, obj.room)
        if roles & {MODERATOR, MEMBER}:
            return roles
        return roles if obj.room.state in SHOWN else frozenset()

    def visible_to(self, actor: Actor) -> "QuerySet[CalibrationEntry]":
        rows = CalibrationEntry.objects.select_related("room__unit", "evaluation__cycle__rule_set")
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        rooms = CalibrationRoomPolicy().visible_to(actor)
        shown = Q(room__in=rooms.filter(_sits(actor)).order_by().values("pk"))
        shown |= Q(room__state__in=SHOWN, room__in=rooms.order_by().values("pk"))
        return rows.filter(shown & ~Q(employee_id=actor.employee_id or 0))

    def users_in_role(self, role: str, obj: CalibrationEntry) -> list[int]:
        found = policy_for(CalibrationRoom).users_in_role(role, obj.room)
        return [pk for pk in found if role in self.roles_of(actors.load(pk), obj)]

    def fields_for(self, actor: Actor, obj: CalibrationEntry) -> frozenset[str]:
        return frozenset({RATINGS, HISTORY}) if actor.is_clock or self.roles_of(actor, obj) else frozenset()


def prepares_rooms(actor: Actor, position: int | None = None) -> bool:
    """Whether the actor may prepare a room (of the unit with this ``lft``): HR."""
    return actor.active and not actor.is_clock and actor.holds(HR, position)
