"""What the rows of this app on the worklist share: units in reach, the nearest deadline, lines of one shape."""

from typing import Any

from django.db.models import F, Q, QuerySet, Value

from workflow.actors import Actor
from workflow.pending import DueNote
from workflow.roles import Role

Notes = dict[str, DueNote]
Line = dict[str, Any]


def in_reach(actor: Actor, role: Role, case: str = "") -> Q:
    """Rows in the units for which the actor was granted a role; never the actor's own. `case` leads to the columns."""
    inside = Q(pk__in=())
    for first, last in actor.intervals(role):
        inside |= Q(**{f"{case}unit__lft__range": (first, last)})
    return inside & ~Q(**{f"{case}employee_id": actor.employee_id}) if actor.employee_id is not None else inside


def first(notes: Notes) -> dict[str, Any]:
    """The nearest deadline as fields of a row."""
    due = next(iter(notes.values()), None)
    return {"due_at": due.due_at if due else None, "explanation": due.explanation if due else ()}


def lines(rows: "QuerySet[Any]", *, at: str) -> "QuerySet[Any, Line]":
    """Rows about a case as lines of one shape, so that several kinds are read by one UNION; `at` orders them."""
    named = rows.order_by().annotate(
        what=Value(rows.model.kind), at=F(at), name=F("case__employee__full_name"), person=F("case__employee_id")
    )
    found: QuerySet[Any, dict[str, Any]] = named.values("what", "id", "public_id", "state", "at", "name", "person")
    return found
