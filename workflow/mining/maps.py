"""The drawing of a process map: the machine's own diagram, each line with its number and its time. Pure geometry.

Words and numbers come from `pages`; a template renders. The heavier the traffic, the thicker the line, and the number
says it as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workflow.diagrams import Curve, Diagram, Edge, Node, Spacing, draw
from workflow.machine import Machine

ROOMY: Final = Spacing(gap_x=96, gap_y=74, margin=118, lane=22)
LABEL_WIDTH: Final = 84
LABEL_HEIGHT: Final = 32
SPOTS: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85)
WEIGHTS: Final = 4


@dataclass(frozen=True, slots=True)
class Traffic:
    """What happened between two states: a number and a time as words; `hidden` for a group that is too small."""

    number: int
    count: str
    time: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the map. `weight` 0 (never walked) to 4 (most walked)."""

    path: str
    name: str
    count: str
    time: str
    x: float
    y: float
    weight: int

    @property
    def plate_width(self) -> int:
        """Width of what lies below the label, so that no line runs through it."""
        return 8 + 7 * max(len(self.count), len(self.time))

    @property
    def plate_x(self) -> float:
        """Left edge of it."""
        return self.x - self.plate_width / 2

    @property
    def plate_y(self) -> float:
        """Upper edge of it."""
        return self.y - 12

    @property
    def plate_height(self) -> int:
        """Height of it: one line or two."""
        return 30 if self.time else 16

    @property
    def second(self) -> float:
        """Baseline of the second line of its label."""
        return self.y + 13


@dataclass(frozen=True, slots=True)
class Stop:
    """One state of the map, with what is said below its name; `tone` is "slow" for the bottleneck."""

    node: Node
    note: str
    tone: str

    @property
    def name_at(self) -> int:
        """Baseline of the name: higher where a note stands below it."""
        return self.node.y + 15 if self.note else self.node.baseline

    @property
    def note_at(self) -> int:
        """Baseline of the note."""
        return self.node.y + 30


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """Everything a template needs to draw the map."""

    width: int
    height: int
    box_width: int
    box_height: int
    stops: tuple[Stop, ...]
    lines: tuple[Line, ...]


def process_map(
    model: type[Machine],
    traffic: Mapping[tuple[str, str], Traffic],
    *,
    notes: Mapping[str, str],
    slow: str = "",
) -> ProcessMap:
    """Lay the map out. `traffic` by (from, to), `notes` by state; lines nobody walked stay thin and unlabelled."""
    drawn = draw(model, spacing=ROOMY)
    most = max((one.number for one in traffic.values()), default=0)
    boxes = [_box(node, drawn) for node in drawn.nodes]
    lines: list[Line] = []
    for edge in sorted(drawn.edges, key=lambda one: -_number(traffic, one)):
        found = traffic.get((edge.source, edge.target))
        if found is None:
            lines.append(Line(edge.path, edge.label, "", "", 0, 0, 0))
            continue
        x, y = _free_spot(edge.curve, boxes)
        boxes.append((x - LABEL_WIDTH / 2, y - 14, x + LABEL_WIDTH / 2, y - 14 + LABEL_HEIGHT))
        weight = 1 if found.hidden else max(1, round(WEIGHTS * (found.number / most) ** 0.5)) if most else 1
        lines.append(Line(edge.path, edge.label, found.count, found.time, round(x, 1), round(y, 1), weight))
    stops = tuple(Stop(node, notes.get(node.state, ""), "slow" if node.state == slow else "") for node in drawn.nodes)
    return ProcessMap(drawn.width, drawn.height, drawn.box_width, drawn.box_height, stops, tuple(reversed(lines)))


Box = tuple[float, float, float, float]


def _number(traffic: Mapping[tuple[str, str], Traffic], edge: Edge) -> int:
    found = traffic.get((edge.source, edge.target))
    return found.number if found else -1


def _box(node: Node, drawn: Diagram) -> Box:
    return (node.x, node.y, node.x + drawn.box_width, node.y + drawn.box_height)


def _free_spot(curve: Curve, taken: Sequence[Box]) -> tuple[float, float]:
    """Where on a curve its label covers the least of what stands there already; the middle, if that is free."""

    def covered(share: float) -> float:
        x, y = curve.at(share)
        mine = (x - LABEL_WIDTH / 2, y - 14, x + LABEL_WIDTH / 2, y - 14 + LABEL_HEIGHT)
        return sum(_overlap(mine, box) for box in taken)

    return curve.at(min(SPOTS, key=covered))


def _overlap(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)
