"""Reading the spread of predicates by agency: final results only, groups under five hidden, also by difference.

Agencies are the groups, as in the reports, so that neither page is the missing part of the other. Who rates or heads a
unit knows some results by himself: for him the others must be five or more (or nobody), or taking away what he knows
would show the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q

from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import Cycle, Evaluation, UnitAchievement
from appraisal.pages.report_counts import Spread, grouped, protected
from appraisal.patterns.comparing import Line, compare
from appraisal.policies import ASSESSOR, BY_GRANT, SUBJECT
from appraisal.rules import MATRIX_2022
from appraisal.scoring import CannotScore, cell_of
from appraisal.selectors import SMALLEST_GROUP
from organization.access import headed_intervals
from organization.models import Unit
from organization.tree import subtree, within
from workflow.actors import Actor
from workflow.roles import Role

RELEASED = (S.CALIBRATION.value, S.OBJECTION.value, S.FINAL.value)


@dataclass(frozen=True, slots=True)
class UnitPattern:
    """One agency in a cycle: what it achieved, how its final results spread, how that compares with the pattern."""

    unit: Unit
    achievement: UnitAchievement | None
    spread: Spread
    lines: tuple[Line, ...]

    @property
    def deviates(self) -> bool:
        """Whether the spread clearly differs from the pattern."""
        return any(line.off for line in self.lines)


def agency_for(cycle: Cycle, public_id: UUID) -> Unit | None:
    """An agency of the cycle, or a unit above all agencies that it covers; None for any other unit."""
    rows = Unit.objects.filter(public_id=public_id).filter(Q(opd=F("pk")) | Q(opd__isnull=True))
    unit = rows.first()
    if unit is None:
        return None
    inside = cycle.unit.lft <= unit.lft <= cycle.unit.rght
    around = unit.lft <= cycle.unit.lft <= unit.rght
    return unit if inside or around else None


def pattern_of(actor: Actor, cycle: Cycle, unit: Unit, *, roles: frozenset[str]) -> UnitPattern:
    """One agency for a reader who holds these roles towards it; two statements."""
    rows = UnitAchievement.objects.filter(cycle=cycle, unit=unit, state="set")
    achievement = rows.select_related("unit", "cycle__rule_set").first()
    by_office = bool(roles & set(BY_GRANT))
    spread = Spread({}, hidden=False)
    if roles - {SUBJECT}:
        counted = _counted(cycle, subtree(unit, "unit__"), actor)
        spread = _spread(counted, by_office=by_office)
    return UnitPattern(unit, achievement, spread, lines_of(cycle, achievement, spread))


def lines_of(cycle: Cycle, achievement: UnitAchievement | None, spread: Spread) -> tuple[Line, ...]:
    """The comparison; nothing without an achievement or a pattern for it."""
    pattern = (cycle.rules.distribution or {}).get(achievement.achievement) if achievement is not None else None
    if pattern is None or spread.hidden:
        return ()
    return compare([one.code for one in cycle.rules.predicates], pattern, spread.numbers)


Counted = Sequence[tuple[int | None, str, int, int]]


def _counted(cycle: Cycle, where: Q, actor: Actor) -> Counted:
    """(agency, predicate, how many, how many of them the reader knows by himself) in one statement."""
    me = actor.employee_id or 0
    known = Q(employee_id=me) | Q(assessor_id=me) | Q(superior_id=me) | Q(decider_id=me)
    rows = Evaluation.objects.filter(where, cycle=cycle, state=S.FINAL).order_by()
    counted = rows.values_list("unit__opd_id", "predicate")
    return list(counted.annotate(number=Count("pk"), known=Count("pk", filter=known)))


def _spread(counted: Counted, *, by_office: bool) -> Spread:
    found = protected(grouped((agency, code, number) for agency, code, number, _known in counted))
    if by_office or found.hidden:
        return found
    others = sum(number - known for _agency, _code, number, known in counted)
    return Spread({}, hidden=True) if 0 < others < SMALLEST_GROUP else found


def patterns_of(actor: Actor, cycle: Cycle) -> list[UnitPattern]:
    """The agencies of a cycle the reader looks after, heads or rates in; four statements, whatever their number."""
    by_office = actor.intervals(Role.HR, Role.AUDITOR, Role.LEADER)
    headed = headed_intervals(actor)
    rated = Evaluation.objects.filter(cycle=cycle, assessor_id=actor.employee_id or 0).exclude(state=S.CANCELLED)
    reach = within((*by_office, *headed)) | Q(pk__in=rated.values("unit__opd_id"))
    inside = Q(lft__gte=cycle.unit.lft, rght__lte=cycle.unit.rght) | Q(pk=cycle.unit.opd_id or 0)
    units = list(Unit.objects.filter(reach, inside, opd=F("pk")).order_by("lft"))
    by_unit: dict[int | None, list[tuple[int | None, str, int, int]]] = {}
    for row in _counted(cycle, Q(unit__opd__in=units), actor):
        by_unit.setdefault(row[0], []).append(row)
    rows = UnitAchievement.objects.filter(cycle=cycle, unit__in=units, state="set")
    set_for = {one.unit_id: one for one in rows}
    found = []
    for unit in units:
        office = any(lft <= unit.lft <= rght for lft, rght in by_office)
        spread = _spread(by_unit.get(unit.pk, ()), by_office=office)
        achievement = set_for.get(unit.pk)
        found.append(UnitPattern(unit, achievement, spread, lines_of(cycle, achievement, spread)))
    return found


def own_ratings(actor: Actor, cycle: Cycle, unit: Unit, *, roles: frozenset[str]) -> Mapping[str, int]:
    """The predicates of the reader's own ratings of the unit so far, sent or not: nobody else's, so nothing is hidden.

    What is not sent counts where both judgements stand and the matrix decides; other schemes only once they are sent.
    """
    if ASSESSOR not in roles:
        return {}
    rows = Evaluation.objects.filter(subtree(unit, "unit__"), cycle=cycle, assessor_id=actor.employee_id or 0)
    numbers: dict[str, int] = {}
    rules = cycle.rules
    for state, predicate, results, behaviour in rows.values_list(
        "state", "predicate", "results_rating", "behaviour_rating"
    ):
        code = predicate if state in RELEASED else ""
        if state == S.SUPERVISOR_REVIEW and rules.scheme == MATRIX_2022 and results and behaviour:
            try:
                code = cell_of(rules, results, behaviour)
            except CannotScore:
                code = ""
        if code:
            numbers[code] = numbers.get(code, 0) + 1
    return numbers
