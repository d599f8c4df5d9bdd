"""Who may see and do what with cases, sessions and enrolments; the same rule in four forms per kind.

Conflicts of interest, taken out of every role a grant gives: nobody acts by a grant on himself, and HR never on
the case of their own superior. Leaders hold no role here: they see counts (see `selectors.counts`), never a case.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from cases.models import CoachingSession, Enrolment, ImprovementCase
from organization import grants
from organization.days import today
from organization.models import User
from workflow import actors
from workflow.actors import Actor
from workflow.machine import Machine
from workflow.policies import Policy, register_policy
from workflow.roles import Role

HELPERS = frozenset({Role.SUBJECT.value, Role.ASSESSOR.value, Role.COACH.value})
Readable = dict[str, frozenset[str]]

_CASE = frozenset({"plan", "views", "outcome", "trainings", "reasons"})
CASE_FIELDS: Readable = {
    Role.ASSESSOR.value: _CASE,
    # What one coach hands to the next is read by whom it is about, by who goes on, and by HR.
    **dict.fromkeys((Role.SUBJECT.value, Role.COACH.value, Role.HR.value), _CASE | {"handover"}),
    Role.AUDITOR.value: frozenset({"plan", "outcome", "trainings"}),
}
# What was said stays between those who said it; HR reads what was agreed, the auditor that the talk took place.
_TALK = frozenset({"notes", "agreements", "absence", "views", "reasons"})
SESSION_FIELDS: Readable = {
    **dict.fromkeys(HELPERS, _TALK),
    Role.HR.value: frozenset({"agreements", "absence", "reasons.cancel", "reasons.reschedule", "reasons.miss"}),
}
_ENROLMENT = frozenset({"wish", "result", "certificate", "reasons"})
ENROLMENT_FIELDS: Readable = {
    **dict.fromkeys((Role.ASSESSOR.value, Role.COACH.value), _ENROLMENT),
    # What somebody thinks of a training is for those who choose trainings, not for the own superior.
    **dict.fromkeys((Role.SUBJECT.value, Role.HR.value, Role.TRAINING_OFFICER.value), _ENROLMENT | {"verdict"}),
    Role.AUDITOR.value: frozenset({"result"}),
}


class ByRelation(Policy[Any]):
    """Roles from columns and from grants on a unit; subclasses say where the columns are."""

    person = "employee"
    columns: dict[str, str] = {}
    # Roles of `columns` that a subclass takes away in some cases; it adds their rows to `_where` itself.
    conditional: frozenset[str] = frozenset()
    granted: frozenset[str] = frozenset()
    unit = "unit"
    readable: Readable = {}

    def _value(self, obj: Machine, path: str) -> Any:
        value: Any = obj
        for part in path.split("__"):
            value = None if value is None else getattr(value, part)
        return value

    def derive_roles(self, actor: Actor, obj: Any) -> frozenset[str]:
        """Subject alone when it is about the actor, else columns and grants."""
        if actor.employee_id is not None and self._value(obj, f"{self.person}_id") == actor.employee_id:
            return frozenset({Role.SUBJECT.value})
        held = {role for role, path in self.columns.items() if self._is_actor(actor, obj, path)}
        position = self._value(obj, f"{self.unit}__lft")
        held |= {role for role in self.granted if actor.holds(role, position)}
        if self._value(obj, f"{self.person}_id") in actor.superior_ids:
            held.discard(Role.HR.value)
        return frozenset(str(role) for role in held)

    def _is_actor(self, actor: Actor, obj: Any, path: str) -> bool:
        return actor.employee_id is not None and self._value(obj, f"{path}_id") == actor.employee_id

    def visible_to(self, actor: Actor) -> QuerySet[Any]:
        """The same rule as `derive_roles` and `viewers`, as one WHERE."""
        rows: QuerySet[Any] = self.model.objects.all()
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        return rows.filter(self._where(actor))

    def _where(self, actor: Actor) -> Q:
        where = Q(pk__in=[])
        if actor.employee_id is not None:
            where |= Q(**{f"{self.person}_id": actor.employee_id})
            for role, path in self.columns.items():
                if role in self.viewers and role not in self.conditional:
                    where |= Q(**{f"{path}_id": actor.employee_id})
        for role in sorted(self.granted & self.viewers):
            inside = Q(pk__in=[])
            for first, last in actor.intervals(role):
                inside |= Q(**{f"{self.unit}__lft__range": (first, last)})
            if role == Role.HR and actor.superior_ids:
                inside &= ~Q(**{f"{self.person}_id__in": sorted(actor.superior_ids)})
            where |= inside
        return where

    def users_in_role(self, role: str, obj: Any) -> list[int]:
        """Candidates by column or grant, each held against `roles_of`, so that both forms agree."""
        return [pk for pk in self._candidates(role, obj) if role in self.roles_of(actors.load(pk), obj)]

    def _candidates(self, role: str, obj: Any) -> Iterator[int]:
        path = self.person if role == Role.SUBJECT else self.columns.get(role)
        if path is not None:
            person = self._value(obj, f"{path}_id")
            yield from User.objects.filter(employee_id=person, employee__isnull=False, is_active=True).values_list(
                "pk", flat=True
            )
        elif role in self.granted:
            yield from grants.users_holding(role, self._value(obj, self.unit), today())

    def fields_for(self, actor: Actor, obj: Any) -> frozenset[str]:
        """What each of the actor's relations opens."""
        opened = (self.readable.get(role, frozenset()) for role in self.roles_of(actor, obj))
        return frozenset[str]().union(*opened)


@register_policy
class CasePolicy(ByRelation):
    """An improvement case."""

    model = ImprovementCase
    viewers = frozenset({*HELPERS, Role.HR.value, Role.AUDITOR.value})
    columns = {Role.ASSESSOR.value: "supervisor", Role.COACH.value: "coach"}
    granted = frozenset({Role.HR.value, Role.AUDITOR.value})
    readable = CASE_FIELDS


@register_policy
class SessionPolicy(ByRelation):
    """A coaching session: whoever stands to the case stands to its sessions."""

    model = CoachingSession
    viewers = CasePolicy.viewers
    person = "case__employee"
    columns = {Role.ASSESSOR.value: "case__supervisor", Role.COACH.value: "case__coach"}
    granted = CasePolicy.granted
    unit = "case__unit"
    readable = SESSION_FIELDS


@register_policy
class EnrolmentPolicy(ByRelation):
    """An enrolment; the training officer of the unit decides, never about himself."""

    model = Enrolment
    viewers = frozenset({*CasePolicy.viewers, Role.TRAINING_OFFICER.value})
    columns = {Role.ASSESSOR.value: "supervisor", Role.COACH.value: "case__coach"}
    granted = frozenset({Role.HR.value, Role.AUDITOR.value, Role.TRAINING_OFFICER.value})
    readable = ENROLMENT_FIELDS
