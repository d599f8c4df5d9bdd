"""What a change of the rules would do, in sentences: forms by state, items and texts, dates, who joins later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from appraisal.machines.evaluation import EvaluationState
from appraisal.rule_changes.reading import DateLine, DryRun, EditionLine, Effects, StateLine
from appraisal.rules import RuleContent

ENDS: Final[Mapping[str, str | Promise]] = {
    "self_ends": gettext_lazy("end of the self-assessment"),
    "review_ends": gettext_lazy("end of the review"),
    "calibration_ends": gettext_lazy("end of the calibration"),
}


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state: its name, how many forms, what becomes of them, how many are reached, why others stay."""

    label: str
    number: int
    choice: str
    concerned: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditionPart:
    """What changes for the forms under one edition."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A dry run in words."""

    states: tuple[StateRow, ...]
    editions: tuple[EditionPart, ...]
    effects: tuple[str, ...]
    dates: tuple[str, ...]
    concerned: int


def told(found: DryRun) -> Told:
    """The dry run in the active language."""
    return Told(
        states=tuple(_state(line) for line in found.states),
        editions=tuple(_edition(line) for line in found.editions),
        effects=tuple(_effects(found)),
        dates=tuple(_date(line) for line in found.dates),
        concerned=found.concerned,
    )


def sentences_between(old: RuleContent, new: RuleContent) -> tuple[str, ...]:
    """What differs between two contents, part by part, in plain sentences."""
    from appraisal.editions.changes import changes_between

    return tuple(change.sentence for part in changes_between(old, new) for change in part.changes)


def _state(line: StateLine) -> StateRow:
    return StateRow(
        str(EvaluationState(line.state).label),
        line.number,
        str(line.choice.label),
        line.concerned,
        tuple(_why(line)) if line.left else (),
    )


def _why(line: StateLine) -> Iterator[str]:
    """Why forms stay; a form may stay for several reasons."""
    if line.in_rooms:
        yield ngettext(
            "%(number)d is inside a calibration room.", "%(number)d are inside a calibration room.", line.in_rooms
        ) % {"number": line.in_rooms}
    if line.reopened:
        yield ngettext(
            "%(number)d was reopened: it stays under the rules of its earlier result.",
            "%(number)d were reopened: they stay under the rules of their earlier results.",
            line.reopened,
        ) % {"number": line.reopened}
    if line.already:
        yield ngettext(
            "%(number)d is under these rules already.", "%(number)d are under these rules already.", line.already
        ) % {"number": line.already}
    if not (line.in_rooms or line.reopened or line.already):
        yield _("They would get items that nobody rates in calibration.")


def _edition(line: EditionLine) -> EditionPart:
    name = line.old.name.pick(get_language())
    title = ngettext("%(name)s: %(number)d form", "%(name)s: %(number)d forms", line.forms)
    return EditionPart(
        title % {"name": name, "number": line.forms},
        tuple(change.sentence for part in line.parts for change in part.changes),
    )


def _effects(found: DryRun) -> Iterator[str]:
    yield from _items(found.effects)
    if found.effects.segments:
        yield ngettext(
            "%(number)d form has a former assessor who has not closed the own days. They stay as they are: the two"
            " ratings of a segment count by months, whatever the items.",
            "%(number)d forms have a former assessor who has not closed the own days. They stay as they are: the two"
            " ratings of a segment count by months, whatever the items.",
            found.effects.segments,
        ) % {"number": found.effects.segments}
    if found.effects.reminders:
        yield ngettext(
            "%(number)d open reminder is replaced by those of the new rules. One whose moment is past is not sent.",
            "%(number)d open reminders are replaced by those of the new rules. One whose moment is past is not sent.",
            found.effects.reminders,
        ) % {"number": found.effects.reminders}
    if found.effects.programmes:
        yield ngettext(
            "%(number)d reward programme asks for an item that goes. Nobody whose form moves can meet it.",
            "%(number)d reward programmes ask for an item that goes. Nobody whose form moves can meet them.",
            found.effects.programmes,
        ) % {"number": found.effects.programmes}
    yield _("Results, objections and their dates stay under the rules the results were made with.")
    if found.joiners:
        yield _("Whoever joins the cycle later comes under the new rules.")
    else:
        yield _("Whoever joins the cycle later comes under the rules as before.")


def _items(effects: Effects) -> Iterator[str]:
    if effects.items_added:
        yield ngettext(
            "%(number)d item comes to a form, empty.", "%(number)d items come to forms, empty.", effects.items_added
        ) % {"number": effects.items_added}
    if effects.unheard:
        yield ngettext(
            "%(number)d form is with the assessor and gets items the employee has not filled in. The assessor may"
            " return it.",
            "%(number)d forms are with the assessors and get items the employees have not filled in. The assessors"
            " may return them.",
            effects.unheard,
        ) % {"number": effects.unheard}
    if effects.items_removed:
        yield ngettext(
            "%(number)d item is taken out of a form. It stays readable there with its texts and files, and counts no"
            " more.",
            "%(number)d items are taken out of forms. They stay readable there with their texts and files, and count"
            " no more.",
            effects.items_removed,
        ) % {"number": effects.items_removed}
    if effects.items_written:
        yield ngettext(
            "In %(number)d of them something is written.", "In %(number)d of them something is written.",
            effects.items_written,
        ) % {"number": effects.items_written}  # fmt: skip
    if effects.items_rated:
        yield ngettext(
            "%(number)d of them is rated by the assessor.", "%(number)d of them are rated by the assessors.",
            effects.items_rated,
        ) % {"number": effects.items_rated}  # fmt: skip


def _date(line: DateLine) -> str:
    sentence = ngettext(
        "%(number)d date (%(what)s) goes from %(first)s to %(last)s.",
        "%(number)d dates (%(what)s) go from %(first)s to %(last)s.",
        line.number,
    )
    days = {"first": date_format(line.first, "j F Y"), "last": date_format(line.last, "j F Y")}
    return sentence % {"number": line.number, "what": ENDS[line.deadline], **days}
