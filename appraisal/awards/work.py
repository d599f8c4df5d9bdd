"""What awards put on the worklist: nominations to decide first, awards to give, and one's own word on being named."""

from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.award import AwardState as S
from appraisal.models import Award
from organization.tree import within
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Awards in which the person decides next, or is asked for consent; None where nothing can be owed.

    Whoever nominated or approved first is not asked to decide again.
    """
    owed = _owed(actor)
    if owed is None:
        return None
    rows: QuerySet[Any] = policy_for(Award).visible_to(actor).filter(owed)
    found: QuerySet[Any] = rows.annotate(
        part=Value("award", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("employee_name"),
        about=F("programme__name"),
        since=F("state_since"),
    )
    return found


def _owed(actor: Actor) -> Q | None:
    """What waits for the actor; None where nothing can."""
    me, by_hr, leading = actor.employee_id, actor.intervals(Role.HR), actor.intervals(Role.LEADER)
    if not actor.active or (me is None and not by_hr and not leading):
        return None
    others = ~Q(nominator_id=actor.user_id)
    first = Q(state=S.NOMINATED) & within(by_hr, "unit__")
    second = Q(state=S.FIRST_APPROVED) & ~Q(first_decider_id=actor.user_id)
    above = within(leading, "unit__")
    if me is None:
        return others & (first | (second & above))
    # Who rates, or stands above the rater, is no HR officer there; who rates gives no award.
    rated, superior = Q(assessor_id=me), Q(superior_id=me)
    first &= ~rated & ~superior
    second &= (above & ~rated) | superior
    return (others & (first | second)) | Q(state=S.AWARDED, employee_id=me, public__isnull=True)


def line_of(row: Any) -> Task:
    """One award as a task."""
    titles = {
        S.NOMINATED: (_("Decide on the nomination of %(name)s"), _("HR decides first; a leader decides after.")),
        S.FIRST_APPROVED: (_("Decide whether %(name)s gets the award"), _("HR approved; your decision is the second.")),
        S.AWARDED: (_("Say whether your award may be shown"), _("You can change your mind at any time.")),
    }
    title, why = titles[S(row.state)]
    return Task(
        key=f"award:{row.key}",
        title=f"{title % {'name': row.name}}: {row.about}",
        url=reverse("appraisal:award", args=[row.page]),
        action=pgettext("button", "Decide"),
        why=why,
        rank=6 if row.state == S.AWARDED else 4,
    )
