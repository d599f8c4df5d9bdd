"""The year of a person's dialogue: made when something is first written, and who stands above the person in it.

Who stands above follows the line of assessment while the year runs, and rests with the last one when it is over;
whoever rates a period of it later reads by that form (see `relations`).
"""

from datetime import datetime
from typing import Final

from appraisal.lines import line_of
from appraisal.models import DialogueYear
from organization.days import HOME_ZONE, today
from organization.models import Employee
from organization.reporting import lines_for
from workflow import clock
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.roles import Role
from workflow.transactions import within_action
from workflow.worker import every

CHUNK: Final = 1_000
YEARS_BACK: Final = 10


def is_known(year: int) -> bool:
    """Whether a dialogue of this year can be looked at: this year or one of the last ten."""
    return this_year() - YEARS_BACK <= year <= this_year()


def is_written(year: int) -> bool:
    """Whether something can still be written: this year, and the last one while it is being looked back on."""
    return this_year() - 1 <= year <= this_year()


def this_year() -> int:
    """The year of today's day at the office."""
    return today(HOME_ZONE).year


def shown(employee: Employee, year: int, *, own: bool = False) -> DialogueYear:
    """The year for reading; one that nobody wrote in yet is made in memory alone.

    `own`: the person reads it, so that nobody's right hangs on who stands above; the line is then not looked up.
    """
    rows = DialogueYear.objects.select_related("unit", "assessor", "employee")
    row = rows.filter(employee=employee, year=year).first()
    if row is not None:
        return row
    above = None if own else _assessor_today(employee.pk)
    return DialogueYear(employee=employee, year=year, unit=employee.unit, assessor_id=above)


@within_action
def opened(employee: Employee, year: int) -> DialogueYear:
    """The year for writing, locked, with whoever stands above today. 422 where it is over."""
    from django.utils.translation import gettext as _

    if not is_written(year):
        raise GuardRefused(_("This year is over; nothing can be added to it."), code="year_over")
    row, made = DialogueYear.objects.get_or_create(
        employee=employee,
        year=year,
        defaults={"unit": employee.unit, "assessor_id": _assessor_today(employee.pk)},
    )
    row = DialogueYear.objects.select_for_update(of=("self",)).select_related("unit", "employee").get(pk=row.pk)
    if not made and year == this_year():
        above = _assessor_today(employee.pk)
        if above != row.assessor_id:
            row.assessor_id = above
            row.save(update_fields=("assessor",))
    return row


def require_side(actor: Actor, row: DialogueYear, *allowed: Role) -> Role:
    """Which side of the dialogue the person is. 404 for anybody else, 403 for the side that may not."""
    from appraisal.dialogue.relations import side_of

    side = side_of(actor, row)
    if side is None:
        raise NotVisible
    if side not in allowed:
        raise NotPermitted
    return side


def _assessor_today(employee_id: int) -> int | None:
    return line_of(lines_for((employee_id,), today()).get(employee_id)).assessor_id


@every(3600.0, name="lines of dialogue")
def look_at_lines() -> bool:
    """Every running year whose assessor is another one today goes over to that one."""
    follow_lines(at=clock.now())
    return False


def follow_lines(*, at: datetime) -> int:
    """The same, and how many went over; constant statements for each thousand years."""
    day = local_day(at, zone=HOME_ZONE)
    moved, last = 0, 0
    while True:
        rows = list(DialogueYear.objects.filter(year=day.year, pk__gt=last).order_by("pk")[:CHUNK])
        if not rows:
            return moved
        last = rows[-1].pk
        lines = lines_for({row.employee_id for row in rows}, day)
        moving = []
        for row in rows:
            above = line_of(lines.get(row.employee_id)).assessor_id
            if above != row.assessor_id:
                row.assessor_id = above
                moving.append(row)
        if moving:
            DialogueYear.objects.bulk_update(moving, ("assessor",), batch_size=CHUNK)
            moved += len(moving)
