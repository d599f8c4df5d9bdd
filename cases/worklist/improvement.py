"""Cases on the worklist: plans to write, agreements, work, reviews."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.early_warning import warnings_of, with_signs
from cases.machines.improvement_case import CaseState
from cases.models import ImprovementCase
from cases.worklist.reach import Notes, first, in_reach
from workflow import clock
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task, Waiting


def cases_of(actor: Actor) -> "QuerySet[Any]":
    """Cases whose next act is the actor's (`is_task`), then the actor's own that others hold; oldest first."""
    asked = asked_of(actor)
    rows = policy_for(ImprovementCase).visible_to(actor).filter(asked | own_wait(actor))
    task = Case(When(asked, then=Value(True)), default=Value(False))  # noqa: FBT003
    found: QuerySet[Any] = (
        with_signs(rows, now=clock.now()).annotate(is_task=task).select_related("employee", "supervisor")
    )
    return found.order_by("-is_task", "state_since", "pk")


def asked_of(actor: Actor) -> Q:
    """Cases whose next act is the actor's."""
    asked, me = in_reach(actor, Role.HR) & Q(state=CaseState.UNDER_REVIEW), actor.employee_id
    if me is None:
        return asked
    leads = Q(supervisor_id=me) | Q(coach_id=me)
    asked |= leads & Q(state__in=(CaseState.OPENED, CaseState.ACTIVE)) & ~Q(employee_id=me)
    asked |= Q(supervisor_id=me, state=CaseState.PLANNED) & (
        Q(supervisor_agreed_at__isnull=True) | Q(employee_agreed_at__isnull=False)
    )
    unanswered = Q(employee_agreed_at__isnull=True, employee_dissented_at__isnull=True)
    return asked | Q(employee_id=me) & (Q(state=CaseState.ACTIVE) | (Q(state=CaseState.PLANNED) & unanswered))


def own_wait(actor: Actor) -> Q:
    """The actor's own cases that somebody else holds."""
    if actor.employee_id is None:
        return Q(pk__in=())
    answered = Q(employee_agreed_at__isnull=False) | Q(employee_dissented_at__isnull=False)
    held = Q(state__in=(CaseState.OPENED, CaseState.UNDER_REVIEW)) | (Q(state=CaseState.PLANNED) & answered)
    return Q(employee_id=actor.employee_id) & held


def case_task(case: ImprovementCase, notes: Notes, actor: Actor) -> Task:
    """One case as a task for this reader."""
    leads = actor.employee_id in (case.supervisor_id, case.coach_id)
    signs = warnings_of(case, now=clock.now()) if leads else ()
    overdue = case.duty_overdue and not first(notes)["due_at"]
    title, why, action = case_words(case, own=case.employee_id == actor.employee_id, reader=actor.employee_id)
    return Task(
        key=f"case:{case.public_id}",
        title=title % {"name": case.employee.full_name},
        why=" ".join((why, *(sign.reason for sign in signs))),
        action=action,
        url=reverse("cases:case", args=[case.public_id]),
        state=_("Early warning") if signs else _("Overdue") if overdue else "",
        overdue=overdue,
        rank=3,
        **first(notes),
    )


def case_words(case: ImprovementCase, *, own: bool, reader: int | None = None) -> tuple[str, str, str]:
    """Title, reason and button by state and side."""
    look = pgettext("button", "Open")
    if own:
        planned = (_("Look at your improvement plan and answer"), _("It starts when both sides agree."), look)
        active = (_("Go on with your improvement plan"), _("It is agreed and under way."), look)
        return planned if case.state == CaseState.PLANNED else active
    agreed = case.supervisor_agreed_at is not None and case.employee_agreed_at is not None
    planned_why = _("Both sides agreed.") if agreed else _("The plan needs your agreement.")
    planned_title = _("Start the plan of %(name)s") if agreed else _("Agree to the plan of %(name)s")
    if case.extension_asked_on is not None and case.state == CaseState.ACTIVE:
        return _("Answer whether %(name)s gets more time"), _("The day of the plan was asked to be moved."), look
    if case.handover_waits and case.state == CaseState.ACTIVE and case.coach_id == reader:
        return _("Read the hand-over about %(name)s"), _("You are the new coach."), look
    words = {
        CaseState.OPENED: (_("Prepare the improvement plan with %(name)s"), _("You support this person."), look),
        CaseState.PLANNED: (planned_title, planned_why, look),
        CaseState.ACTIVE: (_("Support %(name)s until the review"), _("You support this person."), look),
        CaseState.UNDER_REVIEW: (
            _("Decide about closing the case of %(name)s"),
            _("It was submitted for review."),
            look,
        ),
    }
    return words[CaseState(case.state)]


def waiting_case(case: ImprovementCase, notes: Notes) -> Waiting:
    """Who holds the actor's own case."""
    by_hr = case.state == CaseState.UNDER_REVIEW or case.supervisor is None
    return Waiting(
        key=f"case:{case.public_id}",
        title=_("Your improvement case"),
        url=reverse("cases:case", args=[case.public_id]),
        holder=_("the HR office") if by_hr or case.supervisor is None else case.supervisor.full_name,
        since=case.state_since,
        **first(notes),
    )
