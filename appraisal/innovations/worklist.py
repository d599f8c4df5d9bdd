"""What innovations put on the worklist: reviews and confirmations for the office, drafts that came back."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.innovation import InnovationState as S
from appraisal.models import Innovation
from organization.tree import within
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import NOTHING, Found, Task, Worklist, register_worklist


@register_worklist
class InnovationWork:
    """Innovations in which the person owes something now."""

    def find(self, actor: Actor, *, limit: int) -> Found:
        """One query; only HR is asked to review, leaders may."""
        if not actor.active or actor.user_id is None:
            return NOTHING
        me = actor.employee_id or 0
        waits = Q(state=S.SUBMITTED) | Q(state=S.IN_USE, measured_at__isnull=False, effect_confirmed_on__isnull=True)
        others = ~Q(author_id=me) & ~Q(contributors__employee_id=me)
        owed = waits & others & within(actor.intervals(Role.HR), "unit__")
        if actor.employee_id is not None:
            owed |= Q(state=S.DRAFT, author_id=me) & ~Q(review_note="")
        rows = policy_for(Innovation).visible_to(actor).filter(owed).distinct()
        found = list(rows.order_by("state_since", "pk")[:limit])
        return Found(lambda _deadlines: Worklist(tuple(task_of(one) for one in found), ()))


def task_of(one: Any) -> Task:
    """One innovation as a task."""
    words = {
        S.SUBMITTED: (
            _("Review the innovation “%(title)s”"),
            _("It was handed in; you see to it for this unit."),
            pgettext("button", "Review"),
        ),
        S.IN_USE: (
            _("Confirm the effect of “%(title)s” or not"),
            _("Its effect was reported; it counts once it is confirmed."),
            pgettext("button", "Look"),
        ),
        S.DRAFT: (
            _("Correct your innovation “%(title)s”"),
            _("It was returned with a reason."),
            pgettext("button", "Correct"),
        ),
    }
    title, why, action = words[S(one.state)]
    url = reverse("appraisal:innovation", args=[one.public_id])
    return Task(key=f"innovation:{one.public_id}", title=title % {"title": one.title}, url=url, action=action, why=why)
