"""Who stands to a year of dialogue: the employee, and the superior. Nobody else, whatever office he holds.

Superior is whoever stands above in that year, and whoever rates the person in a period that holds the day of the thing
read: he reads by the form and for its days alone. HR, auditors and leaders have no role; the dialogue is of two.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from appraisal.models import DialogueYear
from appraisal.recognition.policies import forms_holding
from organization.models import User
from workflow.actors import Actor
from workflow.policies import Policy
from workflow.roles import Role

SUBJECT, ASSESSOR, AUTHOR = Role.SUBJECT.value, Role.ASSESSOR.value, Role.AUTHOR.value


def side_of(actor: Actor, row: DialogueYear) -> Role | None:
    """The side of the year as a whole; none for others."""
    me = actor.employee_id
    if me is None or not actor.active:
        return None
    if me == row.employee_id:
        return Role.SUBJECT
    return Role.ASSESSOR if me == row.assessor_id else None


def sides_on(actor: Actor, thing: Any) -> frozenset[str]:
    """The same towards one thing of the year, by its day; read along where the thing came from `reached`."""
    side = side_of(actor, thing.year)
    if side is not None:
        return frozenset({side.value})
    me = actor.employee_id
    if me is None or not actor.active:
        return frozenset()
    return frozenset({ASSESSOR}) if _rates(me, thing) else frozenset()


def with_reader(rows: "QuerySet[Any]", me: int, *, day: str = "on") -> "QuerySet[Any]":
    """Rows that know whether a person rates on their day."""
    rated = Exists(forms_holding(OuterRef("year__employee"), OuterRef(day)).filter(assessor_id=me))
    found: QuerySet[Any] = rows.annotate(reader=Value(me), rated_by_reader=rated)
    return found


def reached(rows: "QuerySet[Any]", actor: Actor, *, day: str = "on") -> "QuerySet[Any]":
    """The things of a year the actor stands to, as one WHERE: the same rule as `sides_on`."""
    if not actor.active or actor.employee_id is None:
        return rows.none()
    return with_reader(rows, actor.employee_id, day=day).filter(side_where(actor.employee_id))


def side_where(me: int) -> Q:
    """One side of the year, or who rates on the day."""
    return Q(year__employee_id=me) | Q(year__assessor_id=me) | Q(rated_by_reader=True)


def people_on(side: str, thing: Any) -> list[int]:
    """The accounts of one side towards a thing."""
    year = thing.year
    people: set[int] = set()
    if side == SUBJECT:
        people = {year.employee_id}
    elif side == ASSESSOR:
        forms = forms_holding(year.employee_id, day_of(thing)).exclude(assessor=None)
        people = {*forms.values_list("assessor_id", flat=True), year.assessor_id or 0} - {year.employee_id}
    users = User.objects.filter(employee_id__in=people, is_active=True).order_by("pk")
    return list(users.values_list("pk", flat=True))


def day_of(thing: Any) -> date:
    """The day a thing of the year belongs to."""
    found: date = getattr(thing, "on", None) or thing.opened_on
    return found


def _rates(me: int, thing: Any) -> bool:
    if getattr(thing, "reader", None) == me:
        return bool(thing.rated_by_reader)
    return forms_holding(thing.year.employee_id, day_of(thing)).filter(assessor_id=me).exists()


class OfTwo(Policy[Any]):
    """Base of the policies of dialogue: the two sides; `day` names the column of the day."""

    viewers = frozenset({SUBJECT, ASSESSOR})
    related: tuple[str, ...] = ("year__unit", "year__employee")
    day = "on"

    def derive_roles(self, actor: Actor, obj: Any) -> frozenset[str]:
        return sides_on(actor, obj)

    def visible_to(self, actor: Actor) -> "QuerySet[Any]":
        rows = self.model._default_manager.select_related(*self.related)
        return rows if actor.is_clock else reached(rows, actor, day=self.day)

    def users_in_role(self, role: str, obj: Any) -> list[int]:
        return people_on(role, obj)
