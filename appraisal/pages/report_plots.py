"""The plots of the reports: bars sorted by what matters, lines over time, each with its finding as the title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisal.machines.evaluation import EvaluationState as S
from appraisal.pages.report_counts import FormCounts, Scope, Spread
from appraisal.pages.report_sentences import labels_of, share, text_of
from appraisal.selectors import MetricPath
from cases.machines.improvement_case import OPEN_STATES, CaseState, Outcome
from organization.models import Unit

Bars = tuple[tuple[Any, ...], ...]
SHOWN_AGENCIES: Final = 16
SHORT_UNIT: Final = 7
OUTCOMES: Final[Mapping[str, str | Promise]] = {
    "filed": gettext_lazy("Waiting for the answer"),
    "answered": gettext_lazy("Waiting for the decision"),
    "late": gettext_lazy("Filed out of time"),
    "granted": gettext_lazy("Granted in whole or in part"),
    "upheld": gettext_lazy("Rating upheld"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "out_of_time": gettext_lazy("Out of time"),
    "lapsed": gettext_lazy("Ended with the evaluation"),
}


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot. `empty` says in words why there is nothing to draw."""

    key: str
    heading: str
    title: str
    desc: str
    bars: Bars
    unit: str = ""
    most: int | None = None
    note: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One metric over time with its target."""

    title: str
    label: str
    desc: str
    unit: str
    target: Decimal
    series: tuple[Any, ...]


def progress_plot(forms: FormCounts, agencies: Sequence[Unit]) -> Plot:
    """Agencies with the least finished first."""
    names = {unit.pk: unit.name for unit in agencies}
    rows = []
    for agency, numbers in forms.states.items():
        total, done = sum(numbers.values()), numbers.get(str(S.FINAL), 0)
        note = ngettext("%(done)d of %(total)d form", "%(done)d of %(total)d forms", total) % {
            "done": done,
            "total": total,
        }
        rows.append((names.get(agency or 0, _("Other units")), share(done, total), note))
    rows.sort(key=lambda row: (row[1], row[0]))
    left = len(rows) - SHOWN_AGENCIES
    note = ngettext("%(count)d further agency is in the file.", "%(count)d further agencies are in the file.", left)
    return Plot(
        key="progress",
        heading=_("Progress by agency"),
        title=_furthest_behind(rows) if rows else "",
        desc=_("Share of forms with a result that stands, agencies with least finished first."),
        bars=tuple(rows[:SHOWN_AGENCIES]),
        unit="%",
        most=100,
        note=note % {"count": left} if left > 0 else "",
        empty="" if rows else _("No forms to count."),
    )


def _furthest_behind(rows: Sequence[tuple[str, float, str]]) -> str:
    """The finding: the one agency with the least finished, or how many share that place."""
    least = rows[0][1]
    tied = sum(1 for row in rows if row[1] == least)
    if tied > 1:
        return _("%(count)s agencies are furthest behind: %(share)s %% finished") % {
            "count": text_of(tied),
            "share": text_of(least),
        }
    return _("%(name)s is furthest behind: %(share)s %% finished") % {"name": rows[0][0], "share": text_of(least)}


def results_plot(scope: Scope, spread: Spread) -> Plot:
    """Final results in the order of the rules."""
    labels = labels_of(scope.cycle) if scope.cycle else {}
    bars = [
        (label, spread.numbers.get(code, 0), f"{text_of(share(spread.numbers.get(code, 0), spread.total))} %")
        for code, label in labels.items()
    ]
    top = max(bars, key=lambda bar: bar[1]) if bars else ("", 0, "")
    return spread_plot(
        spread,
        "results",
        _("Distribution of results"),
        _("Most frequent: %(label)s, %(share)s of %(total)s results")
        % {"label": top[0], "share": top[2], "total": text_of(spread.total)},
        bars,
    )


def cases_plot(states: Spread) -> Plot:
    """Improvement cases by where they stand."""
    bars = [(str(label), states.numbers.get(str(code), 0)) for code, label in CaseState.choices]
    going = sum(states.numbers.get(str(one), 0) for one in OPEN_STATES)
    title = _("%(open)s of %(total)s cases are under way") % {"open": text_of(going), "total": text_of(states.total)}
    return spread_plot(states, "cases", _("Improvement cases"), title, bars)


def outcomes_plot(outcomes: Spread) -> Plot:
    """What came of the closed cases."""
    bars = [(str(label), outcomes.numbers.get(str(code), 0)) for code, label in Outcome.choices]
    met = outcomes.numbers.get(str(Outcome.TARGET_MET), 0)
    title = _("%(met)s of %(total)s closed cases met their target") % {
        "met": text_of(met),
        "total": text_of(outcomes.total),
    }
    return spread_plot(outcomes, "outcomes", _("Outcomes of improvement"), title, bars)


def disputes_plot(disputes: Spread) -> Plot:
    """Objections of the cycle by outcome."""
    bars = [(str(label), disputes.numbers.get(code, 0)) for code, label in OUTCOMES.items()]
    won, decided = (
        disputes.numbers.get("granted", 0),
        disputes.numbers.get("granted", 0) + disputes.numbers.get("upheld", 0),
    )
    title = _("%(won)s of %(total)s decided objections were granted") % {"won": text_of(won), "total": text_of(decided)}
    return spread_plot(disputes, "objections", _("Objections"), title, bars)


def spread_plot(spread: Spread, key: str, heading: str, title: str, bars: Sequence[tuple[Any, ...]]) -> Plot:
    """A plot of numbers by code, or the words why there is none."""
    left = spread.left_out
    note = ngettext(
        "%(count)d agency with fewer than five is left out.",
        "%(count)d agencies with fewer than five are left out.",
        left,
    )
    empty = "" if spread.total else _("Nothing to count yet.")
    if spread.hidden:
        empty = _("Fewer than five: not shown, so that nobody can be recognised.")
    shown = tuple(bars) if spread.total else ()
    return Plot(
        key, heading, title, _("Number per group."), shown, note=note % {"count": left} if left else "", empty=empty
    )


def drawn(services: Sequence[MetricPath]) -> list[MetricPath]:
    """Metrics with a path to draw."""
    return [one for one in services if len(one.readings) > 1]


def service_of(path: MetricPath) -> Service:
    """One metric; its title says which way it went."""
    metric, first, last = path.metric, path.readings[0].value, path.readings[-1].value
    words = {"name": metric.name, "first": text_of(first), "last": text_of(last), "unit": metric.unit_of_measure}
    if last == first:
        title = _("%(name)s stays at %(last)s %(unit)s") % words
    elif last > first:
        title = _("%(name)s rose from %(first)s to %(last)s %(unit)s") % words
    else:
        title = _("%(name)s fell from %(first)s to %(last)s %(unit)s") % words
    better = _("Higher is better.") if metric.direction == "up" else _("Lower is better.")
    points: tuple[tuple[date, Decimal], ...] = tuple((one.on, one.value) for one in path.readings)
    target = _("Target: %(target)s %(unit)s.") % {"target": text_of(metric.target), "unit": metric.unit_of_measure}
    # A long unit stands in the title alone: beside the last point there is room for a number and a short word.
    unit = metric.unit_of_measure if len(metric.unit_of_measure) <= SHORT_UNIT else ""
    return Service(title, metric.unit.name, f"{better} {target}", unit, metric.target, ((_("Value"), points),))
