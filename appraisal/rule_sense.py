"""Whether a well-shaped rule set makes sense: weights, codes, cells, bands. Pure functions of ``RuleContent``."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal import rule_clocks, rules
from appraisal.advice_rules import faults_of_advice
from appraisal.rules import Band, RuleContent

Fault = tuple[str, str, str | Promise]
HUNDRED: Final = Decimal(100)
MOST_INDICATORS: Final = 100
MOST_TRIGGERS: Final = 20


def faults_of(content: RuleContent) -> list[Fault]:
    """Every (place, code, sentence) that keeps the content from being a rule set."""
    return [
        *_codes(content),
        *_weights(content),
        *_levels(content),
        *_low(content),
        *_scheme(content),
        *_triggers(content),
        *_reminders(content),
        *_distribution(content),
        *_credit(content),
        *faults_of_advice(content),
    ]


def _twice(codes: Iterable[str]) -> list[str]:
    return sorted(code for code, count in Counter(codes).items() if count > 1)


def _codes(content: RuleContent) -> Iterator[Fault]:
    groups = {
        "sections": [section.code for section in content.sections],
        "indicators": [indicator.code for indicator in content.indicators],
        "predicates": [predicate.code for predicate in content.predicates],
    }
    for path, codes in groups.items():
        if not codes:
            yield path, "empty", _("At least one is needed.")
        for code in _twice(codes):
            yield f"{path}.{code}", "duplicate", _("This code occurs twice.")
    if len(content.indicators) > MOST_INDICATORS:
        yield "indicators", "too_many", _("There are too many indicators.")
    known = set(groups["sections"])
    for indicator in content.indicators:
        if indicator.section not in known:
            yield f"indicators.{indicator.code}.section", "unknown_section", _("This section does not exist.")


def _weights(content: RuleContent) -> Iterator[Fault]:
    message = _("The weights must total 100.")
    if sum((section.weight for section in content.sections), Decimal(0)) != HUNDRED:
        yield "sections", "weights_not_100", message
    for section in content.sections:
        if sum((one.weight for one in content.indicators_of(section.code)), Decimal(0)) != HUNDRED:
            yield f"sections.{section.code}", "weights_not_100", message
    for area in rules.AREAS:
        if not content.sections_in(area):
            yield "sections", f"no_{area}", _("Both results and behaviour need a section.")


def _levels(content: RuleContent) -> Iterator[Fault]:
    if content.scheme == rules.NUMERIC_2019:
        if content.levels:
            yield "levels", "not_in_scheme", _("This scheme counts points and has no levels.")
    elif len(content.levels) != len(rules.RATINGS):
        yield "levels", "not_three", _("The scale has exactly three levels.")
    for indicator in content.indicators:
        if indicator.scale != content.scale:
            yield f"indicators.{indicator.code}.scale", "not_in_scheme", _("This scale does not belong to the scheme.")


def _low(content: RuleContent) -> Iterator[Fault]:
    known = {predicate.code for predicate in content.predicates}
    for code in content.low:
        if code not in known:
            yield f"low.{code}", "unknown_predicate", _("This predicate does not exist.")
    for code in _twice(content.low):
        yield f"low.{code}", "duplicate", _("This code occurs twice.")


def _reminders(content: RuleContent) -> Iterator[Fault]:
    met: Counter[str] = Counter()
    for index, one in enumerate(content.reminders):
        met[one.step] += 1
        if one in content.reminders[:index]:
            yield f"reminders.{index}", "duplicate", _("This reminder occurs twice.")
        elif met[one.step] == rule_clocks.MOST_REMINDERS + 1:
            yield f"reminders.{index}", "too_many", _("A step has at most three reminders.")


def _distribution(content: RuleContent) -> Iterator[Fault]:
    known = {predicate.code for predicate in content.predicates}
    for shape, shares in (content.distribution or {}).items():
        for code in sorted(set(shares) - known):
            yield f"distribution.{shape}.{code}", "unknown_predicate", _("This predicate does not exist.")
        if not sum(shares.values()):
            yield f"distribution.{shape}", "empty", _("The shares of this row are all zero.")


def _credit(content: RuleContent) -> Iterator[Fault]:
    if content.credit is None:
        return
    known = {predicate.code for predicate in content.predicates}
    given = set(content.credit.percentages)
    for code in sorted(given - known):
        yield f"credit.percentages.{code}", "unknown_predicate", _("This predicate does not exist.")
    for code in sorted(known - given):
        yield f"credit.percentages.{code}", "missing", _("Each predicate needs a percentage.")
    if not content.credit.levels:
        yield "credit.levels", "empty", _("At least one is needed.")
    for code in _twice(level.code for level in content.credit.levels):
        yield f"credit.levels.{code}", "duplicate", _("This code occurs twice.")


def _triggers(content: RuleContent) -> Iterator[Fault]:
    if len(content.triggers) > MOST_TRIGGERS:
        yield "triggers", "too_many", _("There are too many grounds for a case.")
    known = {indicator.code for indicator in content.indicators}
    for index, one in enumerate(content.triggers):
        path = f"triggers.{index}"
        if one.kind in rules.FACT_SOURCES:
            yield from _fact_trigger(content, one, path)
            continue
        if one.at_most >= content.highest:
            yield f"{path}.at_most", "everyone", _("With this level every result would open a case.")
        if one.kind == rules.LOW_SCORE:
            yield from _score_trigger(one, path)
        else:
            yield from _item_trigger(one, path, known)
    for again in sorted({index for index, one in enumerate(content.triggers) if one in content.triggers[:index]}):
        yield f"triggers.{again}", "duplicate", _("This ground for a case occurs twice.")


def _score_trigger(one: rules.Trigger, path: str) -> Iterator[Fault]:
    if one.indicators or one.least != 1:
        yield path, "not_for_score", _("A score is looked at as a whole; items belong to the ground of weak items.")


def _fact_trigger(content: RuleContent, one: rules.Trigger, path: str) -> Iterator[Fault]:
    """Days of attendance or per cent of the own targets: of the whole person, and only where an item gathers them."""
    days = one.kind == rules.ATTENDANCE
    if all(item.source != rules.FACT_SOURCES[one.kind] for item in content.indicators):
        message = (
            _("No item of these rules takes its facts from the attendance record; no case would open.")
            if days
            else _("No item of these rules takes its facts from the service metrics; no case would open.")
        )
        yield path, "no_source", message
    if days and (one.indicators or one.at_most):
        yield path, "not_for_attendance", _("Attendance is counted in days alone; it knows no level and no items.")
    if not days and (one.indicators or one.least != 1):
        yield path, "not_for_targets", _("Own targets are looked at as a whole; items belong to another ground.")


def _item_trigger(one: rules.Trigger, path: str, known: set[str]) -> Iterator[Fault]:
    if one.at_most != one.at_most.to_integral_value():
        yield f"{path}.at_most", "not_a_level", _("An item is rated in whole levels.")
    for code in sorted(set(one.indicators) - known):
        yield f"{path}.indicators.{code}", "unknown_indicator", _("This indicator does not exist.")
    for code in _twice(one.indicators):
        yield f"{path}.indicators.{code}", "duplicate", _("This code occurs twice.")
    if one.least > len(one.indicators or known):
        yield f"{path}.least", "never", _("More weak items are asked for than there are items; no case would open.")


def _scheme(content: RuleContent) -> Iterator[Fault]:
    if content.scheme == rules.MATRIX_2022:
        yield from _matrix(content)
        if content.bands:
            yield "bands", "not_in_scheme", _("This scheme has no bands.")
    else:
        yield from _bands(content)
        if content.matrix:
            yield "matrix", "not_in_scheme", _("This scheme has no matrix.")
    yield from _shares(content)


def _shares(content: RuleContent) -> Iterator[Fault]:
    """PP 30/2019 Ps 41: results and behaviour 70 to 30; 60 to 40 where peers and subordinates are heard."""
    if content.scheme != rules.NUMERIC_2019:
        if content.peers_heard is not None:
            yield "peers_heard", "not_in_scheme", _("Only PP 30/2019 asks whether peers are heard.")
        return
    if content.peers_heard is None:
        yield "peers_heard", "missing", _("Please say whether peers and subordinates are heard.")
        return
    share = rules.RESULTS_SHARE[content.peers_heard]
    if sum((section.weight for section in content.sections_in(rules.RESULTS)), Decimal(0)) != share:
        message = (
            _("Where peers are heard, the results weigh 60 and the behaviour 40.")
            if content.peers_heard
            else _("Where peers are not heard, the results weigh 70 and the behaviour 30.")
        )
        yield "sections", "wrong_share", message


def _matrix(content: RuleContent) -> Iterator[Fault]:
    known = {predicate.code for predicate in content.predicates}
    counted = Counter((cell.results, cell.behaviour) for cell in content.matrix)
    for results in rules.RATINGS:
        for behaviour in rules.RATINGS:
            count = counted[results, behaviour]
            if count != 1:
                code = "duplicate" if count else "missing_cell"
                yield f"matrix.{results}x{behaviour}", code, _("Each of the nine cells must be there exactly once.")
    for cell in content.matrix:
        if cell.predicate not in known:
            yield (
                f"matrix.{cell.results}x{cell.behaviour}",
                "unknown_predicate",
                _("This predicate does not exist."),
            )


def _bands(content: RuleContent) -> Iterator[Fault]:
    """The ordinary bands cover the scale without gap and overlap; those for an innovation lie on top of them."""
    known = {predicate.code for predicate in content.predicates}
    for band in content.bands:
        path = f"bands.{band.predicate}"
        if band.predicate not in known:
            yield path, "unknown_predicate", _("This predicate does not exist.")
        if band.below <= band.at_least:
            yield path, "empty_band", _("The band ends before it begins.")
        if band.innovation and content.scheme != rules.NUMERIC_2019:
            yield path, "not_in_scheme", _("Only PP 30/2019 asks for an innovation.")
    yield from _without_gap(content)
    yield from _without_overlap([band for band in content.bands if band.innovation])


def _in_order(bands: Iterable[Band]) -> list[Band]:
    return sorted(bands, key=lambda band: (band.at_least, band.below))


def _without_gap(content: RuleContent) -> Iterator[Fault]:
    end, ordinary = Decimal(content.lowest), [band for band in content.bands if not band.innovation]
    for band in _in_order(ordinary):
        if band.at_least > end:
            yield f"bands.{band.predicate}", "gap", _("There is a gap below this band.")
        end = max(end, band.below)
    if end != content.highest:
        yield "bands", "gap", _("The bands must cover all scores.")
    yield from _without_overlap(ordinary)


def _without_overlap(bands: Iterable[Band]) -> Iterator[Fault]:
    ordered = _in_order(bands)
    for lower, upper in pairwise(ordered):
        if upper.at_least < lower.below:
            yield f"bands.{upper.predicate}", "overlap", _("This band overlaps the one below.")
