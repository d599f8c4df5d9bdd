"""What the pages of annual results show: the list, one year with every number of it, what the reader may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.annual.policies import CREDIT, HISTORY, PERIODS
from appraisal.annual.reading import Period, Year, year_of
from appraisal.models import AnnualRecord, AnnualResult, Evaluation
from appraisal.models.annual import DECIDED_STATES
from appraisal.pages.story import story_of
from appraisal.pages.timeline import Entry, events_of
from appraisal.policies import PREDICATE, RESULT
from appraisal.rules import RuleContent
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.policies import policy_for

OWN_FORMS: Final = frozenset({"accept", "decide", "reassign"})


@dataclass(frozen=True, slots=True)
class SectionMean:
    """One section of a period's result with its frozen mean and weight."""

    label: str
    weight: str
    mean: str


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One period. `predicate` stands once it is settled; `url` and `sections` are for who may know the result."""

    name: str
    days: str
    state: str
    settled: bool
    disputed: bool
    predicate: str
    place: int
    months: int
    month_names: str
    sections: tuple[SectionMean, ...]
    score: Any
    url: str

    @property
    def points(self) -> int:
        """Place times months."""
        return self.place * self.months


@dataclass(frozen=True, slots=True)
class Sum:
    """The proposal in numbers: sum of points, months, mean, predicate; empty where there is none."""

    points: int
    months: int
    mean: str
    predicate: str


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One level of the year's credit points."""

    level: str
    coefficient: str
    months: int
    month_names: str
    points: str


@dataclass(frozen=True, slots=True)
class CreditView:
    """The credit points of a decided year with their sum."""

    percent: str
    lines: tuple[CreditLine, ...]
    unknown: tuple[str, ...]
    points: str


@dataclass(frozen=True, slots=True)
class AnnualPage:
    """Everything the page of one year shows. `changed`: the periods are not those it was decided on."""

    annual: AnnualResult
    own: bool
    fields: frozenset[str]
    disputed: bool
    periods: tuple[PeriodLine, ...]
    proposal: Sum | None
    scale: tuple[tuple[int, str], ...]
    predicate: str
    meaning: str
    proposed: str
    changed: bool
    credit: CreditView | None
    offers: Mapping[str, Available]
    others: tuple[Available, ...]
    choices: tuple[tuple[str, str], ...]
    basis: str
    records: Sequence[AnnualRecord]
    story: Sequence[Entry]
    url: str
    years_url: str
    key: str
    forms: tuple[Evaluation, ...]

    @property
    def sees_periods(self) -> bool:
        return PERIODS in self.fields


def annual_page(annual: AnnualResult, actor: Actor) -> AnnualPage:
    """The page for one reader; a constant number of statements."""
    fields = policy_for(annual).fields_for(actor, annual)
    own = annual.employee_id == actor.employee_id
    year = year_of(annual)
    rules = annual.cycle.rules if annual.cycle is not None else year.rules
    decided = PREDICATE in fields and annual.state in DECIDED_STATES
    offers = available(annual, actor)
    history = events_of(annual) if HISTORY in fields else []
    lines = tuple(line_of(one, actor, rules) for one in year.periods) if PERIODS in fields else ()
    return AnnualPage(
        annual=annual,
        own=own,
        fields=fields,
        disputed=year.disputed,
        periods=lines,
        proposal=sum_of(year, rules) if PERIODS in fields else None,
        scale=scale_of(rules),
        predicate=label_of(rules, annual.predicate) if decided else "",
        meaning=_meaning(rules, annual.predicate) if decided else "",
        proposed=label_of(rules, annual.proposed) if decided else "",
        changed=decided and annual.basis != year.basis,
        credit=credit_of(annual.credit) if decided and CREDIT in fields else None,
        offers={one.name: one for one in offers if one.name in OWN_FORMS},
        others=tuple(one for one in offers if one.name not in OWN_FORMS),
        choices=_choices(year, rules),
        basis=year.basis if PERIODS in fields else "",
        records=list(annual.records.all()) if HISTORY in fields else (),
        story=story_of(AnnualResult, history),
        url=reverse("appraisal:annual-transition", args=[annual.public_id]),
        years_url=years_address(annual, own=own),
        key=uuid4().hex,
        forms=tuple(one.form for one in year.periods),
    )


def years_address(annual: AnnualResult, *, own: bool) -> str:
    """The page of all years of the person."""
    return reverse("appraisal:years") if own else reverse("appraisal:years-person", args=[annual.employee.public_id])


def line_of(period: Period, actor: Actor, rules: RuleContent | None) -> PeriodLine:
    """One period as a line; ratings and numbers only where the policy of evaluations opens the result."""
    form, language = period.form, get_language()
    opened = RESULT in policy_for(form).fields_for(actor, form)
    predicate = form.predicate if period.settled else ""
    since, until = form.cycle.period_from, form.cycle.period_until
    return PeriodLine(
        name=form.cycle.name,
        days=f"{date_format(since, 'j F Y')} – {date_format(until, 'j F Y')}",
        state=form.get_state_display(),
        settled=period.settled,
        disputed=period.disputed,
        predicate=form.rules.predicate(predicate).label.pick(language) if predicate else "",
        place=_place(rules, predicate),
        months=len(period.months),
        month_names=month_names(period.months),
        sections=_sections(form, language) if opened and period.settled else (),
        score=form.score if opened and period.settled else None,
        url=reverse("appraisal:result", args=[form.public_id]) if opened else "",
    )


def _sections(form: Evaluation, language: str | None) -> tuple[SectionMean, ...]:
    rules = form.rules
    return tuple(
        SectionMean(rules.section(one["code"]).label.pick(language), one["weight"], one["mean"])
        for one in (form.result or {}).get("sections", ())
    )


def _place(rules: RuleContent | None, predicate: str) -> int:
    codes = [one.code for one in rules.predicates] if rules else []
    return codes.index(predicate) + 1 if predicate in codes else 0


def month_names(months: Sequence[int]) -> str:
    """Months in words, runs of them as from and to."""
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    words = [str(MONTHS[run[0]]) if len(run) == 1 else f"{MONTHS[run[0]]}–{MONTHS[run[-1]]}" for run in runs]
    return ", ".join(words)


def sum_of(year: Year, rules: RuleContent | None) -> Sum | None:
    """The proposal's numbers."""
    found = year.proposal()
    if found is None:
        return None
    trace = found.trace
    return Sum(trace["sum"], trace["months"], trace["mean"]["shown"], label_of(rules, found.predicate))


def scale_of(rules: RuleContent | None) -> tuple[tuple[int, str], ...]:
    """The predicates with their places, from low to high."""
    if rules is None:
        return ()
    return tuple((place, one.label.pick(get_language())) for place, one in enumerate(rules.predicates, start=1))


def label_of(rules: RuleContent | None, code: str) -> str:
    """A predicate in the language of the page; its code where the rules do not know it."""
    named = {one.code: one.label.pick(get_language()) for one in rules.predicates} if rules else {}
    return named.get(code, code)


def _meaning(rules: RuleContent | None, code: str) -> str:
    known = {one.code: one.meaning.pick(get_language()) for one in rules.predicates} if rules else {}
    return known.get(code, "")


def _choices(year: Year, rules: RuleContent | None) -> tuple[tuple[str, str], ...]:
    """What may be decided otherwise: every predicate but the proposal, high to low."""
    if rules is None:
        return ()
    found = year.proposal()
    proposed = found.predicate if found else ""
    return tuple(
        (one.code, one.label.pick(get_language())) for one in reversed(rules.predicates) if one.code != proposed
    )


def credit_of(trace: Any) -> CreditView | None:
    """Stored credit points in words; None for people without a functional post."""
    if not trace:
        return None
    language = "en" if (get_language() or "id").startswith("en") else "id"
    lines = tuple(
        CreditLine(
            one["label"][language], one["coefficient"], len(one["months"]), month_names(one["months"]), one["points"]
        )
        for one in trace["lines"]
    )
    unknown = tuple(
        _("%(title)s: %(months)s") % {"title": one["title"], "months": month_names(one["months"])}
        for one in trace["unknown"]
    )
    return CreditView(trace["percent"], lines, unknown, trace["points"])
