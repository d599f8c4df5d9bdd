"""A process map as values, with small groups already gone: what the page and the API show alike. Pure.

The bottleneck is the state in which, of all that wait for people, most time was spent: finished stays and those that
still last. States the clock ends by design (a window, an opening date) are never named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workflow.mining.hiding import Kept, kept, people_by_cell, people_in, pooled
from workflow.mining.measures import Measured, Move, Path, Spread, Wait, awaits_people, spread_of
from workflow.roles import Role
from workflow.tables import MachineTable


@dataclass(frozen=True, slots=True)
class Group:
    """One number with its times. None: fewer than five people, hidden. `subjects` are told apart, `spread` counts."""

    subjects: int
    spread: Spread | None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """The same for one agency."""

    unit: str
    group: Group


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step: transition, from, to; over all agencies, by agency (longest median first), agencies left out."""

    move: Move
    by_clock: bool
    whole: Group
    units: tuple[UnitGroup, ...]
    hidden_units: int


@dataclass(frozen=True, slots=True)
class StateFigures:
    """One state: finished stays and open ones; `awaits_people` says whether it can be a bottleneck."""

    state: str
    awaits_people: bool
    stays: Group
    open: Group
    units: tuple[UnitGroup, ...]

    @property
    def seconds(self) -> float:
        """All time spent here, as far as it is shown."""
        return self.stays.total + self.open.total


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Where most of the time that waits for people is spent, and the agency with the longest median there."""

    figures: StateFigures
    share: float
    slowest: UnitGroup | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a map shows."""

    subjects: Group
    events: int
    steps: tuple[StepFigures, ...]
    states: tuple[StateFigures, ...]
    paths: tuple[tuple[Path, int], ...]
    other_paths: int
    bottleneck: Bottleneck | None


HIDDEN = Group(0, None)


def figures_of(measured: Measured, table: MachineTable) -> Figures:
    """All figures of what was measured; steps in the order of the machine."""
    order = list(table.rows)
    moves = sorted(measured.moves, key=lambda move: (_place(order, move[0]), move))
    states = tuple(_state(measured, table, state) for state in table.states if _was_there(measured, state))
    everybody = [wait for waits in measured.paths.values() for wait in waits]
    walkers = {path: people_in(waits) for path, waits in measured.paths.items()}
    shown, rest = pooled(walkers, {path: len(waits) for path, waits in measured.paths.items()})
    subjects = _group(kept(people_by_cell(everybody)).of_whole(everybody))
    return Figures(
        subjects=subjects,
        events=measured.events if subjects.spread else 0,
        steps=tuple(_step(measured.moves[move], move, table) for move in moves),
        states=states,
        paths=tuple(shown.items()),
        other_paths=rest,
        bottleneck=bottleneck_of(states),
    )


def bottleneck_of(states: Iterable[StateFigures]) -> Bottleneck | None:
    """The state that holds most of the time people are waited for; None where nothing is shown."""
    candidates = [one for one in states if one.awaits_people and one.seconds > 0]
    whole = sum(one.seconds for one in candidates)
    if not candidates:
        return None
    worst = max(candidates, key=lambda one: one.seconds)
    return Bottleneck(worst, worst.seconds / whole, worst.units[0] if len(worst.units) > 1 else None)


def _place(order: Sequence[str], transition: str) -> int:
    return order.index(transition) if transition in order else len(order)


def _was_there(measured: Measured, state: str) -> bool:
    return state in measured.stays or state in measured.open


def _step(waits: list[Wait], move: Move, table: MachineTable) -> StepFigures:
    may = kept(people_by_cell(waits))
    row = table.rows.get(move[0])
    by_clock = row is not None and row.by == frozenset({Role.CLOCK.value})
    return StepFigures(move, by_clock, _group(may.of_whole(waits)), _units(may, waits), may.hidden_units)


def _state(measured: Measured, table: MachineTable, state: str) -> StateFigures:
    stays, lasting = measured.stays.get(state, []), measured.open.get(state, [])
    may, may_open = kept(people_by_cell(stays)), kept(people_by_cell(lasting))
    return StateFigures(
        state=state,
        awaits_people=awaits_people(measured, state, has_people=_has_people(table, state)),
        stays=_group(may.of_whole(stays)),
        open=_group(may_open.of_whole(lasting)),
        units=_units(may, stays),
    )


def _has_people(table: MachineTable, state: str) -> bool:
    """Whether a person can bring the subject on from here, other than to an end."""
    clock = frozenset({Role.CLOCK.value})
    return any(
        row.by != clock and row.target != state and row.target not in table.endings for row in table.rows_from(state)
    )


def _units(may: Kept, waits: list[Wait]) -> tuple[UnitGroup, ...]:
    found = [UnitGroup(unit, _group(may.of_unit(unit, waits))) for unit in may.units]
    return tuple(sorted(found, key=lambda one: -_median(one.group)))


def _median(group: Group) -> float:
    return group.spread.median if group.spread else 0.0


def _group(waits: Sequence[Wait]) -> Group:
    if not waits:
        return HIDDEN
    return Group(len({wait.subject for wait in waits}), spread_of(waits), sum(wait.seconds for wait in waits))
