"""The page about whether help helped: figures in words, and what they can and cannot say."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisal import help_effects as reading
from appraisal.effect_figures import LEAST_PAIRS, Effect, Interval
from appraisal.help_effects import Course, HelpEffect
from workflow.actors import Actor


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One kind of help: figures where they may be shown, and what they mean."""

    name: str
    helped: int
    pairs: str
    with_help: str
    without_help: str
    difference: str
    says: str
    tone: str


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One course; empty figures are hidden ones."""

    title: str
    people: int
    rerated: str
    improved: str
    same: str
    worse: str
    share: str
    says: str
    tone: str


@dataclass(frozen=True, slots=True)
class EffectPage:
    """Everything the page shows."""

    effects: tuple[EffectLine, ...]
    courses: tuple[CourseLine, ...]
    least: int
    heading: str


def page_of(actor: Actor) -> EffectPage:
    """Eight statements, whatever the number of people."""
    intervals = reading.intervals_of(actor)
    effects = reading.effects_of(intervals)
    courses = reading.courses_of(intervals)
    lines = tuple(course_line(one) for one in courses)
    useless = sum(one.figures.never_helped for one in courses)
    return EffectPage(tuple(effect_line(one) for one in effects), lines, LEAST_PAIRS, heading_of(effects[0], useless))


def heading_of(whole: HelpEffect, useless: int) -> str:
    """The finding in one sentence."""
    if useless:
        return ngettext(
            "%(count)d course has not helped anybody so far",
            "%(count)d courses have not helped anybody so far",
            useless,
        ) % {"count": useless}
    if whole.effect is None:
        return _("It is too early to say whether cases help")
    if not whole.effect.is_clear:
        return _("Whether cases help cannot be told from chance yet")
    if whole.effect.difference.value > 0:
        return _("After a case weak items improve more often than without one")
    return _("After a case weak items improve less often than without one")


def percent(value: float) -> str:
    """A share in whole per cent."""
    return f"{round(100 * value)} %"


def points(interval: Interval) -> str:
    """A difference in percentage points with its interval."""
    value, low, high = (round(100 * number) for number in (interval.value, interval.low, interval.high))
    return _("%(value)+d points (95%% interval: %(low)+d to %(high)+d)") % {"value": value, "low": low, "high": high}


def effect_line(one: HelpEffect) -> EffectLine:
    """One row of the upper table."""
    names = {
        reading.ALL: _("All cases"),
        reading.COACHED: _("Cases with coaching sessions held"),
        reading.TRAINED: _("Cases with a completed training"),
    }
    name, found = names.get(one.kind, one.name), one.effect
    if found is None:
        says = _("Not shown: fewer than %(least)d people can be compared.") % {"least": LEAST_PAIRS}
        return EffectLine(name, one.helped, "–", "–", "–", "–", says, "quiet")
    with_help = f"{found.with_help} / {found.pairs} ({percent(found.with_help / found.pairs)})"
    without = f"{found.without_help} / {found.pairs} ({percent(found.without_help / found.pairs)})"
    says, tone = verdict_of(found)
    return EffectLine(name, one.helped, str(found.pairs), with_help, without, points(found.difference), says, tone)


def verdict_of(found: Effect) -> tuple[str, str]:
    """What the difference says, and how it is marked."""
    if not found.is_clear:
        return _("No clear difference: chance alone could explain it."), "neutral"
    if found.difference.value > 0:
        return _("More often improved than without a case."), "good"
    return _("Less often improved than without a case."), "attention"


def course_line(one: Course) -> CourseLine:
    """One row of the lower table."""
    found, share = one.figures, one.figures.share
    if share is None:
        says = _("Not shown: fewer than five participants were rated again.")
        return CourseLine(one.title, found.people, "–", "–", "–", "–", "–", says, "quiet")
    words = {"low": percent(share.low), "high": percent(share.high), "share": percent(share.value)}
    says, tone = "", "neutral"
    if found.never_helped:
        says = _("Nobody improved so far; the true share lies below %(high)s with 95%% confidence.") % words
        tone = "attention"
    shown = _("%(share)s (95%% interval: %(low)s to %(high)s)") % words
    rerated, improved, same, worse = (str(n) for n in (found.rerated, found.improved, found.same, found.worse))
    return CourseLine(one.title, found.people, rerated, improved, same, worse, shown, says, tone)
