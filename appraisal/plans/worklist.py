"""What plans put on the worklist: those to write or to correct, those to read, and the own one that is awaited."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.plan import WRITTEN_IN
from appraisal.machines.plan import PlanState as S
from appraisal.models import Plan
from appraisal.pages.heads import CAPACITIES
from organization.days import today
from workflow.actors import Actor
from workflow.worklist import NOTHING, Found, Task, Waiting, Worklist, register_worklist


@register_worklist
class PlanWork:
    """Plans whose next act is the person's, or which the person awaits."""

    def find(self, actor: Actor, *, limit: int) -> Found:
        """One query; what somebody is party to by a column of the plan, the policy shows as well."""
        me = actor.employee_id
        if me is None or not actor.active:
            return NOTHING
        # A draft of a time that is over is no task any more; what lies with the assessor is.
        writing = Q(employee_id=me, state__in=WRITTEN_IN, period_until__gte=today())
        lying = Q(state=S.PROPOSED) & (Q(assessor_id=me) | Q(employee_id=me))
        rows = list(Plan.objects.filter(writing | lying).order_by("state_since", "pk")[: 2 * limit])
        tasks = [task_of(plan, actor) for plan in rows if plan.state != S.PROPOSED or plan.assessor_id == me]
        waiting = [waiting_row(plan) for plan in rows if plan.state == S.PROPOSED and plan.employee_id == me]
        return Found(lambda _deadlines: Worklist(tuple(tasks[:limit]), tuple(waiting[:limit])))


def task_of(plan: Any, actor: Actor) -> Task:
    """One plan as a task."""
    names = {"name": plan.employee_name, "year": plan.year, "assessor": plan.assessor_name or _("your assessor")}
    title, why, action, rank = words_of(plan, names)
    own = plan.employee_id == actor.employee_id
    capacity = "" if own else CAPACITIES.get(plan.assessor_capacity, "")
    return Task(
        key=f"plan:{plan.public_id}",
        title=title,
        url=reverse("appraisal:plan-edit" if own else "appraisal:plan", args=[plan.public_id]),
        action=action,
        why=why,
        capacity=f"{capacity} · {plan.assessor_post}" if capacity else "",
        rank=rank,
    )


def words_of(plan: Any, names: dict[str, Any]) -> tuple[str, str, str, int]:
    """Title, reason, button and rank."""
    if plan.state == S.PROPOSED:
        why = _("You are the assessor; without your word it is not in force.")
        return _("Read the plan of %(name)s, %(year)s") % names, why, pgettext("button", "Read"), 3
    if plan.state == S.RETURNED:
        why = _("%(assessor)s returned it with a reason.") % names
        return _("Correct your plan, %(year)s") % names, why, pgettext("button", "Correct"), 2
    if plan.state == S.CHANGED:
        why = _("A change is asked for; the former version is in force until the new one is agreed.")
        return _("Write the new version of your plan, %(year)s") % names, why, pgettext("button", "Write"), 4
    why = _("It is agreed with %(assessor)s and stands beside your evaluation.") % names
    return _("Write your plan, %(year)s") % names, why, pgettext("button", "Write"), 5


def waiting_row(plan: Any) -> Waiting:
    """The own plan that lies with the assessor."""
    return Waiting(
        key=f"plan:{plan.public_id}",
        title=_("Agreement on your plan, %(year)s") % {"year": plan.year},
        url=reverse("appraisal:plan", args=[plan.public_id]),
        holder=plan.assessor_name,
        since=plan.proposed_at,
    )
