"""Annual results for everybody of a unit who was appraised in a year: set-wise, as a job in resumable chunks.

A chunk is one transaction with a constant number of statements: the people without one, their reporting lines, one
INSERT … SELECT, the first event of each row computed in the database. The unique pair of year and person keeps anyone
from having two; who is appraised later comes in when the job is started again.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from appraisal.annual.reading import in_year
from appraisal.lines import line_of
from appraisal.machines.annual import AnnualState
from appraisal.models import AnnualResult, Evaluation
from appraisal.set_inserts import insert_select, json_column, json_rows, new_uuid
from organization.models import Employee, Unit
from organization.reporting import lines_for
from organization.tree import subtree
from workflow import clock
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.engine import begin_many
from workflow.jobs import RunningJob, job
from workflow.transactions import action, within_action

CHUNK: Final = 1_000
JOB: Final = "appraisal.make_annual"
LINE: Final = (
    "assessor_id",
    "superior_id",
    "assessor_name",
    "assessor_post",
    "assessor_capacity",
    "assessor_letter",
    "superior_name",
    "superior_post",
)


def waiting_for_one(unit: Unit, year: int) -> "QuerySet[Employee]":
    """People of a unit with a form in the year and no annual result of it, also those who left."""
    forms = Evaluation.objects.filter(in_year(year), employee=OuterRef("pk"))
    made = AnnualResult.objects.filter(year=year, employee=OuterRef("pk")).exclude(state=AnnualState.CANCELLED)
    return Employee.objects.filter(subtree(unit, "unit__"), Exists(forms), ~Exists(made)).order_by("pk")


@job(JOB, label=_("Make the annual results of a year"))
def make_annual(running: RunningJob) -> Iterator[None]:
    """Params: ``unit`` (id), ``year``, optionally ``chunk`` (people per transaction)."""
    size = int(running.params.get("chunk", CHUNK))
    while _make_chunk(running, size):
        yield


@action
def _make_chunk(running: RunningJob, size: int) -> bool:
    year = int(running.params["year"])
    # The unit is the lock: two jobs for it follow one another.
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=int(running.params["unit"]))
    waiting = waiting_for_one(unit, year).values_list("pk", flat=True)
    ids = list(waiting.filter(pk__gt=int(running.cursor.get("last", 0)))[:size])
    if not ids:
        return False
    running.done += make_rows(year, ids, actor=running.actor, at=clock.now(), zone=unit.zone)
    running.cursor = {"last": ids[-1]}
    running.save_progress()
    return True


@within_action
def make_rows(year: int, employee_ids: Sequence[int], *, actor: Actor, at: datetime, zone: str) -> int:
    """Annual results with their first events for people who have none of the year; returns how many.

    The assessor is the one of 31 December, or of today while the year runs.
    """
    on = min(local_day(at, zone=zone), date(year, 12, 31))
    with connection.cursor() as cursor:
        cursor.execute(*_rows(year, employee_ids, on=on))
        cursor.execute(*_bounds(year, employee_ids))
        first, last = cursor.fetchone()
    return begin_many(AnnualResult, first_id=first, last_id=last, actor=actor, at=at, announce=True)


def _rows(year: int, employee_ids: Sequence[int], *, on: date) -> tuple[str, list[Any]]:
    found = lines_for(employee_ids, on)
    lines = [(pk, line_of(found.get(pk))) for pk in employee_ids]
    source, params = json_rows("l", [[pk, *[getattr(line, name) for name in LINE]] for pk, line in lines])
    columns = {
        "public_id": new_uuid(),
        "employee": "e.id",
        "unit": "e.unit_id",
        "employee_name": "e.full_name",
        "employee_post": "COALESCE(p.title, '')",
        "unit_name": "u.name",
        **{
            name.removesuffix("_id"): json_column("l", place, AnnualResult, name)
            for place, name in enumerate(LINE, start=1)
        },
    }
    employee = json_column("l", 0, AnnualResult, "employee_id")
    tables = (
        f"{source} JOIN organization_employee e ON e.id = {employee}"
        " JOIN organization_unit u ON u.id = e.unit_id LEFT JOIN organization_post p ON p.id = e.post_id"
    )
    return insert_select(AnnualResult, columns, {"year": year}, tables=tables, params=params)


def _bounds(year: int, employee_ids: Sequence[int]) -> tuple[str, list[Any]]:
    source, params = json_rows("l", [[pk] for pk in employee_ids])
    employee = json_column("l", 0, AnnualResult, "employee_id")
    sql = (
        f"SELECT min(v.id), max(v.id) FROM {source} JOIN appraisal_annualresult v"  # noqa: S608 - names from code
        f" ON v.year = %s AND v.employee_id = {employee} AND v.chain_head = ''"
    )
    return sql, [*params, year]
