"""What annual results put on the worklist: years to decide, and one's own result to read."""

from typing import Any

from django.db.models import BooleanField, Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.annual.policies import owed_to
from appraisal.machines.annual import AnnualState as S
from appraisal.models import AnnualResult
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Years in which the person decides or reads next; None where nothing can be owed."""
    if not actor.active or actor.employee_id is None:
        return None
    rows: QuerySet[Any] = policy_for(AnnualResult).visible_to(actor).filter(owed_to(actor))
    mine = Case(When(employee_id=actor.employee_id, then=Value(value=True)), default=Value(value=False))
    found: QuerySet[Any] = rows.annotate(
        part=Value("annual", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("employee_name"),
        about=Cast("year", CharField()),
        since=F("state_since"),
    )
    marked: QuerySet[Any] = found.annotate(own=Cast(mine, BooleanField()))
    return marked


def line_of(row: Any) -> Task:
    """One year as a task."""
    if row.own:
        title, action = _("Read your annual result %(year)s") % {"year": row.about}, pgettext("button", "Read")
        why = _("Your assessor has decided. You confirm that you have read it.")
    else:
        title = _("Decide on the year %(year)s of %(name)s") % {"year": row.about, "name": row.name}
        action, why = pgettext("button", "Decide"), _("You are the assessor; the periods make a proposal.")
    return Task(
        key=f"annual:{row.key}",
        title=title,
        url=reverse("appraisal:annual", args=[row.page]),
        action=action,
        why=why,
        rank=5 if row.state == S.PROPOSED else 4,
    )
