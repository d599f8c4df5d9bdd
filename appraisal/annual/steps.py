"""Conditions, columns and consequences of the steps of an annual result.

The periods come first: nothing is decided while one of them is open or contested, and a decision falls with a result
it rests on. What is decided is what was read: the digest of the proposal travels with the decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]
NOTHING_DECIDED: Columns = {
    "predicate": "",
    "proposed": "",
    "decision_reason": "",
    "trace": None,
    "basis": "",
    "cycle_id": None,
    "credit": None,
    "credit_points": None,
    "decided_at": None,
    "acknowledged_at": None,
}


def _year(step: Step) -> Any:
    from appraisal.annual.reading import year_of

    return year_of(step.subject)


@guard("year_runs", _("The year is not over yet. It is decided after 31 December, for people who left at once."))
def year_is_over(step: Step) -> bool:
    from workflow.calendars import local_day

    subject = step.subject
    return local_day(step.at, zone=subject.unit.zone).year > subject.year or not subject.employee.active


@guard("periods_open", _("A period of the year has no result that stands yet."))
def periods_are_settled(step: Step) -> Iterable[str]:
    return [one.form.cycle.name for one in _year(step).open if not one.disputed]


@guard("disputed", _("An objection to a period of the year is not decided yet."))
def nothing_disputed(step: Step) -> Iterable[str]:
    return [one.form.cycle.name for one in _year(step).open if one.disputed]


@guard("nothing_counts", _("There is no final result in the year."))
def something_counts(step: Step) -> bool:
    return _year(step).newest is not None


@guard("no_proposal", _("The predicates of the periods do not fit together, so there is no proposal. Please decide."))
def something_proposed(step: Step) -> bool:
    return _year(step).proposal() is not None


@guard("proposal_changed", _("The results of the periods have changed. Please read them again."), needs_input=True)
def proposal_was_read(step: Step) -> bool:
    return bool(step.payload["basis"] == _year(step).basis)


@guard("predicate_unknown", _("The rules of the year do not know this predicate."), needs_input=True)
def predicate_known(step: Step) -> bool:
    rules = _year(step).rules
    return rules is not None and step.payload["predicate"] in {one.code for one in rules.predicates}


@guard("same_as_proposal", _("This is the proposal. Please accept it instead."), needs_input=True)
def not_the_proposal(step: Step) -> bool:
    found = _year(step).proposal()
    return found is None or found.predicate != step.payload["predicate"]


def accepted(step: Step) -> Columns:
    """The proposal becomes the result of the year."""
    return _decision(step, _year(step).proposal().predicate)


def decided(step: Step) -> Columns:
    """Another predicate than the proposal, with its reason."""
    return _decision(step, step.payload["predicate"])


def _decision(step: Step, predicate: str) -> Columns:
    """The result with everything it rests on, frozen."""
    year = _year(step)
    proposal, credit = year.proposal(), year.credit(predicate)
    return {
        "predicate": predicate,
        "proposed": proposal.predicate if proposal else "",
        "decision_reason": step.reason,
        "reopen_reason": "",
        "trace": year.trace(),
        "basis": year.basis,
        "cycle_id": year.newest.cycle_id,
        "credit": credit.trace if credit else None,
        "credit_points": credit.points if credit else None,
        "decided_at": step.at,
    }


def acknowledged(step: Step) -> Columns:
    """The employee has read it; silence changes nothing."""
    return {"acknowledged_at": step.at}


def reopened(step: Step) -> Columns:
    """The decision is taken back; it stays among the records, the reason is shown to the assessor."""
    return {**NOTHING_DECIDED, "reopen_reason": step.reason}


def taken_away(_step: Step) -> Columns:
    """A result it rested on is gone."""
    return {**NOTHING_DECIDED, "reopen_reason": ""}


def assessor_replaced(step: Step) -> Columns:
    """The new assessor and that person's own assessor of today."""
    from appraisal.lines import line_from

    found = line_from(step.payload["assessor"], at=step.at, zone=step.subject.unit.zone)
    return {"assessor_id": found.assessor_id, "superior_id": found.superior_id}


def write_assessor_names(steps: Sequence[Step]) -> None:
    """Names and posts of the new line, beside the event."""
    from appraisal.lines import line_from
    from appraisal.models import AnnualResult

    for step in steps:
        line = line_from(step.payload["assessor"], at=step.at, zone=step.subject.unit.zone)
        AnnualResult.objects.filter(pk=step.subject.pk).update(**line.as_columns())


def record_decisions(steps: Sequence[Step]) -> None:
    """Every decision is kept."""
    from appraisal.models import AnnualRecord

    for step in steps:
        found = step.subject
        AnnualRecord.objects.create(
            annual=found,
            sequence=AnnualRecord.objects.filter(annual=found).count() + 1,
            predicate=found.predicate,
            proposed=found.proposed,
            reason=found.decision_reason,
            trace=found.trace,
            trace_hash=found.basis,
            credit=found.credit,
            credit_points=found.credit_points,
            created_at=step.at,
        )


def reopen_years(steps: Sequence[Step]) -> None:
    """Final results were taken away: what was decided about their years waits for a new decision."""
    from django.db.models import Q

    from appraisal.models import AnnualResult
    from appraisal.models.annual import DECIDED_STATES

    by_moment: dict[datetime, list[Step]] = {}
    for step in steps:
        if step.from_state == "final":
            by_moment.setdefault(step.at, []).append(step)
    for at, batch in by_moment.items():
        years: dict[int, set[int]] = {}
        for step in batch:
            cycle = step.subject.cycle
            for year in range(cycle.period_from.year, cycle.period_until.year + 1):
                years.setdefault(year, set()).add(step.subject.employee_id)
        lost = Q(pk__in=())
        for year, people in years.items():
            lost |= Q(year=year, employee_id__in=people)
        ids = list(AnnualResult.objects.filter(lost, state__in=DECIDED_STATES).values_list("pk", flat=True))
        if ids:
            fire_many(AnnualResult, ids, "take_away", actor=CLOCK, at=at, cause=batch[0].event_id)
