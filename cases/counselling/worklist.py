"""What counselling puts on the worklist: counsellors to name, talks to arrange, to note down, and one's own request."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cases.models import Counselling, CounsellingSession
from workflow import clock
from workflow.actors import Actor
from workflow.pending import Deadlines, Notes
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Found, Task, Waiting, Worklist, register_worklist


@register_worklist
class CounsellingWork:
    """Confidential talks and who is awaited for them."""

    kinds: Final = {"counselling": gettext_lazy("Counselling"), "talk": gettext_lazy("Confidential talks")}

    def owed(self, actor: Actor) -> "tuple[QuerySet[Any, Any], ...]":
        """The tasks of `find`, to be counted."""
        others = _waiting(actor).exclude(case__employee_id=actor.employee_id or 0)
        return others, _past_talks(actor)

    def find(self, actor: Actor, *, limit: int) -> Found:
        """What waits for the actor and what the actor waits for; two queries."""
        found, talks = list(_waiting(actor)[:limit]), list(_past_talks(actor)[:limit])
        own = [one for one in found if one.case.employee_id == actor.employee_id]
        others = [one for one in found if one.case.employee_id != actor.employee_id]

        def in_words(deadlines: Deadlines) -> Worklist:
            tasks = [_task(one, _due(deadlines.get((Counselling, one.pk), {}))) for one in others]
            tasks += [_talk_task(talk) for talk in talks]
            waiting = [_own_request(one, _due(deadlines.get((Counselling, one.pk), {}))) for one in own]
            return Worklist(tuple(tasks), tuple(waiting))

        return Found(in_words, tuple((Counselling, one.pk) for one in found if one.state == "requested"))


def _due(notes: Notes) -> dict[str, Any]:
    note = next(iter(notes.values()), None)
    return {"due_at": note.due_at, "explanation": note.explanation} if note else {}


def _waiting(actor: Actor) -> QuerySet[Counselling]:
    """Counsellings that need a counsellor, or a next talk."""
    requested = Q(state="requested")
    asked = requested & _reach(actor)
    if actor.employee_id is not None:
        asked |= Q(counsellor_id=actor.employee_id, state="active", has_plan=False)
        asked |= requested & Q(case__employee_id=actor.employee_id)
    planned = CounsellingSession.objects.filter(counselling=OuterRef("pk"), state="planned")
    rows = policy_for(Counselling).visible_to(actor).annotate(has_plan=Exists(planned)).filter(asked)
    return rows.select_related("case__employee").order_by("asked_at", "pk")  # type: ignore[no-any-return]


def _reach(actor: Actor) -> Q:
    inside = Q(pk__in=())
    for first, last in actor.intervals(Role.HR):
        inside |= Q(case__unit__lft__range=(first, last))
    return inside & ~Q(case__employee_id=actor.employee_id) if actor.employee_id is not None else inside


def _past_talks(actor: Actor) -> QuerySet[CounsellingSession]:
    if actor.employee_id is None:
        return CounsellingSession.objects.none()
    past = Q(state="planned", counsellor_id=actor.employee_id, planned_at__lte=clock.now())
    rows = policy_for(CounsellingSession).visible_to(actor).filter(past)
    return rows.select_related("counselling__case__employee").order_by("planned_at")


def _task(one: Counselling, due: dict[str, Any]) -> Task:
    naming = one.state == "requested"
    title = _("Name a counsellor for %(name)s") if naming else _("Arrange a confidential talk with %(name)s")
    return Task(
        key=f"counselling:{one.public_id}",
        title=title % {"name": one.case.employee.full_name},
        why=_("Counselling was asked for.") if naming else _("You were named as the counsellor."),
        action=pgettext("button", "Open"),
        url=reverse("cases:counselling", args=[one.public_id]),
        rank=3,
        **due,
    )


def _talk_task(talk: CounsellingSession) -> Task:
    return Task(
        key=f"talk:{talk.public_id}",
        title=_("Record whether the talk with %(name)s took place")
        % {"name": talk.counselling.case.employee.full_name},
        why=_("Its time has come; you lead it."),
        action=pgettext("button", "Open"),
        url=reverse("cases:talk", args=[talk.public_id]),
        rank=3,
    )


def _own_request(one: Counselling, due: dict[str, Any]) -> Waiting:
    return Waiting(
        key=f"counselling:{one.public_id}",
        title=_("Your request for counselling"),
        url=reverse("cases:counselling", args=[one.public_id]),
        holder=_("the HR office"),
        since=one.state_since,
        **due,
    )
