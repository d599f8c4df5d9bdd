"""The play in order: four quarters, what lies between them, help where results were low, the annual results."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from appraisal.annual import actions as years
from appraisal.annual.reading import year_of
from appraisal.models import AnnualResult, Cycle, RuleSet
from cases.actions import progress
from cases.actions.moves import Seen
from cases.machines.improvement_case import OPEN_STATES
from cases.models import ImprovementCase
from config.demo import casework
from config.demo.cycles import rules_of
from config.demo.stage import let_time_pass, moment, on
from tests.year import facts, movements, quarters
from tests.year.quarters import Days
from tests.year.stage import YEAR, Troupe, gather
from workflow.errors import DomainError
from workflow.models import OutboxMessage
from workflow.outbox import relay_all

END = date(YEAR + 1, 4, 12)
OTHERWISE = "Capaian akhir tahun jauh di atas rencana menurut laporan unit."


@dataclass(frozen=True)
class Played:
    """What the year left: who played it, its cycles, and the day after its last act."""

    troupe: Troupe
    cycles: tuple[Cycle, ...]
    end: date


def play(count: int, *, told_from: date = date.min) -> Played:
    """A year of `count` people; what happened before `told_from` counts as told, so that no notice is written of it."""
    troupe = gather(count)
    with on(date(YEAR - 1, 12, 1)):
        rules = rules_of(troupe.cast, name="Penilaian kinerja ASN Bangko")
        casework.write_templates(troupe.cast)
    courses = facts.offer(troupe, YEAR)
    cycles = []
    for number in range(4):
        days = Days(number)
        if number < len(courses):
            facts.train(troupe, courses[number], max(6, count // 30))
        cycles.append(_quarter(troupe, rules, days, few=max(1, count // 100)))
        _help(troupe, days)
    decide(troupe)
    let_time_pass(END - timedelta(days=1))
    with on(END):
        quarters.run_waiting_jobs()
        OutboxMessage.objects.filter(event__effective_at__date__lt=told_from).update(relayed_at=moment(END))
        relay_all()
    return Played(troupe, tuple(cycles), END)


def _quarter(troupe: Troupe, rules: RuleSet, days: Days, *, few: int) -> Cycle:
    """Facts first, so that the forms show them; people come, move and leave while the forms are open."""
    facts.attend(troupe, days.period)
    facts.measure(troupe, days.period)
    if days.number == 2:
        facts.innovate(troupe, days.day(-5))
    cycle = quarters.open_quarter(troupe, rules, days)
    joined = movements.join(troupe, days.day(2), few)
    quarters.add_joiners(troupe, cycle, days, joined)
    quarters.close_segments(troupe, cycle, days)
    quarters.assess(troupe, cycle, days)
    movements.move(troupe, days.day(14), few * 2)
    movements.leave(troupe, days.day(14), few, cycle)
    quarters.name_missing_assessors(troupe, cycle, days)
    quarters.review(troupe, cycle, days)
    quarters.dispute(troupe, quarters.receive(troupe, cycle, days), days)
    quarters.close_quarter(troupe, cycle, days)
    return cycle


def _help(troupe: Troupe, days: Days) -> None:
    """New cases are planned and begun; those of the quarter before meet, and every other one is brought to its end."""
    let_time_pass(days.day(66))
    _end_for_leavers(troupe, days)
    before = list(ImprovementCase.objects.filter(state="active").order_by("pk"))
    casework.take_up(troupe.cast, day=days.day(67))
    for place, case in enumerate(before):
        for turn in range(3):
            casework._session(troupe.cast, case, days.day(68 + 5 * turn), turn)
        if place % 2:
            # What a criterion still misses leaves the case under review.
            with suppress(DomainError):
                casework._finish(troupe.cast, case, days.day(83), "met")


def _end_for_leavers(troupe: Troupe, days: Days) -> None:
    """Nobody is helped who is not there any more: HR ends the case."""
    with on(days.day(67), 8):
        for case in ImprovementCase.objects.filter(state__in=OPEN_STATES, employee__active=False).order_by("pk"):
            seen = Seen(troupe.officer_who_may("end_early", case), case.version)
            progress.end_early(case, seen, outcome="left", reason="Pegawai sudah pensiun.")


def decide(troupe: Troupe) -> None:
    """Annual results of everybody: most accepted, some decided otherwise, most read, some waiting."""
    with on(date(YEAR + 1, 4, 1)):
        years.make_year(actor=troupe.cast.hr(), unit=troupe.cast.regency.units["00"].public_id, year=YEAR)
        quarters.run_waiting_jobs()
    rows = AnnualResult.objects.filter(assessor__isnull=False).select_related("unit", "employee").order_by("pk")
    for place, annual in enumerate(rows):
        if place % 10 != 9:
            _decide(troupe, annual, place)


def _decide(troupe: Troupe, annual: AnnualResult, place: int) -> None:
    found = year_of(annual)
    proposal = found.proposal()
    payload = {"basis": found.basis}
    name = "accept"
    if place % 12 == 5 and proposal is not None and proposal.predicate == "baik":
        name, payload = "decide", {**payload, "predicate": "sangat_baik", "reason": OTHERWISE}
    with on(date(YEAR + 1, 4, 6), 10):
        try:
            years.take(annual.public_id, name, actor=troupe.cast.actor(annual.assessor_id), version=0, payload=payload)
        except DomainError:
            # A period is open or cancelled: the year waits.
            return
    if place % 3 and annual.employee.active:
        with on(date(YEAR + 1, 4, 7), 8):
            years.take(annual.public_id, "acknowledge", actor=troupe.cast.actor(annual.employee_id), version=1)
