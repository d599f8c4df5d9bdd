"""What every page of this app needs: objects found only among what the actor may see, what a form carried."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from organization import access, nip
from organization.models import Employee, Unit, User
from workflow.actors import Actor
from workflow.errors import NotPermitted, NotVisible, PreconditionRequired

R = TypeVar("R", bound=Model)


def one_of(rows: QuerySet[R], public_id: UUID) -> R:
    """The row with this id among the visible ones, or the answer for absent and foreign alike."""
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def employee_for(actor: Actor, public_id: UUID, headed: access.Intervals | None = None) -> Employee:
    return one_of(access.employees_visible_to(actor, headed), public_id)


def managed_employee_for(actor: Actor, public_id: UUID) -> Employee:
    """A visible person the actor manages as HR officer; a missing right is told before any form is read."""
    found = employee_for(actor, public_id)
    if not access.manages_person(actor, found):
        raise NotPermitted
    return found


def unit_for(actor: Actor, public_id: UUID) -> Unit:
    return one_of(access.units_visible_to(actor).select_related("parent", "opd"), public_id)


def unit_by_code(actor: Actor, code: str) -> Unit | None:
    return access.units_visible_to(actor).filter(code=code.strip()).first()


def person_by_number(actor: Actor, text: str) -> Employee | None:
    """A visible person by NIP or user name."""
    wanted = nip.clean(text).lower()
    rows = access.employees_visible_to(actor)
    return rows.filter(nip=wanted).first() if nip.looks_like(wanted) else rows.filter(user__username=wanted).first()


def user_of(employee: Employee) -> User | None:
    return User.objects.filter(employee=employee).first()


def day_of(request: HttpRequest) -> date | None:
    """The day a page is asked about (``on``); None for today. A day that does not exist counts as none."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def version_of(request: HttpRequest) -> int:
    """The version the page was drawn from."""
    try:
        return int(request.POST["version"])
    except (KeyError, ValueError):
        raise PreconditionRequired from None


def key_of(request: HttpRequest) -> str | None:
    return request.POST.get("key", "")[:200] or None
