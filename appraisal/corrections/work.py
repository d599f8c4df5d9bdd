"""What corrections of the assessor put on the worklist: requests to decide, and the own one that is awaited."""

from typing import Any, Final

from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.corrections.policies import decides_corrections
from appraisal.models import AssessorCorrection
from workflow.actors import Actor
from workflow.roles import Role
from workflow.worklist import Task, Waiting

DEADLINE: Final = (AssessorCorrection, "decision_ends")
AWAITED = Q(own=True)


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Undecided requests the actor decides or filed."""
    if not actor.active or (actor.employee_id is None and not actor.holds(Role.HR)):
        return None
    own = Q(evaluation__employee_id=actor.employee_id or 0)
    asked = decides_corrections(actor) if actor.holds(Role.HR) else Q(pk__in=())
    return AssessorCorrection.objects.filter(Q(state="filed") & (own | asked)).annotate(
        part=Value("correction", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("evaluation__employee_name"),
        about=F("evaluation__cycle__name"),
        since=F("state_since"),
        overdue=F("overdue_at"),
        own=Case(When(own, then=Value(value=True)), default=Value(value=False), output_field=BooleanField()),
    )


def line_of(row: Any) -> Task | Waiting:
    """One request as a task of HR, or as what the employee waits for."""
    url = reverse("appraisal:correction", args=[row.page])
    if row.own:
        title = _("Decision on who assesses you, %(cycle)s") % {"cycle": row.about}
        return Waiting(key=f"correction:{row.key}", title=title, url=url, holder=_("HR"), since=row.since)
    names = {"name": row.name, "cycle": row.about}
    return Task(
        key=f"correction:{row.key}",
        title=_("Decide who assesses %(name)s, %(cycle)s") % names,
        url=url,
        action=pgettext("button", "Decide"),
        why=_("The employee says that another person should assess. The result waits for it."),
        state=_("Overdue") if row.overdue else "",
        rank=1 if row.overdue else 3,
    )
