"""Drawing a machine: layers from the initial state down, pure geometry, rendered by a template.

The same data serves the page (current state filled, path taken bold, possible next dashed) and the READMEs
(Mermaid text and a table).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from workflow.machine import Machine, Row
from workflow.tables import MachineTable, table_of

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN = 172, 36, 14, 40, 46
LABEL_FITS = 22
"""Letters that fit into a box in one line."""


Point = tuple[float, float]


@dataclass(frozen=True)
class Spacing:
    """How far apart things are drawn: between boxes, between layers, and the lanes at both sides."""

    gap_x: int = GAP_X
    gap_y: int = GAP_Y
    margin: int = MARGIN
    lane: int = 8


CLOSE = Spacing()


class Curve(NamedTuple):
    """A cubic curve from `start` to `end`; a straight line has its `bends` on it."""

    start: Point
    bends: tuple[Point, Point]
    end: Point
    straight: bool = False

    @property
    def path(self) -> str:
        """The curve as SVG."""
        (x, y), (to_x, to_y) = self.start, self.end
        if self.straight:
            return f"M{x} {y} L{to_x} {to_y}"
        (one_x, one_y), (two_x, two_y) = self.bends
        return f"M{x} {y} C{one_x} {one_y} {two_x} {two_y} {to_x} {to_y}"

    def at(self, share: float) -> Point:
        """The point after a share of the curve's parameter, 0 to 1."""
        rest = 1 - share
        weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
        points = (self.start, *self.bends, self.end)
        found = [sum(weight * point[axis] for weight, point in zip(weights, points, strict=True)) for axis in (0, 1)]
        return (found[0], found[1])


@dataclass(frozen=True)
class Node:
    """A state as a box; `look` is current, taken, next or other."""

    state: str
    label: str
    x: int
    y: int
    look: str

    @property
    def middle(self) -> int:
        """Horizontal centre of the box."""
        return self.x + BOX_WIDTH // 2

    @property
    def baseline(self) -> int:
        """Baseline of the label in one line."""
        return self.y + BOX_HEIGHT // 2 + 5

    @property
    def lines(self) -> tuple[tuple[str, int], ...]:
        """The label with its baseline; a long one in two lines, parted where they are most alike in length."""
        spaces = [at for at, sign in enumerate(self.label) if sign == " "]
        if len(self.label) <= LABEL_FITS or not spaces:
            return ((self.label, self.baseline),)
        at = min(spaces, key=lambda one: abs(one - len(self.label) / 2))
        return ((self.label[:at], self.baseline - 7), (self.label[at + 1 :], self.baseline + 7))


@dataclass(frozen=True)
class Edge:
    """A move as a path; `look` is taken, next or other."""

    source: str
    target: str
    curve: Curve
    label: str
    look: str

    @property
    def path(self) -> str:
        """The move as SVG."""
        return self.curve.path


@dataclass(frozen=True)
class Diagram:
    """Everything a template needs to draw a machine."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def layers(table: MachineTable) -> list[list[str]]:
    """States by their distance from the initial one; endings last in their layer."""
    found: list[list[str]] = []
    seen: set[str] = set()
    layer = [table.initial]
    while layer:
        found.append(layer)
        seen |= set(layer)
        following: dict[str, None] = {}
        for state in layer:
            for row in table.rows_from(state):
                if row.target not in seen:
                    following[row.target] = None
        layer = sorted(following, key=lambda s: (s in table.endings, table.states.index(s)))
    return found


def draw(
    model: type[Machine], *, current: str = "", taken: Sequence[tuple[str, str]] = (), spacing: Spacing = CLOSE
) -> Diagram:
    """Lay a machine out. `taken` are the moves made so far as (from, to)."""
    table = table_of(model)
    rows = layers(table)
    widest = max(len(layer) for layer in rows)
    width = widest * BOX_WIDTH + (widest - 1) * spacing.gap_x + 2 * spacing.margin
    labels = dict(model.States.choices)
    visited = {state for move in taken for state in move}
    following = {row.target for row in table.rows_from(current)} if current else set()
    nodes = {}
    step = BOX_HEIGHT + spacing.gap_y
    for depth, layer in enumerate(rows):
        left = (width - len(layer) * BOX_WIDTH - (len(layer) - 1) * spacing.gap_x) // 2
        for place, state in enumerate(layer):
            look = _look(state, current, visited, following)
            x, y = left + place * (BOX_WIDTH + spacing.gap_x), 8 + depth * step
            nodes[state] = Node(state, str(labels[state]), x, y, look)
    edges = _edges(table, nodes, current, set(taken), _Sheet(width, spacing))
    height = 16 + len(rows) * BOX_HEIGHT + (len(rows) - 1) * spacing.gap_y
    return Diagram(width, height, tuple(nodes.values()), tuple(edges))


def _look(state: str, current: str, visited: set[str], following: set[str]) -> str:
    if state == current:
        return "current"
    if state in visited:
        return "taken"
    return "next" if state in following else "other"


@dataclass(frozen=True)
class _Sheet:
    """What a line must know of the sheet it is drawn on."""

    width: int
    spacing: Spacing


def _edges(
    table: MachineTable, nodes: dict[str, Node], current: str, taken: set[tuple[str, str]], sheet: _Sheet
) -> Iterable[Edge]:
    pairs: dict[tuple[str, str], list[str]] = {}
    for row in table.rows.values():
        for source in row.sources:
            if source != row.target:
                pairs.setdefault((source, row.target), []).append(str(row.label))
    for side, ((source, target), names) in enumerate(pairs.items()):
        curve = _curve(nodes[source], nodes[target], side, sheet)
        look = "taken" if (source, target) in taken else ("next" if source == current else "other")
        yield Edge(source, target, curve, ", ".join(names), look)


def _curve(source: Node, target: Node, side: int, sheet: _Sheet) -> Curve:
    spacing = sheet.spacing
    if target.y - source.y == BOX_HEIGHT + spacing.gap_y:
        start, end = source.y + BOX_HEIGHT, target.y - 2
        bend = (start + end) // 2
        return Curve((source.middle, start), ((source.middle, bend), (target.middle, bend)), (target.middle, end))
    if target.y == source.y:
        right = target.x > source.x
        start_x = source.x + (BOX_WIDTH if right else 0)
        end_x = target.x - 2 if right else target.x + BOX_WIDTH + 2
        height = source.y + BOX_HEIGHT // 2
        third = (end_x - start_x) / 3
        bends = ((start_x + third, height), (end_x - third, height))
        return Curve((start_x, height), bends, (end_x, height), straight=True)
    on_left = target.y < source.y
    lane = spacing.margin - 10 - (side % 4) * spacing.lane
    outer = lane if on_left else sheet.width - lane
    start_x = source.x if on_left else source.x + BOX_WIDTH
    end_x = target.x - 2 if on_left else target.x + BOX_WIDTH + 2
    from_y, to_y = source.y + BOX_HEIGHT // 2, target.y + BOX_HEIGHT // 2
    return Curve((start_x, from_y), ((outer, from_y), (outer, to_y)), (end_x, to_y))


def mermaid(model: type[Machine]) -> str:
    """The machine as Mermaid text for a README."""
    table = table_of(model)
    lines = ["stateDiagram-v2", f"    [*] --> {table.initial}"]
    for row in table.rows.values():
        lines += [f"    {source} --> {row.target}: {row.name}" for source in row.sources]
    lines += [f"    {state} --> [*]" for state in sorted(table.endings)]
    return "\n".join(lines)


def markdown_table(model: type[Machine]) -> str:
    """The machine as a Markdown table for a README: one line per transition."""
    table = table_of(model)
    lines = [
        "| transition | from | to | who | guards | asks for | event | deadline |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_markdown_row(table, row) for row in table.rows.values()]
    return "\n".join(lines)


def _markdown_row(table: MachineTable, row: Row) -> str:
    fired_by = sorted({d.name for rules in table.deadlines.values() for d in rules if d.fires == row.name})
    cells = [
        row.name,
        ", ".join(row.sources),
        row.target,
        ", ".join(sorted(row.by)),
        ", ".join(g.code for g in row.when),
        ", ".join(n.name + ("" if n.required else "?") for n in row.needs),
        row.event,
        ", ".join(fired_by),
    ]
    return "| " + " | ".join(cells) + " |"
