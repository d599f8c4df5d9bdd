"""Who accompanies a case, and who is responsible for it."""

from uuid import UUID

from cases.actions.moves import Seen, move
from cases.machines.improvement_case import REPLACED_BY
from cases.models import ImprovementCase
from workflow.engine import Outcome


def assign_coach(
    case: ImprovementCase, seen: Seen, *, coach: UUID, reason: str | None = None, handover: str | None = None
) -> Outcome:
    """Name the coach while the plan is made; midway it is a replacement with a reason and a hand-over note."""
    if case.state == "active":
        return move(case, "replace_coach", seen, coach=coach, reason=reason, handover=handover)
    return move(case, "assign_coach", seen, coach=coach)


def acknowledge_handover(case: ImprovementCase, seen: Seen) -> Outcome:
    """The new coach says that he has read the hand-over note."""
    return move(case, "acknowledge_handover", seen)


def assign_supervisor(case: ImprovementCase, seen: Seen, *, supervisor: UUID, reason: str) -> Outcome:
    """Hand the case over to another supervisor."""
    name = REPLACED_BY.get(str(case.state), "assign_supervisor")
    return move(case, name, seen, supervisor=supervisor, reason=reason)
