"""Writes the segments when a form went over to another assessor: constant statements for a batch of forms.

A change that cuts nothing gives the running segment, where there is one, to the new assessor. Nobody's days are no
segment: where a form had no assessor, the new one has them. Where HR granted that the assessor was the wrong one, the
right one has all days: the wrong one never rated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from appraisal.segments import cutting
from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.calendars import local_day
from workflow.engine import begin_many
from workflow.step import Step

_FORMER: Final = "_former_assessor"
_SEAT: Final = ("assessor_name", "assessor_post", "assessor_capacity", "assessor_letter", "unit_name", "employee_post")


@dataclass(frozen=True, slots=True)
class Handover:
    """A form that went over: as the step has it in memory, who and where before, from which day, and why."""

    form: Any
    assessor_id: int
    unit_id: int
    day: date
    ground: str


def remember_former(form: Any) -> None:
    """Keep who assesses and where, before the step overwrites it; names follow later and stand on the form still."""
    form.__dict__[_FORMER] = (form.assessor_id, form.unit_id)


def assessor_was_named(steps: Sequence[Step]) -> None:
    """HR named another assessor: from today on."""
    for step in steps:
        day = local_day(step.at, zone=step.subject.cycle.zone)
        wrong = _was_wrong(step)
        write([step], [] if wrong else _handovers([step], {step.subject.pk: (day, "named")}))


def line_was_followed(steps: Sequence[Step]) -> None:
    """The forms followed their people or the line: each from its own day on."""
    found = {step.subject.pk: step.subject.__dict__["_destination"] for step in steps}
    days = {pk: (one.day, "moved" if one.moved else "line") for pk, one in found.items()}
    write(steps, _handovers(steps, days))


def _was_wrong(step: Step) -> bool:
    """Whether the step follows from a correction that was granted at this moment."""
    form = step.subject
    return bool(
        form.assessor_contested and form.assessor_corrections.filter(state="granted", decided_at=step.at).exists()
    )


def _handovers(steps: Sequence[Step], days: dict[int, tuple[date, str]]) -> list[Handover]:
    found = []
    for step in steps:
        former, unit = step.subject.__dict__[_FORMER]
        day, ground = days[step.subject.pk]
        if former is not None and former != step.subject.assessor_id:
            found.append(Handover(step.subject, former, unit, day, ground))
    return found


def write(steps: Sequence[Step], handovers: Sequence[Handover]) -> None:
    """End and begin segments; those of the other forms of the steps follow their form."""
    from appraisal.models import PeriodSegment

    segmented = [step.subject.pk for step in steps if step.subject.segmented]
    rows = PeriodSegment.objects.filter(state="current", evaluation_id__in=segmented) if segmented else ()
    running = {row.evaluation_id: row for row in rows}
    cut = [one for one in handovers if _cuts(one, running.get(one.form.pk))]
    at, cause = steps[0].at, steps[0].event_id if len(steps) == 1 else None
    if cut:
        _cut(cut, running, at=at, cause=cause)
    split = {one.form.pk for one in cut}
    kept = [row.pk for pk, row in running.items() if pk not in split]
    if kept:
        fire_many(PeriodSegment, kept, "take_over", actor=CLOCK, at=at, cause=cause)


def _cuts(one: Handover, row: Any) -> bool:
    cycle = one.form.cycle
    # A result that was taken back has its last segment closed: its days are nobody's to cut.
    if one.form.segmented and row is None:
        return False
    first = row.first_day if row is not None else cycle.period_from
    return cutting.cuts(one.day, first=first, last=cycle.period_until)


def _cut(cut: Sequence[Handover], running: dict[int, Any], *, at: datetime, cause: int | None) -> None:
    from appraisal.models import Evaluation, PeriodSegment

    forms = Evaluation.objects.select_related("cycle").in_bulk([one.form.pk for one in cut])
    made, ended = [], []
    for one in cut:
        row, cycle = running.get(one.form.pk), one.form.cycle
        first = row.first_day if row is not None else cycle.period_from
        before, after = cutting.cut(one.day, first=first, last=cycle.period_until)
        if row is None:
            row = _former(one, before)
            made.append(row)
        row.last_day, row.ground = before.last, one.ground
        ended.append(row)
        made.append(_present(forms[one.form.pk], after, row.sequence + 1))
    stored = [row for row in ended if row.pk is not None]
    if stored:
        PeriodSegment.objects.bulk_update(stored, ("last_day", "ground"), batch_size=1_000)
    _hand_over_then_begin(ended, stored, made, at=at, cause=cause)
    Evaluation.objects.filter(pk__in=[one.form.pk for one in cut]).update(segmented=True)
    for one in cut:
        one.form.segmented = True


def _hand_over_then_begin(
    ended: list[Any], stored: list[Any], made: list[Any], *, at: datetime, cause: int | None
) -> None:
    """At most one segment of a form is current at any time: those that are stored are handed over first."""
    from appraisal.models import PeriodSegment

    if stored:
        fire_many(PeriodSegment, [row.pk for row in stored], "hand_over", actor=CLOCK, at=at, cause=cause)
    first = [row for row in made if any(row is one for one in ended)]
    if first:
        begin(first, at=at, cause=cause)
        fire_many(PeriodSegment, [row.pk for row in first], "hand_over", actor=CLOCK, at=at, cause=cause)
    known = {id(row) for row in first}
    begin([row for row in made if id(row) not in known], at=at, cause=cause)


def begin(rows: Sequence[Any], *, at: datetime, cause: int | None) -> None:
    """Store new segments with their first events."""
    from appraisal.models import PeriodSegment

    PeriodSegment.objects.bulk_create(rows, batch_size=1_000)
    keys = [row.pk for row in rows]
    begin_many(PeriodSegment, first_id=min(keys), last_id=max(keys), actor=CLOCK, at=at, cause=cause)


def _former(one: Handover, days: cutting.Days) -> Any:
    """The form in memory still has the names of before: they are written beside the event, not onto the object."""
    return _segment(one.form, days, 1, assessor_id=one.assessor_id, unit_id=one.unit_id)


def _present(form: Any, days: cutting.Days, sequence: int) -> Any:
    return _segment(form, days, sequence, assessor_id=form.assessor_id, unit_id=form.unit_id)


def _segment(form: Any, days: cutting.Days, sequence: int, *, assessor_id: int | None, unit_id: int) -> Any:
    from appraisal.models import PeriodSegment

    return PeriodSegment(
        evaluation_id=form.pk,
        sequence=sequence,
        first_day=days.first,
        last_day=days.last,
        assessor_id=assessor_id,
        unit_id=unit_id,
        **{name: getattr(form, name) for name in _SEAT},
    )
