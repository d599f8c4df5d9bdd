"""Lists of forms: one's own over all periods, and those of a team or of an office, with filters and keyset pages."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Cycle, Evaluation
from appraisal.pages.heads import Mark, decisive, marks_of
from appraisal.policies import PREDICATE
from organization.models import Unit
from workflow.actors import Actor
from workflow.pending import DueNote, pending_of
from workflow.policies import policy_for

PAGE: Final = 30
SORTS: Final[Mapping[str, str]] = {"name": "employee_name", "since": "state_since"}
LONGEST_SEARCH: Final = 60
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One form in a list. `predicate` is empty where the reader may not know it."""

    evaluation: Evaluation
    due: DueNote | None
    marks: tuple[Mark, ...]
    predicate: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; unknown values count as not asked."""

    state: str = ""
    cycle: str = ""
    unit: str = ""
    search: str = ""
    sort: str = "name"
    after: tuple[str, int] | None = None

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def column(self) -> str:
        return SORTS[self.sort.lstrip("-")]

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.state or self.cycle or self.unit or self.search)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `next_cursor` leads on, empty on the last page."""

    rows: tuple[Row, ...]
    next_cursor: str


def read_filters(data: Mapping[str, Any]) -> Filters:
    """Filters from the address, each checked."""
    sort = data.get("sort", "name")
    return Filters(
        state=data.get("state", "") if data.get("state", "") in EvaluationState.values else "",
        cycle=uuid_text(data.get("cycle", "")),
        unit=uuid_text(data.get("unit", "")),
        search=str(data.get("q", "")).strip()[:LONGEST_SEARCH].replace("\x00", ""),
        sort=sort if sort.lstrip("-") in SORTS and len(sort) <= LONGEST_SEARCH else "name",
        after=read_cursor(data.get("after", "")),
    )


def uuid_text(raw: str) -> str:
    """A public id in its one spelling, or nothing."""
    try:
        return str(UUID(raw)) if raw else ""
    except ValueError:
        return ""


def own_forms(actor: Actor) -> "QuerySet[Evaluation]":
    """Everything the actor was ever appraised in."""
    rows = policy_for(Evaluation).visible_to(actor).filter(employee_id=actor.employee_id)
    rows = rows if actor.employee_id is not None else rows.none()
    return rows.select_related("cycle__rule_set").order_by("-cycle__period_from", "-pk")


def team_forms(actor: Actor, filters: Filters) -> "QuerySet[Evaluation]":
    """Other people's forms that the actor may know of, narrowed."""
    rows = policy_for(Evaluation).visible_to(actor).select_related("cycle__rule_set", "unit")
    if actor.employee_id is not None:
        rows = rows.exclude(employee_id=actor.employee_id)
    asked = {"state": filters.state, "cycle__public_id": filters.cycle}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if filters.unit:
        unit = Unit.objects.filter(public_id=filters.unit).values_list("lft", "rght").first() or (0, 0)
        rows = rows.filter(unit__lft__gte=unit[0], unit__lft__lte=unit[1])
    if filters.search:
        for word in filters.search.split():
            rows = rows.filter(Q(employee_name__icontains=word) | Q(cycle__name__icontains=word))
    return rows


def listing(rows: "QuerySet[Evaluation]", actor: Actor, filters: Filters) -> Listing:
    """One page by keyset, in three queries whatever the number of rows."""
    sign = "-" if filters.descending else ""
    found = list(behind(rows, filters).order_by(f"{sign}{filters.column}", f"{sign}pk")[: PAGE + 1])
    shown = rows_of(found[:PAGE], actor)
    return Listing(shown, cursor_of(found[PAGE - 1], filters) if len(found) > PAGE else "")


def rows_of(forms: list[Evaluation], actor: Actor) -> tuple[Row, ...]:
    """Forms with their deadlines and what the reader may know."""
    policy, notes = policy_for(Evaluation), pending_of(Evaluation, [form.pk for form in forms])
    return tuple(
        Row(
            evaluation=form,
            due=decisive(form, notes[form.pk]),
            marks=marks_of(form),
            predicate=form.predicate_label if PREDICATE in policy.fields_for(actor, form) else "",
        )
        for form in forms
    )


def behind(rows: "QuerySet[Evaluation]", filters: Filters) -> "QuerySet[Evaluation]":
    """The rows after the cursor in the chosen order."""
    if filters.after is None:
        return rows
    raw, pk = filters.after
    try:
        value: Any = datetime.fromisoformat(raw) if filters.column == "state_since" else raw
    except ValueError:
        return rows
    beyond = "lt" if filters.descending else "gt"
    column = filters.column
    return rows.filter(Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"pk__{beyond}": pk}))


def cursor_of(form: Evaluation, filters: Filters) -> str:
    """Where the next page begins."""
    value = getattr(form, filters.column)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return base64.urlsafe_b64encode(json.dumps([text, form.pk]).encode()).decode()


def read_cursor(raw: str) -> tuple[str, int] | None:
    """The cursor of an address; nothing for one that makes no sense."""
    try:
        text, pk = json.loads(base64.urlsafe_b64decode(raw.encode())) if raw else (None, None)
    except (ValueError, TypeError, binascii.Error):
        return None
    return (text, pk) if isinstance(text, str) and isinstance(pk, int) and 0 <= pk < 2**63 else None


def state_options() -> Options:
    """States for the filter."""
    return [("", _("All states")), *((value, str(label)) for value, label in EvaluationState.choices)]


def cycle_options(actor: Actor) -> Options:
    """Cycles the actor may know of, the newest first."""
    rows = policy_for(Cycle).visible_to(actor).exclude(state="draft").order_by("-period_from", "-pk")
    found = rows.values_list("public_id", "name")[:50]
    return [("", _("All periods")), *((str(public_id), name) for public_id, name in found)]


def unit_options(actor: Actor) -> Options:
    """Units in which the actor may see forms, in the order of the tree, with their depth."""
    forms = policy_for(Evaluation).visible_to(actor).order_by().values("unit_id")
    rows = Unit.objects.filter(pk__in=forms).order_by("lft").values_list("public_id", "name", "depth")
    found = [(str(public_id), "\u2003" * min(depth, 4) + name) for public_id, name, depth in rows[:400]]
    return [("", _("All units")), *found]
