"""The pages of strengths and weaknesses: of one person, and of the units of an office; the words of levels and ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from appraisal.development.paths import ItemPath, Standing, Trend
from appraisal.development.proposals import Offer, Topic, topics_for, trainings_for
from appraisal.development.reading import Development
from appraisal.development.units import ItemSpread, spreads_of, strongest, trainings_against, weakest
from appraisal.pages.recognition import NoteView, views_of
from appraisal.pages.report_plots import Plot
from appraisal.pages.reports import Choice, Options, address_of, choice_of
from appraisal.recognition.selectors import notes_for
from appraisal.rules import HIGHEST, LOWEST, RuleContent
from workflow.actors import NOBODY, Actor

Words = str | Promise
SHOWN_PERIODS: Final = 4
TRENDS: Final[Mapping[Trend, tuple[Words, str]]] = {
    Trend.FIRST: (gettext_lazy("rated once so far"), "neutral"),
    Trend.RISES: (gettext_lazy("rising"), "good"),
    Trend.FALLS: (gettext_lazy("falling"), "attention"),
    Trend.STEADY: (gettext_lazy("unchanged"), "neutral"),
    Trend.VARIES: (gettext_lazy("changing up and down"), "neutral"),
}
GROUPS: Final[Mapping[Standing, tuple[Words, Words]]] = {
    Standing.STRENGTH: (gettext_lazy("Strengths"), gettext_lazy("Above expectation in the last period.")),
    Standing.AS_EXPECTED: (gettext_lazy("As expected"), gettext_lazy("Solid; nothing needs to change.")),
    Standing.TO_DEVELOP: (
        gettext_lazy("To develop"),
        gettext_lazy("Below expectation in the last period, or falling."),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item: its levels in the newest periods (empty where it was not rated), and which way it goes."""

    label: str
    now: str
    cells: tuple[tuple[str, str], ...]
    trend: Words
    tone: str


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one standing."""

    key: str
    title: Words
    lead: Words
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DevelopmentPage:
    """Everything the page of a person shows."""

    found: Development
    heading: str
    periods: tuple[str, ...]
    groups: tuple[Group, ...]
    offers: tuple[Offer, ...]
    topics: tuple[Topic, ...]
    notes: tuple[NoteView, ...]


def page_of(found: Development, actor: Actor) -> DevelopmentPage:
    """The page; five statements on top of the reading."""
    newest = found.forms[-SHOWN_PERIODS:]
    rules = found.forms[-1].rules if found.forms else None
    lines = [(path.standing, line_of(path, newest, rules)) for path in found.items] if rules else []
    groups = tuple(
        Group(standing.value, *GROUPS[standing], tuple(line for own, line in lines if own == standing))
        for standing in Standing
    )
    return DevelopmentPage(
        found=found,
        heading=heading_of(found),
        periods=tuple(form.cycle.name for form in newest),
        groups=tuple(group for group in groups if group.lines),
        offers=trainings_for(found.person, found.weak),
        topics=topics_for(found.person, found.weak, rules),
        notes=tuple(views_of(notes_for(actor, found.person), actor if found.own else NOBODY)),
    )


def line_of(path: ItemPath, forms: Sequence[Any], rules: RuleContent) -> Line:
    """One item in words."""
    language = get_language()
    levels = {(one.until, one.period): rules.level_label(one.rating, language) for one in path.readings}
    cells = tuple((form.cycle.name, levels.get((form.cycle.period_until, form.cycle.name), "")) for form in forms)
    words, tone = TRENDS[path.trend]
    return Line(path.label, rules.level_label(path.now, language), cells, words, tone)


def heading_of(found: Development) -> str:
    """The finding in one sentence: how many strengths, how much to develop."""
    strong = sum(path.standing == Standing.STRENGTH for path in found.items)
    weak = len(found.weak)
    if not found.items:
        return _("No final result yet")
    solid = ngettext("%(count)d strength", "%(count)d strengths", strong) % {"count": strong}
    if not strong:
        usual = len(found.items) - weak
        solid = ngettext("%(count)d item as expected", "%(count)d items as expected", usual) % {"count": usual}
    rest = ngettext("%(count)d item to develop", "%(count)d items to develop", weak) % {"count": weak}
    return _("%(solid)s, %(rest)s") % {"solid": solid, "rest": rest}


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything the page of an office shows."""

    choice: Choice
    cycles: Options
    agencies: Options
    sentence: str
    plots: tuple[Plot, ...]
    trainings: tuple[tuple[Any, tuple[str, ...]], ...]
    query: str


def unit_page(actor: Actor, data: Mapping[str, Any]) -> UnitPage:
    """Five statements, whatever the number of people."""
    choice = choice_of(actor, data)
    spreads = spreads_of(choice.scope)
    weak = weakest(spreads)
    return UnitPage(
        choice=choice,
        cycles=[(str(one.public_id), one.name) for one in choice.cycles],
        agencies=[("", _("All agencies")), *((str(one.public_id), one.name) for one in choice.agencies)],
        sentence=sentence_of(spreads),
        plots=(strong_plot(spreads), weak_plot(spreads)),
        trainings=trainings_against(weak),
        query=address_of(choice.scope),
    )


def sentence_of(spreads: tuple[ItemSpread, ...]) -> str:
    """What stands out, strengths first; empty while nothing may be shown."""
    strong, weak = strongest(spreads), weakest(spreads)
    if strong and weak:
        words = {"strong": strong[0].label, "weak": weak[0].label}
        return _("What stands out most is %(strong)s; most people need help with %(weak)s.") % words
    if strong:
        return _("What stands out most is %(strong)s; nobody is below expectation.") % {"strong": strong[0].label}
    return ""


def strong_plot(spreads: tuple[ItemSpread, ...]) -> Plot:
    """Shares above expectation, largest first."""
    title = _("Above expectation: the largest share is in %(item)s")
    return _plot(spreads, HIGHEST, "strengths", _("Strengths"), title, _("Nobody is above expectation in any item"))


def weak_plot(spreads: tuple[ItemSpread, ...]) -> Plot:
    """Shares below expectation, largest first."""
    title = _("Below expectation: the largest share is in %(item)s")
    return _plot(spreads, LOWEST, "weaknesses", _("To develop"), title, _("Nobody is below expectation in any item"))


def _plot(spreads: tuple[ItemSpread, ...], level: int, key: str, heading: str, title: str, none: str) -> Plot:
    ordered = sorted(spreads, key=lambda one: -(one.share(level) or 0))
    bars = tuple(_bar(one, level) for one in ordered)
    leading = ordered[0] if ordered and ordered[0].at(level) else None
    empty = "" if any(one.spread.total for one in spreads) else _("Nothing to count yet.")
    if empty and any(one.spread.hidden for one in spreads):
        empty = _("Fewer than five: not shown, so that nobody can be recognised.")
    left = max((one.spread.left_out for one in spreads), default=0)
    note = ngettext(
        "%(count)d agency with fewer than five is left out.",
        "%(count)d agencies with fewer than five are left out.",
        left,
    )
    return Plot(
        key,
        heading,
        title % {"item": leading.label} if leading else none,
        _("Share of the people rated in each item."),
        () if empty else bars,
        unit="%",
        most=100,
        note=note % {"count": left} if left else "",
        empty=empty,
    )


def _bar(one: ItemSpread, level: int) -> tuple[Any, ...]:
    share = one.share(level)
    if share is None:
        return (one.label, None, "")
    words = {"number": one.at(level), "total": one.spread.total}
    return (one.label, Decimal(share), _("%(number)d of %(total)d people") % words)
