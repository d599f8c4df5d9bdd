"""What the pages of achievements show: the agencies of a cycle, and one of them against its pattern."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from appraisal.default_tables import ACHIEVEMENTS
from appraisal.models import Cycle, UnitAchievement
from appraisal.pages.report_counts import Spread
from appraisal.pages.story import story_of
from appraisal.pages.timeline import Entry, events_of
from appraisal.patterns.comparing import POINTS, Line
from appraisal.patterns.policies import HISTORY, roles_towards, sets_achievements
from appraisal.patterns.selectors import UnitPattern, own_ratings, pattern_of, patterns_of
from appraisal.patterns.steps import OVER
from appraisal.policies import SUBJECT
from appraisal.rules import RuleContent
from organization.models import Unit
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.policies import policy_for


@dataclass(frozen=True, slots=True)
class LineView:
    """One predicate in words."""

    label: str
    line: Line


@dataclass(frozen=True, slots=True)
class PatternPage:
    """Everything the page of one unit in one cycle shows."""

    cycle: Cycle
    unit: Unit
    found: UnitPattern
    achievement: str
    current: str
    source: str
    sees: bool
    may_set: bool
    bars: tuple[tuple[Any, ...], ...]
    title: str
    lines: tuple[LineView, ...]
    warnings: tuple[str, ...]
    hidden: str
    own: tuple[tuple[str, int], ...]
    offers: Mapping[str, Available]
    choices: tuple[tuple[str, str], ...]
    story: Sequence[Entry]
    set_url: str
    act_url: str
    key: str
    points: int = POINTS


def pattern_page(cycle: Cycle, unit: Unit, actor: Actor) -> PatternPage:
    """The page for one reader; a constant number of statements."""
    roles = roles_towards(actor, cycle, unit)
    found = pattern_of(actor, cycle, unit, roles=roles)
    one = found.achievement
    fields = policy_for(UnitAchievement).fields_for(actor, one) if one is not None else frozenset()
    history = events_of(one) if one is not None and HISTORY in fields else []
    labels = labels_of(cycle.rules)
    lines = tuple(LineView(labels[line.code], line) for line in found.lines)
    own = own_ratings(actor, cycle, unit, roles=roles)
    return PatternPage(
        cycle=cycle,
        unit=unit,
        found=found,
        achievement=achievement_label(one.achievement) if one is not None else "",
        current=one.achievement if one is not None else "",
        source=one.source if one is not None else "",
        sees=bool(roles - {SUBJECT}),
        may_set=one is None and sets_achievements(actor, unit) and cycle.state not in OVER,
        bars=bars_of(labels, found),
        title=title_of(lines, found.spread),
        lines=lines,
        warnings=tuple(warning_of(line) for line in lines if line.line.off),
        hidden=hidden_words(found.spread) if roles - {SUBJECT} else "",
        own=tuple((label, own[code]) for code, label in labels.items() if code in own),
        offers={offer.name: offer for offer in available(one, actor)} if one is not None else {},
        choices=choices_of(cycle.rules),
        story=story_of(UnitAchievement, history),
        set_url=reverse("appraisal:pattern-set", args=[cycle.public_id, unit.public_id]),
        act_url=reverse("appraisal:achievement-transition", args=[one.public_id]) if one is not None else "",
        key=uuid4().hex,
    )


def labels_of(rules: RuleContent) -> dict[str, str]:
    """The predicates in the language of the page, from low to high."""
    return {one.code: one.label.pick(get_language()) for one in rules.predicates}


def achievement_label(code: str) -> str:
    """An achievement in words; its code where a rule set has one of its own."""
    return ACHIEVEMENTS[code].pick(get_language()) if code in ACHIEVEMENTS else code


def choices_of(rules: RuleContent) -> tuple[tuple[str, str], ...]:
    """What can be set under the rules of the cycle, from high to low."""
    codes = sorted(rules.distribution or {}, key=lambda one: (*ACHIEVEMENTS, one).index(one))
    return tuple((code, achievement_label(code)) for code in codes)


def bars_of(labels: Mapping[str, str], found: UnitPattern) -> tuple[tuple[Any, ...], ...]:
    """People by predicate, each with what the pattern foresees; marked where the difference is clear."""
    if not found.spread.total:
        return ()
    lines = {line.code: line for line in found.lines}
    bars: list[tuple[Any, ...]] = []
    for code, label in labels.items():
        line = lines.get(code)
        if line is None:
            bars.append((label, found.spread.numbers.get(code, 0)))
            continue
        note = _("pattern: %(number)s") % {"number": number_text(line.expected)}
        bars.append((label, line.number, note, "attention" if line.off else ""))
    return tuple(bars)


def number_text(number: Any) -> str:
    """A number as the page writes it."""
    from appraisal.pages.report_sentences import text_of

    return text_of(number)


def title_of(lines: Sequence[LineView], spread: Spread) -> str:
    """The finding."""
    if not lines:
        said = ngettext("%(count)s final result", "%(count)s final results", spread.total)
        return said % {"count": number_text(spread.total)}
    off = [one.label for one in lines if one.line.off]
    if not off:
        return _("The results spread about as the pattern foresees")
    return _("Other than the pattern: %(labels)s") % {"labels": ", ".join(off)}


def warning_of(one: LineView) -> str:
    """A clear difference as a plain sentence."""
    words = {
        "label": one.label,
        "number": one.line.number,
        "expected": number_text(one.line.expected),
        "share": number_text(one.line.share),
        "foreseen": number_text(one.line.expected_share),
    }
    seen = _("%(label)s: %(number)s people") if one.line.more else _("%(label)s: only %(number)s people")
    foreseen = _("the pattern foresees about %(expected)s (%(share)s %% against %(foreseen)s %%).")
    return f"{seen % words}; {foreseen % words}"


def hidden_words(spread: Spread) -> str:
    """Why there is nothing to see."""
    if spread.hidden:
        return _("Fewer than five people, or fewer than five beside those you know: not shown.")
    return "" if spread.total else _("No result of this unit stands yet.")


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One agency in the list."""

    found: UnitPattern
    achievement: str
    state: str
    tone: str
    url: str


def pattern_rows(cycle: Cycle, actor: Actor) -> list[PatternRow]:
    """The agencies the reader may look at, in the order of the tree."""
    return [_row(cycle, one) for one in patterns_of(actor, cycle)]


def _row(cycle: Cycle, one: UnitPattern) -> PatternRow:
    state, tone = _standing(one)
    set_ = one.achievement
    return PatternRow(
        found=one,
        achievement=achievement_label(set_.achievement) if set_ is not None else "",
        state=state,
        tone=tone,
        url=reverse("appraisal:pattern", args=[cycle.public_id, one.unit.public_id]),
    )


def _standing(one: UnitPattern) -> tuple[str, str]:
    if one.achievement is None:
        return _("Achievement not set yet"), "attention"
    if one.spread.hidden:
        return _("Too few to show"), "quiet"
    if not one.spread.total:
        return _("No result yet"), "quiet"
    if not one.deviates:
        return _("As the pattern"), "good"
    if one.achievement.deviation:
        return _("Deviates, explained"), "neutral"
    return _("Deviates"), "attention"
