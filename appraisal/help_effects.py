"""Whether help helped: weak items rated again, after cases beside comparable people without one, and after courses.

Here meet what two layers own: ratings (this app) and cases and trainings (below). What the figures mean is settled in
``effect_figures`` alone; here is only which rating was before and which after. A rating counts as "after" when the
rated period ended at least 30 days after the training, or after the baseline period, so that there was time to work
differently. Only final evaluations count: a disputed rating may still change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from django.db.models import Count, F, Q

from appraisal.effect_figures import CourseFigures, Effect, Observed, course_figures, effect_of
from appraisal.final_ratings import with_final_rating
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Cycle, EvaluationItem
from appraisal.rules import RATINGS, RuleContent
from cases.models import Enrolment, ImprovementCase
from organization.tree import within
from workflow.actors import Actor
from workflow.roles import Role

READERS: Final = (Role.HR, Role.TRAINING_OFFICER, Role.AUDITOR, Role.LEADER)
LAG: Final = timedelta(days=30)
SOURCE: Final = "appraisal.evaluation"
ALL, COACHED, TRAINED, COURSE = "all", "coached", "trained", "course"
Intervals = tuple[tuple[int, int], ...]
Readings = Mapping[tuple[int, str], Sequence[tuple[date, int]]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """One final evaluation with items below expectation: where a comparison begins."""

    evaluation: int
    person: int
    until: date
    cycle: int
    unit_kind: str
    predicate: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What one case brought: talks both sides confirmed, and the titles of completed trainings."""

    talks: int
    courses: frozenset[str]


@dataclass(frozen=True, slots=True)
class HelpEffect:
    """The effect of one kind of help; `helped` people with a case were rated again. No effect: too few pairs."""

    kind: str
    name: str
    helped: int
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Course:
    """One course, whatever the number of its runs."""

    title: str
    figures: CourseFigures


def intervals_of(actor: Actor) -> Intervals:
    """The units whose figures the reader sees; every figure is of groups only."""
    return actor.intervals(*READERS) if actor.active else ()


def courses_of(intervals: Intervals) -> list[Course]:
    """Courses completed in the units, those that never helped first; two statements."""
    rows = Enrolment.objects.filter(within(intervals, "unit__"), state="completed")
    done = list(
        rows.values_list("training__title", "employee_id", "completed_on", "training__indicators__code").distinct()
    )
    ratings = readings(Q(evaluation__employee__in=rows.order_by().values("employee")), {row[3] for row in done})
    people: dict[str, set[int]] = {}
    changes: dict[str, list[tuple[int, int | None]]] = {}
    for title, person, day, code in done:
        people.setdefault(title, set()).add(person)
        found = change_around(ratings.get((person, code or ""), ()), day or date.max)
        changes.setdefault(title, []).append((person, found))
    courses = [Course(title, course_figures(changes[title], people=len(people[title]))) for title in people]
    return sorted(courses, key=lambda one: (not one.figures.never_helped, one.figures.is_hidden, one.title))


def change_around(ratings: Sequence[tuple[date, int]], day: date) -> int | None:
    """Rating after a day minus the last one before it; None without both, or where nothing was left to improve."""
    before = [rating for until, rating in ratings if until < day]
    after = [rating for until, rating in ratings if until - LAG >= day]
    if not before or not after or before[-1] == RATINGS[-1]:
        return None
    return after[0] - before[-1]


def readings(where: Q, codes: Iterable[str | None]) -> Readings:
    """Final ratings by (person, indicator), oldest period first; one statement."""
    items = EvaluationItem.objects.filter(
        where,
        code__in=sorted({code for code in codes if code}),
        evaluation__state=EvaluationState.FINAL,
    )
    ordered = (
        with_final_rating(items)
        .order_by("evaluation__cycle__period_until", "evaluation_id")
        .values_list("evaluation__employee_id", "code", "evaluation__cycle__period_until", "final_rating")
    )
    found: dict[tuple[int, str], list[tuple[date, int]]] = {}
    for person, code, until, rating in ordered:
        found.setdefault((person, code), []).append((until, int(rating or 0)))
    return found


def effects_of(intervals: Intervals) -> list[HelpEffect]:
    """All cases, cases by kind of help, and by course; six statements whatever the number of people."""
    starts = baselines(intervals)
    weak = Q(evaluation__employee__in=[one.person for one in starts]) if len(starts) < 500 else Q()
    ratings = readings(within(intervals, "evaluation__unit__") | weak, {c for one in starts for c in one.codes})
    given, with_case = help_given(intervals), people_with_cases()
    band = bands()
    helped: dict[int, tuple[Baseline, Observed]] = {}
    others: dict[int, Observed] = {}
    for start in starts:
        seen = observed(start, ratings, band)
        if seen is None:
            continue
        if start.evaluation in given:
            helped.setdefault(start.person, (start, seen))
        elif start.person not in with_case:
            others.setdefault(start.person, seen)
    return _by_help([(given[start.evaluation], seen) for start, seen in helped.values()], list(others.values()))


def _by_help(helped: Sequence[tuple[Help, Observed]], others: Sequence[Observed]) -> list[HelpEffect]:
    def row(kind: str, name: str, fits: Callable[[Help], bool]) -> HelpEffect:
        chosen = [seen for help_, seen in helped if fits(help_)]
        return HelpEffect(kind, name, len(chosen), effect_of(chosen, others))

    titles = sorted({title for help_, _seen in helped for title in help_.courses})
    return [
        row(ALL, "", lambda _help: True),
        row(COACHED, "", lambda help_: help_.talks > 0),
        row(TRAINED, "", lambda help_: bool(help_.courses)),
        *(row(COURSE, title, lambda help_, title=title: title in help_.courses) for title in titles),  # type: ignore[misc]
    ]


def baselines(intervals: Intervals) -> list[Baseline]:
    """Final evaluations with at least one item below expectation, oldest period first; one statement."""
    items = EvaluationItem.objects.filter(
        within(intervals, "evaluation__unit__"),
        evaluation__state=EvaluationState.FINAL,
        assessor_rating=RATINGS[0],
    )
    # A decision may only raise: what the assessor did not find weak cannot be weak in the end.
    weak = with_final_rating(items).filter(final_rating=RATINGS[0])
    rows = weak.order_by("evaluation__cycle__period_until", "evaluation_id", "code").values_list(
        "evaluation_id",
        "evaluation__employee_id",
        "evaluation__cycle__period_until",
        "evaluation__cycle_id",
        "evaluation__unit__kind",
        "evaluation__predicate",
        "code",
    )
    heads: dict[int, tuple[Any, ...]] = {}
    codes: dict[int, list[str]] = {}
    for evaluation, *head, code in rows:
        heads.setdefault(evaluation, tuple(head))
        codes.setdefault(evaluation, []).append(code)
    return [
        Baseline(pk, person, until, cycle, kind, predicate, tuple(codes[pk]))
        for pk, (person, until, cycle, kind, predicate) in heads.items()
    ]


def observed(start: Baseline, ratings: Readings, band: Callable[[int, str], str]) -> Observed | None:
    """Whether the weak items rose, taken together, in the first later period that rated any of them."""
    later = [
        (until, rating) for code in start.codes for until, rating in ratings.get((start.person, code), ())
        if until >= start.until + LAG
    ]  # fmt: skip
    if not later:
        return None
    first = min(until for until, _rating in later)
    rose = any(rating > RATINGS[0] for until, rating in later if until == first)
    stratum = (start.cycle, start.unit_kind, band(start.cycle, start.predicate), min(len(start.codes), 2))
    return Observed(f"{start.person}:{start.evaluation}", stratum, rose)


def bands() -> Callable[[int, str], str]:
    """Predicates in two bands: the low ones with the one just above them, and the rest; one statement."""
    rules = {cycle.pk: cycle.rules for cycle in Cycle.objects.exclude(rule_hash="").select_related("rule_set")}

    @cache
    def band(cycle: int, predicate: str) -> str:
        return band_of(rules[cycle], predicate) if cycle in rules else ""

    return band


def band_of(rules: RuleContent, predicate: str) -> str:
    """ "lower" for a low predicate and the one just above the low ones, else "upper".

    A low predicate opens a case by itself, so people with the very same predicate and no case hardly exist.
    """
    order = [one.code for one in rules.predicates]
    edge = max((order.index(code) for code in rules.low), default=-1) + 1
    return "lower" if predicate in order and order.index(predicate) <= edge else "upper"


def help_given(intervals: Intervals) -> dict[int, Help]:
    """What the cases brought, by the evaluation that asked for them; withdrawn ones are no help. Two statements."""
    cases = ImprovementCase.objects.filter(within(intervals, "unit__"), triggers__source_kind=SOURCE)
    cases = cases.exclude(state="withdrawn").order_by()
    talks = Count("sessions", filter=Q(sessions__state="confirmed"), distinct=True)
    rows = list(cases.annotate(talks=talks).values_list("pk", "triggers__source_id", "talks"))
    done = Enrolment.objects.filter(case__in=cases.values("pk"), state="completed")
    courses: dict[int, set[str]] = {}
    for case, title in done.values_list("case_id", F("training__title")):
        courses.setdefault(case or 0, set()).add(title)
    return {source: Help(talked, frozenset(courses.get(pk, ()))) for pk, source, talked in rows}


def people_with_cases() -> frozenset[int]:
    """Everybody who ever had a case that was not withdrawn: they are nobody's comparison. One statement."""
    cases = ImprovementCase.objects.exclude(state="withdrawn").order_by()
    return frozenset(cases.values_list("employee_id", flat=True).distinct())
