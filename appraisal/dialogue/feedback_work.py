"""What feedback puts on the worklist: what one is asked for."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.feedback import FeedbackState
from appraisal.models import Feedback
from workflow.actors import Actor
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Feedback the person is asked for and has neither given nor declined."""
    if not actor.active or actor.employee_id is None:
        return None
    return Feedback.objects.filter(state=FeedbackState.ASKED, giver_id=actor.employee_id).annotate(
        part=Value("feedback", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("employee_name"),
        about=Value("", output_field=CharField()),
        since=F("state_since"),
    )


def line_of(row: Any) -> Task:
    """One request as a task."""
    return Task(
        key=f"feedback:{row.key}",
        title=_("Give feedback about %(name)s, or say no") % {"name": row.name},
        url=reverse("appraisal:feedback", args=[row.page]),
        action=pgettext("button", "Write"),
        why=_("You were asked; what you write helps the person to grow."),
        rank=4,
    )
