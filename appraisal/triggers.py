"""Which grounds of a frozen rule set ask for an improvement case after a final result. Pure: values in, values out.

The register is open: a further kind is a name in ``rules.TRIGGER_KINDS``, a function here and a member of ``cases``
`CauseKind`. Grounds look at ratings or at recorded facts; what nobody recorded is no ground. The service metric of a
unit is no target of one person and asks for nobody's case; the person's own shares in it do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from appraisal import rules
from appraisal.rules import RuleContent, Trigger
from appraisal.scoring import weak_codes

PREDICATE: Final = "predicate"
# Code of an item → measure of its source → what was recorded (see ``sources/recorded.py``).
Figures = Mapping[str, Mapping[str, Decimal]]
NO_FIGURES: Final[Figures] = MappingProxyType({})
ABSENT_DAYS: Final = "absent_days"
WAY: Final = "way"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground that holds, and the items to work on because of it."""

    kind: str
    codes: tuple[str, ...]


def grounds_of(content: RuleContent, trace: Mapping[str, Any], figures: Figures = NO_FIGURES) -> tuple[Ground, ...]:
    """Every ground that holds for a result, at most one of each kind; empty where no help is asked for.

    ``figures`` are the recorded facts of the form's items; without them no ground of facts holds.
    """
    found: dict[str, tuple[str, ...]] = {}
    if content.is_low(trace["predicate"]):
        found[PREDICATE] = weak_codes(content, trace)
    for one in content.triggers:
        codes = MATCHERS[one.kind](content, one, trace, figures)
        if codes:
            found[one.kind] = tuple(dict.fromkeys((*found.get(one.kind, ()), *codes)))
    return tuple(Ground(kind, codes) for kind, codes in found.items())


def asks_for_help(content: RuleContent, trace: Mapping[str, Any], figures: Figures = NO_FIGURES) -> bool:
    """Whether a final result opens a case or joins one."""
    return bool(grounds_of(content, trace, figures))


def looks_at_facts(content: RuleContent) -> bool:
    """Whether any ground of these rules needs the recorded facts."""
    return any(one.kind in rules.FACT_SOURCES for one in content.triggers)


def _weak_items(_content: RuleContent, one: Trigger, trace: Mapping[str, Any], _figures: Figures) -> tuple[str, ...]:
    items = [item for section in trace["sections"] for item in section["items"]]
    wanted = [item for item in items if not one.indicators or item["code"] in one.indicators]
    codes = tuple(item["code"] for item in wanted if item["rating"] <= one.at_most)
    return codes if len(codes) >= one.least else ()


def _low_score(content: RuleContent, one: Trigger, trace: Mapping[str, Any], _figures: Figures) -> tuple[str, ...]:
    return weak_codes(content, trace) if Decimal(trace["score"]) <= one.at_most else ()


def _attendance(content: RuleContent, one: Trigger, _trace: Mapping[str, Any], figures: Figures) -> tuple[str, ...]:
    recorded = _recorded(content, one, figures, ABSENT_DAYS)
    return tuple(code for code, days in recorded.items() if days >= one.least)


def _unmet_targets(content: RuleContent, one: Trigger, _trace: Mapping[str, Any], figures: Figures) -> tuple[str, ...]:
    recorded = _recorded(content, one, figures, WAY)
    return tuple(code for code, way in recorded.items() if way <= one.at_most)


def _recorded(content: RuleContent, one: Trigger, figures: Figures, measure: str) -> dict[str, Decimal]:
    """A measure by the code of each item that takes its facts from the source of this ground."""
    source = rules.FACT_SOURCES[one.kind]
    codes = (item.code for item in content.indicators if item.source == source)
    return {code: figures[code][measure] for code in codes if measure in figures.get(code, {})}


Matcher = Callable[[RuleContent, Trigger, Mapping[str, Any], Figures], tuple[str, ...]]
MATCHERS: Final[Mapping[str, Matcher]] = {
    rules.WEAK_ITEM: _weak_items,
    rules.LOW_SCORE: _low_score,
    rules.ATTENDANCE: _attendance,
    rules.UNMET_TARGETS: _unmet_targets,
}
