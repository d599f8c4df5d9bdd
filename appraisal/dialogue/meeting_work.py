"""What dialogue meetings put on the worklist: minutes to write, records to answer."""

from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.dialogue_meeting import DialogueMeetingState as S
from appraisal.models import DialogueMeeting
from workflow import clock
from workflow.actors import Actor
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Meetings in which the person owes something now; the superior writes the minutes unless the employee does."""
    me = actor.employee_id
    if me is None or not actor.active:
        return None
    owed = (
        Q(state=S.HELD, employee_answer="", year__employee_id=me)
        | Q(state=S.HELD, assessor_answer="", year__assessor_id=me)
        | Q(state=S.PLANNED, planned_at__lt=clock.now(), year__assessor_id=me)
    )
    return DialogueMeeting.objects.filter(owed).annotate(
        part=Value("dialogue", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("year__employee__full_name"),
        about=Value("", output_field=CharField()),
        since=F("state_since"),
    )


def line_of(row: Any) -> Task:
    """One meeting as a task."""
    title, why, action = (
        _("Answer the record of the dialogue meeting: %(name)s"),
        _("It stands once both sides have said that it is right, or how they see it."),
        pgettext("button", "Read"),
    )
    if row.state == S.PLANNED:
        title, why, action = (
            _("Write the minutes of the dialogue meeting: %(name)s"),
            _("Its time is over. If it did not take place, move it or cancel it."),
            pgettext("button", "Write"),
        )
    url = reverse("appraisal:dialogue-meeting", args=[row.page])
    return Task(key=f"dialogue:{row.key}", title=title % {"name": row.name}, url=url, action=action, why=why, rank=3)
