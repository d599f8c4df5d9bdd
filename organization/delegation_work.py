"""What delegations put on the worklist: the own draft that waits for its letter. Read with whatever else is seldom."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organization.models import Delegation
from workflow.actors import Actor
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Drafts of the absent person, who alone is asked; HR finds them in the list."""
    if actor.employee_id is None or not actor.active:
        return None
    rows = Delegation.objects.filter(absent_id=actor.employee_id, state=Delegation.States.DRAFTED.value)
    return rows.annotate(
        part=Value("delegation", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("delegate__full_name"),
        about=F("letter_number"),
        since=F("state_since"),
    )


def line_of(row: Any) -> Task:
    """One draft as a task."""
    return Task(
        key=f"delegation:{row.key}",
        title=_("Put the delegation to %(name)s into force") % {"name": row.name},
        url=reverse("organization:delegation", args=[row.page]),
        action=pgettext("button", "Look"),
        why=_("It is prepared; nobody acts by it yet."),
        rank=3,
    )
