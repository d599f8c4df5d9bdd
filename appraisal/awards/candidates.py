"""Who meets the criteria of a programme, with reasons, set-wise. Whoever has an undecided objection waits in view.

A person is judged by the unbroken run of results that ends with the programme's cycle. A result that may still change
(an undecided objection, admitted or not, or a reopening that was asked for) keeps its person from being judged at all:
the wait is shown, whatever the result says now. People without a final result are counted, not named.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from appraisal.awards.criteria import FormFact, Ground, Person, Pool, judge_all, words_of
from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.models import Cycle, Evaluation, Objection, RewardProgramme
from organization.tree import subtree

UNDECIDED = (ObjectionState.LATE, ObjectionState.FILED, ObjectionState.ANSWERED)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person with the form in the programme's cycle, the results that count, and a ground per criterion."""

    form: Evaluation
    rests_on: tuple[int, ...]
    grounds: tuple[Ground, ...]
    waits: bool

    @property
    def fulfils(self) -> bool:
        """Whether every criterion is met by results that are settled."""
        return not self.waits and bool(self.grounds) and all(ground.met for ground in self.grounds)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every ground as a sentence."""
        return tuple(words_of(ground) for ground in self.grounds)

    @property
    def missing(self) -> tuple[str, ...]:
        """The grounds that are not met, as sentences."""
        return tuple(words_of(ground) for ground in self.grounds if not ground.met)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those who meet everything, those who wait, and how many have no final result yet."""

    fulfilled: tuple[Candidate, ...]
    waiting: tuple[Candidate, ...]
    pending: int
    judged: int


def candidates_of(programme: RewardProgramme, reach: Q) -> Candidates:
    """The candidates among the forms within ``reach``; four statements and those of the criteria."""
    found, pending = _judged(programme, reach)
    return Candidates(
        fulfilled=tuple(one for one in found if one.fulfils),
        waiting=tuple(one for one in found if one.waits),
        pending=pending,
        judged=len(found),
    )


def candidate_of(programme: RewardProgramme, employee_id: int) -> Candidate | None:
    """One person; None without a form in the programme's cycle and unit, or while it is neither final nor disputed."""
    found, _pending = _judged(programme, Q(employee_id=employee_id))
    return found[0] if found else None


def unsettled(evaluation_ids: Collection[int]) -> bool:
    """Whether any of these results may still change."""
    rows = Evaluation.objects.filter(pk__in=evaluation_ids)
    settled = rows.filter(state=EvaluationState.FINAL, disputed=False, reopen_requested_by__isnull=True)
    open_ = Objection.objects.filter(evaluation__in=evaluation_ids, state__in=UNDECIDED)
    return settled.count() < len(set(evaluation_ids)) or open_.exists()


def _judged(programme: RewardProgramme, reach: Q) -> tuple[list[Candidate], int]:
    cycle = programme.cycle
    own = Evaluation.objects.filter(reach, subtree(programme.unit, "unit__"), cycle=cycle)
    own = own.exclude(state=EvaluationState.CANCELLED)
    rows = _forms(own, cycle)
    disputed = set(
        Objection.objects.filter(evaluation__in=rows, state__in=UNDECIDED).values_list("evaluation_id", flat=True)
    )
    by_person: dict[int, list[Evaluation]] = {}
    for form in rows.select_related("cycle__rule_set", "unit", "employee").order_by("-cycle__period_until", "pk"):
        by_person.setdefault(form.employee_id, []).append(form)
    runs = {pk: _run(forms, cycle, programme.periods) for pk, forms in by_person.items()}
    waiting = {pk for pk, run in runs.items() if any(_may_change(form, disputed) for form in run)}
    ready = {pk for pk, run in runs.items() if run and run[0].state == EvaluationState.FINAL}
    people = [Person(pk, tuple(map(_fact, _final(runs[pk])))) for pk in runs if pk in ready | waiting]
    grounds = judge_all(Pool(people, rows, programme.periods), programme.criteria)
    found = [_candidate(runs[person.pk], grounds[person.pk], waits=person.pk in waiting) for person in people]
    found.sort(key=lambda one: (one.form.employee_name, one.form.pk))
    return found, len(runs) - len(found)


def _forms(own: "QuerySet[Evaluation]", cycle: Cycle) -> "QuerySet[Evaluation]":
    """The forms of these people in cycles of the same kind up to this one."""
    rows = Evaluation.objects.filter(
        employee__in=own.values("employee"),
        cycle__period_kind=cycle.period_kind,
        cycle__period_until__lte=cycle.period_until,
    )
    return rows.exclude(state=EvaluationState.CANCELLED)


def _run(forms: Sequence[Evaluation], cycle: Cycle, periods: int) -> list[Evaluation]:
    """The form of the cycle and those of the periods right before it, newest first, until the first gap."""
    run = [form for form in forms if form.cycle_id == cycle.pk][:1]
    while run and len(run) < periods:
        wanted = run[-1].cycle.period_from - DAY
        before = next((form for form in forms if form.cycle.period_until == wanted), None)
        if before is None:
            break
        run.append(before)
    return run


def _may_change(form: Evaluation, disputed: Collection[int]) -> bool:
    return form.disputed or form.pk in disputed or form.reopen_requested_by_id is not None


def _final(run: Iterable[Evaluation]) -> list[Evaluation]:
    """The settled part of a run: a result that is not final counts like a gap."""
    found = []
    for form in run:
        if form.state != EvaluationState.FINAL:
            break
        found.append(form)
    return found


def _fact(form: Any) -> FormFact:
    cycle = form.cycle
    return FormFact(form.pk, form.predicate, cycle.name, cycle.period_from, cycle.period_until, cycle.rules)


def _candidate(run: Sequence[Evaluation], grounds: tuple[Ground, ...], *, waits: bool) -> Candidate:
    return Candidate(run[0], tuple(form.pk for form in run), grounds, waits)
