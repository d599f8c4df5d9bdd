"""The two forms that follow guidance on the worklist: to fill in, to write, to read."""

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import GuidanceEvaluation, GuidanceFeedback
from cases.worklist.reach import Line, Notes, first, in_reach, lines
from workflow import clock
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task

ASKED_FOR: Final = timedelta(days=30)


def feedback_waiting(actor: Actor) -> "QuerySet[GuidanceFeedback, Line]":
    """Feedback the actor is asked for, and feedback handed in to him; of HR where nobody stands above the guide.

    The employee is asked for 30 days after the work ended; the form stays open after that, without a reminder.
    """
    handed_in = Q(state="handed_in")
    asked = handed_in & Q(reader__isnull=True) & in_reach(actor, Role.HR, "case__")
    if actor.employee_id is not None:
        fresh = Q(state="draft", asked_at__gte=clock.now() - ASKED_FOR)
        asked |= (handed_in & Q(reader_id=actor.employee_id)) | (fresh & Q(case__employee_id=actor.employee_id))
    return lines(policy_for(GuidanceFeedback).visible_to(actor).filter(asked), at="state_since")


def evaluations_waiting(actor: Actor) -> "QuerySet[GuidanceEvaluation, Line]":
    """Evaluations the actor has to write, because the work has ended and he guides."""
    me = actor.employee_id
    if me is None:
        return lines(GuidanceEvaluation.objects.none(), at="state_since")
    guides = Q(case__coach_id=me) | Q(case__coach__isnull=True, case__supervisor_id=me)
    asked = Q(state="draft", asked_at__isnull=False) & guides & ~Q(case__employee_id=me)
    return lines(policy_for(GuidanceEvaluation).visible_to(actor).filter(asked), at="state_since")


def feedback_task(form: Line, notes: Notes) -> Task:
    """Feedback to give, or to read."""
    if form["state"] == "draft":
        title, why = _("Say how the guidance was"), _("The work of your case has ended. Your guide does not see it.")
        action = pgettext("button", "Fill in")
    else:
        title, why = _("Read the feedback on guidance: %(name)s"), _("You stand above the person who guided.")
        action = pgettext("button", "Read")
    return Task(
        key=f"guidance:{form['public_id']}",
        title=title % {"name": form["name"]},
        why=why,
        action=action,
        url=reverse("cases:feedback", args=[form["public_id"]]),
        rank=5,
        **first(notes),
    )


def evaluation_task(form: Line, notes: Notes) -> Task:
    """An evaluation of competence to write."""
    return Task(
        key=f"competence:{form['public_id']}",
        title=_("Write the evaluation of competence of %(name)s") % {"name": form["name"]},
        why=_("The work of the case has ended, and you guided."),
        action=pgettext("button", "Write"),
        url=reverse("cases:evaluation", args=[form["public_id"]]),
        rank=4,
        **first(notes),
    )
