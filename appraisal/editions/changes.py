"""What changed between two rule sets, part by part, in plain sentences with the old and the new value.

Pure: two contents in (also of unfinished drafts), sentences of the active language out. Compared is what stands in
the rules, by code; names are only shown, so that a new name is told once and not at every place that uses it. The
single comparisons are in ``comparing.py``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.default_tables import ACHIEVEMENTS
from appraisal.editions import comparing, words
from appraisal.editions.comparing import Change
from appraisal.pages.triggers import trigger_sentence
from appraisal.rules import Band, RuleContent

Compare = Callable[[RuleContent, RuleContent], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A part of the rules that differs."""

    part: str
    changes: tuple[Change, ...]

    @property
    def label(self) -> str:
        """The part's name."""
        return str(words.PARTS[self.part])


def changes_between(old: RuleContent, new: RuleContent) -> list[ChangedPart]:
    """Every difference, grouped by part in the order of the pages; empty where the contents are the same."""
    found = ((part, tuple(compare(old, new))) for part, compare in COMPARISONS.items())
    return [ChangedPart(part, changes) for part, changes in found if changes]


def _general(old: RuleContent, new: RuleContent) -> Iterator[Change]:
    yield from comparing.words(_("Name of the rules"), old.name, new.name)
    yield from comparing.values(_("Scheme"), old.scheme, new.scheme, words.SCHEMES.__getitem__)
    yield from comparing.values(
        _("Peers and subordinates are heard"), old.peers_heard, new.peers_heard, words.yes_or_no
    )
    yield from comparing.values(_("Calibration"), old.calibration, new.calibration, words.yes_or_no)
    yield from comparing.values(
        _("Unit whose head decides where no superior exists"), old.alternate_decider, new.alternate_decider
    )


def _items(old: RuleContent, new: RuleContent) -> Iterator[Change]:
    yield from comparing.rows(_("Section of the rules"), old.sections, new.sections, _section)
    yield from comparing.rows(_("Item"), old.indicators, new.indicators, lambda a, b: _indicator(a, b, old, new))


def _section(old: Any, new: Any) -> Iterator[Change]:
    name = comparing.quoted(old.label)
    yield from comparing.words(_("Name of the section %(name)s") % {"name": name}, old.label, new.label)
    yield from comparing.values(
        _("Weight of the section %(name)s") % {"name": name}, old.weight, new.weight, words.number_words
    )
    yield from comparing.values(
        _("What the section %(name)s counts for") % {"name": name}, old.area, new.area, words.AREAS.__getitem__
    )


def _indicator(old: Any, new: Any, before: RuleContent, after: RuleContent) -> Iterator[Change]:
    name = {"name": comparing.quoted(old.label)}
    yield from comparing.words(_("Name of the item %(name)s") % name, old.label, new.label)
    yield from comparing.values(_("Weight of the item %(name)s") % name, old.weight, new.weight, words.number_words)
    yield from comparing.values(
        _("Section of the item %(name)s") % name,
        old.section,
        new.section,
        lambda code: _label((*after.sections, *before.sections), code),
    )
    yield from comparing.values(
        _("Source of the item %(name)s") % name, old.source, new.source, words.sources().__getitem__
    )
    yield from comparing.values(_("Scale of the item %(name)s") % name, old.scale, new.scale, words.SCALES.__getitem__)
    yield from comparing.words(_("Target of the item %(name)s") % name, old.target, new.target)
    yield from comparing.lines(_("Line of conduct of the item %(name)s") % name, old.guide, new.guide)


def _predicates(old: RuleContent, new: RuleContent) -> Iterator[Change]:
    yield from comparing.lines(_("Level"), old.levels, new.levels)
    yield from comparing.rows(_("Predicate"), old.predicates, new.predicates, _predicate)


def _predicate(old: Any, new: Any) -> Iterator[Change]:
    name = {"name": comparing.quoted(old.label)}
    yield from comparing.words(_("Name of the predicate %(name)s") % name, old.label, new.label)
    yield from comparing.words(_("Meaning of the predicate %(name)s") % name, old.meaning, new.meaning)


def _outcome(old: RuleContent, new: RuleContent) -> Iterator[Change]:
    def cell(key: tuple[int, int]) -> str:
        shown = new if new.levels else old
        levels = [shown.level_label(rating, get_language()) for rating in key]
        return _("Results “%(results)s”, behaviour “%(behaviour)s”") % dict(
            zip(("results", "behaviour"), levels, strict=True)
        )

    yield from comparing.tables(_cells(old), _cells(new), cell, _predicate_of(old), _predicate_of(new))
    yield from comparing.sequences(
        _("Band"), old.bands, new.bands, lambda band: _band(old, band), lambda band: _band(new, band)
    )


def _cells(content: RuleContent) -> Mapping[tuple[int, int], str]:
    return {(cell.results, cell.behaviour): cell.predicate for cell in content.matrix}


def _label(known: Sequence[Any], code: str) -> str:
    """The name of a code; the code itself while a draft names one that does not exist."""
    labels = {one.code: comparing.text(one.label) for one in known}
    return labels.get(code, code)


def _predicate_of(content: RuleContent) -> Callable[[str], str]:
    return lambda code: _label(content.predicates, code)


def _band(content: RuleContent, band: Band) -> str:
    sentence = (
        _("%(predicate)s from %(start)s to below %(end)s, only with an innovation")
        if band.innovation
        else _("%(predicate)s from %(start)s to below %(end)s")
    )
    return sentence % {
        "predicate": _label(content.predicates, band.predicate),
        "start": words.number_words(band.at_least),
        "end": words.number_words(band.below),
    }


def _triggers(old: RuleContent, new: RuleContent) -> Iterator[Change]:
    yield from comparing.sequences(_("Low result"), old.low, new.low, _predicate_of(old), _predicate_of(new))
    yield from comparing.sequences(
        _("Further ground for a case"),
        old.triggers,
        new.triggers,
        lambda one: trigger_sentence(old, one, get_language()),
        lambda one: trigger_sentence(new, one, get_language()),
    )


def _clocks(old: RuleContent, new: RuleContent) -> Iterator[Change]:
    for name, label in words.CLOCKS.items():
        before, after = getattr(old.clocks, name), getattr(new.clocks, name)
        yield from comparing.values(str(label), before, after, words.span_words)
    yield from comparing.sequences(
        _("Reminder"), old.reminders, new.reminders, words.reminder_words, words.reminder_words
    )
    yield from comparing.values(
        _("When no decision comes in time"), old.silence, new.silence, words.SILENCES.__getitem__
    )


def _distribution(old: RuleContent, new: RuleContent) -> Iterator[Change]:
    if not (old.distribution and new.distribution):
        yield from _table(_("Pattern of predicates"), old.distribution, new.distribution)
        return

    def place(key: tuple[str, str]) -> str:
        shape, code = key
        achievement = comparing.text(ACHIEVEMENTS[shape]) if shape in ACHIEVEMENTS else shape
        return _("Share of “%(predicate)s” where the organisation achieved “%(achievement)s”") % {
            "predicate": _label((*new.predicates, *old.predicates), code),
            "achievement": achievement,
        }

    before, after = (
        {(shape, code): share for shape, row in pattern.items() for code, share in row.items()}
        for pattern in (old.distribution, new.distribution)
    )
    yield from comparing.tables(before, after, place, words.number_words, words.number_words)


def _table(what: str, old: object, new: object) -> Iterator[Change]:
    """A table that only one side has is told as a whole."""
    yield from comparing.values(what, bool(old), bool(new), words.yes_or_no)


def _credit(old: RuleContent, new: RuleContent) -> Iterator[Change]:
    if not (old.credit and new.credit):
        yield from _table(_("Table of credit points"), old.credit, new.credit)
        return
    yield from comparing.rows(_("Level of functional posts"), old.credit.levels, new.credit.levels, _credit_level)

    def place(code: str) -> str:
        name = _label((*new.predicates, *old.predicates), code)
        return _("Credit points for “%(predicate)s”") % {"predicate": name}

    def percent(number: Any) -> str:
        return f"{words.number_words(number)} %"

    yield from comparing.tables(old.credit.percentages, new.credit.percentages, place, percent, percent)


def _credit_level(old: Any, new: Any) -> Iterator[Change]:
    name = {"name": comparing.quoted(old.label)}
    yield from comparing.words(_("Name of the level %(name)s") % name, old.label, new.label)
    yield from comparing.values(
        _("Coefficient of %(name)s") % name, old.coefficient, new.coefficient, words.number_words
    )


COMPARISONS: Final[Mapping[str, Compare]] = {
    "general": _general,
    "items": _items,
    "predicates": _predicates,
    "outcome": _outcome,
    "triggers": _triggers,
    "clocks": _clocks,
    "distribution": _distribution,
    "credit": _credit,
}
