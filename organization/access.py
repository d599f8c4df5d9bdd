"""Which units and people an actor may know of, and which groups of fields of a person.

The structure of the organisation is open to everybody who is signed in. Of people one sees oneself, the names of
one's own unit, and the units one heads or holds a role on.
"""

from typing import Final

from django.db.models import Q, QuerySet

from organization import tree
from organization.days import in_force, today
from organization.models import Appointment, Employee, Unit
from workflow.actors import Actor
from workflow.roles import Role

NAME: Final = "name"
CONTACT: Final = "contact"
IDENTITY: Final = "identity"
LINE: Final = "line"
ACCOUNT: Final = "account"

# What a role on the person's unit opens.
_BY_ROLE: Final[dict[str, frozenset[str]]] = {
    Role.HR: frozenset({NAME, CONTACT, IDENTITY, LINE, ACCOUNT}),
    Role.AUDITOR: frozenset({NAME, IDENTITY, LINE}),
    Role.ADMIN: frozenset({NAME, LINE, ACCOUNT}),
    Role.LEADER: frozenset({NAME, LINE}),
    Role.TRAINING_OFFICER: frozenset({NAME, CONTACT, LINE}),
    Role.COUNSELLOR: frozenset({NAME, CONTACT, LINE}),
}
Intervals = tuple[tuple[int, int], ...]
_SELF: Final = frozenset({NAME, CONTACT, IDENTITY, LINE, ACCOUNT})
_HEAD: Final = frozenset({NAME, CONTACT, LINE})


def units_visible_to(actor: Actor) -> QuerySet[Unit]:
    """The whole structure for active people, nothing for anybody else."""
    return Unit.objects.all() if _is_present(actor) else Unit.objects.none()


def employees_visible_to(actor: Actor, headed: Intervals | None = None) -> QuerySet[Employee]:
    """People the actor may know of, with their unit and post read along.

    ``headed`` saves the query for the units the actor heads where the page has them already.
    """
    rows = Employee.objects.select_related("unit", "post")
    if not _is_present(actor):
        return rows.none()
    if actor.is_clock:
        return rows
    heads = headed_intervals(actor) if headed is None else headed
    reach = tree.within(actor.intervals(*_BY_ROLE), "unit__") | tree.within(heads, "unit__")
    if actor.employee_id is not None:
        own_unit = Employee.objects.filter(pk=actor.employee_id).values("unit_id")
        reach |= Q(pk=actor.employee_id) | (Q(unit__in=own_unit) & Q(active=True))
    return rows.filter(reach)


def fields_of(actor: Actor, employee: Employee, headed: Intervals | None = None) -> frozenset[str]:
    """The field groups of a person the actor may read; none when he may not know of him.

    ``headed`` saves the query for the units the actor heads where many people are shown.
    """
    if not _is_present(actor):
        return frozenset()
    if actor.is_clock or actor.employee_id == employee.pk:
        return _SELF
    position = employee.unit.lft
    found: frozenset[str] = frozenset()
    for role, opened in _BY_ROLE.items():
        if actor.holds(role, position):
            found |= opened
    heads = headed_intervals(actor) if headed is None else headed
    if any(lft <= position <= rght for lft, rght in heads):
        found |= _HEAD
    return found or (frozenset({NAME}) if _is_colleague(actor, employee) else frozenset())


def headed_intervals(actor: Actor) -> Intervals:
    """Intervals of the units the actor heads today, in whatever capacity."""
    if actor.employee_id is None or not actor.active:
        return ()
    held = Appointment.objects.filter(in_force(today()), employee_id=actor.employee_id, post__is_head=True)
    return tuple(held.order_by("post__unit__lft").values_list("post__unit__lft", "post__unit__rght"))


def manages(actor: Actor, unit: Unit) -> bool:
    """Whether the actor is HR officer of the unit (imports, credentials, named assessors, appointments)."""
    return actor.active and (actor.is_clock or actor.holds(Role.HR, unit.lft))


def manages_person(actor: Actor, employee: Employee) -> bool:
    """HR officer of the person's unit, but not for himself and not for his own superiors."""
    conflict = employee.pk == actor.employee_id or employee.pk in actor.superior_ids
    return manages(actor, employee.unit) and not conflict


def _is_present(actor: Actor) -> bool:
    return actor.is_clock or (actor.active and actor.user_id is not None)


def _is_colleague(actor: Actor, employee: Employee) -> bool:
    if actor.employee_id is None or not employee.active:
        return False
    return Employee.objects.filter(pk=actor.employee_id, unit_id=employee.unit_id).exists()
