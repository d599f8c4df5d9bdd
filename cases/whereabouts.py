"""Who holds one's improvement case, and how the seats are named (`workflow.whereabouts`)."""

from django.utils.translation import gettext as _

from cases.machines.improvement_case import CaseState
from cases.models import ImprovementCase
from workflow.roles import Role
from workflow.whereabouts import Seats, Tracked, track

ASSESSOR, COACH, HR = Role.ASSESSOR.value, Role.COACH.value, Role.HR.value


def seats(case: ImprovementCase) -> Seats:
    """Supervisor and coach."""
    people = {ASSESSOR: case.supervisor, COACH: case.coach}
    return {role: person.full_name if person else "" for role, person in people.items()}


def holder(case: ImprovementCase) -> str:
    """The supervisor until the review, HR in it and where nobody is named; the employee while he has yet to agree."""
    if case.state == CaseState.UNDER_REVIEW or (case.supervisor_id is None and case.is_open):
        return HR
    if case.state == CaseState.PLANNED and case.employee_agreed_at is None and case.employee_dissented_at is None:
        return Role.SUBJECT.value
    return ASSESSOR if case.state in (CaseState.OPENED, CaseState.PLANNED, CaseState.ACTIVE) else ""


track(
    Tracked(
        model=ImprovementCase,
        seats=seats,
        holder=holder,
        title=lambda _case: _("Improvement plan"),
        related=("unit", "supervisor", "coach", "employee"),
    )
)
