"""Segments that lie before a cycle was opened: people whose appointment changed within the period.

One read tells who they are, and nearly always that there is nobody. For the others the line is read once for each day
on which somebody changed, whatever their number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from appraisal.lines import Line, line_of
from appraisal.segments import cutting
from appraisal.segments.handing_over import begin
from organization.days import holds_on
from organization.models import Appointment, Capacity
from organization.reporting import lines_for
from workflow.actors import CLOCK
from workflow.bulk import fire_many

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person was on a day, and who assessed him then."""

    unit_id: int
    unit_name: str
    post: str
    line: Line


def segments_before(
    cycle: Any, form_ids: tuple[int, int], employee_ids: Sequence[int], *, on: date, at: datetime
) -> int:
    """Segments of the forms just made (first and last id) for who had another assessor before; how many forms."""
    from appraisal.models import Evaluation

    held = _appointments(cycle, employee_ids, on)
    changed = {pk: days for pk, rows in held.items() if (days := _change_days(cycle, rows, on))}
    if not changed:
        return 0
    places = _places(changed, held)
    first, last = form_ids
    rows = Evaluation.objects.filter(pk__range=(first, last), cycle=cycle, employee_id__in=changed)
    made = [row for form in rows.order_by("pk") for row in _segments(form, cycle, changed[form.employee_id], places)]
    if not made:
        return 0
    return _store(made, at=at)


def _appointments(cycle: Any, employee_ids: Sequence[int], on: date) -> Mapping[int, list[Any]]:
    """The definitive appointments of whoever began one within the period, before or on the day of opening."""
    last = min(on, cycle.period_until)
    began = Appointment.objects.filter(
        employee_id__in=employee_ids,
        capacity=Capacity.DEFINITIVE,
        valid_from__gt=cycle.period_from,
        valid_from__lte=last,
    )
    ids = set(began.order_by().values_list("employee_id", flat=True))
    found: dict[int, list[Any]] = {}
    if ids:
        rows = Appointment.objects.filter(employee_id__in=ids, capacity=Capacity.DEFINITIVE, valid_from__lte=last)
        for row in rows.select_related("post__unit").order_by("valid_from", "pk"):
            found.setdefault(row.employee_id, []).append(row)
    return found


def _change_days(cycle: Any, rows: Sequence[Any], on: date) -> list[date]:
    """Days on which one appointment followed another; who comes in has nobody before."""
    begun = sorted({row.valid_from for row in rows if cycle.period_from < row.valid_from <= on})
    return [day for day in begun if any(holds_on(row, day - ONE_DAY) for row in rows)]


def _places(changed: Mapping[int, list[date]], held: Mapping[int, list[Any]]) -> dict[tuple[int, date], Place]:
    """The place of each person on the last day of each stretch."""
    by_day: dict[date, list[int]] = {}
    for pk, days in changed.items():
        for day in days:
            by_day.setdefault(day - ONE_DAY, []).append(pk)
    found = {}
    for day, people in sorted(by_day.items()):
        lines = lines_for(people, day)
        for pk in people:
            post = [row for row in held[pk] if holds_on(row, day)][-1].post
            found[pk, day] = Place(post.unit_id, post.unit.name, post.title, line_of(lines.get(pk)))
    return found


def _segments(form: Any, cycle: Any, days: Sequence[date], places: Mapping[tuple[int, date], Place]) -> list[Any]:
    """The segments of one form; none where the same person assessed all along."""
    present = Place(form.unit_id, form.unit_name, form.employee_post, _line_of_form(form))
    before = [places[form.employee_id, day - ONE_DAY] for day in days]
    changes = [
        day
        for day, (former, following) in zip(days, pairwise([*before, present]), strict=True)
        if former.line.assessor_id not in (None, following.line.assessor_id)
    ]
    stretches = cutting.partition(changes, first=cycle.period_from, last=cycle.period_until)
    if len(stretches) == 1:
        return []
    seats = [*(places[form.employee_id, one.last] for one in stretches[:-1]), present]
    return [
        _row(form, number, one, seat, ended=one is not stretches[-1])
        for number, (one, seat) in enumerate(zip(stretches, seats, strict=True), start=1)
    ]


def _line_of_form(form: Any) -> Line:
    return Line(
        assessor_id=form.assessor_id,
        assessor_name=form.assessor_name,
        assessor_post=form.assessor_post,
        assessor_capacity=form.assessor_capacity,
        assessor_letter=form.assessor_letter,
    )


def _row(form: Any, number: int, days: cutting.Days, seat: Place, *, ended: bool) -> Any:
    from appraisal.models import PeriodSegment, SegmentGround

    line = seat.line
    return PeriodSegment(
        evaluation_id=form.pk,
        sequence=number,
        first_day=days.first,
        last_day=days.last,
        ground=SegmentGround.MOVED if ended else "",
        unit_id=seat.unit_id,
        unit_name=seat.unit_name,
        employee_post=seat.post,
        assessor_id=line.assessor_id,
        assessor_name=line.assessor_name,
        assessor_post=line.assessor_post,
        assessor_capacity=line.assessor_capacity,
        assessor_letter=line.assessor_letter,
    )


def _store(made: Sequence[Any], *, at: datetime) -> int:
    """One round for each place in the order of segments: no form has two that are current."""
    from appraisal.models import Evaluation, PeriodSegment

    for number in sorted({row.sequence for row in made}):
        rows = [row for row in made if row.sequence == number]
        begin(rows, at=at, cause=None)
        ended = [row.pk for row in rows if row.ground]
        fire_many(PeriodSegment, ended, "hand_over", actor=CLOCK, at=at)
    forms = {row.evaluation_id for row in made}
    return Evaluation.objects.filter(pk__in=forms).update(segmented=True)
