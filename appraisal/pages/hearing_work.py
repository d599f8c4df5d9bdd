"""What hearings put on the worklist: minutes to write, minutes to answer."""

from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.hearing import HearingState as S
from appraisal.models import Hearing
from appraisal.policies import answers_objections, decides_objections
from workflow import clock
from workflow.actors import Actor
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Hearings in which the person owes something now; a hearing that still lies ahead is no task."""
    me = actor.employee_id
    if me is None or not actor.active:
        return None
    owed = (
        Q(state=S.HELD, employee_answer="", objection__evaluation__employee_id=me)
        | (Q(state=S.HELD, assessor_answer="") & answers_objections(actor, "objection__"))
        | (Q(state=S.PLANNED, planned_at__lt=clock.now()) & decides_objections(actor, "objection__"))
    )
    return Hearing.objects.filter(owed).annotate(
        part=Value("hearing", output_field=CharField()),
        key=F("public_id"),
        page=F("objection__public_id"),
        name=F("objection__evaluation__employee_name"),
        about=F("objection__evaluation__cycle__name"),
        since=F("state_since"),
    )


def line_of(row: Any) -> Task:
    """One hearing as a task."""
    names = {"name": row.name, "cycle": row.about}
    title, why, action = (
        _("Answer the minutes of the hearing: %(name)s, %(cycle)s"),
        _("They stand once both sides have said that they are right, or how they see it."),
        pgettext("button", "Read"),
    )
    if row.state == S.PLANNED:
        title, why, action = (
            _("Write the minutes of the hearing: %(name)s, %(cycle)s"),
            _("The time of the hearing is over. If it did not take place, move it or cancel it."),
            pgettext("button", "Write"),
        )
    url = reverse("appraisal:objection", args=[row.page]) + f"#hearing-{row.key}"
    return Task(key=f"hearing:{row.key}", title=title % names, url=url, action=action, why=why, rank=3)
