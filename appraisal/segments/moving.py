"""Lets a form follow its person to another unit, and the line where another assessor follows from dates.

Only forms that no result has left yet go over, and only while the period lasts: after its last day the form stays with
whoever assessed it, and HR may name another. A short stand-in (Plh) takes over nobody's form; whom HR named stays
until the person moves. A vacant post takes nobody's assessor away while the person stays; where the person has moved
and nobody stands above, the form has no assessor and stands on HR's list.
"""

from collections.abc import Collection, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from appraisal.lines import NOBODY, Line, line_of
from appraisal.segments import cutting
from appraisal.segments.handing_over import remember_former
from organization.days import in_force, today
from organization.models import Appointment, Capacity, Employee
from organization.moves import follows_people
from organization.reporting import lines_for
from workflow import clock
from workflow.actors import CLOCK
from workflow.bulk import chunks, fire_locked
from workflow.bulk_reading import lock_many
from workflow.calendars import local_day
from workflow.machine import guard
from workflow.models import Event
from workflow.step import Step
from workflow.transactions import action, within_action
from workflow.worker import every

CHUNK: Final = 1_000
FOLLOWS: Final = {"draft": "follow_draft", "self_assessment": "follow_self", "supervisor_review": "follow"}
_DESTINATION: Final = "_destination"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a form belongs on a day: the line, the unit and post of its person, since when, whether he moved."""

    line: Line
    unit_id: int
    unit_name: str
    post: str
    day: date
    moved: bool


def destinations(forms: Sequence[Any], *, at: datetime) -> dict[int, Destination]:
    """Where these forms belong; four statements and those of the line, for each zone that occurs."""
    by_day: dict[date, list[Any]] = {}
    for form in forms:
        by_day.setdefault(local_day(at, zone=form.cycle.zone), []).append(form)
    found: dict[int, Destination] = {}
    for day, together in by_day.items():
        ids = sorted({form.employee_id for form in together})
        lines = lines_for(ids, day)
        people = Employee.objects.select_related("unit", "post").in_bulk(ids)
        held = Appointment.objects.filter(in_force(day), employee_id__in=ids, capacity=Capacity.DEFINITIVE)
        since = dict(held.order_by("valid_from", "pk").values_list("employee_id", "valid_from"))
        for form in together:
            line = line_of(lines.get(form.employee_id))
            found[form.pk] = _destination(form, people[form.employee_id], line, since.get(form.employee_id), day)
    return found


def _destination(form: Any, person: Employee, line: Line, since: date | None, day: date) -> Destination:
    post = person.post.title if person.post else ""
    # A post that is only called otherwise has no new appointment.
    promoted = post != form.employee_post and since is not None and since > form.cycle.period_from
    moved = person.unit_id != form.unit_id or promoted
    begins = since if moved and since is not None else day
    return Destination(line, person.unit_id, person.unit.name, post, begins, moved)


def destination_of(form: Any, *, at: datetime) -> Destination:
    """The same for one form; read once for a form in memory."""
    known: Destination | None = form.__dict__.get(_DESTINATION)
    if known is None:
        known = form.__dict__[_DESTINATION] = destinations([form], at=at)[form.pk]
    return known


def goes(form: Any, place: Destination) -> bool:
    """Whether a form belongs elsewhere than it is."""
    if cutting.is_over(place.day, last=form.cycle.period_until):
        return False
    if place.moved:
        here = (form.unit_id, form.assessor_id, form.superior_id)
        return here != (place.unit_id, place.line.assessor_id, place.line.superior_id)
    return lawfully_another(form, place.line)


def lawfully_another(form: Any, line: Line) -> bool:
    """Whether somebody else assesses the person for good, or acts for a vacant post."""
    passing = line.assessor_capacity == Capacity.PLH.value
    return line.assessor_id not in (None, form.assessor_id) and not passing


# Reads the whole line: asked when the clock acts.
@guard("same_assessor", _("The form is with the present assessor already."), needs_input=True)
def goes_elsewhere(step: Step) -> bool:
    """Asked again under the lock."""
    return goes(step.subject, destination_of(step.subject, at=step.at))


def followed(step: Step) -> dict[str, Any]:
    """The new line and unit. Names follow as a consequence: the chain holds keys alone."""
    place = destination_of(step.subject, at=step.at)
    remember_former(step.subject)
    return {
        "assessor_id": place.line.assessor_id,
        "superior_id": place.line.superior_id,
        "unit_id": place.unit_id,
        "review_overdue_at": None,
    }


def write_names(steps: Sequence[Step]) -> None:
    """Names and posts of the new line and place; one statement, and not on the objects in memory."""
    from appraisal.models import Evaluation

    rows = []
    for step in steps:
        place: Destination = step.subject.__dict__[_DESTINATION]
        names = {"unit_name": place.unit_name, "employee_post": place.post, **place.line.as_columns()}
        rows.append(Evaluation(pk=step.subject.pk, **names))
    fields = ("unit_name", "employee_post", *NOBODY.as_columns())
    Evaluation.objects.bulk_update(rows, fields, batch_size=CHUNK)


@follows_people
@within_action
def follow(employee_ids: Collection[int], at: datetime) -> None:
    """Forms of people who were put into another unit go with them, in the transaction that moved the people."""
    from appraisal.models import Evaluation

    for chunk in chunks(employee_ids):
        rows = Evaluation.objects.filter(employee_id__in=chunk, state__in=FOLLOWS)
        carry(list(rows.order_by("pk").values_list("pk", flat=True)), at=at)


@within_action
def carry(form_ids: Sequence[int], *, at: datetime) -> int:
    """Lock these forms and let those go over that belong elsewhere; constant statements, gives how many went."""
    from appraisal.models import Evaluation

    forms = lock_many(Evaluation, form_ids) if form_ids else []
    places = destinations(forms, at=at) if forms else {}
    _write_posts(forms, places)
    named = named_by_hr([form.pk for form in forms if not places[form.pk].moved])
    by_row: dict[str, list[Any]] = {}
    for form in forms:
        form.__dict__[_DESTINATION] = places[form.pk]
        if str(form.state) in FOLLOWS and form.pk not in named and goes(form, places[form.pk]):
            by_row.setdefault(FOLLOWS[str(form.state)], []).append(form)
    return sum(len(fire_locked(Evaluation, rows, name, actor=CLOCK, at=at)) for name, rows in by_row.items())


def _write_posts(forms: Sequence[Any], places: MutableMapping[int, Destination]) -> None:
    """The new post of those whom the same people assess there: else they would count as moved from then on.

    One statement, none where nobody only changed the post.
    """
    from appraisal.models import Evaluation

    stay = [form for form in forms if str(form.state) in FOLLOWS and places[form.pk].moved]
    stay = [form for form in stay if not goes(form, places[form.pk])]
    within = [form for form in stay if not cutting.is_over(places[form.pk].day, last=form.cycle.period_until)]
    rows = [Evaluation(pk=form.pk, employee_post=places[form.pk].post) for form in within]
    Evaluation.objects.bulk_update(rows, ("employee_post",), batch_size=CHUNK)
    for form in within:
        places[form.pk] = replace(places[form.pk], moved=False)


def named_by_hr(form_ids: Sequence[int]) -> set[int]:
    """Forms whose assessor was named by HR since they last followed the line."""
    from appraisal.models import Evaluation

    if not form_ids:
        return set()
    names = ("evaluation.reassigned", "evaluation.line_followed")
    rows = Event.objects.filter(kind=Evaluation.kind, subject_id__in=form_ids, name__in=names).order_by("pk")
    return {pk for pk, name in dict(rows.values_list("subject_id", "name")).items() if name == names[0]}


@every(3600.0, name="lines of forms")
def look_at_lines() -> bool:
    """Every form of a running period whose assessor is lawfully another one today goes over to that one."""
    follow_lines(at=clock.now())
    return False


def follow_lines(*, at: datetime) -> int:
    """The same, and how many went over; constant statements for each thousand forms."""
    from appraisal.models import Evaluation

    rows = Evaluation.objects.filter(
        state__in=FOLLOWS, cycle__period_until__gte=today(), employee__active=True, assessor__isnull=False
    )
    moved, last = 0, 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        last = ids[-1]
        differing = _differing(ids, at)
        if differing:
            moved += _carry_differing(differing, at)
    return moved


def _differing(form_ids: Sequence[int], at: datetime) -> list[int]:
    """Read without a lock: nearly all stay where they are."""
    from appraisal.models import Evaluation

    forms = list(Evaluation.objects.select_related("cycle").filter(pk__in=form_ids))
    places = destinations(forms, at=at)
    return [form.pk for form in forms if goes(form, places[form.pk])]


@action
def _carry_differing(form_ids: list[int], at: datetime) -> int:
    return carry(sorted(form_ids), at=at)
