"""Opening a cycle: forms and items for everyone in it, set-wise, in resumable chunks; and cancelling it whole.

A chunk is one transaction: the people without a form, their reporting lines, two INSERT … SELECT, the first event
of each form computed in the database, and the job's progress. Killed anywhere, the next worker goes on with those
who have no form; the unique pair (cycle, employee) keeps anyone from having two.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext_lazy as _

from appraisal.due_dates import opening_of
from appraisal.eligibility import without_form
from appraisal.lines import line_of
from appraisal.models import Cycle, Evaluation, EvaluationItem, RuleSet
from appraisal.rule_changes.editions import rules_for_joiners
from appraisal.rules import Indicator
from appraisal.segments.opening import segments_before
from appraisal.set_inserts import insert_select, json_column, json_rows, new_uuid
from organization.reporting import lines_for
from workflow import clock
from workflow.actors import CLOCK, Actor
from workflow.engine import NewDeadline, begin_many, fire, fire_many
from workflow.jobs import RunningJob, job
from workflow.transactions import action, within_action

CHUNK: Final = 1_000


@job("appraisal.open_cycle", label=_("Make the forms of a cycle"))
def open_cycle(running: RunningJob) -> Iterator[None]:
    """Params: ``cycle`` (id), optionally ``chunk`` (people per transaction)."""
    cycle_id, size = int(running.params["cycle"]), int(running.params.get("chunk", CHUNK))
    while _open_chunk(running, cycle_id, size):
        yield
    _finish(cycle_id)
    yield


@action
def _open_chunk(running: RunningJob, cycle_id: int, size: int) -> bool:
    cycle = _locked(cycle_id)
    if cycle.state != "opening":
        return False
    ids = _next_people(cycle, after=int(running.cursor.get("last", 0)), size=size)
    if not ids:
        return False
    running.done += make_forms(cycle, ids, actor=running.actor, at=clock.now())
    running.cursor = {"last": ids[-1]}
    running.save_progress()
    return True


def _next_people(cycle: Cycle, *, after: int, size: int) -> list[int]:
    """The next people without a form in key order; from the start again for those who came in behind."""
    waiting = without_form(cycle, at=cycle.opened_at or clock.now()).values_list("pk", flat=True)
    return list(waiting.filter(pk__gt=after)[:size]) or list(waiting[:size])


@action
def _finish(cycle_id: int) -> None:
    cycle = _locked(cycle_id)
    if cycle.state == "opening":
        fire(cycle, "opened", actor=CLOCK, version=None)


def _locked(cycle_id: int) -> Cycle:
    """The cycle, locked against being cancelled while a chunk is written."""
    return Cycle.objects.select_for_update(of=("self",)).select_related("unit", "rule_set").get(pk=cycle_id)


@within_action
def make_forms(cycle: Cycle, employee_ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Forms with items and first events for people who have none in this cycle; returns how many.

    Whoever joins after a change that moved the forms not yet open comes under its rules.
    """
    edition = rules_for_joiners(cycle) if cycle.state == "running" else None
    on = at.astimezone(ZoneInfo(cycle.zone)).date()
    with connection.cursor() as cursor:
        cursor.execute(*_evaluations(cycle, employee_ids, edition, on=on))
        cursor.execute(*_bounds(cycle, employee_ids))
        first, last = cursor.fetchone()
        rules = cycle.rules if edition is None else edition.rules
        cursor.execute(*_items(cycle, rules.indicators, first, last))
    made = begin_many(Evaluation, first_id=first, last_id=last, actor=actor, at=at, deadline=_opens(cycle, at))
    segments_before(cycle, (first, last), employee_ids, on=on, at=at)
    return made


def _opens(cycle: Cycle, at: datetime) -> NewDeadline:
    """When the forms open: the first day of the window, or at once where it has begun."""
    due = opening_of(cycle)
    return NewDeadline("opens", "open_self_assessment", max(due.due_at, at), due.zone, due.explanation_text())


_LINE = (
    "employee_id",
    "assessor_id",
    "superior_id",
    "assessor_name",
    "assessor_post",
    "assessor_capacity",
    "assessor_letter",
    "superior_name",
    "superior_post",
)


def _evaluations(
    cycle: Cycle, employee_ids: Sequence[int], edition: RuleSet | None, *, on: date
) -> tuple[str, list[Any]]:
    found = lines_for(employee_ids, on)
    rows = [_line_row(pk, line_of(found.get(pk))) for pk in employee_ids]
    source, params = json_rows("l", rows)
    columns: Mapping[str, str] = {
        "public_id": new_uuid(),
        "employee": "e.id",
        "unit": "e.unit_id",
        "employee_name": "e.full_name",
        "employee_post": "COALESCE(p.title, '')",
        "unit_name": "u.name",
        **{name.removesuffix("_id"): json_column("l", i, Evaluation, name) for i, name in enumerate(_LINE) if i},
    }
    employee = json_column("l", 0, Evaluation, "employee_id")
    tables = (
        f"{source} JOIN organization_employee e ON e.id = {employee}"
        " JOIN organization_unit u ON u.id = e.unit_id LEFT JOIN organization_post p ON p.id = e.post_id"
    )
    same: dict[str, Any] = {"cycle": cycle.pk}
    if edition is not None:
        same |= {"rule_set": edition.pk, "rule_hash": edition.content_hash}
    return insert_select(Evaluation, columns, same, tables=tables, params=params)


def _line_row(pk: int, line: Any) -> list[Any]:
    return [pk, *[getattr(line, name) for name in _LINE[1:]]]


def _bounds(cycle: Cycle, employee_ids: Sequence[int]) -> tuple[str, list[Any]]:
    source, params = json_rows("l", [[pk] for pk in employee_ids])
    employee = json_column("l", 0, Evaluation, "employee_id")
    sql = (
        f"SELECT min(v.id), max(v.id) FROM {source} JOIN appraisal_evaluation v"  # noqa: S608 - names from code
        f" ON v.cycle_id = %s AND v.employee_id = {employee}"
    )
    return sql, [*params, cycle.pk]


_ITEM = ("code", "section", "labels", "weight", "target", "position")


def _items(cycle: Cycle, indicators: Sequence[Indicator], first: int, last: int) -> tuple[str, list[Any]]:
    """Every indicator of the frozen rules for every form of the chunk."""
    rows = [
        [
            one.code,
            one.section,
            json.dumps({"id": one.label.id, "en": one.label.en}),
            str(one.weight),
            one.target.id,
            at,
        ]
        for at, one in enumerate(indicators, start=1)
    ]
    source, params = json_rows("k", rows)
    columns = {
        "public_id": new_uuid(),
        "evaluation": "v.id",
        **{name: json_column("k", i, EvaluationItem, name) for i, name in enumerate(_ITEM)},
    }
    tables = f"appraisal_evaluation v CROSS JOIN {source}"
    return insert_select(
        EvaluationItem,
        columns,
        {},
        tables=tables,
        params=params,
        where="v.id BETWEEN %s AND %s AND v.cycle_id = %s AND v.chain_head = ''",
        where_params=[first, last, cycle.pk],
    )


@job("appraisal.cancel_cycle", label=_("Cancel the forms of a cycle"))
def cancel_cycle(running: RunningJob) -> Iterator[None]:
    """Params: ``cycle`` (id) and ``cause`` (the event that cancelled it)."""
    cycle_id, size = int(running.params["cycle"]), int(running.params.get("chunk", CHUNK))
    cause = running.params.get("cause")
    left = Evaluation.objects.filter(cycle_id=cycle_id).exclude(state="cancelled").order_by("pk")
    while ids := list(left.filter(pk__gt=running.cursor.get("last", 0)).values_list("pk", flat=True)[:size]):
        running.done += fire_many(Evaluation, ids, "cancel_with_cycle", actor=CLOCK, cause=cause)
        running.cursor = {"last": ids[-1]}
        yield
