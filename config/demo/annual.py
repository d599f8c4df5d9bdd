"""The years of the demo: half a year of one department, annual results of two, achievements in the running quarter."""

from datetime import date, timedelta
from typing import Final

from appraisal.actions import cycles as cycle_actions
from appraisal.annual import actions
from appraisal.annual.reading import year_of
from appraisal.models import AnnualResult, Cycle, Evaluation, EvaluationItem, RuleSet
from appraisal.patterns import actions as achievements
from config.demo.cycles import Plan, each_by, forms_of, open_now, prepare
from config.demo.forms import LOW, MISCONDUCT, fill_review, fill_self, kind_of_year
from config.demo.stage import Cast, let_time_pass, on
from config.demo.texts import ACHIEVED, DEVIATION, YEAR_OTHERWISE
from workflow.errors import DomainError
from workflow.jobs import run_job

SCHOOLS: Final = "10"
REGISTRY: Final = "12"
MOST_DECIDED: Final = 60


def first_half(cast: Cast, rules: RuleSet, *, year: int) -> None:
    """A department that also appraised the first half of the year: two periods make its annual results."""
    start = date(year, 11, 6)
    plan = Plan(
        f"Semester I {year}, Dinas Pendidikan dan Kebudayaan", "quarterly", (date(year, 1, 1), date(year, 6, 30)),
        start, start + timedelta(days=6), start + timedelta(days=14), start + timedelta(days=40), SCHOOLS,
    )  # fmt: skip
    with on(start - timedelta(days=2)):
        cycle = open_now(cast, prepare(cast, plan, rules))
    let_time_pass(start)
    forms = forms_of(cycle)
    with on(start + timedelta(days=3), 10):
        fill_self(forms)
        each_by(cast, forms, "submit", seat="employee")
    with on(start + timedelta(days=10), 10):
        fill_review(forms)
        _nobody_low(forms)
        each_by(cast, forms, "approve", seat="assessor")
    with on(start + timedelta(days=12), 8):
        each_by(cast, forms, "acknowledge", seat="employee")
        each_by(cast, forms, "accept", seat="employee")
    let_time_pass(start + timedelta(days=36))
    with on(start + timedelta(days=38)):
        found = Cycle.objects.get(pk=cycle.pk)
        cycle_actions.begin_closing(found.public_id, actor=cast.hr(), version=found.version)
        cycle_actions.close(found.public_id, actor=cast.hr(), version=found.version + 1)


def _nobody_low(forms: list[tuple[int, int]]) -> None:
    """The low results of the demo begin with the whole year."""
    weak = [form for form, person in forms if kind_of_year(person) in (LOW, MISCONDUCT)]
    EvaluationItem.objects.filter(evaluation_id__in=[form for form, _p in forms], assessor_rating=1).update(
        assessor_rating=2
    )
    Evaluation.objects.filter(pk__in=weak).update(results_rating=2, behaviour_rating=2, narrative="")


def decide(cast: Cast, *, year: int, begin: date) -> None:
    """Annual results of two departments: most accepted, some decided otherwise, some still waiting."""
    with on(begin + timedelta(days=80)):
        for code in (SCHOOLS, REGISTRY):
            unit = cast.regency.units[code].public_id
            job = actions.make_year(actor=cast.hr(), unit=unit, year=year)
            run_job(job.pk, worker="demo")
    rows = AnnualResult.objects.filter(assessor__isnull=False).select_related("unit", "employee").order_by("pk")
    for place, annual in enumerate(rows[:MOST_DECIDED]):
        if place % 8 != 7:
            _decide(cast, annual, place, begin + timedelta(days=84))


def _decide(cast: Cast, annual: AnnualResult, place: int, day: date) -> None:
    """One decision, and what the employee does with it; a year with an open period waits."""
    found = year_of(annual)
    proposal = found.proposal()
    payload = {"basis": found.basis}
    name = "accept"
    if place % 9 == 4 and proposal is not None and proposal.predicate == "baik":
        name, payload = "decide", {**payload, "predicate": "sangat_baik", "reason": YEAR_OTHERWISE}
    with on(day, 10):
        try:
            actions.take(annual.public_id, name, actor=cast.actor(annual.assessor_id), version=0, payload=payload)
        except DomainError:
            return
    if place % 3:
        with on(day + timedelta(days=1 + place % 4), 8):
            actions.take(annual.public_id, "acknowledge", actor=cast.actor(annual.employee_id), version=1)


def achieve(cast: Cast, cycle: Cycle, *, today: date) -> None:
    """What the agencies achieved in the running quarter; one deviation is explained."""
    for place, (code, achievement) in enumerate(ACHIEVED.items()):
        unit = cast.regency.units[code]
        with on(today - timedelta(days=15 - place % 3), 13):
            made = achievements.set_achievement(
                actor=cast.hr(),
                cycle=cycle.public_id,
                unit=unit.public_id,
                achievement=achievement,
                source=f"Laporan perjanjian kinerja {cycle.name.removeprefix('Penilaian ')}",
                reason="Rata-rata capaian indikator kinerja utama, diverifikasi Bagian Organisasi.",
            )
        if place == 0:
            with on(today - timedelta(days=4), 14):
                achievements.take(
                    made.public_id, "explain", actor=cast.hr(), version=0, payload={"deviation": DEVIATION}
                )
