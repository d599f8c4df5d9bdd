"""A case that a person opens with a reason, beside those that results open."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.drafting import WeakItem
from cases.lifecycle import Asked, open_by_person
from cases.machines.improvement_case import OPEN_STATES
from cases.models import ImprovementCase
from organization.access import employees_visible_to
from organization.days import today
from organization.models import Employee
from organization.reporting import AssessorLine, assessor_of
from workflow import actors, clock
from workflow.actors import Actor
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible, StateConflict
from workflow.roles import Role
from workflow.transactions import action

REASON_LIMIT = 4000
FOCUS_LIMIT = 200
ABOUT_ONESELF = gettext_lazy("Nobody opens a case about himself; please talk to your supervisor or to HR.")
NOT_YOURS = gettext_lazy("A case is opened by the person's own assessor today, or by HR of the unit.")


@action
def open_case(*, actor: Actor, employee: UUID, reason: str, focus: str = "") -> ImprovementCase:
    """Open a case for a person; the assessor of today or HR of the unit, with a reason, never for oneself.

    `focus`: what should get better, in a few words; it becomes the first goal of the drafted plan. The assessor of
    today supervises. Refused while the person has an open case: at most one is open per person.
    """
    fresh = actors.reload(actor)
    person = employees_visible_to(fresh).filter(public_id=employee, active=True).first()
    if person is None:
        raise NotVisible
    line = assessor_of(person, today(person.unit.zone))
    _check_right(fresh, person, line)
    faults = list(_faults(reason, focus))
    if faults:
        raise InvalidInput(details=faults)
    # Two people opening at once: the second waits here and then finds the first one's case.
    Employee.objects.select_for_update(no_key=True).get(pk=person.pk)
    if ImprovementCase.objects.filter(employee=person, state__in=OPEN_STATES).exists():
        raise StateConflict(_("This person already has an open case; please continue there."))
    wanted = focus.strip()
    asked = Asked(
        employee=person,
        supervisor_id=line.assessor.pk if line.assessor else None,
        weak_items=(WeakItem(code="", label=wanted),) if wanted else (),
        reason=reason.strip(),
    )
    return open_by_person(asked, actor=fresh, at=clock.now())


def may_open_for(actor: Actor, person: Employee, line: AssessorLine) -> bool:
    """Whether the actor is the person's assessor today, or HR of the unit and not below the person."""
    if actor.employee_id == person.pk:
        return False
    if line.assessor is not None and line.assessor.pk == actor.employee_id:
        return True
    return actor.holds(Role.HR, person.unit.lft) and person.pk not in actor.superior_ids


def _check_right(actor: Actor, person: Employee, line: AssessorLine) -> None:
    if actor.employee_id == person.pk:
        raise NotPermitted(ABOUT_ONESELF)
    if not may_open_for(actor, person, line):
        raise NotPermitted(NOT_YOURS)


def _faults(reason: str, focus: str) -> "list[FieldFault]":
    found = []
    if not reason.strip():
        found.append(FieldFault("reason", _("Please write why help is due.")))
    if len(reason) > REASON_LIMIT:
        found.append(FieldFault("reason", _("This text is too long.")))
    if len(focus) > FOCUS_LIMIT:
        found.append(FieldFault("focus", _("This text is too long.")))
    return found
