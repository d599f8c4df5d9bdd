"""Who signs with a step of a plan, an evaluation or an objection: names and posts frozen on the row, NIP and capacity.

Where a delegate acts in the place of an absent official, the delegate signs: with the own name, NIP and post, and in
whose name. Each function takes a batch of steps and reads in a constant number of statements.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from appraisal import seats
from organization.models import Employee
from organization.standings import own_standing, posts_held, standing_over
from workflow.calendars import local_day
from workflow.documents.signing import ASSESSOR, DECIDER, EMPLOYEE, OFFICE, SUPERIOR, Signer
from workflow.step import Step

Form = Callable[[Any], Any]


def _itself(subject: Any) -> Any:
    return subject


def _evaluation_of(subject: Any) -> Any:
    return subject.evaluation


def numbers_of(employee_ids: Iterable[int | None]) -> dict[int | None, tuple[str, str]]:
    """NIP and grade by employee; the elected head has neither."""
    rows = Employee.objects.filter(pk__in={pk for pk in employee_ids if pk}).values_list("pk", "nip", "grade")
    return {pk: (nip or "", grade) for pk, nip, grade in rows}


def _employees(steps: Sequence[Step], form_of: Form) -> list[Signer]:
    forms = [form_of(step.subject) for step in steps]
    numbers = numbers_of(form.employee_id for form in forms)
    return [
        Signer(
            EMPLOYEE,
            form.employee_name,
            form.employee_id,
            *numbers.get(form.employee_id, ("", "")),
            post=form.employee_post,
        )
        for form in forms
    ]


def _by_delegates(
    steps: Sequence[Step], form_of: Form, place: str, names: Callable[[Step], str]
) -> list[Signer | None]:
    """The delegate who acts with each step, in whose name as ``names`` says; None where it says nobody."""
    behalf = [names(step) for step in steps]
    if not any(behalf):
        return [None for _ in steps]
    people = {step.actor.employee_id for step, name in zip(steps, behalf, strict=True) if name}
    full, numbers = _full_names(people), numbers_of(people)
    held = posts_held(people, _day_of(steps[0], form_of))
    found: list[Signer | None] = []
    for step, name in zip(steps, behalf, strict=True):
        me = step.actor.employee_id
        own = own_standing(held.get(me or 0, ()))
        signer = Signer(
            place,
            full.get(me, step.actor.label),
            me,
            *numbers.get(me, ("", "")),
            post=own.post,
            capacity=own.capacity,
            letter=own.letter,
            on_behalf=name,
        )
        found.append(signer if name else None)
    return found


def _full_names(employee_ids: Iterable[int | None]) -> dict[int | None, str]:
    rows = Employee.objects.filter(pk__in={pk for pk in employee_ids if pk}).values_list("pk", "full_name")
    return {pk: str(name) for pk, name in rows}


def _day_of(step: Step, form_of: Form) -> date:
    return local_day(step.at, zone=form_of(step.subject).unit.zone)


def _or_delegates(named: Sequence[Signer], delegates: Sequence[Signer | None]) -> list[Signer]:
    return [one or other for one, other in zip(delegates, named, strict=True)]


def _assessors(steps: Sequence[Step], form_of: Form) -> list[Signer]:
    def absent(step: Step) -> str:
        form = form_of(step.subject)
        return "" if step.actor.employee_id == form.assessor_id else seats.for_assessor(step.actor, form)

    return _or_delegates(_named_assessors(steps, form_of), _by_delegates(steps, form_of, ASSESSOR, absent))


def _named_assessors(steps: Sequence[Step], form_of: Form) -> list[Signer]:
    forms = [form_of(step.subject) for step in steps]
    numbers = numbers_of(form.assessor_id for form in forms)
    return [
        Signer(
            ASSESSOR,
            form.assessor_name,
            form.assessor_id,
            *numbers.get(form.assessor_id, ("", "")),
            post=form.assessor_post,
            capacity=form.assessor_capacity,
            letter=form.assessor_letter,
        )
        for form in forms
    ]


def employee(steps: Sequence[Step]) -> list[Signer]:
    """The employee of a plan or an evaluation."""
    return _employees(steps, _itself)


def assessor(steps: Sequence[Step]) -> list[Signer]:
    """The assessor of a plan or an evaluation, with Plt or Plh and the letter."""
    return _assessors(steps, _itself)


def objector(steps: Sequence[Step]) -> list[Signer]:
    """Who files an objection."""
    return _employees(steps, _evaluation_of)


def answering(steps: Sequence[Step]) -> list[Signer]:
    """The assessor who explains the ratings that are contested."""
    return _assessors(steps, _evaluation_of)


def superior(steps: Sequence[Step]) -> list[Signer]:
    """The assessor's superior, who changes ratings in calibration."""
    forms = [step.subject for step in steps]
    numbers = numbers_of(form.superior_id for form in forms)
    named = [
        Signer(
            SUPERIOR,
            form.superior_name,
            form.superior_id,
            *numbers.get(form.superior_id, ("", "")),
            post=form.superior_post,
        )
        for form in forms
    ]

    def absent(step: Step) -> str:
        return seats.for_superior(step.actor, step.subject)

    return _or_delegates(named, _by_delegates(steps, _itself, SUPERIOR, absent))


def office(steps: Sequence[Step]) -> list[Signer]:
    """The HR officer who proposes a plan in place of the employee."""
    people = {step.actor.employee_id for step in steps}
    numbers = numbers_of(people)
    held = posts_held(people, local_day(steps[0].at, zone=steps[0].subject.unit.zone))
    found = []
    for step in steps:
        me = step.actor.employee_id
        own = own_standing(held.get(me or 0, ()))
        number = numbers.get(me, ("", ""))
        found.append(Signer(OFFICE, step.actor.label, me, *number, post=own.post, capacity=own.capacity))
    return found


def decider(steps: Sequence[Step]) -> list[Signer]:
    """Who decides an objection, in the post named on the day of filing and the capacity of the day of the decision."""

    def absent(step: Step) -> str:
        return seats.for_decider(step.actor, step.subject)

    return _or_delegates(_named_deciders(steps), _by_delegates(steps, _evaluation_of, DECIDER, absent))


def _named_deciders(steps: Sequence[Step]) -> list[Signer]:
    people = {step.subject.decider_id for step in steps}
    numbers = numbers_of(people)
    held = posts_held(people, local_day(steps[0].at, zone=steps[0].subject.evaluation.cycle.zone))
    found = []
    for step in steps:
        case, pk = step.subject, step.subject.decider_id
        over = standing_over(case.evaluation.unit, held.get(pk or 0, ()), title=case.decider_post)
        number = numbers.get(pk, ("", ""))
        found.append(
            Signer(
                DECIDER,
                case.decider_name,
                pk,
                *number,
                post=case.decider_post or over.post,
                capacity=over.capacity,
                letter=over.letter,
            )
        )
    return found
