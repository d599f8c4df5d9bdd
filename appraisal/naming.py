"""How appraisal's kinds are named where many kinds stand together (`workflow.naming`)."""

from typing import Any

from django.db.models import QuerySet

from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.machines.plan import PlanState
from appraisal.models import AttendanceMonth
from organization.tree import within
from workflow.actors import Actor
from workflow.naming import name_kind
from workflow.roles import Role


def attendance_in_reach(actor: Actor) -> "QuerySet[Any]":
    """Months of attendance of the people in an auditor's units."""
    return AttendanceMonth.objects.filter(within(actor.intervals(Role.AUDITOR), "employee__unit__"))


# A final result may still be reopened, an agreed plan be changed: until then nobody waits for anything.
ENDED = frozenset({EvaluationState.FINAL.value})
LAPSED = frozenset({ObjectionState.LAPSED.value})
AGREED = frozenset({PlanState.AGREED.value})

name_kind("appraisal.evaluation", title="employee_name", page="appraisal:evaluation", person="employee", over=ENDED)
name_kind(
    "appraisal.objection",
    title="evaluation__employee_name",
    page="appraisal:objection",
    person="evaluation__employee",
    over=LAPSED,
)
name_kind("appraisal.plan", title="employee_name", page="appraisal:plan", person="employee", over=AGREED)
name_kind(
    "appraisal.assessor_correction",
    title="evaluation__employee_name",
    page="appraisal:correction",
    person="evaluation__employee",
)
name_kind(
    "appraisal.period_segment",
    title="evaluation__employee_name",
    page="appraisal:segment",
    person="evaluation__employee",
)
name_kind("appraisal.cycle", title="name", page="appraisal:cycle")
name_kind("appraisal.rule_change", title="cycle__name", page="appraisal:rule-change")
name_kind("appraisal.rule_set", title="name", page="appraisal:rule-set")
name_kind("appraisal.award", title="employee_name", page="appraisal:award", person="employee")
name_kind("appraisal.recognition", title="receiver_name", page="appraisal:recognition", person="receiver")
name_kind("appraisal.innovation", title="title", page="appraisal:innovation", person="author")
name_kind(
    "appraisal.hearing",
    title="objection__evaluation__employee_name",
    page="appraisal:hearing",
    person="objection__evaluation__employee",
)
name_kind(
    "appraisal.attendance",
    title="employee__full_name",
    person="employee",
    model=AttendanceMonth,
    reach=attendance_in_reach,
)
