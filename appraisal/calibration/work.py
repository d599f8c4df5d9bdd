"""What calibration puts on the worklist: an open room to those who sit in it, a sealed one to HR for its release."""

from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.machines.calibration_room import CalibrationRoomState as S
from appraisal.models import CalibrationRoom, CalibrationSeat
from organization.tree import within
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Rooms in which the person sits while they are open, and as HR those to open or to release."""
    me, by_hr = actor.employee_id, actor.intervals(Role.HR)
    if not actor.active or (me is None and not by_hr):
        return None
    owed = Q(state__in=(S.DRAFT, S.SEALED)) & within(by_hr, "unit__")
    if me is not None:
        seats = CalibrationSeat.objects.filter(employee_id=me).order_by().values("room")
        sits = Q(moderator_id=me) | Q(pk__in=seats)
        owed = (owed & ~sits) | (Q(state=S.OPEN) & sits)
    rows: QuerySet[Any] = policy_for(CalibrationRoom).visible_to(actor).filter(owed)
    found: QuerySet[Any] = rows.annotate(
        part=Value("room", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("unit__name"),
        about=F("cycle__name"),
        since=F("state_since"),
    )
    return found


def line_of(row: Any) -> Task:
    """One room as a task."""
    titles = {
        S.DRAFT: (
            _("Open the calibration room of %(name)s"),
            _("You prepare the room; open it when the meeting begins."),
        ),
        S.OPEN: (_("Calibrate the results of %(name)s"), _("You sit in this room; every move needs a reason.")),
        S.SEALED: (_("Release the results of %(name)s"), _("The minutes are sealed; nobody is told a result before.")),
    }
    title, why = titles[S(row.state)]
    return Task(
        key=f"room:{row.key}",
        title=f"{title % {'name': row.name}}: {row.about}",
        url=reverse("appraisal:room", args=[row.page]),
        action=pgettext("button", "Open"),
        why=why,
        rank=3,
    )
