"""The demo's plans (SKP) of the current year: most agreed from the top down, some in every other state. Set-wise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import Max

from appraisal.lines import Line, line_of
from appraisal.models import LibraryResult, Plan, PlanIndicator, PlanResult
from appraisal.plans.actions import library, moving
from appraisal.plans.effects import DAYS_TO_AGREE_AFTERWARDS
from appraisal.plans.fields import target_number
from appraisal.plans.lines import follow_lines
from config.demo.plan_texts import (
    ANNEXES,
    CHANGE_REASON,
    CLOSE_REASON,
    EXPECTATIONS,
    LIBRARY,
    OFFICE_REASON,
    RESULTS,
    RETURN_REASON,
)
from config.demo.population import Person
from config.demo.stage import Cast, on
from organization.models import Appointment, EmployeeKind, PostKind
from organization.reporting import lines_for
from workflow.actors import CLOCK, Actor
from workflow.calendars import due_at_end_of
from workflow.engine import NewDeadline, begin_many, fire_many
from workflow.transactions import action

BATCH: Final = 1_000
NONE, DRAFT, PROPOSED, RETURNED, CHANGED, CLOSED, AGREED = range(7)


def fate_of(person: Person) -> int:
    """Where the plan of a person stands today, from the person's number alone; heads have theirs."""
    place = (person.number * 53) % 100
    if person.is_head:
        return CHANGED if place < 6 else AGREED
    bounds = ((5, NONE), (12, DRAFT), (18, PROPOSED), (22, RETURNED), (26, CHANGED), (28, CLOSED))
    return next((fate for bound, fate in bounds if place < bound), AGREED)


def by_office(person: Person) -> bool:
    """Whether HR wrote the draft, as it may from the second week of January: not for its own house and its superiors."""
    return person.post_kind != PostKind.JPT and not person.office.startswith("04") and person.number % 12 != 0


def plan_the_year(cast: Cast, *, today: date) -> None:
    """From the top down, so that each finds what the superior has agreed; then what people do in these days."""
    first = date(today.year, 1, 1)
    people = {cast.regency.employees[p.number].pk: p for p in cast.regency.people}
    january = min(first + timedelta(days=11), today - timedelta(days=8))
    with on(january):
        plans = _begin(cast, people, first)
    parents: dict[int, list[int]] = {}
    for level in _levels(plans):
        with on(january + timedelta(days=1), 9):
            _write(level, people, parents)
        with on(january + timedelta(days=2), 10):
            _propose(cast, [plan for plan in level if fate_of(people[plan.employee_id]) > DRAFT], people)
        with on(january + timedelta(days=3), 14):
            settled = [plan for plan in level if fate_of(people[plan.employee_id]) >= CHANGED]
            _each_by_assessor(cast, settled, "agree")
        parents |= _results_of(settled)
    with on(january + timedelta(days=4)):
        _keep_library(cast)


def these_days(cast: Cast, *, today: date) -> None:
    """Assessors who came since take over; plans are returned, changed, proposed; one act of the library."""
    with on(today - timedelta(days=7)) as at:
        follow_lines(at=at)
    people = {cast.regency.employees[p.number].pk: p for p in cast.regency.people}
    plans = list(Plan.objects.filter(year=today.year).select_related("unit").order_by("pk"))
    by_fate: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans:
        by_fate[fate_of(people[plan.employee_id])].append(plan)
    with on(today - timedelta(days=5), 15):
        _each_by_assessor(cast, by_fate[RETURNED], "return", reason=RETURN_REASON)
        fire_many(Plan, [p.pk for p in by_fate[CLOSED]], "close", actor=cast.hr(), payload={"reason": CLOSE_REASON})
        for plan in (plan for plan in by_fate[CHANGED] if plan.state == "agreed"):
            moving.take(
                plan.public_id, "ask_change", actor=cast.actor(plan.employee_id), version=plan.version,
                payload={"reason": CHANGE_REASON},
            )  # fmt: skip
    with on(today - timedelta(days=3), 9):
        _change(cast, by_fate[CHANGED])
        _put_from_library(cast, by_fate[DRAFT])


@action
def _begin(cast: Cast, people: Mapping[int, Person], first: date) -> list[Plan]:
    """A draft for everybody but the elected head and those who have none yet."""
    chosen = [pk for pk, person in people.items() if fate_of(person) != NONE and person.kind != EmployeeKind.ELECTED]
    lines = lines_for(chosen, first + timedelta(days=11))
    held = Appointment.objects.filter(employee_id__in=chosen, capacity="definitive").select_related("post__unit")
    elected = {pk for pk, person in people.items() if person.post_kind == PostKind.ELECTED}
    office = cast.hr()
    rows = {one.employee_id: one for one in held.order_by("pk")}
    plans = [_plan(rows[pk], people[pk], line_of(lines.get(pk)), elected, office, first) for pk in chosen if pk in rows]
    for helped, actor in ((False, CLOCK), (True, office)):
        _store([plan for plan in plans if (plan.drafted_by_id is not None) is helped], actor)
    return list(Plan.objects.filter(year=first.year).select_related("unit").order_by("pk"))


def _plan(held: Appointment, person: Person, line: Line, elected: set[int], office: Actor, first: date) -> Plan:
    post = held.post
    return Plan(
        employee_id=held.employee_id, appointment=held, unit=post.unit, assessor_id=line.assessor_id,
        superior_id=line.superior_id, year=first.year, period_from=max(first, held.valid_from),
        period_until=date(first.year, 12, 31), post_kind=post.kind,
        top=line.assessor_id is None or line.assessor_id in elected, employee_name=person.full_name,
        employee_post=post.title, unit_name=post.unit.name, expectations=EXPECTATIONS,
        drafted_by_id=office.user_id if by_office(person) else None, **ANNEXES, **line.as_columns(),
    )  # fmt: skip


def _store(plans: Sequence[Plan], actor: Actor) -> None:
    """The drafts with their first events; HR's with the same deadline as all others."""
    if not plans:
        return
    before = Plan.objects.aggregate(last=Max("pk"))["last"] or 0
    Plan.objects.bulk_create(plans, batch_size=BATCH)
    last = Plan.objects.aggregate(last=Max("pk"))["last"] or 0
    due = due_at_end_of(plans[0].period_until + timedelta(days=DAYS_TO_AGREE_AFTERWARDS))
    ends = NewDeadline("draft_lapses", "lapse", due.due_at, due.zone, due.explanation_text())
    begin_many(Plan, first_id=before + 1, last_id=last, actor=actor, deadline=ends)


def _levels(plans: Sequence[Plan]) -> Iterator[list[Plan]]:
    """The plans by their distance from the top."""
    known = {plan.employee_id for plan in plans}
    waiting, done = list(plans), set[int]()
    while waiting:
        ready = [plan for plan in waiting if plan.assessor_id not in known or plan.assessor_id in done]
        ready = ready or waiting
        yield ready
        done |= {plan.employee_id for plan in ready}
        waiting = [plan for plan in waiting if plan.employee_id not in done]


@action
def _write(plans: Sequence[Plan], people: Mapping[int, Person], parents: Mapping[int, Sequence[int]]) -> None:
    """Results and indicators of a whole level."""
    written = []
    for plan in plans:
        above = () if plan.top else parents.get(plan.assessor_id or 0, ())
        number = people[plan.employee_id].number
        for position, (title, kind, indicators) in enumerate(RESULTS[_kind(plan, people)], 1):
            # Now and then a result carries on nothing: the assessor is warned.
            carried = above[(number + position) % len(above)] if above and number % 17 and kind == "main" else None
            row = PlanResult(plan=plan, title=title, kind=kind, position=position, parent_id=carried)
            written.append((row, indicators))
    PlanResult.objects.bulk_create([row for row, _indicators in written], batch_size=BATCH)
    PlanIndicator.objects.bulk_create(
        (
            PlanIndicator(
                result=row, position=place, aspect=aspect, perspective=perspective, text=text,
                number=target_number(number.replace(".", ",")), unit=unit, words=words,
            )
            for row, indicators in written
            for place, (aspect, perspective, text, number, unit, words) in enumerate(indicators, 1)
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _kind(plan: Plan, people: Mapping[int, Person]) -> str:
    if plan.is_head:
        return "jpt"
    return "head" if people[plan.employee_id].is_head else "staff"


def _propose(cast: Cast, plans: Sequence[Plan], people: Mapping[int, Person]) -> None:
    """The office for those it wrote for, everybody else for himself."""
    helped = [plan.pk for plan in plans if plan.drafted_by_id is not None]
    fire_many(Plan, helped, "propose_for", actor=cast.hr(), payload={"reason": OFFICE_REASON})
    for plan in plans:
        if plan.drafted_by_id is None and plan.assessor_id is not None:
            fire_many(Plan, [plan.pk], "propose", actor=cast.actor(plan.employee_id))


def _each_by_assessor(cast: Cast, plans: Sequence[Plan], name: str, **payload: str) -> None:
    by_person: dict[int, list[int]] = defaultdict(list)
    for plan in plans:
        if plan.assessor_id is not None:
            by_person[plan.assessor_id].append(plan.pk)
    for person, ids in by_person.items():
        fire_many(Plan, ids, name, actor=cast.actor(person), payload=payload)


def _results_of(plans: Sequence[Plan]) -> dict[int, list[int]]:
    """The main results of plans that were agreed, by person."""
    found: dict[int, list[int]] = defaultdict(list)
    agreed = PlanResult.objects.filter(plan_id__in=[plan.pk for plan in plans], plan__state="agreed", kind="main")
    for employee, result in agreed.order_by("pk").values_list("plan__employee_id", "pk"):
        found[employee].append(result)
    return found


@action
def _change(cast: Cast, plans: Sequence[Plan]) -> None:
    """The first result gets another wording; half of the new versions are proposed."""
    rows = PlanResult.objects.filter(plan_id__in=[plan.pk for plan in plans], position=1, removed=False)
    rows.update(title="Layanan selesai lebih cepat dengan penugasan baru di loket keliling")
    for plan in plans[::2]:
        fire_many(Plan, [plan.pk], "propose", actor=cast.actor(plan.employee_id))


def _keep_library(cast: Cast) -> None:
    """Three results that many people share."""
    for code, title, perspective, aspect, number, unit in LIBRARY:
        row = {
            "text": title,
            "aspect": aspect,
            "perspective": perspective,
            "number": number,
            "unit": unit,
            "words": "",
        }
        values = {"title": title, "kind": "additional", "indicators": [row]}
        library.add_entry(actor=cast.hr(), unit=cast.regency.units[code].public_id, values=values)


def _put_from_library(cast: Cast, plans: Sequence[Plan]) -> None:
    """The training hours go onto every draft."""
    shared = LibraryResult.objects.filter(unit__code="00").values_list("public_id", flat=True)
    if plans:
        library.put_on_plans(actor=cast.hr(), entries=list(shared), plans=[plan.public_id for plan in plans])
