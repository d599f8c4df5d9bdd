"""People: appoint to a post (also Plt, Plh), end an appointment, name an assessor with a reason and end that."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from organization import access, acting
from organization.days import DATES_REVERSED, in_force, today
from organization.models import Appointment, AssessorOverride, Capacity, Duty, Employee, Post
from organization.moves import people_moved
from workflow import actors as workflow_actors
from workflow import clock
from workflow.actors import Actor
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.transactions import action, within_action


@action
def appoint(
    employee: Employee,
    *,
    actor: Actor,
    post: Post,
    capacity: str,
    valid_from: date,
    valid_to: date | None = None,
    letter_number: str = "",
    letter_date: date | None = None,
    powers: Collection[str] = tuple(Duty.values),
) -> Appointment:
    """Put a person into a post from a day on; a definitive appointment ends the one before the day before.

    ``powers`` are the duties the letter of an acting official names. Refused by register and circles (`acting`).
    """
    person = _lock_managed(employee, actor)
    if not access.manages(actor, post.unit):
        raise NotPermitted
    _check_dates(valid_from, valid_to)
    _check_capacity(capacity, letter_number)
    _refuse_repeated(person, post, capacity, valid_from)
    if capacity == Capacity.DEFINITIVE:
        _end_earlier(person, valid_from)
    made = Appointment(
        employee=person,
        post=post,
        capacity=capacity,
        valid_from=valid_from,
        valid_to=valid_to,
        letter_number=letter_number.strip(),
        letter_date=letter_date,
        **_powers(capacity, powers),
    )
    _keep_if_lawful(made)
    if capacity != Capacity.DEFINITIVE:
        acting.refuse_circles(person, valid_from, valid_to)
    settle_current_post(person)
    return made


def _keep_if_lawful(made: Appointment) -> None:
    if faults := acting.faults_of(made):
        raise InvalidInput(details=tuple(faults))
    made.save()


def _powers(capacity: str, named: Collection[str]) -> dict[str, bool]:
    """What an official may do: who only acts what his letter names, everybody else all of it."""
    whole = capacity == Capacity.DEFINITIVE
    return {"may_assess": whole or Duty.ASSESSING.value in named, "may_decide": whole or Duty.DECIDING.value in named}


def _refuse_repeated(person: Employee, post: Post, capacity: str, valid_from: date) -> None:
    if Appointment.objects.filter(employee=person, post=post, capacity=capacity, valid_from=valid_from).exists():
        raise GuardRefused(_("This appointment is already recorded."), code="already_appointed")


def _check_capacity(capacity: str, letter_number: str) -> None:
    if capacity not in Capacity.values:
        raise InvalidInput(details=(FieldFault("capacity", str(_("Choose one of the capacities."))),))
    if capacity != Capacity.DEFINITIVE and not letter_number.strip():
        fault = FieldFault("letter_number", str(_("A Plt or Plh needs the number of its letter.")))
        raise InvalidInput(details=(fault,))


@action
def end_appointment(appointment: Appointment, *, actor: Actor, last_day: date) -> Appointment:
    """Let an appointment end with a day; its row stays."""
    person = _lock_managed(appointment.employee, actor)
    stored = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if last_day < stored.valid_from:
        raise InvalidInput(details=(FieldFault("last_day", str(DATES_REVERSED)),))
    stored.valid_to = last_day
    stored.save(update_fields=("valid_to",))
    settle_current_post(person)
    return stored


@action
def name_assessor(
    employee: Employee,
    *,
    actor: Actor,
    assessor: Employee,
    reason: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> AssessorOverride:
    """Name a person's assessor against the computed line; an override that lasts is ended the day before."""
    return put_assessor(
        employee, actor=actor, assessor=assessor, reason=reason, valid_from=valid_from, valid_to=valid_to
    )


@within_action
def put_assessor(
    employee: Employee,
    *,
    actor: Actor,
    assessor: Employee,
    reason: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> AssessorOverride:
    """The same inside a transaction that is open already."""
    person = _lock_managed(employee, actor)
    starts = valid_from or today(person.unit.zone)
    _check_dates(starts, valid_to)
    if not reason.strip():
        raise InvalidInput(details=(FieldFault("reason", str(_("Say why this person is named."))),))
    if assessor.pk == person.pk:
        raise GuardRefused(_("Nobody assesses himself."), code="own_assessor")
    if not assessor.active or not access.fields_of(actor, assessor):
        raise GuardRefused(_("This person cannot be named as assessor."), code="assessor_unknown")
    _end_overrides(person, starts, actor)
    made = AssessorOverride.objects.create(
        employee=person,
        assessor=assessor,
        valid_from=starts,
        valid_to=valid_to,
        reason=reason.strip(),
        author_id=_author(actor),
        created_at=clock.now(),
    )
    acting.refuse_circles(person, starts, valid_to)
    return made


@action
def end_override(override: AssessorOverride, *, actor: Actor, last_day: date) -> AssessorOverride:
    """Return to the computed line after a day."""
    _lock_managed(override.employee, actor)
    stored = AssessorOverride.objects.select_for_update().get(pk=override.pk)
    if last_day < stored.valid_from:
        raise InvalidInput(details=(FieldFault("last_day", str(DATES_REVERSED)),))
    stored.valid_to, stored.ended_by_id = last_day, _author(actor)
    stored.save(update_fields=("valid_to", "ended_by"))
    return stored


def settle_current_post(person: Employee) -> None:
    """Bring the person's current unit and post in line with the definitive appointment of today, if there is one."""
    held = Appointment.objects.filter(in_force(today()), employee=person, capacity=Capacity.DEFINITIVE)
    current = held.select_related("post").order_by("-valid_from", "-pk").first()
    if current is not None and (person.post_id, person.unit_id) != (current.post_id, current.post.unit_id):
        person.post_id, person.unit_id = current.post_id, current.post.unit_id
        person.save(update_fields=("post", "unit"))
        people_moved((person.pk,), at=clock.now())


def _lock_managed(employee: Employee, actor: Actor) -> Employee:
    actor = workflow_actors.reload(actor)
    person = Employee.objects.select_for_update(of=("self",)).select_related("unit").get(pk=employee.pk)
    if not access.fields_of(actor, person):
        raise NotVisible
    if not access.manages_person(actor, person):
        raise NotPermitted
    return person


def _check_dates(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise InvalidInput(details=(FieldFault("valid_to", str(DATES_REVERSED)),))


def _end_earlier(person: Employee, starts: date) -> None:
    before = starts - timedelta(days=1)
    held = Appointment.objects.filter(in_force(starts), employee=person, capacity=Capacity.DEFINITIVE)
    held.filter(valid_from__lt=starts).update(valid_to=before)


def _end_overrides(person: Employee, starts: date, actor: Actor) -> None:
    lasting = AssessorOverride.objects.filter(in_force(starts), employee=person)
    if lasting.filter(valid_from=starts).exists():
        raise GuardRefused(_("An assessor named from this day is already recorded."), code="already_named")
    lasting.update(valid_to=starts - timedelta(days=1), ended_by_id=_author(actor))


def _author(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotPermitted
    return actor.user_id
