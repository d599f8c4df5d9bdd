"""Tables of this app that leave the house as files: which rows, and the record of who read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cases import board
from cases.board import Filters, days_here
from cases.learning_hours import JP_GOAL, PersonHours
from cases.machines.improvement_case import CaseState
from cases.models import Enrolment, ImprovementCase
from workflow import clock
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.errors import NotPermitted, NotVisible
from workflow.machine import Machine
from workflow.models import AccessRecord
from workflow.policies import policy_for
from workflow.sheets import KINDS, Grid, Row, SheetFile, file_of

CHUNK = 1_000
MOST_EXPORTED = 20_000


def note_reads(subjects: Sequence[Machine], *, actor: Actor, fields: Iterable[str]) -> None:
    """One access record per subject whose confidential fields go into a file; a statement per 1,000."""
    if not subjects or actor.user_id is None:
        return
    policy, at, named = policy_for(subjects[0]), clock.now(), ",".join(sorted(fields))
    AccessRecord.objects.bulk_create(
        (
            AccessRecord(
                reader_id=actor.user_id,
                kind=subject.kind,
                subject_id=subject.pk,
                fields=named,
                channel=actor.channel,
                ground=",".join(sorted(policy.roles_of(actor, subject)))[:100],
                read_at=at,
                request_id=actor.request_id,
            )
            for subject in subjects
        ),
        batch_size=CHUNK,
    )


def board_file(actor: Actor, filters: Filters, *, kind: str, read: bool = True) -> SheetFile:
    """The visible cases under these filters as a file; `read`: who took whose data out is recorded.

    Raises `NotPermitted` for whoever does not read the figures, `NotVisible` for an unknown kind of file.
    """
    if not board.reads_figures(actor):
        raise NotPermitted
    if kind not in KINDS:
        raise NotVisible
    cases = list(board.rows_of(actor, filters).order_by(*filters.order.names())[:MOST_EXPORTED])
    if read:
        note_reads(cases, actor=actor, fields={"plan"})
    return file_of(board_grid(cases), name="kasus-perbaikan", kind=kind)


def board_grid(cases: Sequence[ImprovementCase]) -> Grid:
    """The board as a table; neither plan nor reasons are in it."""
    heads = (
        _("Name"), _("NIP"), _("Unit"), _("State"), _("In this state since"), _("Days in this state"), _("Due"),
        _("Overdue"), _("Supervisor"), _("Coach"), _("Plan items done"), _("Plan items needed"), _("Opened"),
    )  # fmt: skip
    now, states = clock.now(), {str(value): str(label) for value, label in CaseState.choices}
    return Grid(_("Improvement cases"), heads, [_board_row(case, now=now, states=states) for case in cases])


def _board_row(case: ImprovementCase, *, now: datetime, states: Mapping[str, str]) -> Row:
    zone = case.zone
    since = case.state_since or case.opened_at
    days = days_here(since, zone=zone, now=now)
    due = case.duty_due_at
    return (
        case.employee.full_name,
        case.employee.nip or "",
        case.unit.name,
        states[str(case.state)],
        local_day(since, zone=zone).isoformat(),
        str(days),
        local_day(due, zone=zone).isoformat() if due else "",
        _("yes") if case.duty_overdue else "",
        case.supervisor.full_name if case.supervisor else "",
        case.coach.full_name if case.coach else "",
        str(getattr(case, "items_done", 0)),
        str(getattr(case, "items_required", 0)),
        local_day(case.opened_at, zone=zone).isoformat(),
    )


def hours_grid(rows: Sequence[PersonHours], *, year: int) -> Grid:
    """Learning hours of a year, one line per person."""
    heads = (_("Name"), _("NIP"), _("Unit"), _("Year"), _("Learning hours (JP)"), _("Missing to the right of 20 JP"))
    lines = [(row.name, row.nip, row.unit, str(year), str(row.hours), str(max(0, JP_GOAL - row.hours))) for row in rows]
    return Grid(_("Learning hours"), heads, lines)


def counted_enrolments(actor: Actor, employee_ids: Iterable[int], *, year: int) -> list[Enrolment]:
    """The completed trainings behind the hours of these people, for the record of the reading."""
    rows = (
        policy_for(Enrolment)
        .visible_to(actor)
        .filter(employee_id__in=list(employee_ids), state="completed", completed_on__year=year)
    )
    return list(rows.select_related("unit", "case"))
