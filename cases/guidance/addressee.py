"""Who guides, and who reads the feedback on it: the superior of the guide on the day.

Never the employee, never anybody who guided or looked after the case, never somebody without an account here: those
are passed over, and the line goes further up. Where nobody stands above them, the HR officers of the unit read in the
superior's place (see `policies`), save those who guided. Reads the reporting line, writes nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from organization.models import User
from organization.reporting import lines_upwards
from workflow.calendars import local_day

HIGHEST_CLIMB: Final = 12


def guide_of(case: Any) -> int | None:
    """Whoever guides: the coach where one is named, else the supervisor; by employee."""
    found: int | None = case.coach_id or case.supervisor_id
    return found


def reader_for(case: Any, guide: int | None, *, at: datetime) -> int | None:
    """The employee who reads feedback on this guide on the day of `at`; None where nobody stands above."""
    if guide is None:
        return None
    left_out = _concerned(case) | {guide}
    above = [pk for pk in _above(case.employee_id, guide, local_day(at, zone=case.zone)) if pk not in left_out]
    accounts = User.objects.filter(employee_id__in=above, employee__active=True, is_active=True)
    reachable = set(accounts.values_list("employee_id", flat=True))
    return next((pk for pk in above if pk in reachable), None)


def _concerned(case: Any) -> set[int | None]:
    """The employee, and everybody of whom the feedback may speak: supervisor, coach, and who led a talk."""
    led = case.sessions.filter(led_by__isnull=False).values_list("led_by_id", flat=True)
    return {case.employee_id, case.supervisor_id, case.coach_id, *led}


def _above(employee: int, guide: int, on: date) -> Iterator[int]:
    """Everybody above the guide, nearest first; in the employee's own line where the guide is his assessor.

    The own line knows the office in which the guide acts (Plt, Plh), which is not always the guide's own post.
    """
    line_of = lines_upwards([employee, guide], on)
    own, current, seen = line_of(employee), guide, set[int]()
    if own and own.assessor and own.superior and own.assessor.pk == guide:
        current = own.superior.pk
        yield current
    while current not in seen and len(seen) < HIGHEST_CLIMB:
        seen.add(current)
        line = line_of(current)
        if line is None or line.assessor is None:
            return
        current = line.assessor.pk
        yield current
