"""The page of a process map: its choices, its sentences, the drawing with its tables, and the cases behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.actors import Actor
from workflow.errors import NotPermitted
from workflow.mining.drawing import drawing_of
from workflow.mining.maps import ProcessMap
from workflow.mining.places import Mapped, mapped_machines, may_read
from workflow.mining.reading import Choice, Options, options_of, read
from workflow.mining.results import Bottleneck, Figures, Group, StateFigures, StepFigures, figures_of
from workflow.mining.stories import BreakLine, break_lines
from workflow.mining.words import duration, share_text, whole
from workflow.tables import MachineTable, table_of

Pairs = tuple[tuple[str, str], ...]
MOST_UNITS: Final = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as it exists for this reader."""

    mapped: Mapped
    choice: Choice
    options: Options

    @property
    def query(self) -> dict[str, str]:
        """The choice as it stands in addresses."""
        chosen = {"unit": self.choice.unit, "period": self.choice.period}
        return {"machine": self.mapped.kind, **{name: value for name, value in chosen.items() if value}}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One row of a table: names, number and times in words; `url` leads to the cases, empty where hidden."""

    name: str
    way: str
    count: str
    median: str
    ninetieth: str
    url: str = ""
    tone: str = ""
    units: tuple["FigureLine", ...] = ()
    more_units: int = 0
    hidden_units: int = 0


@dataclass(frozen=True, slots=True)
class ProcessPage:
    """Everything the page shows."""

    asked: Asked
    machines: Pairs
    units: Pairs
    periods: Pairs
    heading: str
    sentences: tuple[str, ...]
    drawing: ProcessMap
    steps: tuple[FigureLine, ...]
    states: tuple[FigureLine, ...]
    paths: tuple[tuple[str, str], ...]
    other_paths: int
    breaks: tuple[BreakLine, ...]
    unseen_breaks: int
    events: int


def asked_of(actor: Actor, data: Mapping[str, Any]) -> Asked:
    """The choice of an address; unknown values count as not asked. NotPermitted for others than HR, leader, auditor."""
    if not may_read(actor):
        raise NotPermitted
    machines = mapped_machines()
    mapped = machines.get(str(data.get("machine", "")), next(iter(machines.values())))
    options = options_of(mapped, actor)
    unit, period = str(data.get("unit", "")), str(data.get("period", ""))
    choice = Choice(unit if unit in options.units else "", period if period in options.periods else "")
    return Asked(mapped, choice, options)


def page_of(actor: Actor, data: Mapping[str, Any]) -> ProcessPage:
    """The page; at most four statements, whatever the number of events."""
    asked = asked_of(actor, data)
    found = read(asked.mapped, actor, asked.choice)
    table = table_of(asked.mapped.model)
    figures = figures_of(found.measured, table)
    lines, unseen = break_lines(asked.mapped, actor, found.breaks)
    words = Words(asked, table)
    return ProcessPage(
        asked=asked,
        machines=tuple((kind, str(one.label)) for kind, one in mapped_machines().items()),
        units=(("", _("All agencies")), *asked.options.units.items()),
        periods=(("", _("All periods")), *asked.options.periods.items()),
        heading=words.heading(figures),
        sentences=words.sentences(figures),
        drawing=drawing_of(asked.mapped.model, figures),
        steps=tuple(words.step(one) for one in figures.steps),
        states=tuple(words.state(one, figures.bottleneck) for one in figures.states),
        paths=tuple((words.path(path), whole(number)) for path, number in figures.paths),
        other_paths=figures.other_paths,
        breaks=lines,
        unseen_breaks=unseen,
        events=figures.events,
    )


class Words:
    """Figures in words, with addresses that keep the choice."""

    def __init__(self, asked: Asked, table: MachineTable) -> None:
        self._asked = asked
        self._table = table
        self._labels = {str(value): str(label) for value, label in asked.mapped.model.States.choices}

    def heading(self, figures: Figures) -> str:
        """The finding as a heading."""
        worst = figures.bottleneck
        if worst is None:
            return _("Where the process waits cannot be told yet")
        return _("Most waiting is in “%(state)s”") % {"state": self._labels[worst.figures.state]}

    def sentences(self, figures: Figures) -> tuple[str, ...]:
        """The bottleneck in plain words, and whom the longest waits meet."""
        worst = figures.bottleneck
        if worst is None:
            return (_("Fewer than five people have come so far. Smaller groups are never shown."),)
        return tuple(filter(None, (self._bottleneck(worst), self._open(worst), self._slowest(worst))))

    def _bottleneck(self, worst: Bottleneck) -> str:
        found = worst.figures
        share = share_text(worst.share, 1)
        if found.stays.spread is None:
            return _("%(share)s of the time in which people are waited for passes in “%(state)s”.") % {
                "share": share,
                "state": self._labels[found.state],
            }
        return _(
            "%(share)s of the time in which people are waited for passes in “%(state)s”: half of the stays there "
            "took longer than %(median)s, one in ten longer than %(ninetieth)s."
        ) % {
            "share": share,
            "state": self._labels[found.state],
            "median": duration(found.stays.spread.median),
            "ninetieth": duration(found.stays.spread.ninetieth),
        }

    def _open(self, worst: Bottleneck) -> str:
        lasting = worst.figures.open
        if lasting.spread is None:
            return ""
        return ngettext(
            "%(count)d stands there now, half of them for longer than %(median)s.",
            "%(count)d stand there now, half of them for longer than %(median)s.",
            lasting.subjects,
        ) % {"count": lasting.subjects, "median": duration(lasting.spread.median)}

    def _slowest(self, worst: Bottleneck) -> str:
        if worst.slowest is None or worst.slowest.group.spread is None:
            return ""
        words = {
            "unit": self._unit(worst.slowest.unit),
            "median": duration(worst.slowest.group.spread.median),
        }
        return _("It takes longest at %(unit)s: half of the stays took longer than %(median)s.") % words

    def step(self, one: StepFigures) -> FigureLine:
        """One step with its agencies."""
        transition, source, target = one.move
        row = self._table.rows.get(transition)
        states = [self._labels.get(source, source), self._labels.get(target, target)]
        return FigureLine(
            name=str(row.label) if row else transition,
            way=" → ".join(states if source != target else states[:1]),
            **self._numbers(one.whole),
            url=self._cases(step=transition, **{"from": source, "to": target}) if one.whole.spread else "",
            tone="clock" if one.by_clock else "",
            units=tuple(
                FigureLine(self._unit(each.unit), "", **self._numbers(each.group)) for each in one.units[:MOST_UNITS]
            ),
            more_units=max(0, len(one.units) - MOST_UNITS),
            hidden_units=one.hidden_units,
        )

    def state(self, one: StateFigures, worst: Bottleneck | None) -> FigureLine:
        """One state with what stands in it now."""
        return FigureLine(
            name=self._labels[one.state],
            way="" if one.awaits_people else _("waits for a date"),
            **self._numbers(one.open),
            url=self._cases(state=one.state) if one.open.spread else "",
            tone="slow" if worst and worst.figures.state == one.state else "",
        )

    def path(self, path: tuple[str, ...]) -> str:
        """The states of a path in words."""
        return " → ".join(self._labels.get(state, state) for state in path)

    def _unit(self, unit: str) -> str:
        return self._asked.options.units.get(unit, _("Other units"))

    def _numbers(self, group: Group) -> dict[str, Any]:
        if group.spread is None:
            return {"count": "–", "median": "–", "ninetieth": "–"}
        spread = group.spread
        return {
            "count": whole(spread.count),
            "median": duration(spread.median),
            "ninetieth": duration(spread.ninetieth),
        }

    def _cases(self, **wanted: str) -> str:
        return f"{reverse('workflow:process_cases')}?{urlencode({**self._asked.query, **wanted})}"
