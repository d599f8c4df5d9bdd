"""One quarter: a cycle from its opening to its closing, with everything that happens on the way.

A share of people does not send the form, some forms are returned, some results are contested and decided both ways or
not answered, most are accepted and the rest becomes final by silence. Whose period was low follows from the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from appraisal.actions import cycles, evaluations, objections
from appraisal.models import Cycle, Evaluation, Objection, PeriodSegment, RuleSet
from appraisal.segments import actions as segments
from config.demo.cycles import Plan, each_by, forms_of, open_now, prepare
from config.demo.forms import fill_review, fill_self
from config.demo.stage import let_time_pass, on
from config.demo.texts import (
    OBJECTION_ANSWERS,
    OBJECTION_CLAIMS,
    OBJECTION_STATEMENT,
    RETURN_REASONS,
    RULING_GRANTED,
    RULING_UPHELD,
)
from tests.year.stage import YEAR, Troupe
from workflow.jobs import run_job
from workflow.models import Job

Forms = list[tuple[int, int]]
ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
WISH = 3
FORMER = {
    "results_rating": 2,
    "behaviour_rating": 2,
    "note": "Pekerjaan berjalan sesuai rencana; laporan bulan terakhir belum dikirim.",
}


@dataclass(frozen=True)
class Days:
    """The days of a quarter's cycle, counted from the first day after the quarter."""

    number: int

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the quarter."""
        month, day = ENDS[self.number]
        return date(YEAR, month - 2, 1), date(YEAR, month, day)

    def day(self, after: int) -> date:
        """So many days after the quarter."""
        return self.period[1] + timedelta(days=after)


def open_quarter(troupe: Troupe, rules: RuleSet, days: Days) -> Cycle:
    """The cycle is opened a few days before the quarter ends; its forms wait for the first day after it."""
    plan = Plan(
        f"Triwulan {days.number + 1} {YEAR}", "quarterly", days.period, days.day(1), days.day(13), days.day(27),
        days.day(75),
    )  # fmt: skip
    with on(days.day(-3)):
        cycle = open_now(troupe.cast, prepare(troupe.cast, plan, rules))
    let_time_pass(days.day(1))
    return cycle


def add_joiners(troupe: Troupe, cycle: Cycle, days: Days, joiners: list[UUID]) -> None:
    """People who came after the opening get their form by hand."""
    with on(days.day(2)):
        for person in joiners:
            cycles.add_late_joiner(cycle.public_id, actor=troupe.cast.hr(), employee=person)
    let_time_pass(days.day(2))


def assess(troupe: Troupe, cycle: Cycle, days: Days) -> None:
    """Self-assessment: most are sent in time, some are taken back and sent again, some are returned, some lapse."""
    cast, forms = troupe.cast, forms_of(cycle, "self_assessment")
    late = set(troupe.some([form for form, _person in forms], 0.03))
    diligent = [pair for pair in forms if pair[0] not in late]
    with on(days.day(6), 10):
        fill_self(diligent)
        each_by(cast, diligent, "submit", seat="employee")
    again = set(troupe.some([form for form, _person in diligent], 0.03))
    with on(days.day(7), 9):
        each_by(cast, [pair for pair in diligent if pair[0] in again], "recall", seat="employee")
    with on(days.day(8), 9):
        each_by(cast, [pair for pair in diligent if pair[0] in again], "submit", seat="employee")
    _return_some(troupe, diligent, days)
    let_time_pass(days.day(13))


def _return_some(troupe: Troupe, forms: Forms, days: Days) -> None:
    waiting = Evaluation.objects.filter(
        pk__in=[form for form, _person in forms], state="supervisor_review", assessor__isnull=False
    )
    chosen = troupe.some(list(waiting.order_by("pk").values_list("pk", flat=True)), 0.04)
    with on(days.day(9), 10):
        for place, pk in enumerate(chosen):
            form = Evaluation.objects.get(pk=pk)
            first = form.items.order_by("position")[0].public_id
            evaluations.return_(
                form.public_id, actor=troupe.cast.actor(form.assessor_id), version=form.version,
                reason=RETURN_REASONS[place % 2], items={first: RETURN_REASONS[1]},
            )  # fmt: skip
    # The last of them never answers: the form lapses with the window.
    with on(days.day(11), 10):
        back = [pair for pair in forms if pair[0] in chosen[:-1]]
        each_by(troupe.cast, back, "submit", seat="employee")


def close_segments(troupe: Troupe, cycle: Cycle, days: Days) -> None:
    """Former assessors close their days of whoever moved within the quarter; every other one keeps silent."""
    rows = PeriodSegment.objects.filter(evaluation__cycle=cycle, state="open", assessor__active=True)
    with on(days.day(5), 9):
        for place, row in enumerate(rows.order_by("pk")):
            if place % 2:
                continue
            actor = troupe.cast.actor(row.assessor_id)
            segments.save(row.public_id, actor=actor, revision=row.revision, values=FORMER)
            segments.take(row.public_id, "close", actor=actor, version=row.version)


def name_missing_assessors(troupe: Troupe, cycle: Cycle, days: Days) -> None:
    """HR names somebody where a line is missing, else the form could never be reviewed."""
    head = troupe.cast.regency.head("01").employee
    assert head is not None
    with on(days.day(15)):
        for form in Evaluation.objects.filter(cycle=cycle, assessor__isnull=True, state="supervisor_review"):
            evaluations.reassign_assessor(
                form.public_id, actor=troupe.officer_who_may("reassign", form), version=form.version,
                assessor=head.public_id,
                reason="Jabatan atasan belum terisi pada hari pembukaan.",
            )  # fmt: skip


def review(troupe: Troupe, cycle: Cycle, days: Days) -> None:
    """Ratings and approval; a few assessors are later than the window, and the clock tells their superiors."""
    let_time_pass(days.day(17))
    forms = forms_of(cycle, "supervisor_review")
    slow = set(troupe.some([form for form, _person in forms], 0.02))
    with on(days.day(18), 14):
        fill_review(forms)
        each_by(troupe.cast, [pair for pair in forms if pair[0] not in slow], "approve", seat="assessor")
    let_time_pass(days.day(27))
    with on(days.day(29), 14):
        each_by(troupe.cast, [pair for pair in forms if pair[0] in slow], "approve", seat="assessor")


def receive(troupe: Troupe, cycle: Cycle, days: Days) -> list[int]:
    """Most open their result and accept it; the forms of those who object are returned, the others stay silent."""
    cast, forms = troupe.cast, forms_of(cycle, "objection")
    unopened = set(troupe.some([form for form, _person in forms], 0.05))
    opened = [pair for pair in forms if pair[0] not in unopened]
    with on(days.day(30), 8):
        each_by(cast, opened, "acknowledge", seat="employee")
    contested = set(troupe.some([form for form, _person in opened], 0.03))
    content = [pair for pair in opened if pair[0] not in contested and pair[1] % 3]
    with on(days.day(31), 8):
        each_by(cast, content, "accept", seat="employee")
    return sorted(contested)


def dispute(troupe: Troupe, contested: list[int], days: Days) -> None:
    """Objections: granted, upheld, withdrawn, and left without an answer until the clock passes them on."""
    for place, pk in enumerate(contested):
        form = Evaluation.objects.get(pk=pk)
        ref = _file(troupe, form, days)
        if ref is None or place % 4 == 3:
            continue
        if place % 4 == 2:
            with on(days.day(33), 9):
                objections.withdraw(ref, actor=troupe.cast.actor(form.employee_id), version=1)
            continue
        _answer(troupe, form, ref, days)
    let_time_pass(days.day(40))
    waiting = Objection.objects.filter(evaluation__in=contested, state="answered").order_by("pk")
    for place, dispute_ in enumerate(waiting):
        _decide(troupe, dispute_, days, grant=place % 2 == 0)


def _file(troupe: Troupe, form: Evaluation, days: Days) -> UUID | None:
    lowered = form.items.filter(assessor_rating__lt=WISH).order_by("assessor_rating", "position").first()
    if lowered is None or lowered.assessor_rating is None:
        return None
    actor = troupe.cast.actor
    with on(days.day(31), 19):
        draft = objections.begin_objection(form.public_id, actor=actor(form.employee_id))
        values = {"claim": OBJECTION_CLAIMS[0], "wished_rating": str(lowered.assessor_rating + 1)}
        ref = draft.public_id
        objections.save_claim(ref, lowered.public_id, actor=actor(form.employee_id), revision=0, values=values)
        objections.save_statement(ref, actor=actor(form.employee_id), revision=1, statement=OBJECTION_STATEMENT)
        objections.file(ref, actor=actor(form.employee_id), version=0)
    return ref


def _answer(troupe: Troupe, form: Evaluation, ref: UUID, days: Days) -> None:
    found = Objection.objects.get(public_id=ref)
    with on(days.day(33), 14):
        for place, row in enumerate(found.items.all()):
            objections.save_answer(
                ref, row.public_id, actor=troupe.cast.actor(form.assessor_id), revision=place,
                values={"answer": OBJECTION_ANSWERS[0]},
            )  # fmt: skip
        objections.answer(ref, actor=troupe.cast.actor(form.assessor_id), version=found.version)


def _decide(troupe: Troupe, found: Objection, days: Days, *, grant: bool) -> None:
    form = found.evaluation
    with on(days.day(41), 10):
        decider = troupe.cast.actor(found.decider_id)
        for place, row in enumerate(found.items.all()):
            values = {
                "ruling": "grant" if grant else "uphold",
                "ruling_rating": str(row.rating + 1) if grant else None,
                "ruling_reason": RULING_GRANTED if grant else RULING_UPHELD,
            }
            objections.save_ruling(found.public_id, row.public_id, actor=decider, revision=place, values=values)
        raised = 2 if grant and form.results_rating == 1 else None
        objections.decide(found.public_id, actor=decider, version=found.version, results_rating=raised)


def close_quarter(troupe: Troupe, cycle: Cycle, days: Days) -> None:
    """Silence ends the windows that are left, then HR closes the cycle."""
    for after in (45, 60):
        let_time_pass(days.day(after))
    with on(days.day(66)):
        found = Cycle.objects.get(pk=cycle.pk)
        cycles.begin_closing(found.public_id, actor=troupe.cast.hr(), version=found.version)
        cycles.close(found.public_id, actor=troupe.cast.hr(), version=found.version + 1)


def run_waiting_jobs() -> None:
    """What a worker would do."""
    for pk in Job.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True):
        run_job(pk, worker="year")
