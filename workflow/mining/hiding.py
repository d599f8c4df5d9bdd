"""Groups under five people are never shown, nor can they be found as a difference. Pure.

The smallest cell is a unit in a period, and every number shown is a union of cells. Small cells are shown only
pooled, where the pool has five people; a unit too small is added to the whole only together with others.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, TypeVar

from workflow.mining.measures import Cell, Wait

LEAST: Final = 5
K = TypeVar("K")
People = Mapping[Cell, AbstractSet[int]]


@dataclass(frozen=True, slots=True)
class Kept:
    """The cells that may be counted: over all units, and for each unit that is large enough."""

    whole: frozenset[Cell]
    units: Mapping[str, frozenset[Cell]]
    hidden_units: int

    def of_whole(self, waits: Iterable[Wait]) -> list[Wait]:
        """The waits that the number over all units may count."""
        return [wait for wait in waits if wait.cell in self.whole]

    def of_unit(self, unit: str, waits: Iterable[Wait]) -> list[Wait]:
        """The waits that the number of one unit may count."""
        cells = self.units.get(unit, frozenset())
        return [wait for wait in waits if wait.cell in cells]


def people_in(waits: Iterable[Wait]) -> set[int]:
    """Who stands behind some waits; a subject without a person counts as one by itself."""
    return {wait.person if wait.person is not None else -wait.subject for wait in waits}


def people_by_cell(waits: Iterable[Wait]) -> dict[Cell, set[int]]:
    """The same by cell."""
    found: dict[Cell, list[Wait]] = {}
    for wait in waits:
        found.setdefault(wait.cell, []).append(wait)
    return {cell: people_in(some) for cell, some in found.items()}


def kept(people: People) -> Kept:
    """Which cells may be counted where."""
    by_unit: dict[str, list[Cell]] = {}
    for cell in people:
        by_unit.setdefault(cell[0], []).append(cell)
    units = {unit: _large_enough(cells, people) for unit, cells in by_unit.items()}
    shown = frozenset[Cell]().union(*units.values())
    rest = frozenset(people) - shown
    whole = shown | rest if _size(rest, people) >= LEAST else shown
    return Kept(
        whole, {unit: cells for unit, cells in units.items() if cells}, sum(not cells for cells in units.values())
    )


def _large_enough(cells: Sequence[Cell], people: People) -> frozenset[Cell]:
    large = frozenset(cell for cell in cells if len(people[cell]) >= LEAST)
    small = frozenset(cells) - large
    return large | small if _size(small, people) >= LEAST else large


def _size(cells: Iterable[Cell], people: People) -> int:
    return len(_together(cells, people))


def pooled(people: Mapping[K, AbstractSet[int]], numbers: Mapping[K, int]) -> tuple[dict[K, int], int]:
    """Numbers of groups of five people and more, the largest first, and the sum of all others; 0 where that is hidden.

    Where those in the others together are fewer than five, the smallest shown group joins them, so that no total minus
    the shown ones gives them away.
    """
    ordered = sorted(people, key=lambda key: -numbers[key])
    shown = [key for key in ordered if len(people[key]) >= LEAST]
    rest = [key for key in ordered if len(people[key]) < LEAST]
    while rest and shown and len(_together(rest, people)) < LEAST:
        rest.append(shown.pop())
    told = len(_together(rest, people)) >= LEAST
    return {key: numbers[key] for key in shown}, sum(numbers[key] for key in rest) if told else 0


def _together(keys: Iterable[K], people: Mapping[K, AbstractSet[int]]) -> set[int]:
    return set[int]().union(*(people[key] for key in keys))
