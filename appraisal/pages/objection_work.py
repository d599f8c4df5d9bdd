"""Objections as rows of the worklist: what the reader is asked, why, and in whose place."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal import seats
from appraisal.machines.objection import PENDING, ObjectionState
from appraisal.models import Objection
from workflow.actors import DECIDING, Actor
from workflow.pending import DueNote
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task


def objection_task(one: Objection, notes: dict[str, DueNote], actor: Actor) -> Task:
    """One objection as a task for this reader."""
    due = next(iter(notes.values()), None)
    form = one.evaluation
    window = form.window_ends_at if one.state == ObjectionState.DRAFTED else None
    decides = seats.holds(actor, one.decider_id, DECIDING, about=form.employee_id)
    asked = one.state == ObjectionState.ANSWERED and not decides
    side = Role.DECIDER if one.state in (ObjectionState.ANSWERED, ObjectionState.LATE) and decides else Role.ASSESSOR
    title, why, action = question_words(one) if asked else objection_words(one)
    if lacks_decider(one, actor):
        title, why, action = naming_words(one)
    return Task(
        key=f"objection:{one.public_id}",
        title=title,
        why=why,
        capacity=policy_for(Objection).on_behalf(actor, one, frozenset({side.value})),
        action=action,
        url=objection_address(one),
        due_at=due.due_at if due else window or one.decision_overdue_at,
        explanation=due.explanation if due else (),
        rank=2,
    )


def objection_words(one: Objection) -> tuple[str, str, str]:
    """Title, reason and button of an objection that waits."""
    names = {"name": one.evaluation.employee_name, "cycle": one.evaluation.cycle.name}
    words = {
        ObjectionState.DRAFTED: (
            _("Finish and file your objection, %(cycle)s"),
            _("You began to write it. Nobody else can see it yet."),
            pgettext("button", "Continue"),
        ),
        ObjectionState.LATE: (
            _("Admit the late objection of %(name)s or not, %(cycle)s"),
            _("It came out of time. Without your decision it ends as out of time."),
            pgettext("button", "Look"),
        ),
        ObjectionState.FILED: (
            _("Answer the objection of %(name)s, %(cycle)s"),
            _("You rated the items that are contested."),
            pgettext("button", "Answer"),
        ),
        ObjectionState.ANSWERED: (
            _("Decide the objection of %(name)s, %(cycle)s"),
            _("You decide because you stand above the assessor."),
            pgettext("button", "Decide"),
        ),
    }
    title, why, action = words[ObjectionState(one.state)]
    return title % names, why, action


def lacks_decider(one: Objection, actor: Actor) -> bool:
    """Whether the reader is asked, as HR, to name who decides."""
    party = actor.employee_id in (one.evaluation.employee_id, one.evaluation.assessor_id)
    deserted = one.decider is None or not one.decider.active
    return one.state in PENDING and deserted and not party and actor.holds(Role.HR)


def naming_words(one: Objection) -> tuple[str, str, str]:
    """The same for HR where nobody decides."""
    names = {"name": one.evaluation.employee_name, "cycle": one.evaluation.cycle.name}
    title = _("Name who decides the objection of %(name)s, %(cycle)s") % names
    return title, _("The line offers nobody, or whoever decided has left."), pgettext("button", "Name")


def question_words(one: Objection) -> tuple[str, str, str]:
    """The same for a party who was asked something."""
    names = {"name": one.evaluation.employee_name, "cycle": one.evaluation.cycle.name}
    title = _("Answer a question in the objection of %(name)s, %(cycle)s") % names
    return title, _("The decider asks before deciding; both sides read the answer."), pgettext("button", "Answer")


def objection_address(one: Objection) -> str:
    """The page of the objection."""
    try:
        return reverse("appraisal:objection", args=[one.public_id])
    except NoReverseMatch:
        return reverse("appraisal:result", args=[one.evaluation.public_id])
