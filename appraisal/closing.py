"""What is still open in a cycle, in numbers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class OpenCount:
    """How many stand in one state."""

    state: str
    label: str | Promise
    number: int


def open_counts(cycle: Any) -> list[OpenCount]:
    """Evaluations per open state, and undecided objections; empty when the cycle may be closed."""
    from appraisal.machines.evaluation import OPEN_STATES, EvaluationState
    from appraisal.machines.objection import PENDING
    from appraisal.models import Objection

    open_states = [str(state) for state in OPEN_STATES]
    rows = cycle.evaluations.filter(state__in=open_states).values_list("state").annotate(number=Count("pk"))
    numbers = dict(rows)
    found = [OpenCount(s, EvaluationState(s).label, numbers[s]) for s in open_states if s in numbers]
    pending = Objection.objects.filter(evaluation__cycle=cycle, state__in=[str(state) for state in PENDING]).count()
    if pending:
        found.append(OpenCount("objection", _("Undecided objections"), pending))
    return found
