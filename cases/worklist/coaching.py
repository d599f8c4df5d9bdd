"""Talks on the worklist: to write down, to answer."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.machines.coaching_session import SessionState
from cases.models import CoachingSession
from cases.worklist.reach import Line, Notes, first, lines
from workflow import clock
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.worklist import Task


def sessions_waiting(actor: Actor) -> "QuerySet[CoachingSession, Line]":
    """Talks to write down, and records to confirm or to contradict."""
    me = actor.employee_id
    if me is None:
        return lines(CoachingSession.objects.none(), at="planned_at")
    held, past = Q(state=SessionState.HELD), Q(state=SessionState.PLANNED, planned_at__lte=clock.now())
    asked = (held & Q(case__employee_id=me, employee_answer="")) | (held & Q(led_by_id=me, leader_answer=""))
    asked |= past & Q(led_by_id=me)
    return lines(policy_for(CoachingSession).visible_to(actor).filter(asked), at="planned_at")


def session_task(talk: Line, notes: Notes, actor: Actor) -> Task:
    """One talk as a task for this reader."""
    names = {"name": talk["name"]}
    if talk["state"] == SessionState.PLANNED:
        title, why = _("Write down the talk with %(name)s"), _("Its time has come; you lead it.")
    elif talk["person"] == actor.employee_id:
        title, why = _("Say whether the record of your talk is right"), _("Both sides confirm it or say what differs.")
    else:
        title, why = _("Confirm the record of the talk with %(name)s"), _("Both sides confirm it or say what differs.")
    return Task(
        key=f"session:{talk['public_id']}",
        title=title % names,
        why=why,
        action=pgettext("button", "Open"),
        url=reverse("cases:session", args=[talk["public_id"]]),
        rank=3,
        **first(notes),
    )
