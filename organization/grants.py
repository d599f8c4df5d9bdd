"""Roles a person decided: the one module that writes and removes guardian rows.

A ``RoleGrant`` (dated, with author and basis) is the truth; its guardian row says the same to whoever asks guardian.
Policies read grants from the actor (``organization.actors``), never from guardian.
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import Permission

from organization.actors import rights_changed
from organization.models import RoleGrant, Unit, UnitUserObjectPermission
from workflow import calendars
from workflow.actors import Actor
from workflow.roles import Role
from workflow.transactions import within_action

# Who may give and take which role on units inside an own grant. HR sees to its own kind of work; only an
# administrator names administrators and auditors, who watch HR.
AUTHORITY: dict[str, frozenset[str]] = {
    Role.ADMIN: frozenset({Role.HR, Role.AUDITOR, Role.LEADER, Role.TRAINING_OFFICER, Role.COUNSELLOR, Role.ADMIN}),
    Role.HR: frozenset({Role.HR, Role.LEADER, Role.TRAINING_OFFICER, Role.COUNSELLOR}),
}


def may_decide(actor: Actor, *, role: str, position: int, user_id: int) -> bool:
    """Whether the actor may give or take this role there; nobody decides about himself."""
    return actor.user_id != user_id and bool(deciding_roles(actor, role=role, position=position))


def deciding_roles(actor: Actor, *, role: str, position: int) -> frozenset[str]:
    """The roles of the actor from which the right to decide follows."""
    return frozenset(own for own, may in AUTHORITY.items() if role in may and actor.holds(own, position))


@within_action
def write_permission(grant: RoleGrant) -> None:
    """Store what guardian knows of a grant; a second grant of the same role keeps the one row."""
    UnitUserObjectPermission.objects.get_or_create(
        user_id=grant.user_id, content_object_id=grant.unit_id, permission=_permission(grant.role)
    )


@within_action
def remove_permissions(grants: Iterable[RoleGrant]) -> None:
    """Take away the guardian rows of grants that ended; steps in flight see it before they commit."""
    ended: set[int] = set()
    for grant in grants:
        UnitUserObjectPermission.objects.filter(
            user_id=grant.user_id, content_object_id=grant.unit_id, permission=_permission(grant.role)
        ).delete()
        ended.add(grant.user_id)
    rights_changed(ended)


def end_of_term(grant: RoleGrant) -> calendars.DueDate | None:
    """The last moment of a dated grant in the zone of its unit; None while it is open-ended."""
    if grant.valid_to is None:
        return None
    zone = grant.unit.zone
    explanation = {"rule": "end of the grant's last day", "start": grant.valid_to.isoformat(), "zone": zone}
    return calendars.DueDate(calendars.end_of_day(grant.valid_to, zone=zone), explanation)


def users_holding(role: str, unit: Unit, on: date) -> list[int]:
    """Ids of active users who hold the role on the unit by a grant in force, on it or above it."""
    from organization.days import in_force

    return list(
        RoleGrant.objects.filter(
            in_force(on),
            state="active",
            role=role,
            unit__lft__lte=unit.lft,
            unit__rght__gte=unit.rght,
            user__is_active=True,
        )
        .order_by("user_id")
        .values_list("user_id", flat=True)
        .distinct()
    )


def _permission(role: str) -> Permission:
    return Permission.objects.get(
        content_type__app_label="organization", content_type__model="unit", codename=f"hold_{role}"
    )
