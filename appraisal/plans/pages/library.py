"""Pages of the library: the results, one result with its indicators, and the draft plans they are put onto."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.machines.plan import PlanState
from appraisal.models import LibraryResult, Plan
from appraisal.models.plans import Aspect, Perspective, ResultKind
from appraisal.pages.lists import Options
from appraisal.plans.actions.library import Intervals, keeps, may_keep, usable
from appraisal.plans.content import read_indicator
from appraisal.plans.fields import INDICATOR_FIELDS, number_text
from appraisal.plans.wording import aspect_label, target_words
from organization import tree
from organization.models import Unit
from workflow.actors import Actor
from workflow.errors import NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role

MOST_SHOWN: Final = 500
SPARE_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One result of the library in the list; `kept`: the reader changes it."""

    entry: LibraryResult
    indicators: tuple[str, ...]
    kept: bool


def entries_for(actor: Actor) -> list[EntryRow]:
    """What the reader can use: results of the own units, of those below and of those above; 403 for all others."""
    mine = keeps(actor)
    if not mine:
        raise NotPermitted
    rows = LibraryResult.objects.select_related("unit").order_by("unit__lft", "title", "pk")[:MOST_SHOWN]
    return [EntryRow(row, in_words(row), may_keep(mine, row.unit)) for row in rows if usable(mine, row.unit)]


def in_words(entry: LibraryResult) -> tuple[str, ...]:
    """The indicators, each in one line."""
    rows = [read_indicator(row) for row in entry.indicators]
    return tuple(f"{aspect_label(row)}: {row.text} ({target_words(row) or '–'})" for row in rows)


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The fields of one result of the library; what was typed wins over what is stored."""

    entry: LibraryResult | None
    values: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    units: Options
    kinds: Options
    aspects: Options
    perspectives: Options
    may_save: bool


def entry_form(actor: Actor, public_id: UUID | None, data: Mapping[str, str] | None) -> EntryForm:
    """The form of a new or a stored result; 404 for what the reader cannot use."""
    mine = keeps(actor)
    if not mine:
        raise NotPermitted
    entry = _entry(public_id, mine)
    rows = posted_indicators(data) if data is not None else _stored_rows(entry)
    spare: list[Mapping[str, str]] = [dict.fromkeys(INDICATOR_FIELDS, "") for _number in range(SPARE_ROWS)]
    return EntryForm(
        entry=entry,
        values=_values(entry, data),
        rows=(*rows, *spare),
        units=[] if entry else _units(mine),
        kinds=[(value, str(label)) for value, label in ResultKind.choices],
        aspects=[("", _("choose")), *((value, str(label)) for value, label in Aspect.choices)],
        perspectives=[("", _("for heads (JPT) only")), *((value, str(label)) for value, label in Perspective.choices)],
        may_save=entry is None or may_keep(mine, entry.unit),
    )


def _entry(public_id: UUID | None, mine: Intervals) -> LibraryResult | None:
    if public_id is None:
        return None
    found = LibraryResult.objects.select_related("unit").filter(public_id=public_id).first()
    if found is None or not usable(mine, found.unit):
        raise NotVisible
    return found


def _values(entry: LibraryResult | None, data: Mapping[str, str] | None) -> dict[str, str]:
    if data is not None:
        return {name: data.get(name, "") for name in ("unit", "title", "kind", "basis", "in_use")}
    if entry is None:
        return {"unit": "", "title": "", "kind": "main", "basis": "", "in_use": "on"}
    in_use = "on" if entry.in_use else ""
    return {"title": entry.title, "kind": entry.kind, "basis": entry.basis, "in_use": in_use}


def _stored_rows(entry: LibraryResult | None) -> list[dict[str, str]]:
    rows = [read_indicator(row) for row in entry.indicators] if entry else []
    return [
        {**{name: str(getattr(row, name)) for name in INDICATOR_FIELDS}, "number": number_text(row.number)}
        for row in rows
    ]


def posted_indicators(data: Mapping[str, str]) -> list[dict[str, str]]:
    """The indicators of a post that say anything, in their order."""
    found = []
    for number in range(1, 13):
        row = {name: data.get(f"indicator-{number}-{name}", "") for name in INDICATOR_FIELDS}
        if any(row[name].strip() for name in ("text", "number", "unit", "words")):
            found.append(row)
    return found


def _units(mine: Intervals) -> Options:
    rows = Unit.objects.filter(tree.within(mine)).order_by("lft")[:400]
    return [(str(unit.public_id), "\u2003" * min(unit.depth, 4) + unit.name) for unit in rows]


@dataclass(frozen=True, slots=True)
class PutPage:
    """The chosen results and the drafts the reader may put them onto."""

    entries: tuple[LibraryResult, ...]
    plans: tuple[Plan, ...]


def put_page(actor: Actor, raw: Sequence[str]) -> PutPage:
    """Drafts in reach of every chosen result where the reader is HR or the assessor; four queries."""
    mine = keeps(actor)
    if not mine:
        raise NotPermitted
    rows = LibraryResult.objects.filter(public_id__in=identities(raw), in_use=True).select_related("unit")
    entries = tuple(row for row in rows.order_by("pk") if usable(mine, row.unit))
    policy = policy_for(Plan)
    plans = policy.visible_to(actor).filter(state=PlanState.DRAFT)
    for entry in entries:
        plans = plans.filter(tree.subtree(entry.unit, "unit__"))
    found = plans.order_by("unit__lft", "employee_name", "pk")[:MOST_SHOWN] if entries else ()
    helping = {Role.HR.value, Role.ASSESSOR.value}
    return PutPage(entries, tuple(plan for plan in found if policy.roles_of(actor, plan) & helping))


def identities(raw: Sequence[str]) -> list[UUID]:
    """Public ids of an address or a post; what is none is left out."""
    found = []
    for text in raw[:MOST_SHOWN]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
