"""What hearings put on the worklist: minutes to write, minutes to answer."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.hearing import HearingState as S
from appraisal.models import Hearing
from workflow import clock
from workflow.actors import Actor
from workflow.worklist import NOTHING, Found, Task, Worklist, register_worklist


@register_worklist
class HearingWork:
    """Hearings of objections in which the person owes something now."""

    def find(self, actor: Actor, *, limit: int) -> Found:
        """One query; a hearing that still lies ahead is no task."""
        me = actor.employee_id
        if me is None or not actor.active:
            return NOTHING
        owed = (
            Q(state=S.HELD, employee_answer="", objection__evaluation__employee_id=me)
            | Q(state=S.HELD, assessor_answer="", objection__evaluation__assessor_id=me)
            | Q(state=S.PLANNED, planned_at__lt=clock.now(), objection__decider_id=me)
        )
        rows = Hearing.objects.filter(owed).select_related("objection__evaluation__cycle")
        found = list(rows.order_by("state_since", "pk")[:limit])
        return Found(lambda _deadlines: Worklist(tuple(task_of(one) for one in found), ()))


def task_of(hearing: Any) -> Task:
    """One hearing as a task."""
    form = hearing.objection.evaluation
    names = {"name": form.employee_name, "cycle": form.cycle.name}
    title, why, action = (
        _("Answer the minutes of the hearing: %(name)s, %(cycle)s"),
        _("They stand once both sides have said that they are right, or how they see it."),
        pgettext("button", "Read"),
    )
    if hearing.state == S.PLANNED:
        title, why, action = (
            _("Write the minutes of the hearing: %(name)s, %(cycle)s"),
            _("The time of the hearing is over. If it did not take place, move it or cancel it."),
            pgettext("button", "Write"),
        )
    url = reverse("appraisal:objection", args=[hearing.objection.public_id]) + f"#hearing-{hearing.public_id}"
    return Task(key=f"hearing:{hearing.public_id}", title=title % names, url=url, action=action, why=why, rank=3)
