"""Numbers for leaders, grouped by agency in the database and never shown for fewer than five people.

A group under five must not come back as a difference either: where the small agencies together are fewer than five,
the total leaves them out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.models import Cycle, Evaluation, Objection, ObjectionItem, ServiceMetric
from appraisal.selectors import SMALLEST_GROUP, MetricPath
from cases.models import ImprovementCase
from organization.models import Unit
from organization.tree import within
from workflow.actors import Actor
from workflow.roles import Role

OFFICE = (Role.HR, Role.AUDITOR, Role.LEADER)
Intervals = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: the unit intervals of the reader's grants, perhaps one agency of them, one cycle."""

    intervals: Intervals
    cycle: Cycle | None
    agency: Unit | None

    def where(self, prefix: str) -> Q:
        """Rows of the scope; ``prefix`` leads to their unit."""
        found = within(self.intervals, prefix)
        return found & Q(**{f"{prefix}opd": self.agency}) if self.agency else found


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers by code; ``hidden`` where the group is too small, ``left_out`` agencies too small to be added."""

    numbers: Mapping[str, int]
    hidden: bool
    left_out: int = 0

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


@dataclass(frozen=True, slots=True)
class FormCounts:
    """Forms of a cycle by agency and state, and final results by predicate."""

    states: Mapping[int | None, Mapping[str, int]]
    predicates: Spread

    @property
    def total(self) -> int:
        return sum(sum(numbers.values()) for numbers in self.states.values())

    @property
    def done(self) -> int:
        return sum(numbers.get(str(EvaluationState.FINAL), 0) for numbers in self.states.values())

    def in_state(self, *states: str) -> int:
        """Forms that stand in one of the states."""
        return sum(numbers.get(state, 0) for numbers in self.states.values() for state in states)


def intervals_of(actor: Actor) -> Intervals:
    """The units the reader looks after by grant."""
    return actor.intervals(*OFFICE) if actor.active else ()


def protected(groups: Mapping[int | None, Mapping[str, int]]) -> Spread:
    """Numbers over all groups, so that no group under five can be read, nor found by subtraction."""
    sizes = {key: sum(numbers.values()) for key, numbers in groups.items()}
    small = {key for key, size in sizes.items() if 0 < size < SMALLEST_GROUP}
    rest = sum(sizes[key] for key in small)
    safe = rest == 0 or rest >= SMALLEST_GROUP
    counted = [numbers for key, numbers in groups.items() if safe or key not in small]
    total: dict[str, int] = {}
    for numbers in counted:
        for code, number in numbers.items():
            total[code] = total.get(code, 0) + number
    if sum(total.values()) < SMALLEST_GROUP:
        return Spread({}, hidden=any(sizes.values()))
    return Spread(total, hidden=False, left_out=0 if safe else len(small))


Rows = Iterable[tuple[int | None, str, int]]


def grouped(rows: Rows) -> dict[int | None, dict[str, int]]:
    """Counted rows by agency and code."""
    found: dict[int | None, dict[str, int]] = {}
    for agency, code, number in rows:
        numbers = found.setdefault(agency, {})
        numbers[code] = numbers.get(code, 0) + number
    return found


def forms_of(scope: Scope) -> FormCounts:
    """Progress and results of a cycle in one statement."""
    if scope.cycle is None:
        return FormCounts({}, Spread({}, hidden=False))
    rows = Evaluation.objects.filter(scope.where("unit__"), cycle=scope.cycle).exclude(state=EvaluationState.CANCELLED)
    counted = list(rows.order_by().values_list("unit__opd_id", "state", "predicate").annotate(number=Count("pk")))
    states = grouped((agency, state, number) for agency, state, _predicate, number in counted)
    final = [(agency, code, number) for agency, state, code, number in counted if state == EvaluationState.FINAL]
    return FormCounts(states, protected(grouped(final)))


def objections_of(scope: Scope) -> Spread:
    """Filed objections of a cycle by outcome: ``filed``, ``answered``, ``granted``, ``upheld``, ``withdrawn``, …"""
    if scope.cycle is None:
        return Spread({}, hidden=False)
    granted = ObjectionItem.objects.filter(objection=OuterRef("pk"), ruling="grant")
    rows = Objection.objects.filter(
        scope.where("evaluation__unit__"), evaluation__cycle=scope.cycle, filed_at__isnull=False
    ).annotate(granted=Exists(granted))
    counted = rows.order_by().values_list("evaluation__unit__opd_id", "state", "granted").annotate(number=Count("pk"))
    return protected(grouped((agency, outcome_of(state, won), number) for agency, state, won, number in counted))


def outcome_of(state: str, granted: bool) -> str:
    """A decided objection by what it came to, any other by its state."""
    if state == ObjectionState.DECIDED:
        return "granted" if granted else "upheld"
    return str(state)


def cases_of(scope: Scope) -> tuple[Spread, Spread]:
    """Improvement cases by state, and the closed ones by outcome; of all periods."""
    rows = ImprovementCase.objects.filter(scope.where("unit__")).order_by()
    counted = list(rows.values_list("unit__opd_id", "state", "outcome").annotate(number=Count("pk")))
    states = grouped((agency, state, number) for agency, state, _outcome, number in counted)
    closed = [(agency, code, number) for agency, state, code, number in counted if state == "closed" and code]
    return protected(states), protected(grouped(closed))


def services_of(scope: Scope) -> list[MetricPath]:
    """Service metrics of the scope with their readings, oldest first."""
    rows: QuerySet[ServiceMetric] = ServiceMetric.objects.filter(scope.where("unit__")).select_related("unit")
    return [MetricPath(one, tuple(one.readings.all())) for one in rows.prefetch_related("readings")]
