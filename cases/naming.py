"""How the kinds of help are named where many kinds stand together (`workflow.naming`). Counselling is named nowhere."""

from cases.machines.improvement_case import CaseState
from workflow.naming import name_kind

# A closed case may still be reopened: until then nobody waits for anything.
CLOSED = frozenset({CaseState.CLOSED.value})

name_kind("cases.improvement_case", title="employee__full_name", page="cases:case", person="employee", over=CLOSED)
name_kind("cases.coaching_session", title="case__employee__full_name", page="cases:session", person="case__employee")
name_kind("cases.enrolment", title="employee__full_name", page="cases:enrolment", person="employee")
name_kind("cases.guidance_feedback", title="case__employee__full_name", page="cases:feedback", person="case__employee")
name_kind(
    "cases.guidance_evaluation", title="case__employee__full_name", page="cases:evaluation", person="case__employee"
)
