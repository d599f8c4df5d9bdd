"""What innovations put on the worklist: reviews and confirmations for the office, drafts that came back."""

from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.innovation import InnovationState as S
from appraisal.models import Innovation
from organization.tree import within
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Innovations in which the person owes something now; only HR is asked to review, leaders may."""
    intervals = actor.intervals(Role.HR)
    if not actor.active or actor.user_id is None or (actor.employee_id is None and not intervals):
        return None
    me = actor.employee_id or 0
    waits = Q(state=S.SUBMITTED) | Q(state=S.IN_USE, measured_at__isnull=False, effect_confirmed_on__isnull=True)
    others = ~Q(author_id=me) & ~Q(contributors__employee_id=me)
    owed = (waits & others & within(intervals, "unit__")) | (Q(state=S.DRAFT, author_id=me) & ~Q(review_note=""))
    seen = policy_for(Innovation).visible_to(actor).filter(owed)
    return Innovation.objects.filter(pk__in=seen.values("pk")).annotate(
        part=Value("innovation", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("title"),
        about=Value("", output_field=CharField()),
        since=F("state_since"),
    )


def line_of(row: Any) -> Task:
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
    title, why, action = words[S(row.state)]
    url = reverse("appraisal:innovation", args=[row.page])
    return Task(key=f"innovation:{row.key}", title=title % {"title": row.name}, url=url, action=action, why=why)
