"""Which grounds of a frozen rule set ask for an improvement case after a final result. Pure: values in, values out.

The register is open: a further kind (attendance, own targets; their sources come with the indicators of the person)
is a name in ``rules.TRIGGER_KINDS``, a function here and a member of ``cases`` `CauseKind`. The service metric of a
unit is no target of one person and asks for nobody's case; an item informed by it that is rated low does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from appraisal import rules
from appraisal.rules import RuleContent, Trigger
from appraisal.scoring import weak_codes

PREDICATE: Final = "predicate"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground that holds, and the items to work on because of it."""

    kind: str
    codes: tuple[str, ...]


def grounds_of(content: RuleContent, trace: Mapping[str, Any]) -> tuple[Ground, ...]:
    """Every ground that holds for a result, at most one of each kind; empty where no help is asked for."""
    found: dict[str, tuple[str, ...]] = {}
    if content.is_low(trace["predicate"]):
        found[PREDICATE] = weak_codes(content, trace)
    for one in content.triggers:
        codes = MATCHERS[one.kind](content, one, trace)
        if codes:
            found[one.kind] = tuple(dict.fromkeys((*found.get(one.kind, ()), *codes)))
    return tuple(Ground(kind, codes) for kind, codes in found.items())


def asks_for_help(content: RuleContent, trace: Mapping[str, Any]) -> bool:
    """Whether a final result opens a case or joins one."""
    return bool(grounds_of(content, trace))


def _weak_items(_content: RuleContent, one: Trigger, trace: Mapping[str, Any]) -> tuple[str, ...]:
    items = [item for section in trace["sections"] for item in section["items"]]
    wanted = [item for item in items if not one.indicators or item["code"] in one.indicators]
    codes = tuple(item["code"] for item in wanted if item["rating"] <= one.at_most)
    return codes if len(codes) >= one.least else ()


def _low_score(content: RuleContent, one: Trigger, trace: Mapping[str, Any]) -> tuple[str, ...]:
    return weak_codes(content, trace) if Decimal(trace["score"]) <= one.at_most else ()


Matcher = Callable[[RuleContent, Trigger, Mapping[str, Any]], tuple[str, ...]]
MATCHERS: Final[Mapping[str, Matcher]] = {rules.WEAK_ITEM: _weak_items, rules.LOW_SCORE: _low_score}
