"""What plans put on the worklist: those to write or to correct, those to read, and the own one that is awaited."""

from typing import Any

from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal import seats
from appraisal.machines.plan import WRITTEN_IN
from appraisal.machines.plan import PlanState as S
from appraisal.models import Plan
from appraisal.pages.heads import CAPACITIES
from organization.days import today
from workflow.actors import ASSESSING, Actor
from workflow.worklist import Seat, Task, Waiting

BY_DELEGATION = "delegate"
AWAITED = Q(own=True, state=S.PROPOSED)


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Plans whose next act is the person's, or which the person awaits.

    What somebody is party to by a column of the plan, the policy shows as well. A draft of a time that is over is no
    task any more; what lies with the assessor is.
    """
    me = actor.employee_id
    if me is None or not actor.active:
        return None
    writing = Q(employee_id=me, state__in=WRITTEN_IN, period_until__gte=today())
    lying = Q(state=S.PROPOSED) & (seats.seat(actor, "assessor", ASSESSING, about="employee") | Q(employee_id=me))
    return Plan.objects.filter(writing | lying).annotate(
        part=Value("plan", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("employee_name"),
        about=Cast("year", CharField()),
        since=F("state_since"),
        holder=F("assessor_name"),
        capacity=Case(When(assessor_id=me, then=F("assessor_capacity")), default=Value(BY_DELEGATION)),
        office=F("assessor_post"),
        own=Case(When(employee_id=me, then=Value(value=True)), default=Value(value=False), output_field=BooleanField()),
    )


def line_of(row: Any) -> Task | Waiting:
    """One plan as a task, or the own one that lies with the assessor."""
    if row.own and row.state == S.PROPOSED:
        return _waiting(row)
    names = {"name": row.name, "year": row.about, "assessor": row.holder or _("your assessor")}
    title, why, action, rank = _words(row, names)
    capacity = "" if row.own else CAPACITIES.get(row.capacity, "")
    seat = Seat.ACTING if capacity else Seat.OWN
    if row.capacity == BY_DELEGATION and not row.own:
        capacity, seat = _("in the place of the absent"), Seat.DELEGATED
    return Task(
        key=f"plan:{row.key}",
        title=title,
        url=reverse("appraisal:plan-edit" if row.own else "appraisal:plan", args=[row.page]),
        action=action,
        why=why,
        capacity=f"{capacity} · {row.office}" if capacity else "",
        rank=rank,
        seat=seat.value,
    )


def _words(row: Any, names: dict[str, Any]) -> tuple[str, str, str, int]:
    """Title, reason, button and rank."""
    if row.state == S.PROPOSED:
        why = _("You are the assessor; without your word it is not in force.")
        return _("Read the plan of %(name)s, %(year)s") % names, why, pgettext("button", "Read"), 3
    if row.state == S.RETURNED:
        why = _("%(assessor)s returned it with a reason.") % names
        return _("Correct your plan, %(year)s") % names, why, pgettext("button", "Correct"), 2
    if row.state == S.CHANGED:
        why = _("A change is asked for; the former version is in force until the new one is agreed.")
        return _("Write the new version of your plan, %(year)s") % names, why, pgettext("button", "Write"), 4
    why = _("It is agreed with %(assessor)s and stands beside your evaluation.") % names
    return _("Write your plan, %(year)s") % names, why, pgettext("button", "Write"), 5


def _waiting(row: Any) -> Waiting:
    return Waiting(
        key=f"plan:{row.key}",
        title=_("Agreement on your plan, %(year)s") % {"year": row.about},
        url=reverse("appraisal:plan", args=[row.page]),
        holder=row.holder,
        since=row.since,
    )
