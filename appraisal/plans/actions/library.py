"""The library of results for many people at once: HR or the head of a unit keeps it and puts it onto draft plans."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import Unreadable, read_values
from appraisal.machines.plan import PlanState
from appraisal.models import LibraryResult, Plan
from appraisal.plans import fields
from organization import tree
from organization.access import headed_intervals
from organization.models import Unit
from workflow import actors, clock
from workflow.actors import Actor
from workflow.engine import fire_many
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible, PreconditionRequired, StaleRevision
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

MOST_AT_ONCE: Final = 2_000
MOST_INDICATORS: Final = 10
Intervals = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """How many plans got the results, and how many of those asked for did not (no draft, no right, elsewhere)."""

    plans: int
    passed_over: int


def keeps(actor: Actor) -> Intervals:
    """The units whose library the actor keeps: HR's, and those the actor heads today."""
    if not actor.active:
        return ()
    return (*actor.intervals(Role.HR), *headed_intervals(actor))


def may_keep(intervals: Intervals, unit: Unit) -> bool:
    """Whether a unit lies in what somebody keeps."""
    return any(first <= unit.lft <= last for first, last in intervals)


def usable(intervals: Intervals, unit: Unit) -> bool:
    """Whether results of a unit can be put onto plans there: kept by oneself, or by a unit above."""
    above = any(unit.lft <= first and last <= unit.rght for first, last in intervals)
    return above or may_keep(intervals, unit)


@action
def add_entry(*, actor: Actor, unit: UUID, values: Mapping[str, Any]) -> LibraryResult:
    """A new result for the people of a unit and below it: ``title``, ``kind``, ``basis``, ``indicators``."""
    present = actors.reload(actor)
    mine = keeps(present)
    if not mine:
        raise NotPermitted
    place = Unit.objects.filter(public_id=unit).first()
    if place is None:
        raise InvalidInput(details=[FieldFault("unit", _("Please choose the unit the result is for."))])
    if not may_keep(mine, place):
        raise NotPermitted
    return _save(LibraryResult(unit=place, revision=0), present, values)


@action
def change_entry(entry: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any]) -> LibraryResult:
    """Save a result of the library on its revision; plans that have it already keep their own text."""
    present = actors.reload(actor)
    found = LibraryResult.objects.select_for_update(of=("self",)).select_related("unit").filter(public_id=entry).first()
    mine = keeps(present)
    if found is None or not usable(mine, found.unit):
        raise NotVisible
    if not may_keep(mine, found.unit):
        raise NotPermitted
    if revision is None:
        raise PreconditionRequired
    if revision != found.revision:
        stored = {"title": found.title, "kind": found.kind, "basis": found.basis, "indicators": found.indicators}
        raise StaleRevision(current={"revision": found.revision, "stored": stored, "sent": dict(values)})
    return _save(found, present, values)


def _save(entry: LibraryResult, actor: Actor, values: Mapping[str, Any]) -> LibraryResult:
    given = dict(values)
    in_use, rows = bool(given.pop("in_use", True)), given.pop("indicators", [])
    given.setdefault("basis", "")
    names = ("title", "kind", "basis")
    wanted = read_values(given, {name: fields.RESULT_FIELDS[name] for name in names})
    faults = [] if wanted.get("title") else [FieldFault("title", _("Please word the result."))]
    indicators, wrong = _indicators(rows)
    if faults or wrong:
        raise InvalidInput(details=[*faults, *wrong])
    for name, value in wanted.items():
        setattr(entry, name, value)
    entry.indicators, entry.in_use = indicators, in_use
    entry.revision += 1
    entry.saved_by_id, entry.saved_at = actor.user_id, clock.now()
    entry.save()
    return entry


def _indicators(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[FieldFault]]:
    """The indicators as plain data; at least one, each worded."""
    if not 1 <= len(rows) <= MOST_INDICATORS:
        sentence = _("Please give between 1 and %(most)d indicators.") % {"most": MOST_INDICATORS}
        return [], [FieldFault("indicators", sentence)]
    found, faults = [], []
    for number, row in enumerate(rows, 1):
        try:
            read = {name: reader(row.get(name, "")) for name, reader in fields.INDICATOR_FIELDS.items()}
        except Unreadable as wrong:
            faults.append(FieldFault(f"indicator-{number}", str(wrong)))
            continue
        if not read["text"]:
            faults.append(FieldFault(f"indicator-{number}", _("Please word the indicator.")))
        number_text = "" if read["number"] is None else f"{read['number']:.2f}"
        found.append({**read, "id": "", "number": number_text})
    return found, faults


def put_on_plans(*, actor: Actor, entries: Collection[UUID], plans: Collection[UUID]) -> Placed:
    """Put results of the library onto the draft plans of many people in one act.

    Whoever keeps the library does so for drafts where they are HR or the assessor; each plan's history says it, and
    the person is told. Plans in another state, elsewhere or not the actor's to help are passed over and counted.
    """
    present = actors.load(actor.user_id) if actor.user_id is not None else actor
    mine = keeps(present)
    if not mine:
        raise NotPermitted
    rows = _entries(entries, mine)
    if not plans or len(plans) > MOST_AT_ONCE:
        sentence = _("Please choose between 1 and %(most)d plans.") % {"most": MOST_AT_ONCE}
        raise InvalidInput(details=[FieldFault("plans", sentence)])
    visible = policy_for(Plan).visible_to(present).filter(public_id__in=plans, state=PlanState.DRAFT)
    for row in rows:
        visible = visible.filter(tree.subtree(row.unit, "unit__"))
    ids = list(visible.order_by("pk").values_list("pk", flat=True))
    payload = {"entries": [str(row.public_id) for row in rows]}
    moved = fire_many(Plan, ids, "receive", actor=actor, payload=payload)
    return Placed(moved, len(set(plans)) - moved)


def _entries(entries: Collection[UUID], mine: Intervals) -> list[LibraryResult]:
    rows = LibraryResult.objects.filter(public_id__in=entries, in_use=True).select_related("unit")
    found = [row for row in rows.order_by("pk") if usable(mine, row.unit)]
    if not entries or len(found) != len(set(entries)):
        raise InvalidInput(details=[FieldFault("entries", _("Please choose results of the library that are in use."))])
    return found
