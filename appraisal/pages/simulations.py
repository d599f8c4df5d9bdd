"""What the pages of simulations show: counts in sentences, moves of predicates, dates, units without small groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from appraisal.actions.simulations import cycles_to_try, job_of, visible_simulations
from appraisal.editions import words
from appraisal.models import RuleSet
from appraisal.models.simulations import Simulation
from appraisal.rule_parsing import stored_content
from appraisal.rules import RuleContent
from appraisal.simulations.judging import NO_JUDGEMENT, NOT_RATED, OTHER_SCALE
from appraisal.simulations.tally import is_hidden, shown_units
from organization.models import Unit
from workflow.actors import Actor
from workflow.models import Job

PAGE: Final = 20
REASONS: Final[Mapping[str, Any]] = {
    OTHER_SCALE: gettext_lazy("were rated on another scale"),
    NOT_RATED: gettext_lazy("lack a rating of an item the new rules look at"),
    NO_JUDGEMENT: gettext_lazy("lack the two judgements the new scheme needs"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """So many results would go from one predicate to another."""

    before: str
    after: str
    number: int


@dataclass(frozen=True, slots=True)
class DateLine:
    """One length of time: before and after, how many dates there were and how many would move which way."""

    label: str
    before: str
    after: str
    dates: int
    earlier: int
    later: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit, or several small ones together."""

    name: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts of a complete simulation; only the sentence where it is too small to be shown."""

    hidden: bool
    sentences: Sequence[str] = ()
    reasons: Sequence[tuple[str, int]] = ()
    moves: Sequence[Move] = ()
    dates: Sequence[DateLine] = ()
    units: Sequence[UnitLine] = ()
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class SimulationPage:
    """One simulation: what was tried on what, and what came of it; ``job`` while it counts."""

    simulation: Simulation
    outcome: Outcome | None
    job: Job | None


def begin_page(rule_set: RuleSet, actor: Actor) -> dict[str, Any]:
    """Closed cycles to try the rules on, and earlier simulations of them."""
    return {
        "cycles": [(str(one.public_id), one.name) for one in cycles_to_try(actor)[:PAGE]],
        "earlier": list(visible_simulations(actor).filter(rule_set=rule_set)[:PAGE]),
    }


def simulation_page(simulation: Simulation) -> SimulationPage:
    """One simulation that was found visible."""
    outcome = None if simulation.tally is None else outcome_of(simulation)
    return SimulationPage(simulation, outcome, job_of(simulation) if outcome is None else None)


def outcome_of(simulation: Simulation) -> Outcome:
    """The counts in words of the active language, groups under five hidden, also by difference."""
    tally = simulation.tally
    if is_hidden(tally):
        return Outcome(hidden=True)
    new, old = stored_content(simulation.content, simulation.rule_hash), simulation.cycle.rules
    return Outcome(
        hidden=False,
        sentences=_sentences(tally),
        reasons=[(str(REASONS[code]), number) for code, number in tally["reasons"].items()],
        moves=_moves(tally["moves"], old, new),
        dates=_dates(tally["shifts"], old, new),
        units=_units(tally["units"]),
        counts=tally["all"],
    )


def _sentences(tally: Mapping[str, Any]) -> list[str]:
    counts = tally["all"]
    share = {"number": counts["predicates"], "total": counts["computed"]}
    return [
        ngettext(
            "%(number)d of %(total)d result would have another predicate",
            "%(number)d of %(total)d results would have another predicate",
            counts["computed"],
        )
        % share
        + _(": %(higher)d a higher one, %(lower)d a lower one.") % {"higher": tally["higher"], "lower": tally["lower"]},
        _("%(opened)d improvement cases would be opened in addition, %(dropped)d would not have been opened.")
        % {"opened": counts["opened"], "dropped": counts["dropped"]},
        ngettext("%(number)d date would move.", "%(number)d dates would move.", counts["dates"])
        % {"number": counts["dates"]},
    ]


def _moves(moves: Mapping[str, int], old: RuleContent, new: RuleContent) -> list[Move]:
    language = get_language()
    labels = {one.code: one.label.pick(language) for one in (*new.predicates, *old.predicates)}
    pairs = ((key.partition(">"), number) for key, number in moves.items())
    found = [
        Move(labels.get(before, before), labels.get(after, after), number) for (before, _to, after), number in pairs
    ]
    return sorted(found, key=lambda move: (-move.number, move.before, move.after))


def _dates(shifts: Mapping[str, Mapping[str, int]], old: RuleContent, new: RuleContent) -> list[DateLine]:
    return [
        DateLine(
            label=str(label),
            before=words.span_words(getattr(old.clocks, name)),
            after=words.span_words(getattr(new.clocks, name)),
            dates=shifts[name]["dates"],
            earlier=shifts[name]["earlier"],
            later=shifts[name]["later"],
        )
        for name, label in words.CLOCKS.items()
        if name in shifts
    ]


def _units(units: Mapping[str, Mapping[str, int]]) -> list[UnitLine]:
    lines = shown_units(units)
    wanted = [line.units[0] for line in lines if len(line.units) == 1]
    names = dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return [
        UnitLine(
            names.get(line.units[0], "–")
            if len(line.units) == 1
            else _("%(count)d small units together") % {"count": len(line.units)},
            line.counts,
        )
        for line in lines
    ]
