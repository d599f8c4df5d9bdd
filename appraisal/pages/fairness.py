"""The page of the fairness watch: each plot with its finding as the title and a plain reading beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisal.fairness import copies
from appraisal.fairness.copies import Sign
from appraisal.fairness.gaps import Gap, Gaps, gaps_of, shown_groups
from appraisal.fairness.reading import AGE, DIMENSIONS, GRADE, POST, SEX, UNIT, Suspicion, Watched, suspicions, watched
from appraisal.fairness.severity import Rater, Raters
from appraisal.pages.report_counts import Scope
from appraisal.pages.report_sentences import text_of
from appraisal.pages.reports import Options, choice_of
from appraisal.rules import MATRIX_2022
from organization.models import PostKind, Sex
from workflow.actors import Actor

# Label, difference, lower and upper limit, note, tone: the columns of an interval plot.
Span = tuple[str, float, float, float, str, str]
MOST_RATERS: Final = 20
HEADINGS: Final[Mapping[str, str | Promise]] = {
    SEX: gettext_lazy("Women and men"),
    AGE: gettext_lazy("Age"),
    GRADE: gettext_lazy("Grade (golongan)"),
    POST: gettext_lazy("Kind of post"),
    UNIT: gettext_lazy("Unit"),
}
AGE_WORDS: Final[Mapping[str, str | Promise]] = {
    "under_30": gettext_lazy("under 30 years"),
    "30_39": gettext_lazy("30 to 39 years"),
    "40_49": gettext_lazy("40 to 49 years"),
    "50_up": gettext_lazy("50 years and above"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One plot: its finding, what it says in plain words, its lines. ``empty``: why there is nothing to draw."""

    key: str
    heading: str
    title: str
    sentences: tuple[str, ...]
    spans: tuple[Span, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class RaterLine:
    """How widely one rater rates."""

    name: str
    people: int
    spread: str
    limits: str


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One rater whose ratings look copied, in words."""

    name: str
    people: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FairnessPage:
    """Everything the page shows."""

    scope: Scope
    cycles: Options
    forms: int
    severity: Reading
    spreads: tuple[RaterLine, ...]
    gaps: tuple[Reading, ...]
    copied: tuple[CopyLine, ...]
    suits: bool


def fairness_of(actor: Actor, data: Mapping[str, Any]) -> FairnessPage:
    """The page of the chosen cycle within the reader's units; nine statements, whatever the number of people."""
    choice = choice_of(actor, {"cycle": data.get("cycle", "")})
    scope = choice.scope
    suits = watches(scope)
    found = watched(scope) if suits else Watched((), None, {})
    shown = shown_raters(found.raters)
    return FairnessPage(
        scope=scope,
        cycles=[(str(one.public_id), one.name) for one in choice.cycles],
        forms=len(found.forms),
        severity=severity_reading(found.raters, shown, found.names),
        spreads=tuple(_spread_line(one, found.names) for one in sorted(shown, key=lambda one: one.spread.value)),
        gaps=tuple(gap_reading(gaps_of(found.ratings(), name)) for name in DIMENSIONS),
        copied=tuple(map(copy_line, suspicions(scope))) if suits else (),
        suits=suits,
    )


def watches(scope: Scope) -> bool:
    """Whether the cycle of the scope has the two judgements that are compared."""
    return scope.cycle is not None and scope.cycle.rules.scheme == MATRIX_2022


def shown_raters(raters: Raters[int] | None) -> list[Rater[int]]:
    """The raters with enough people that nobody's rating can be told from their figures."""
    if raters is None:
        return []
    safe = shown_groups({one.key: one.people for one in raters.raters})
    return [one for one in raters.raters if one.key in safe]


def severity_reading(raters: Raters[int] | None, shown: Sequence[Rater[int]], names: Mapping[int, str]) -> Reading:
    """Raters from the strictest to the most lenient, with what of it is more than chance."""
    heading = _("How strict raters are")
    if raters is None or not shown:
        empty = _("Not shown: no rater has enough people for the others not to be found by subtraction.")
        return Reading("severity", heading, "", (), (), empty)
    clear = [one for one in shown if one.is_clear]
    spans = tuple(_rater_span(one, names) for one in _outermost(shown))
    hidden = len(raters.raters) - len(shown)
    sentences = [
        _("The mean of all ratings is %(mean)s on the scale from 1 to 3.") % {"mean": text_of(round(raters.mean, 2))},
        _("%(share)s %% of the difference between two ratings comes from who rated; the rest lies between the people.")
        % {"share": text_of(round(100 * raters.share_of_rater))},
        _("Raters with few people are drawn towards the mean, so that chance does not make anybody look strict."),
    ]
    if hidden:
        sentences.append(
            ngettext(
                "%(count)d rater has too few people to be shown.",
                "%(count)d raters have too few people to be shown.",
                hidden,
            )
            % {"count": hidden}
        )
    return Reading("severity", heading, _severity_title(clear, shown, names), tuple(sentences), spans)


def _severity_title(clear: Sequence[Rater[int]], shown: Sequence[Rater[int]], names: Mapping[int, str]) -> str:
    if not clear:
        return _("No rater is clearly stricter or more lenient than the others")
    words = {"clear": len(clear), "all": len(shown), "name": names.get(clear[0].key, "")}
    if clear[0].offset.value < 0:
        return _("%(clear)d of %(all)d raters differ clearly; %(name)s is the strictest") % words
    return _("%(clear)d of %(all)d raters differ clearly, all of them more lenient") % words


def _outermost(shown: Sequence[Rater[int]]) -> list[Rater[int]]:
    """All raters, or the ones furthest from the middle, in their order."""
    far = sorted(shown, key=lambda one: -abs(one.offset.value))[:MOST_RATERS]
    return [one for one in shown if one in far]


def _rater_span(one: Rater[int], names: Mapping[int, str]) -> Span:
    side = _("stricter than the others") if one.offset.value < 0 else _("more lenient than the others")
    words = side if one.is_clear else _("no clear difference")
    people = ngettext("%(count)d person", "%(count)d people", one.people) % {"count": one.people}
    tone = "attention" if one.is_clear else ""
    return (names.get(one.key, ""), one.offset.value, one.offset.low, one.offset.high, f"{people} · {words}", tone)


def _spread_line(one: Rater[int], names: Mapping[int, str]) -> RaterLine:
    low, high = (text_of(round(value, 2)) for value in (one.spread.low, one.spread.high))
    return RaterLine(names.get(one.key, ""), one.people, text_of(round(one.spread.value, 2)), f"{low} … {high}")


def gap_reading(gaps: Gaps[str]) -> Reading:
    """The groups of one dimension against everybody else."""
    heading = str(HEADINGS[gaps.dimension])
    if not gaps.groups:
        empty = _("Not shown: fewer than five people in a group, so that nobody can be recognised.")
        return Reading(gaps.dimension, heading, "", (), (), empty)
    clear = [one for one in gaps.groups if one.is_clear]
    sentences = [_gap_sentence(gaps.dimension, one) for one in clear]
    if not clear:
        sentences.append(_("Every interval holds zero: chance alone could explain these differences."))
    if gaps.hidden:
        sentences.append(
            ngettext(
                "%(count)d group is hidden, so that no group under five can be found by subtraction.",
                "%(count)d groups are hidden, so that no group under five can be found by subtraction.",
                gaps.hidden,
            )
            % {"count": gaps.hidden}
        )
    spans = tuple(_gap_span(gaps.dimension, one) for one in gaps.groups)
    return Reading(gaps.dimension, heading, _gap_title(gaps.dimension, clear), tuple(sentences), spans)


def _gap_title(dimension: str, clear: Sequence[Gap[str]]) -> str:
    if not clear:
        return _("No clear gap")
    most = max(clear, key=lambda one: abs(one.gap.value))
    words = {"group": group_words(dimension, most.key), "points": text_of(abs(round(most.gap.value, 2)))}
    if most.gap.value < 0:
        return _("Rated %(points)s lower than all others: %(group)s") % words
    return _("Rated %(points)s higher than all others: %(group)s") % words


def _gap_sentence(dimension: str, one: Gap[str]) -> str:
    words = {"group": group_words(dimension, one.key)}
    if one.stays:
        return (
            _("%(group)s: the gap stays among people of the same rater. Look at these forms before the release.")
            % words
        )
    return _("%(group)s: among people of the same rater the gap is not clear; it may come from who rates them.") % words


def _gap_span(dimension: str, one: Gap[str]) -> Span:
    people = ngettext("%(count)d person", "%(count)d people", one.people) % {"count": one.people}
    note = _("%(people)s · mean %(mean)s") % {"people": people, "mean": text_of(round(one.mean, 2))}
    tone = "attention" if one.is_clear else ""
    return (group_words(dimension, one.key), one.gap.value, one.gap.low, one.gap.high, note, tone)


def group_words(dimension: str, key: str) -> str:
    """A group as people call it."""
    if dimension == SEX:
        return str(Sex(key).label)
    if dimension == AGE:
        return str(AGE_WORDS[key])
    if dimension == POST:
        return str(PostKind(key).label)
    if dimension == GRADE:
        return _("Contract civil servants (PPPK)") if key == "pppk" else _("Grade %(grade)s") % {"grade": key}
    return key


def copy_line(one: Suspicion) -> CopyLine:
    """One rater of the list; what was written is the rater's and the person's, and stays out of it."""
    return CopyLine(one.name, one.people, tuple(map(sign_words, one.signs)))


def sign_words(sign: Sign) -> str:
    """One sign without its text."""
    sentences = {
        copies.SAME_TEXT: ngettext(
            "The same comment for %(count)d person.", "The same comment for %(count)d people.", sign.people
        ),
        copies.PLACEHOLDER: ngettext(
            "A comment that says nothing, for %(count)d person.",
            "A comment that says nothing, for %(count)d people.",
            sign.people,
        ),
        copies.NO_GROUNDS: ngettext(
            "%(count)d form with a rating that is not as expected and neither words nor a file beside it.",
            "%(count)d forms with a rating that is not as expected and neither words nor a file beside it.",
            sign.people,
        ),
        copies.HASTE: ngettext(
            "%(count)d form handed over within one minute.",
            "%(count)d forms handed over within one minute.",
            sign.people,
        ),
    }
    return sentences[sign.kind] % {"count": sign.people}
