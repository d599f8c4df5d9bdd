"""What the pages of rule sets show: the rules in words, their faults, what may be done, and the editable numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appraisal.models import RuleSet
from appraisal.pages.story import story_of
from appraisal.pages.timeline import Entry, events_of
from appraisal.pages.triggers import TriggerLine, posted_triggers, trigger_lines, trigger_sentences
from appraisal.rule_parsing import RuleFault, RuleFaults, parse_rules
from appraisal.rules import BEHAVIOUR, RESULTS, WAITS, Clocks, RuleContent, Span
from appraisal.selectors import rule_faults
from appraisal.silence import OPTIONS
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.policies import policy_for
from workflow.roles import Role

CLOCK_LABELS: Mapping[str, Any] = {
    "objection_window": _("Time to object, from the hand-over"),
    "answer": _("Time for the assessor's answer"),
    "decision": _("Time for the decision"),
    "handed_over_after": _("Counts as handed over after"),
    "correction": _("Least time left after a return"),
    "review": _("Least time left for the review"),
    "late_admission": _("A late objection can be admitted for"),
    "warning_before": _("Warning before the window ends"),
}
SPAN_LABELS: Mapping[str, Any] = {"working_days": _("working days"), "calendar_days": _("calendar days")}


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
class RuleSetPage:
    """Everything the page of one rule set shows; `content` is None while a draft cannot be read."""

    rule_set: RuleSet
    content: RuleContent | None
    faults: Sequence[RuleFault]
    sections: Sequence[SectionLine]
    clocks: Sequence[tuple[Any, str]]
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]
    bands: Sequence[tuple[str, Decimal, Decimal]]
    low: Sequence[str]
    triggers: Sequence[str]
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
        faults=rule_faults(rule_set),
        sections=_sections(content, language) if content else (),
        clocks=_clocks(content) if content else (),
        rows=levels[::-1],
        columns=levels,
        cells=_cells(content, language) if content else (),
        bands=_bands(content, language) if content else (),
        low=[content.predicate(code).label.pick(language) for code in content.low] if content else (),
        triggers=trigger_sentences(content, language) if content else (),
        acts=available(rule_set, actor),
        is_hr=Role.HR.value in policy_for(RuleSet).roles_of(actor, rule_set),
        story=story_of(RuleSet, events_of(rule_set)),
    )


def _sections(content: RuleContent, language: str | None) -> list[SectionLine]:
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
                    one.source,
                    one.target.pick(language),
                    tuple(line.pick(language) for line in one.guide),
                )
                for one in content.indicators_of(section.code)
            ),
        )
        for section in content.sections
    ]


def _clocks(content: RuleContent) -> list[tuple[Any, str]]:
    spans: dict[str, Span] = {one.name: getattr(content.clocks, one.name) for one in fields(Clocks)}
    lengths = [(CLOCK_LABELS[name], f"{span.days} {SPAN_LABELS[span.unit]}") for name, span in spans.items()]
    return [*lengths, (_("When no decision comes in time"), str(dict(OPTIONS)[content.silence]))]


def _cells(content: RuleContent, language: str | None) -> list[list[str]]:
    """Three rows from above to below expectation, as the official form draws them."""
    if not content.matrix:
        return []
    by_place = {(c.results, c.behaviour): content.predicate(c.predicate).label.pick(language) for c in content.matrix}
    return [[by_place[results, behaviour] for behaviour in (1, 2, 3)] for results in (3, 2, 1)]


def _bands(content: RuleContent, language: str | None) -> list[tuple[str, Decimal, Decimal]]:
    return [(content.predicate(b.predicate).label.pick(language), b.at_least, b.below) for b in content.bands]


@dataclass(frozen=True, slots=True)
class DraftNumbers:
    """The editable numbers of a draft as they are stored, right or wrong."""

    sections: Sequence[Mapping[str, Any]]
    clocks: Sequence[Mapping[str, Any]]
    predicates: Sequence[Mapping[str, Any]]
    calibration: bool
    triggers: Sequence[TriggerLine] = ()
    silence: str = WAITS
    silences: Sequence[tuple[str, Any]] = OPTIONS


def draft_numbers(content: Mapping[str, Any]) -> DraftNumbers:
    """Read a draft's numbers without judging them, so that a wrong one can be mended."""
    language = "en" if (get_language() or "id").startswith("en") else "id"
    indicators: dict[str, list[dict[str, Any]]] = {}
    for one in content.get("indicators", []):
        row = {"code": one["code"], "label": one["label"][language], "weight": one["weight"]}
        indicators.setdefault(one["section"], []).append(row)
    sections = [
        {
            "code": one["code"],
            "label": one["label"][language],
            "weight": one["weight"],
            "indicators": indicators.get(one["code"], []),
        }
        for one in content.get("sections", [])
    ]
    clocks = [
        {"name": name, "label": CLOCK_LABELS[name], **span}
        for name, span in content.get("clocks", {}).items()
        if name in CLOCK_LABELS
    ]
    low = set(content.get("low", []))
    predicates = [
        {"code": one["code"], "label": one["label"][language], "is_low": one["code"] in low}
        for one in content.get("predicates", [])
    ]
    triggers = trigger_lines(content, language)
    silence = str(content.get("silence", WAITS))
    return DraftNumbers(sections, clocks, predicates, bool(content.get("calibration")), triggers, silence)


def with_numbers(content: Mapping[str, Any], posted: Mapping[str, str]) -> dict[str, Any]:
    """A draft's content with the posted weights, lengths of time, low predicates and calibration put in.

    Nothing is judged here: a wrong number stays as typed and is named by the faults of the draft.
    """
    changed: dict[str, Any] = {**content}
    changed["sections"] = [
        {**one, "weight": posted.get(f"section-{one['code']}", one["weight"]).replace(",", ".")}
        for one in content.get("sections", [])
    ]
    changed["indicators"] = [
        {**one, "weight": posted.get(f"weight-{one['code']}", one["weight"]).replace(",", ".")}
        for one in content.get("indicators", [])
    ]
    changed["clocks"] = {
        name: {
            "days": _days(posted.get(f"days-{name}"), span["days"]),
            "unit": posted.get(f"unit-{name}", span["unit"]),
        }
        for name, span in content.get("clocks", {}).items()
    }
    changed["low"] = [one["code"] for one in content.get("predicates", []) if posted.get(f"low-{one['code']}") == "on"]
    changed["calibration"] = posted.get("calibration") == "on"
    changed["silence"] = posted.get("silence", content.get("silence", WAITS))
    changed["triggers"] = posted_triggers(content, posted)
    return changed


def _days(text: str | None, stored: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else stored


AREAS = {RESULTS: _("informs the rating of results"), BEHAVIOUR: _("informs the rating of behaviour")}
