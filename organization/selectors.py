"""Reads for pages and API: always from what the actor may see, with what a page shows read along."""

from datetime import date

from django.db.models import Q, QuerySet

from organization import access, nip, tree
from organization.days import in_force, today
from organization.models import ApiToken, Appointment, AssessorOverride, Employee, ImportBatch, RoleGrant, Unit
from workflow.actors import Actor
from workflow.policies import policy_for


def grants_in_force(user_id: int) -> list[RoleGrant]:
    """The roles of an account that hold today."""
    rows = RoleGrant.objects.filter(in_force(today()), user_id=user_id, state="active")
    return list(rows.select_related("unit").order_by("unit__lft", "role"))


def find_person(text: str, *, left_too: bool = False) -> Employee | None:
    """An active employee (or also one who left) by NIP or full name; none when nobody or more than one is meant."""
    wanted = text.replace("\x00", "").strip()
    if not wanted:
        return None
    digits = nip.clean(wanted)
    by = Q(nip=digits) if digits.isdecimal() else Q(full_name__iexact=wanted)
    rows = Employee.objects.filter(by) if left_too else Employee.objects.filter(by, active=True)
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def employees(actor: Actor, *, text: str = "", unit: Unit | None = None, kind: str = "") -> QuerySet[Employee]:
    """Visible active people, narrowed by name or NIP, by unit with everything below, and by kind."""
    rows = access.employees_visible_to(actor).filter(active=True)
    if unit is not None:
        rows = rows.filter(tree.subtree(unit, "unit__"))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(_named(actor, text)) if text.strip() else rows


def _named(actor: Actor, text: str) -> Q:
    """By part of the name; by the whole NIP only, and only among people whose NIP the actor may read."""
    words = Q()
    for word in text.split():
        words &= Q(full_name__icontains=word)
    digits = nip.clean(text)
    if not nip.looks_like(digits):
        return words
    readable = tree.within(actor.intervals("hr", "auditor"), "unit__") | Q(pk=actor.employee_id or 0)
    return Q(nip=digits) & readable


def appointments_of(employee: Employee) -> list[Appointment]:
    """Every appointment of a person, newest first."""
    return list(employee.appointments.select_related("post__unit").order_by("-valid_from", "-pk"))


def overrides_of(employee: Employee) -> list[AssessorOverride]:
    """Assessors named for a person, newest first."""
    rows = employee.assessor_overrides.select_related("assessor", "author__employee")
    return list(rows.order_by("-valid_from", "-pk"))


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens."""
    if actor.user_id is None or not actor.active:
        return ApiToken.objects.none()
    return ApiToken.objects.filter(user_id=actor.user_id).order_by("-created_at", "-pk")


def grants_visible_to(actor: Actor) -> QuerySet[RoleGrant]:
    return policy_for(RoleGrant).visible_to(actor)


def grants_held_on(actor: Actor, on: date) -> QuerySet[RoleGrant]:
    """Visible roles that held on a day, past or present: one taken away held until the day before."""
    taken_later = Q(state="revoked", state_since__date__gt=on)
    return grants_visible_to(actor).filter(in_force(on), Q(state="active") | taken_later)


def imports_visible_to(actor: Actor) -> QuerySet[ImportBatch]:
    """Without the rows and findings of the files, which lists do not show."""
    return policy_for(ImportBatch).visible_to(actor).defer("content", "faults", "warnings")


def managed_units(actor: Actor) -> QuerySet[Unit]:
    """Units the actor is HR officer of."""
    return Unit.objects.filter(tree.within(actor.intervals("hr"))).order_by("lft")
