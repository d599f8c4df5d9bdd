"""Who signs the two forms of guidance, in which post and capacity on that day."""

from collections.abc import Sequence
from typing import Any

from organization.models import Employee
from organization.standings import Standing, own_standing, posts_held, standing_over
from workflow.calendars import local_day
from workflow.documents.signing import EMPLOYEE, GUIDE, READER, Signer
from workflow.step import Step


def employee(steps: Sequence[Step]) -> list[Signer | None]:
    """The employee hands feedback in."""
    return [_signer(EMPLOYEE, step, step.subject.case.employee_id, over=False) for step in steps]


def guide(steps: Sequence[Step]) -> list[Signer | None]:
    """Whoever guides hands the evaluation in; a supervisor as the one who stands over the employee's unit."""
    return [_signer(GUIDE, step, step.subject.written_by_id, over=True) for step in steps]


def reader(steps: Sequence[Step]) -> list[Signer | None]:
    """Whoever reads the feedback."""
    return [_signer(READER, step, step.subject.read_by_id, over=True) for step in steps]


def _signer(place: str, step: Step, employee_id: int | None, *, over: bool) -> Signer | None:
    person = Employee.objects.filter(pk=employee_id or 0).first()
    if person is None:
        return None
    case = step.subject.case
    held = posts_held((person.pk,), local_day(step.at, zone=case.zone)).get(person.pk, [])
    standing = standing_over(case.unit, held) if over else own_standing(held)
    return _as_signer(place, person, standing)


def _as_signer(place: str, person: Any, standing: Standing) -> Signer:
    return Signer(
        place=place,
        name=person.full_name,
        employee_id=person.pk,
        nip=person.nip or "",
        grade=person.grade,
        post=standing.post,
        capacity=standing.capacity,
        letter=standing.letter,
    )
