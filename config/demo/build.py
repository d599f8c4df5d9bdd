"""Builds the whole demo in order and says what it is doing."""

from collections.abc import Callable
from datetime import date, timedelta

from appraisal.models import Cycle, RuleSet
from config.demo import (
    absences,
    annual,
    casework,
    catalogue,
    closed_days,
    counsel,
    cycles,
    dialogue,
    disputes,
    edition,
    moves,
    papers,
    people,
    plans,
    quarter,
    reconciliation,
    rewards,
    sources,
)
from config.demo.stage import Cast, on


def build(*, size: int, today: date, say: Callable[[str], None]) -> None:
    """Everything the demo holds, dated relative to `today`."""
    # The help that follows the closed year is closed by July; nothing of it may lie ahead.
    year = today.year - 1 if (today.month, today.day) >= (7, 15) else today.year - 2
    begin = date(year + 1, 1, 1)
    with on(begin - timedelta(days=60)):
        say("offices and people")
        regency = people.build(size, today=today, since=begin - timedelta(days=60))
        cast = Cast(regency)
        rules = cycles.rules_of(cast, name="Penilaian kinerja ASN Bangko")
        casework.write_templates(cast)
    say(f"the year {year}")
    closed = _past(cast, rules, year=year)
    say("plans of this year")
    plans.plan_the_year(cast, today=today)
    say("the quarter that runs")
    with on(today - timedelta(days=50)):
        calibrated = cycles.rules_of(cast, name="Penilaian dengan kalibrasi", calibration=True)
    catalogue.offer(cast, today=today)
    casework.work(cast, today=today)
    sources.inform(cast, today=today, period=quarter.last_quarter(today)[1:])
    cycle = quarter.running_quarter(cast, rules, today=today)
    say("objections, cases, trainings")
    _disputes_and_help(cast, cycle, today=today)
    say("further cycles")
    quarter.other_cycles(cast, rules, calibrated, today=today)
    plans.these_days(cast, today=today)
    say("rewards and the dialogue of the year")
    rewards.reward(cast, closed, begin=begin, today=today)
    _dialogue_and_absences(cast, cycle, today=today)
    say("letters and reports")
    _papers(cast, closed, today=today)


def _past(cast: Cast, rules: RuleSet, *, year: int) -> Cycle:
    """The year that is closed, with the annual results that were decided after it."""
    annual.first_half(cast, rules, year=year)
    closed = cycles.closed_year(cast, rules, year=year)
    annual.decide(cast, year=year, begin=date(year + 1, 1, 1))
    return closed


def _dialogue_and_absences(cast: Cast, cycle: Cycle, *, today: date) -> None:
    """What was talked over in the year, who acts for whom, whose assessor is contested, other rules."""
    dialogue.talk(cast, cycle, today=today)
    absences.be_away(cast, today=today)
    absences.say_who_should_assess(cast, today=today)
    moves.move(cast, today=today)
    edition.change_rules(cast, today=today)


def _papers(cast: Cast, closed: Cycle, *, today: date) -> None:
    """A national export held against the closed year, what is printed, and a regional holiday that came just now."""
    reconciliation.compare(cast, closed, today=today)
    papers.print_papers(cast, closed, today=today)
    closed_days.close_a_day(cast, today=today)


def _disputes_and_help(cast: Cast, cycle: Cycle, *, today: date) -> None:
    """What follows from results, and what is offered to everybody."""
    annual.achieve(cast, cycle, today=today)
    disputes.dispute(cast, cycle, today=today)
    casework.begin_plans(cast, today=today)
    casework.open_by_hand(cast, today=today)
    counsel.listen(cast, today=today)
    _trainings(cast, today)


def _trainings(cast: Cast, today: date) -> None:
    """Trainings attended, missed and crowded."""
    catalogue.attend(cast, today=today)
    catalogue.missed(cast, today=today)
    catalogue.crowd(cast, today=today)
