"""What changes of the rules put on the worklist of those who are asked: the employee, or the assessor."""

from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal import seats
from appraisal.models import Evaluation
from workflow import clock
from workflow.actors import ASSESSING, Actor
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Forms that are offered other rules, and the actor is who may still agree."""
    if not actor.active or actor.employee_id is None:
        return None
    own = Q(state="self_assessment", employee_id=actor.employee_id, rule_offer__choices__self_assessment="ask")
    mine = Q(state="supervisor_review", rule_offer__choices__supervisor_review="ask")
    mine &= seats.seat(actor, "assessor", ASSESSING, about="employee")
    rows = Evaluation.objects.filter(own | mine, rule_offer__asked_until__gte=clock.now())
    return rows.annotate(
        part=Value("rule_offer", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("employee_name"),
        about=F("cycle__name"),
        since=F("state_since"),
    )


def line_of(row: Any) -> Task:
    """One offer as a task."""
    return Task(
        key=f"rule-offer:{row.key}",
        title=_("New rules for the form of %(name)s, %(cycle)s?") % {"name": row.name, "cycle": row.about},
        url=reverse("appraisal:evaluation-rules", args=[row.page]),
        action=pgettext("button", "Open"),
        why=_("Who does not answer in time keeps the old rules."),
        rank=4,
    )
