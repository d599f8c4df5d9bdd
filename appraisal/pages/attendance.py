"""The attendance of one person in a year, and for HR who was absent without a valid reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appraisal import attendance
from appraisal.models import AttendanceMonth
from appraisal.sources.attendance import notice_of
from organization.days import today
from organization.models import Employee
from workflow.actors import Actor
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """Everything the page shows; `people` only for HR on the own page."""

    person: Employee | None
    own: bool
    year: int
    years: tuple[tuple[str, str], ...]
    months: Sequence[AttendanceMonth]
    days: int
    minutes: int
    notice: str
    people: Sequence[Mapping[str, Any]]
    is_hr: bool


def asked_year(text: str, *, present: int) -> int:
    """The year of the address; the present one where it says nothing sensible."""
    known = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if known and int(text) > 0 else present


def page_of(actor: Actor, person: Employee | None, wanted: str) -> AttendancePage:
    """The page of a person (None: an account without a person); four statements."""
    present = today().year
    rows = attendance.months_visible_to(actor).filter(employee=person) if person else AttendanceMonth.objects.none()
    known = sorted({present, *(day.year for day in rows.dates("month", "year"))}, reverse=True)
    year = asked_year(wanted, present=present)
    months = list(rows.filter(month__year=year).order_by("month"))
    own = person is None or person.pk == actor.employee_id
    is_hr = actor.holds(Role.HR)
    days = sum(one.absent_days for one in months)
    return AttendancePage(
        person=person,
        own=own,
        year=year,
        years=tuple((str(one), str(one)) for one in known),
        months=months,
        days=days,
        minutes=sum(one.late_minutes for one in months),
        notice=notice_of(days, year),
        people=attendance.absent_people(actor, year) if own and is_hr else (),
        is_hr=is_hr,
    )
