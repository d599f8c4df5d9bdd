"""What segments put on the worklist: the own time to close, and for HR what nobody can close or assess."""

from typing import Any, Final

from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal import seats
from appraisal.models import PeriodSegment
from appraisal.segments.moving import FOLLOWS
from organization import tree
from workflow.actors import ASSESSING, Actor
from workflow.roles import Role
from workflow.worklist import Task

DEADLINE: Final = (PeriodSegment, "closing_ends")


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Open segments the actor closes; for HR those whose assessor is gone, and forms that lost their assessor."""
    if not actor.active or (actor.employee_id is None and not actor.holds(Role.HR)):
        return None
    own = Q(state="open") & seats.seat(actor, "assessor", ASSESSING, about="evaluation__employee")
    own &= ~Q(evaluation__employee_id=actor.employee_id or 0)
    asked = _of_office(actor) if actor.holds(Role.HR) else Q(pk__in=())
    return PeriodSegment.objects.filter(own | asked).annotate(
        part=Value("segment", output_field=CharField()),
        key=F("public_id"),
        page=Case(When(state="current", then=F("evaluation__public_id")), default=F("public_id")),
        name=F("evaluation__employee_name"),
        about=F("evaluation__cycle__name"),
        since=F("state_since"),
        own=Case(When(own, then=Value(value=True)), default=Value(value=False), output_field=BooleanField()),
    )


def _of_office(actor: Actor) -> Q:
    gone = Q(state="open") & (Q(assessor__isnull=True) | Q(assessor__active=False))
    nobody = Q(state="current", assessor__isnull=True, evaluation__state__in=tuple(FOLLOWS))
    not_mine = sorted({actor.employee_id or 0, *actor.superior_ids})
    return (
        (gone | nobody)
        & tree.within(actor.intervals(Role.HR), "evaluation__unit__")
        & ~Q(evaluation__employee_id__in=not_mine)
    )


def line_of(row: Any) -> Task:
    """One segment as a task."""
    names = {"name": row.name, "cycle": row.about}
    if row.state == "current":
        return Task(
            key=f"segment:{row.key}",
            title=_("Name an assessor for %(name)s, %(cycle)s") % names,
            url=reverse("appraisal:evaluation", args=[row.page]),
            action=pgettext("button", "Open"),
            why=_("The employee moved, and nobody stands above the new post."),
            rank=2,
        )
    if not row.own:
        return Task(
            key=f"segment:{row.key}",
            title=_("Excuse the former assessor of %(name)s, %(cycle)s") % names,
            url=reverse("appraisal:segment", args=[row.page]),
            action=pgettext("button", "Open"),
            why=_("The former assessor is no longer there to close the own time."),
            rank=3,
        )
    return Task(
        key=f"segment:{row.key}",
        title=_("Close your time with %(name)s, %(cycle)s") % names,
        url=reverse("appraisal:segment", args=[row.page]),
        action=pgettext("button", "Close"),
        why=_("Somebody else assesses now; your ratings and your note go with the form."),
        rank=2,
    )
