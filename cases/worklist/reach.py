"""What the rows of this app on the worklist share: units in reach, the nearest deadline."""

from typing import Any

from django.db.models import Q

from workflow.actors import Actor
from workflow.pending import DueNote
from workflow.roles import Role

Notes = dict[str, DueNote]


def in_reach(actor: Actor, role: Role) -> Q:
    """Rows in the units for which the actor was granted a role; never the actor's own."""
    inside = Q(pk__in=())
    for first, last in actor.intervals(role):
        inside |= Q(unit__lft__range=(first, last))
    return inside & ~Q(employee_id=actor.employee_id) if actor.employee_id is not None else inside


def first(notes: Notes) -> dict[str, Any]:
    """The nearest deadline as fields of a row."""
    due = next(iter(notes.values()), None)
    return {"due_at": due.due_at if due else None, "explanation": due.explanation if due else ()}
