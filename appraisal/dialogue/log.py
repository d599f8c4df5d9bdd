"""The achievement log: entries written, changed and taken away by the person alone, all through the year."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from appraisal.actions.base import require_revision
from appraisal.actions.evidence import or_delete, refuse_too_many, stored_fields
from appraisal.dialogue import texts
from appraisal.dialogue.relations import reached, side_of, sides_on
from appraisal.dialogue.targets import offered_for, target_of
from appraisal.dialogue.years import opened
from appraisal.models import DialogueYear, Evaluation, LogEntry, LogEvidence
from appraisal.models.dialogue import LONGEST_ENTRY
from appraisal.policies import SELF
from organization.days import today
from organization.models import Employee
from workflow import actors, clock
from workflow.actors import Actor
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action, within_action

NAMES: Final = ("on", "text", "target")
MOST_ENTRIES: Final = 500


@action
def add_entry(*, actor: Actor, values: Mapping[str, Any]) -> LogEntry:
    """Write an entry about oneself: `on`, `text`, `target` (a key of `targets`).

    400 for what does not do, 403 without a person, 422 for a year that is over or full.
    """
    present = actors.reload(actor)
    if not present.active or present.employee_id is None:
        raise NotPermitted
    me = Employee.objects.select_related("unit").get(pk=present.employee_id)
    day: date | None = values.get("on")
    year = opened(me, day.year if day else today(me.unit.zone).year)
    found = _sound(values, year)
    if year.entries.filter(removed_at__isnull=True).count() >= MOST_ENTRIES:
        from django.utils.translation import gettext as _

        raise GuardRefused(_("There are too many entries in this year."), code="too_many_entries")
    return LogEntry.objects.create(year=year, created_at=clock.now(), **found)


@action
def save_entry(entry: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any]) -> LogEntry:
    """Change an entry on its revision; what is not given stays. 428 without a revision, 409 with both texts."""
    one = _to_write(entry, actor)
    require_revision(one.revision, revision, current=stored_values(one), sent=values)
    found = _sound({**stored_values(one), **values}, one.year)
    for name, value in found.items():
        setattr(one, name, value)
    one.revision += 1
    one.save()
    return one


@action
def remove_entry(entry: UUID, *, actor: Actor) -> None:
    """Take an entry away; the row stays for the record, and nobody reads it any more."""
    one = _to_write(entry, actor)
    LogEntry.objects.filter(pk=one.pk).update(removed_at=clock.now())


def upload_file(entry: UUID, *, actor: Actor, name: str, content: bytes) -> LogEvidence:
    """Put a file to an entry: looked at before the transaction, stored under a random name."""
    fields = stored_fields(name, content, actor=actor, check=lambda: _check_files(entry, actor))
    return or_delete(fields, lambda: _add_file(entry, actor, fields))


@action
def remove_file(file: UUID, *, actor: Actor) -> LogEntry:
    """Take a file away again; the row stays, marked. Returns its entry."""
    row = LogEvidence.objects.select_related("entry").filter(public_id=file, removed_at__isnull=True).first()
    if row is None:
        raise NotVisible
    one = _to_write(row.entry.public_id, actor)
    LogEvidence.objects.filter(pk=row.pk).update(removed_at=clock.now())
    return one


def entries_visible_to(actor: Actor) -> "QuerySet[LogEntry]":
    """Entries of oneself and of those one stands above."""
    rows = LogEntry.objects.filter(removed_at__isnull=True).select_related("year__unit", "year__employee")
    return reached(rows, actor)


def may_write(actor: Actor, one: LogEntry) -> bool:
    """The person alone."""
    return side_of(actor, one.year) is Role.SUBJECT


def ground_of_reading(actor: Actor, one: LogEntry) -> str:
    """The relation that opens an entry; empty for nobody's. Whoever may read the form of its days reads it too."""
    sides = sides_on(actor, one)
    return ",".join(sorted(sides)) if sides else _by_form(actor, one)


def _by_form(actor: Actor, one: LogEntry) -> str:
    """Whether the employee's part of a form whose period holds the day is open to the reader, and by which role."""
    forms = policy_for(Evaluation).visible_to(actor)
    days = {"cycle__period_from__lte": one.on, "cycle__period_until__gte": one.on}
    for form in forms.filter(employee_id=one.year.employee_id, **days):
        if SELF in policy_for(form).fields_for(actor, form):
            return ",".join(sorted(policy_for(form).roles_of(actor, form)))
    return ""


def file_of(file: UUID, *, actor: Actor) -> tuple[LogEvidence, str]:
    """A present file, and on what ground it is read. 404 for everybody else."""
    rows = LogEvidence.objects.select_related("entry__year__unit", "entry__year__employee")
    row = rows.filter(public_id=file, removed_at__isnull=True, entry__removed_at__isnull=True).first()
    ground = ground_of_reading(actor, row.entry) if row else ""
    if row is None or not ground:
        raise NotVisible
    return row, ground


def stored_values(one: LogEntry) -> dict[str, Any]:
    """The entry by the names of its inputs."""
    return {"on": one.on, "text": one.text, "target": target_of(one).key}


@within_action
def _to_write(entry: UUID, actor: Actor) -> LogEntry:
    present = actors.reload(actor)
    rows = LogEntry.objects.select_for_update(of=("self",)).select_related("year__unit", "year__employee")
    one = rows.filter(public_id=entry, removed_at__isnull=True).first()
    if one is None or not sides_on(present, one):
        raise NotVisible
    if not may_write(present, one):
        raise NotPermitted
    return one


@action
def _check_files(entry: UUID, actor: Actor) -> None:
    _room_for_file(entry, actor)


@action
def _add_file(entry: UUID, actor: Actor, fields: dict[str, Any]) -> LogEvidence:
    return LogEvidence.objects.create(entry=_room_for_file(entry, actor), **fields)


@within_action
def _room_for_file(entry: UUID, actor: Actor) -> LogEntry:
    one = _to_write(entry, actor)
    refuse_too_many(one.evidence.filter(removed_at__isnull=True).count())
    return one


def _sound(values: Mapping[str, Any], year: DialogueYear) -> dict[str, Any]:
    """The columns of an entry. Raises `InvalidInput` with every fault."""
    text, (first, last) = texts.clean(values.get("text")), year.days
    faults: list[FieldFault] = texts.text_faults("text", text, limit=LONGEST_ENTRY)
    day: date | None = values.get("on")
    faults += texts.day_faults("on", day, first=first, last=min(last, today(year.unit.zone)))
    offered = offered_for(year)
    target = texts.read_one_target("target", values.get("target"), offered, faults)
    if faults or target is None:
        raise InvalidInput(details=faults)
    return {"on": day, "text": text, **target.as_columns()}
