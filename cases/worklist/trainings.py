"""Trainings on the worklist: requests, attendance, results, and the participant's verdict."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.machines.enrolment import EnrolmentState
from cases.models import Enrolment, Training
from cases.worklist.reach import in_reach
from organization.days import today
from workflow import clock
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task, Waiting

ASKED_FOR = timedelta(days=30)
RECORDED = (EnrolmentState.APPROVED, EnrolmentState.ATTENDED)


def trainings_of(actor: Actor) -> "QuerySet[Enrolment]":
    """Requests in the reach of a training officer, the actor's own, and own trainings to be judged; one statement.

    A completed training is asked about for 30 days; after that nobody is reminded any more.
    """
    asked = in_reach(actor, Role.TRAINING_OFFICER) & Q(state=EnrolmentState.REQUESTED)
    if actor.employee_id is not None:
        fresh = Q(evaluated_at__isnull=True, state_since__gte=clock.now() - ASKED_FOR)
        own = Q(state=EnrolmentState.REQUESTED) | (Q(state=EnrolmentState.COMPLETED) & fresh)
        asked |= Q(employee_id=actor.employee_id) & own
    rows = policy_for(Enrolment).visible_to(actor).filter(asked)
    return rows.select_related("employee", "training").order_by("state_since", "pk")


def request_task(one: Enrolment) -> Task:
    """A request for a training."""
    names = {"name": one.employee.full_name, "training": one.training.title}
    return Task(
        key=f"enrolment:{one.public_id}",
        title=_("Decide about a training for %(name)s: %(training)s") % names,
        why=_("You are the training officer of this unit."),
        action=pgettext("button", "Decide"),
        url=reverse("cases:enrolment", args=[one.public_id]),
        rank=4,
    )


def waiting_request(one: Enrolment) -> Waiting:
    """A training the actor asked for."""
    return Waiting(
        key=f"enrolment:{one.public_id}",
        title=_("Your request for %(training)s") % {"training": one.training.title},
        url=reverse("cases:enrolment", args=[one.public_id]),
        holder=_("the training officer"),
        since=one.state_since,
    )


def unrecorded(actor: Actor) -> "QuerySet[Any, Any]":
    """Trainings that have begun with seats nobody recorded attendance for, and ended ones without results."""
    if not actor.holds(Role.TRAINING_OFFICER):
        return Enrolment.objects.none()
    begun, ended = (_seats_to_record(actor, state) for state in RECORDED)
    columns = ("state", "training__public_id", "training__title", "training__ends_on")
    found = (begun | ended).order_by("training__ends_on", "training_id").values(*columns)
    return found.annotate(people=Count("pk"))  # type: ignore[no-any-return]


def _seats_to_record(actor: Actor, state: EnrolmentState) -> "QuerySet[Enrolment]":
    over = {RECORDED[0]: "training__starts_on__lte", RECORDED[1]: "training__ends_on__lte"}[state]
    rows = policy_for(Enrolment).visible_to(actor).filter(in_reach(actor, Role.TRAINING_OFFICER))
    return rows.filter(**{"state": state, over: today()})


def trainings_owed(actor: Actor) -> "tuple[QuerySet[Any, Any], ...]":
    """What of all this is a task, a row each: requests of others, own verdicts, trainings to be recorded."""
    mine = Q(employee_id=actor.employee_id or 0)
    asked = trainings_of(actor).exclude(mine & Q(state=EnrolmentState.REQUESTED))
    if not actor.holds(Role.TRAINING_OFFICER):
        return (asked,)
    rows = (_seats_to_record(actor, state).order_by().values("training_id") for state in RECORDED)
    return (asked, *(Training.objects.filter(pk__in=seats) for seats in rows))


def verdict_task(one: Enrolment) -> Task:
    """The participant's short form."""
    return Task(
        key=f"verdict:{one.public_id}",
        title=_("Say what it was worth: %(training)s") % {"training": one.training.title},
        why=_("You completed this training. Three questions, one minute."),
        action=pgettext("button", "Answer"),
        url=reverse("cases:enrolment", args=[one.public_id]),
        rank=6,
    )


def record_task(row: dict[str, Any]) -> Task:
    """Attendance or results of one training."""
    state, people = str(row["state"]), int(row["people"])
    if state == EnrolmentState.APPROVED:
        title = ngettext(
            "Record the attendance of %(count)d person: %(training)s",
            "Record the attendance of %(count)d people: %(training)s",
            people,
        )
    else:
        title = ngettext(
            "Record the result of %(count)d person: %(training)s",
            "Record the results of %(count)d people: %(training)s",
            people,
        )
    key = "attendance" if state == EnrolmentState.APPROVED else "results"
    query = urlencode({"state": state, "training": row["training__public_id"]})
    return Task(
        key=f"{key}:{row['training__public_id']}",
        title=title % {"count": people, "training": row["training__title"]},
        why=_("You are the training officer of this unit."),
        action=pgettext("button", "Record"),
        url=f"{reverse('cases:enrolments')}?{query}",
        rank=5,
    )
