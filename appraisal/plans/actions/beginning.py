"""Beginning a plan for a time in a post: the employee, or HR openly for somebody who has none."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import now_or
from appraisal.lines import line_of
from appraisal.models import Plan
from appraisal.plans.lines import is_top
from appraisal.plans.periods import TimeInPost, time_on
from organization import access
from organization.models import Employee, EmployeeKind
from organization.reporting import lines_for
from workflow import actors, engine
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role
from workflow.transactions import action

LONGEST_REASON = 4000


@action
def begin_plan(
    *, actor: Actor, period_from: date, period_until: date | None = None, person: UUID | None = None, reason: str = ""
) -> Plan:
    """Begin the plan of the time in the post that is held on ``period_from``, within its year.

    ``period_until``: by default the last day of that time. One plan per person and time in a post (DOMAIN 11.3).
    ``person``: for somebody else, by HR of that person's unit, with the reason the person and the assessor read.
    """
    present = actors.reload(actor)
    employee = _whose(present, person)
    own = employee.pk == present.employee_id
    if not own and not reason.strip():
        raise InvalidInput(details=[FieldFault("reason", _("Please say why the office writes the draft."))])
    if len(reason) > LONGEST_REASON:
        sentence = _("Please use at most %(limit)d characters.") % {"limit": LONGEST_REASON}
        raise InvalidInput(details=[FieldFault("reason", sentence)])
    time = _time(employee, period_from, period_until)
    if Plan.objects.filter(appointment=time.appointment, year=time.year).exists():
        raise GuardRefused(_("There is a plan for this time in the post already."), code="plan_exists")
    plan = _new(employee, time, drafted_by=None if own else present.user_id)
    engine.begin(plan, actor=present, reason="" if own else reason.strip(), at=now_or(None))
    return plan


def _whose(actor: Actor, person: UUID | None) -> Employee:
    """The employee, locked, so that two beginnings follow one another. 404 and 403 as everywhere."""
    rows = Employee.objects.select_for_update(of=("self",)).select_related("unit")
    wanted = rows.filter(public_id=person) if person is not None else rows.filter(pk=actor.employee_id or 0)
    found = wanted.filter(active=True).first()
    if found is None or not access.fields_of(actor, found):
        raise NotVisible if person is not None else NotPermitted
    if found.pk != actor.employee_id and not access.manages_person(actor, found):
        raise NotPermitted
    if found.kind == EmployeeKind.ELECTED:
        raise GuardRefused(_("An elected official makes no plan (SKP)."), code="elected_has_no_plan")
    return found


def _time(employee: Employee, first: date, last: date | None) -> TimeInPost:
    """The days asked for, inside the appointment and one year."""
    held = time_on(employee.pk, first)
    if held is None:
        raise InvalidInput(details=[FieldFault("period_from", _("No post is held on this day."))])
    until = last or held.last
    if not first <= until <= held.last:
        sentence = _("The last day lies within the same time in the post and the same year.")
        raise InvalidInput(details=[FieldFault("period_until", sentence)])
    return TimeInPost(held.appointment, first, until)


def _new(employee: Employee, time: TimeInPost, *, drafted_by: int | None) -> Plan:
    post = time.appointment.post
    today = local_day(now_or(None), zone=post.unit.zone)
    line = line_of(lines_for((employee.pk,), max(today, time.first)).get(employee.pk))
    return Plan(
        employee=employee,
        appointment=time.appointment,
        unit=post.unit,
        assessor_id=line.assessor_id,
        superior_id=line.superior_id,
        year=time.year,
        period_from=time.first,
        period_until=time.last,
        post_kind=post.kind,
        top=is_top(line),
        employee_name=employee.full_name,
        employee_post=post.title,
        unit_name=post.unit.name,
        drafted_by_id=drafted_by,
        **line.as_columns(),
    )


def may_begin_for(actor: Actor) -> bool:
    """Whether the actor is HR anywhere: who is offered the page on which a draft is begun for somebody."""
    return actor.active and actor.holds(Role.HR)
