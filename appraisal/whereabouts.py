"""Who holds one's evaluation, objection or plan, and how the seats are named (`workflow.whereabouts`)."""

from django.utils.translation import gettext as _

from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.machines.plan import PlanState
from appraisal.models import Evaluation, Objection, Plan
from appraisal.pages.heads import holder_id
from workflow.roles import Role
from workflow.whereabouts import Seats, Tracked, track

SUBJECT, ASSESSOR = Role.SUBJECT.value, Role.ASSESSOR.value
SUPERIOR, DECIDER, HR = Role.SUPERIOR.value, Role.DECIDER.value, Role.HR.value


def evaluation_seats(form: Evaluation) -> Seats:
    """The people as they are named on the form; the decider of an objection stands on the objection."""
    return {ASSESSOR: form.assessor_name, SUPERIOR: form.superior_name}


def evaluation_holder(form: Evaluation) -> str:
    """Whose act comes next; nobody's before the start and after the end."""
    if form.state == EvaluationState.OBJECTION and form.disputed:
        return DECIDER
    if holder_id(form) is None:
        return ""
    holders = {
        EvaluationState.SELF_ASSESSMENT: SUBJECT,
        EvaluationState.SUPERVISOR_REVIEW: ASSESSOR,
        EvaluationState.CALIBRATION: SUPERIOR,
        EvaluationState.OBJECTION: SUBJECT,
    }
    return holders.get(EvaluationState(form.state), "")


def objection_seats(objection: Objection) -> Seats:
    """The other party and who decides."""
    return {ASSESSOR: objection.evaluation.assessor_name, DECIDER: objection.decider_name}


def objection_holder(objection: Objection) -> str:
    """Who writes, answers or decides; HR where nobody in the line may decide."""
    if objection.state == ObjectionState.ANSWERED and objection.decider_id is None:
        return HR
    holders = {
        ObjectionState.DRAFTED: SUBJECT,
        ObjectionState.LATE: SUPERIOR,
        ObjectionState.FILED: ASSESSOR,
        ObjectionState.ANSWERED: DECIDER,
    }
    return holders.get(ObjectionState(objection.state), "")


def plan_seats(plan: Plan) -> Seats:
    """The people as they are named on the plan."""
    return {ASSESSOR: plan.assessor_name, SUPERIOR: plan.superior_name}


def plan_holder(plan: Plan) -> str:
    """Who writes or answers; nobody once it is agreed."""
    holders = {
        PlanState.DRAFT: SUBJECT,
        PlanState.RETURNED: SUBJECT,
        PlanState.CHANGED: SUBJECT,
        PlanState.PROPOSED: ASSESSOR,
    }
    return holders.get(PlanState(plan.state), "")


track(
    Tracked(
        model=Evaluation,
        seats=evaluation_seats,
        holder=evaluation_holder,
        title=lambda form: str(form.cycle.name),
        related=("cycle__rule_set", "unit"),
    )
)
track(
    Tracked(
        model=Objection,
        seats=objection_seats,
        holder=objection_holder,
        title=lambda objection: str(objection.evaluation.cycle.name),
        related=("evaluation__cycle__rule_set", "evaluation__unit"),
    )
)
track(
    Tracked(
        model=Plan,
        seats=plan_seats,
        holder=plan_holder,
        title=lambda plan: _("Plan of %(year)d") % {"year": plan.year},
        related=("unit",),
    )
)
