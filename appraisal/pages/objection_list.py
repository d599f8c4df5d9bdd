"""The list of objections: one's own, those to answer, those to decide, those of an office; filters and keyset pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.machines.objection import ObjectionState as S
from appraisal.models import Objection
from appraisal.pages import lists
from appraisal.policies import ASSESSOR, DECIDER, SUBJECT, answers_objections, decides_objections
from workflow.actors import Actor
from workflow.pending import DueNote, pending_of
from workflow.policies import policy_for
from workflow.roles import Role

PAGE: Final = 30
NEWEST = lists.Filters(sort="-since")
SCOPES: Final[Mapping[str, str | Promise]] = {
    "": gettext_lazy("All"),
    "mine": gettext_lazy("Yours"),
    "answer": gettext_lazy("To answer"),
    "decide": gettext_lazy("To decide"),
    "units": gettext_lazy("Of your units"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; unknown values count as not asked."""

    scope: str = ""
    state: str = ""
    place: lists.Filters = field(default_factory=lambda: NEWEST)


@dataclass(frozen=True, slots=True)
class Row:
    """One objection in the list. `waits`: the next act is the reader's."""

    objection: Objection
    due: DueNote | None
    contested: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the scopes with how much waits in it."""

    label: str | Promise
    url: str
    current: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list."""

    rows: tuple[Row, ...]
    next_cursor: str


def read_filters(data: Mapping[str, Any]) -> Filters:
    """Filters from the address, each checked."""
    scope, state = data.get("scope", ""), data.get("state", "")
    return Filters(
        scope=scope if scope in SCOPES else "",
        state=state if state in S.values else "",
        place=lists.Filters(sort="-since", after=lists.read_cursor(data.get("after", ""))),
    )


def waiting(actor: Actor) -> dict[str, Q]:
    """What waits for the actor, by scope."""
    me = actor.employee_id
    return {
        "mine": Q(state=S.DRAFTED, evaluation__employee_id=me),
        "answer": Q(state=S.FILED) & answers_objections(actor),
        "decide": Q(state=S.ANSWERED) & decides_objections(actor),
    }


def scope_of(actor: Actor, scope: str) -> Q:
    """The objections of a scope."""
    me = actor.employee_id
    if me is None:
        return Q() if scope in ("", "units") else Q(pk__in=())
    parts = {
        "mine": Q(evaluation__employee_id=me),
        "answer": answers_objections(actor),
        "decide": decides_objections(actor),
    }
    if scope in parts:
        return parts[scope]
    if scope == "units":
        return ~parts["mine"] & ~parts["answer"] & ~parts["decide"]
    return Q()


def visible_rows(actor: Actor) -> "QuerySet[Objection]":
    """Everything the actor may know of."""
    rows: QuerySet[Objection] = policy_for(Objection).visible_to(actor)
    return rows


def listing(actor: Actor, filters: Filters) -> Listing:
    """One page, the one that moved last on top; two queries whatever the number of rows."""
    rows = visible_rows(actor).filter(scope_of(actor, filters.scope))
    if filters.state:
        rows = rows.filter(state=filters.state)
    rows = rows.select_related("evaluation__cycle", "evaluation__unit").annotate(contested=Count("items"))
    ordered: Any = lists.behind(rows, filters.place)  # type: ignore[arg-type]
    found = list(ordered.order_by("-state_since", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    notes = pending_of(Objection, [one.pk for one in shown])
    cursor = lists.cursor_of(shown[-1], filters.place) if len(found) > PAGE else ""
    return Listing(tuple(row_of(one, notes[one.pk], actor) for one in shown), cursor)


def row_of(one: Any, notes: Mapping[str, DueNote], actor: Actor) -> Row:
    """One line."""
    asked = {S.DRAFTED: SUBJECT, S.FILED: ASSESSOR, S.ANSWERED: DECIDER}.get(one.state)
    mine = asked in policy_for(Objection).roles_of(actor, one)
    return Row(one, next(iter(notes.values()), None), one.contested, mine)


def tabs_of(actor: Actor, filters: Filters, *, path: str) -> tuple[Tab, ...]:
    """The scopes that hold something for the reader, with how much waits; one query."""
    asked = {f"in_{name}": Count("pk", filter=scope_of(actor, name)) for name in SCOPES if name}
    waits = {f"waits_{name}": Count("pk", filter=where) for name, where in waiting(actor).items()}
    found = visible_rows(actor).order_by().aggregate(**asked, **waits)
    office = actor.holds(Role.HR) or actor.holds(Role.AUDITOR)
    tabs = []
    for name, label in SCOPES.items():
        present = not name or found[f"in_{name}"] or name == filters.scope or (name == "units" and office)
        if present:
            url = f"{path}?scope={name}" if name else path
            tabs.append(Tab(label, url, name == filters.scope, found.get(f"waits_{name}") or None))
    return tuple(tabs) if len(tabs) > 1 else ()


def state_options() -> list[tuple[str, str]]:
    """States for the filter."""
    return [("", _("All states")), *((value, str(label)) for value, label in S.choices)]
