"""HR begins a draft for somebody: who is found by the search, and for which days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.models import Plan
from appraisal.plans.actions.beginning import may_begin_for
from appraisal.plans.periods import TimeInPost, times_in_posts
from organization.access import employees_visible_to
from organization.days import today
from organization.models import Employee
from workflow.actors import Actor
from workflow.errors import FieldFault, InvalidInput, NotPermitted
from workflow.roles import Role

MOST = 12
SHORTEST_SEARCH = 3


@dataclass(frozen=True, slots=True)
class StartPage:
    """People found, as options with post and unit; the chosen one with the times that have no plan yet."""

    search: str
    options: tuple[tuple[str, str, str], ...]
    person: Employee | None
    times: tuple[TimeInPost, ...]


def start_page(actor: Actor, data: Mapping[str, Any]) -> StartPage:
    """The page; HR alone gets it."""
    if not may_begin_for(actor):
        raise NotPermitted
    wanted = str(data.get("q", "")).strip()[:60].replace("\x00", "")
    people = [one for one in _matching(actor, wanted) if actor.holds(Role.HR, one.unit.lft)]
    person = _chosen(actor, str(data.get("person", "")))
    return StartPage(
        search=wanted,
        options=tuple((str(one.public_id), one.full_name, _place(one)) for one in people),
        person=person,
        times=tuple(_times(person)) if person else (),
    )


def person_of(raw: str) -> UUID:
    """The posted person. Raises `InvalidInput` without one."""
    try:
        return UUID(raw)
    except ValueError:
        raise InvalidInput(details=[FieldFault("person", _("Please choose a person."))]) from None


def _matching(actor: Actor, wanted: str) -> list[Employee]:
    if len(wanted) < SHORTEST_SEARCH:
        return []
    rows = employees_visible_to(actor).filter(active=True).exclude(pk=actor.employee_id or 0)
    found = rows.filter(full_name__icontains=wanted) | rows.filter(nip__startswith=wanted)
    return list(found.order_by("full_name", "pk")[:MOST])


def _chosen(actor: Actor, raw: str) -> Employee | None:
    try:
        public_id = UUID(raw)
    except ValueError:
        return None
    return employees_visible_to(actor).filter(public_id=public_id, active=True).first()


def _times(person: Employee) -> list[TimeInPost]:
    times = times_in_posts(person.pk, (today().year,))
    planned = Plan.objects.filter(employee=person, year=today().year).values_list("appointment_id", flat=True)
    there = set(planned)
    return [one for one in times if one.appointment.pk not in there]


def _place(person: Employee) -> str:
    return " · ".join(filter(None, (person.post.title if person.post else "", person.unit.name)))
