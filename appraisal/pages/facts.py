"""What a source says of an item, in words: the facts, the level they advise, and how that follows from the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.advice import AdviceLevel
from appraisal.models import EvaluationItem, ItemFacts
from appraisal.rules import RuleContent, Words
from appraisal.sources import register
from appraisal.sources.advising import plain
from appraisal.sources.base import Measure, number


@dataclass(frozen=True, slots=True)
class StepLine:
    """One level that was looked at: what it asks for, and what was missed."""

    level: str
    asks: str
    missed: str


@dataclass(frozen=True, slots=True)
class FactsView:
    """The facts of one item. `repeated`: the realisation says nothing else; `notice` only where the reader may know."""

    source: str | Promise
    text: str
    notice: str
    advised: str
    figures: tuple[tuple[str, str], ...]
    steps: tuple[StepLine, ...]
    gathered_at: datetime
    repeated: bool


def facts_of(item: EvaluationItem, rules: RuleContent, *, with_notice: bool) -> FactsView | None:
    """The facts beside an item, if its source knows any."""
    stored: ItemFacts | None = getattr(item, "facts", None)
    source = register.source_of(stored.source) if stored else None
    if stored is None or source is None:
        return None
    language, measures = get_language(), {one.name: one for one in source.measures}
    figures = stored.trace.get("figures", {})
    return FactsView(
        source=source.label,
        text=_picked(stored.text, language),
        notice=_picked(stored.notice, language) if with_notice else "",
        advised=rules.level_label(stored.advised, language),
        figures=tuple((str(measures[name].label), number(Decimal(value))) for name, value in figures.items()),
        steps=tuple(step_line(step, measures, rules, language) for step in stored.trace.get("levels", ())),
        gathered_at=stored.gathered_at,
        repeated=bool(stored.filled) and item.self_realisation.strip() == stored.filled,
    )


def _picked(words: Mapping[str, str], language: str | None) -> str:
    return Words(words.get("id", ""), words.get("en", "")).pick(language)


def step_line(
    step: Mapping[str, Any], measures: Mapping[str, Measure], rules: RuleContent, language: str | None
) -> StepLine:
    """A level of the trace in words."""
    missed = ", ".join(str(measures[name].label) for name in step["missed"])
    return StepLine(rules.level_label(step["level"], language), limits_in_words(step["limits"], measures), missed)


def limits_in_words(limits: Mapping[str, Any], measures: Mapping[str, Measure]) -> str:
    """What a level asks for."""
    parts = []
    for name, value in limits.items():
        words = _("at most %(limit)s %(measure)s") if measures[name].at_most else _("at least %(limit)s %(measure)s")
        parts.append(words % {"limit": number(Decimal(value)), "measure": measures[name].label})
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """What one source advises by a rule set: its name, and per level what must be kept."""

    source: str | Promise
    levels: tuple[tuple[str, str], ...]
    lowest: str


def advice_lines(content: RuleContent) -> tuple[AdviceLine, ...]:
    """The thresholds of a rule set in words."""
    return tuple(
        AdviceLine(
            source=register.BY_KEY[one.source].label,
            levels=levels_in_words(one.levels, one.source, content),
            lowest=content.level_label(1, get_language()),
        )
        for one in content.advice
    )


def levels_in_words(levels: Sequence[AdviceLevel], key: str, content: RuleContent) -> tuple[tuple[str, str], ...]:
    """Each level with its limits."""
    measures = {one.name: one for one in register.BY_KEY[key].measures}
    return tuple(
        (
            content.level_label(one.level, get_language()),
            limits_in_words({name: plain(limit) for name, limit in one.limits.items()}, measures),
        )
        for one in levels
    )
