"""One stored result judged by other rules: pure functions of the frozen rules and the trace.

Nothing is guessed: an item the new rules look at and nobody rated, or ratings on another scale, are a reason why a
result cannot be computed, and it is counted as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from appraisal import rules
from appraisal.rules import RuleContent
from appraisal.scoring import Innovation, Rated, Result, compute
from appraisal.triggers import NO_FIGURES, Figures, asks_for_help

OTHER_SCALE: Final = "other_scale"
NOT_RATED: Final = "not_rated"
NO_JUDGEMENT: Final = "no_judgement"
REASONS: Final = (OTHER_SCALE, NOT_RATED, NO_JUDGEMENT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one result was and would be. ``reason`` says why it cannot be computed; then the rest is empty."""

    before: str
    after: str = ""
    case_before: bool = False
    case_after: bool = False
    reason: str = ""

    @property
    def changes(self) -> bool:
        """Whether the predicate would be another one."""
        return not self.reason and self.before != self.after


def judge(old: RuleContent, new: RuleContent, trace: Mapping[str, Any], figures: Figures = NO_FIGURES) -> Verdict:
    """A stored result under the rules it has and under the new ones; ``figures``: what was recorded at its items."""
    before = str(trace["predicate"])
    reason = _reason(old, new, trace)
    if reason:
        return Verdict(before, reason=reason)
    found = _computed(new, trace)
    return Verdict(
        before,
        found.predicate,
        case_before=asks_for_help(old, trace, figures),
        case_after=asks_for_help(new, found.trace, figures),
    )


def _ratings(trace: Mapping[str, Any]) -> dict[str, Rated]:
    items = (item for section in trace["sections"] for item in section["items"])
    return {item["code"]: Rated(item["rating"], item["author"]) for item in items}


def _areas(trace: Mapping[str, Any]) -> dict[str, Rated | None]:
    return {
        area: None if found["rating"] is None else Rated(found["rating"], found["author"])
        for area, found in trace["areas"].items()
    }


def _reason(old: RuleContent, new: RuleContent, trace: Mapping[str, Any]) -> str:
    if old.scale != new.scale:
        return OTHER_SCALE
    if {one.code for one in new.indicators} - set(_ratings(trace)):
        return NOT_RATED
    if new.scheme == rules.MATRIX_2022 and None in _areas(trace).values():
        return NO_JUDGEMENT
    return ""


def _computed(new: RuleContent, trace: Mapping[str, Any]) -> Result:
    given, areas, proven = _ratings(trace), _areas(trace), trace.get("innovation")
    return compute(
        new,
        {one.code: given[one.code] for one in new.indicators},
        results=areas[rules.RESULTS],
        behaviour=areas[rules.BEHAVIOUR],
        innovation=Innovation(proven["author"]) if proven else None,
    )
