"""What the pages of rule sets show: the rules in words, their faults, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appraisal.editions import words
from appraisal.editions.places import part_of
from appraisal.models import RuleSet
from appraisal.pages.facts import AdviceLine, advice_lines
from appraisal.pages.rule_set_tables import BandLine, Grid, band_lines, credit_of, pattern_of
from appraisal.pages.story import story_of
from appraisal.pages.timeline import Entry, events_of
from appraisal.pages.triggers import trigger_sentences
from appraisal.rule_parsing import RuleFault, RuleFaults, parse_rules
from appraisal.rules import NUMERIC_2019, RuleContent
from appraisal.selectors import rule_faults
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.policies import policy_for
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator as the page shows it."""

    code: str
    label: str
    weight: Decimal
    source: str
    target: str
    guide: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section with its indicators and what their weights add up to."""

    code: str
    label: str
    weight: Decimal
    area: str
    indicators: tuple[IndicatorLine, ...]

    @property
    def total(self) -> Decimal:
        """Sum of the indicators' weights; must be 100."""
        return sum((one.weight for one in self.indicators), Decimal(0))


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing that keeps a draft from being published, and the part of its form where it is mended."""

    message: str
    part: str
    url: str


@dataclass(frozen=True, slots=True)
class RuleSetPage:
    """Everything the page of one rule set shows; `content` is None while a draft cannot be read."""

    rule_set: RuleSet
    content: RuleContent | None
    faults: Sequence[FaultLine]
    sections: Sequence[SectionLine]
    clocks: Sequence[tuple[Any, str]]
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]
    bands: Sequence[BandLine]
    pattern: Grid | None
    credit: Grid | None
    scheme: str
    for_history: bool
    low: Sequence[str]
    triggers: Sequence[str]
    advice: Sequence[AdviceLine]
    acts: Sequence[Available]
    is_hr: bool
    story: Sequence[Entry]


def visible_rule_sets(actor: Actor) -> "QuerySet[RuleSet]":
    """Rule sets the actor may know of."""
    return policy_for(RuleSet).visible_to(actor).select_related("unit").order_by("name", "-edition")


def rule_set_page(rule_set: RuleSet, actor: Actor) -> RuleSetPage:
    """One rule set in words of the page's language."""
    language = get_language()
    try:
        content: RuleContent | None = parse_rules(rule_set.content)
    except RuleFaults:
        content = None
    levels = [level.pick(language) for level in content.levels] if content else []
    return RuleSetPage(
        rule_set=rule_set,
        content=content,
        faults=[_fault(rule_set, fault) for fault in rule_faults(rule_set)],
        sections=_sections(content, language) if content else (),
        clocks=_clocks(content) if content else (),
        rows=levels[::-1],
        columns=levels,
        cells=_cells(content, language) if content else (),
        bands=band_lines(content) if content else (),
        pattern=pattern_of(content) if content else None,
        credit=credit_of(content) if content else None,
        scheme=str(words.SCHEMES[content.scheme]) if content else "",
        for_history=content is not None and content.scheme == NUMERIC_2019,
        low=[content.predicate(code).label.pick(language) for code in content.low] if content else (),
        triggers=trigger_sentences(content, language) if content else (),
        advice=advice_lines(content) if content else (),
        acts=available(rule_set, actor),
        is_hr=Role.HR.value in policy_for(RuleSet).roles_of(actor, rule_set),
        story=story_of(RuleSet, events_of(rule_set)),
    )


def _fault(rule_set: RuleSet, fault: RuleFault) -> FaultLine:
    part = part_of(fault)
    address = reverse("appraisal:rule-set-part", args=[rule_set.public_id, part])
    return FaultLine(str(fault.message), str(words.PARTS[part]), address)


def _sections(content: RuleContent, language: str | None) -> list[SectionLine]:
    sources = words.sources()
    return [
        SectionLine(
            section.code,
            section.label.pick(language),
            section.weight,
            section.area,
            tuple(
                IndicatorLine(
                    one.code,
                    one.label.pick(language),
                    one.weight,
                    str(sources[one.source]),
                    one.target.pick(language),
                    tuple(line.pick(language) for line in one.guide),
                )
                for one in content.indicators_of(section.code)
            ),
        )
        for section in content.sections
    ]


def _clocks(content: RuleContent) -> list[tuple[Any, str]]:
    lengths = [(label, words.span_words(getattr(content.clocks, name))) for name, label in words.CLOCKS.items()]
    reminders = [(_("Reminder"), words.reminder_words(one)) for one in content.reminders]
    return [*lengths, *reminders, (_("When no decision comes in time"), str(words.SILENCES[content.silence]))]


def _cells(content: RuleContent, language: str | None) -> list[list[str]]:
    """Three rows from above to below expectation, as the official form draws them."""
    if not content.matrix:
        return []
    by_place = {(c.results, c.behaviour): content.predicate(c.predicate).label.pick(language) for c in content.matrix}
    return [[by_place[results, behaviour] for behaviour in (1, 2, 3)] for results in (3, 2, 1)]
