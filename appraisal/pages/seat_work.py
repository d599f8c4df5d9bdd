"""Tasks about the seats of a form: an overdue review for the superior, a seat that nobody can fill for HR."""

from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal import seats
from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import Evaluation
from appraisal.policies import ASSESSOR, SUPERIOR
from workflow.actors import Actor
from workflow.naming import before_stop
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task

# Nobody is there to calibrate: HR names another superior.
DESERTED: Final = Q(state=S.CALIBRATION, room__isnull=True) & (Q(superior__isnull=True) | Q(superior__active=False))


def seat_task(form: Any, actor: Actor) -> Task | None:
    """The form as such a task for this reader; None where its next act is the reader's in the ordinary way."""
    if lacks_superior(form, actor):
        return superior_task(form)
    if form.state == S.SUPERVISOR_REVIEW and form.review_overdue_at and form.employee_id != actor.employee_id:
        held = seats.AT_EVALUATIONS.roles(actor, form)
        if SUPERIOR in held and ASSESSOR not in held:
            return overdue_task(form, actor)
    return None


def overdue_task(form: Any, actor: Actor) -> Task:
    """The superior's turn: to remind the assessor, or to take the review over."""
    names = {"name": form.employee_name, "cycle": form.cycle.name}
    assessor = before_stop(form.assessor_name or "–")
    return Task(
        key=f"evaluation:{form.public_id}",
        title=_("The review of %(name)s is overdue, %(cycle)s: remind or take over") % names,
        url=reverse("appraisal:evaluation", args=[form.public_id]),
        action=pgettext("button", "Look"),
        why=_("You are the superior of the assessor %(assessor)s.") % {"assessor": assessor},
        capacity=policy_for(Evaluation).on_behalf(actor, form, frozenset({SUPERIOR})),
        due_at=form.review_overdue_at,
        rank=1,
    )


def lacks_superior(form: Any, actor: Actor) -> bool:
    """Whether the reader is asked, as HR, to name who calibrates."""
    deserted = form.superior is None or not form.superior.active
    return form.state == S.CALIBRATION and deserted and actor.holds(Role.HR) and form.employee_id != actor.employee_id


def superior_task(form: Any) -> Task:
    """HR's turn where nobody can calibrate."""
    names = {"name": form.employee_name, "cycle": form.cycle.name}
    return Task(
        key=f"evaluation:{form.public_id}",
        title=_("Name who calibrates the result of %(name)s, %(cycle)s") % names,
        url=reverse("appraisal:evaluation-assessor", args=[form.public_id]),
        action=pgettext("button", "Name"),
        why=_("The seat of the assessor's superior is deserted."),
        rank=4,
    )
